"""Calendars over HTTP: permissions, the dry run, two persons, the preview, bad input."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from hotline.kit.calendars.api import MAX_UPLOAD, router
from hotline.kit.calendars.seed import seed, statutory_days
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from tests.hotline.kit.floor_app import Desk, desk

CSV = "date,kind,name\n" + "".join(
    f"{d},HOLIDAY,法定\n" for d in sorted(statutory_days()) if d.year == 2027
)
HOURS = [["08:30-12:00", "14:00-17:30"]] * 5 + [[], []]


@pytest.fixture
async def people(database: Database) -> AsyncIterator[Desk]:
    async with database.write() as session:
        await seed(session)
    async with desk(database, router) as people:
        yield people


async def office_of(people: Desk) -> str:
    listed = (await people.clerk.get("/api/calendars")).json()
    assert [c["code"] for c in listed] == ["office", "always"]
    return str(listed[0]["id"])


def upload(content: str | bytes, **fields: Any) -> dict[str, Any]:
    raw = content.encode() if isinstance(content, str) else content
    return {
        "files": {"file": ("2027.csv", raw, "text/csv")},
        "data": {"year": "2027", "basis": "国办发明电〔2026〕1号"} | fields,
    }


async def test_next_years_table_is_uploaded_checked_and_approved_by_another(people: Desk) -> None:
    office = await office_of(people)
    path = f"/api/calendars/{office}/uploads"
    dry = await people.first.post(path, params={"dry_run": True}, **upload(CSV))
    assert dry.json()["version"] is None
    assert (dry.json()["report"]["holidays"], dry.json()["report"]["errors"]) == (13, [])
    real = (await people.first.post(path, **upload(CSV, expected_working_days="254"))).json()
    approval = f"/api/calendars/versions/{real['version']['id']}/actions/APPROVE"
    assert (await people.first.post(approval, json={})).status_code == 403
    approved = await people.second.post(approval, json={"note": "已核对"})
    assert approved.json()["state"] == "IN_FORCE"
    assert (await people.second.post(approval, json={})).json()["code"] == (
        "calendar_proposal_decided"
    )
    listed = (await people.clerk.get(f"/api/calendars/{office}/versions")).json()
    assert [(v["number"], v["state"]) for v in listed] == [(2, "IN_FORCE"), (1, "SUPERSEDED")]
    days = await people.clerk.get(
        f"/api/calendars/versions/{real['version']['id']}/days", params={"year": 2027}
    )
    assert len(days.json()) == 13


async def test_a_table_sent_as_json_is_checked_the_same_way(people: Desk) -> None:
    path = f"/api/calendars/{await office_of(people)}/proposals"
    body = {
        "basis": "依据",
        "year": 2027,
        "days": [{"day": "2027-01-04", "kind": "MAKEUP"}],
        "dry_run": True,
    }
    dry = (await people.first.post(path, json=body)).json()
    assert dry["report"]["errors"] == ["2027-01-04 本是工作日，不能作调休上班日"]
    refused = await people.first.post(path, json=body | {"dry_run": False})
    assert refused.status_code == 422
    assert refused.json()["code"] == "calendar_arrangement_invalid"


async def test_a_calendar_with_other_hours_is_created_and_rejected(people: Desk) -> None:
    body = {"code": "window", "name": "办事窗口", "hours": {"weekly": HOURS}}
    created = await people.first.post("/api/calendars", json=body)
    assert (created.status_code, created.json()["state"]) == (201, "PROPOSED")
    path = f"/api/calendars/versions/{created.json()['id']}/actions/REJECT"
    assert (await people.second.post(path, json={})).status_code == 422
    rejected = await people.second.post(path, json={"note": "时段有误"})
    assert rejected.json()["state"] == "REJECTED"


@pytest.mark.parametrize(
    ("mode", "amount", "due"),
    [
        ("DAY", 15, "2026-03-12 17:30"),
        ("MIN", 420, "2026-02-14 16:00"),
        ("CAL", 3, "2026-02-24 17:30"),
    ],
)
async def test_a_limit_is_tried_out(people: Desk, mode: str, amount: int, due: str) -> None:
    answer = await people.clerk.get(
        f"/api/calendars/{await office_of(people)}/preview",
        params={"start": "2026-02-13T16:00:00+08:00", "amount": amount, "mode": mode},
    )
    assert answer.json()["due_local"] == due
    assert answer.json()["provisional"] is False


@pytest.mark.parametrize(
    "params",
    [
        {"start": "2026-02-13T16:00:00", "amount": 1},
        {"start": "2026-02-13T16:00:00+08:00", "amount": 0},
        {"start": "2026-02-13T16:00:00+08:00", "amount": 100_001},
        {"start": "2026-02-13T16:00:00+08:00", "amount": 1, "mode": "WEEK"},
        {"start": "2026-02-13T16:00:00+08:00", "amount": 99_999},
        {"start": "9999-12-31T23:59:59Z", "amount": 1},
        {"start": "0001-01-01T00:00:00+14:00", "amount": 1},
    ],
)
async def test_a_senseless_limit_is_refused(people: Desk, params: dict[str, Any]) -> None:
    path = f"/api/calendars/{await office_of(people)}/preview"
    answer = await people.clerk.get(path, params=params)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        ("nonsense", {}),
        (b"\x00\xff\xfe", {}),
        ("x" * (MAX_UPLOAD + 1), {}),
        (CSV, {"year": "1999"}),
        (CSV, {"basis": ""}),
        (CSV, {"basis": "依\x00据"}),
        (CSV, {"expected_working_days": "248"}),
        (CSV.replace("2027-01-01", "2028-01-01"), {}),
    ],
)
async def test_a_wrong_upload_stores_nothing(
    people: Desk, content: str | bytes, fields: dict[str, str]
) -> None:
    office = await office_of(people)
    answer = await people.first.post(
        f"/api/calendars/{office}/uploads", **upload(content, **fields)
    )
    assert answer.status_code == 422
    versions = (await people.clerk.get(f"/api/calendars/{office}/versions")).json()
    assert len(versions) == 1


@pytest.mark.parametrize(
    "weekly",
    [
        HOURS[:6],
        [["12:00-08:30"]] * 7,
        [["08:30-12:00", "11:00-17:00"]] * 7,
        [["25:00-26:00"]] * 7,
        [["8:30-12:00"]] * 7,
        [[], *HOURS[1:]],
    ],
)
async def test_hours_that_nobody_can_work_are_refused(people: Desk, weekly: list[Any]) -> None:
    body = {"code": "odd", "name": "怪时段", "hours": {"weekly": weekly}}
    assert (await people.first.post("/api/calendars", json=body)).status_code == 422


async def test_a_clerk_looks_but_does_not_touch_and_a_stranger_sees_nothing(people: Desk) -> None:
    office = await office_of(people)
    body = {"basis": "依据", "hours": {"weekly": HOURS}}
    assert (
        await people.clerk.post(f"/api/calendars/{office}/proposals", json=body)
    ).status_code == 403
    assert (
        await people.clerk.post(f"/api/calendars/{office}/uploads", **upload(CSV))
    ).status_code == 403
    assert (await people.clerk.get("/api/calendars/warnings")).status_code == 200
    assert (await people.nobody.get("/api/calendars")).status_code == 401


async def test_unknown_ids_are_not_found(people: Desk) -> None:
    for path in (
        f"/api/calendars/{new_id()}/versions",
        f"/api/calendars/versions/{new_id()}/days",
        f"/api/calendars/{new_id()}/preview?start=2026-02-13T16:00:00Z&amount=1",
    ):
        assert (await people.clerk.get(path)).status_code == 404
    assert (await people.clerk.get("/api/calendars/abc/versions")).status_code == 422
