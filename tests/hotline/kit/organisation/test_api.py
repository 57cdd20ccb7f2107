"""The organisation over HTTP: who may look, who may change, what is refused."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from hotline.kit.calendars.seed import seed
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.kit.organisation.api import MAX_UPLOAD, router
from tests.hotline.kit.floor_app import Desk, desk

CITY = {"code": "FS", "name": "佛山市人民政府", "short_name": "市政府", "level": 2}
CITY |= {"kind": "CITY_GOVERNMENT"}


@pytest.fixture
async def people(database: Database) -> AsyncIterator[Desk]:
    async with database.write() as session:
        await seed(session)
    async with desk(database, router) as people:
        yield people


async def create(people: Desk, **fields: Any) -> dict[str, Any]:
    answer = await people.first.post("/api/units", json=CITY | fields)
    assert answer.status_code == 201, answer.text
    created: dict[str, Any] = answer.json()
    return created


async def test_a_unit_lives_its_life_over_http(people: Desk) -> None:
    city = await create(people)
    one, two = [
        await create(
            people, code=code, kind="DISTRICT_GOVERNMENT", level="DISTRICT", parent_id=city["id"]
        )
        for code in ("FS-CC", "FS-NH")
    ]
    town = await create(people, code="T", kind="TOWN", level="镇街", parent_id=one["id"])
    path = f"/api/units/{town['id']}"
    changed = await people.first.patch(path, json={"version": 1, "duty_phone": "0757-82000001"})
    assert (changed.json()["version"], changed.json()["name"]) == (2, CITY["name"])
    stale = await people.first.patch(path, json={"version": 1, "duty_phone": "1"})
    assert (stale.status_code, stale.json()["code"]) == (409, "unit_stale")
    moved = await people.first.post(
        f"{path}/actions/MOVE", json={"version": 2, "parent_id": two["id"], "reason": "区划调整"}
    )
    assert moved.json()["parent_id"] == two["id"]
    detail = (await people.clerk.get(path)).json()
    assert [u["code"] for u in detail["ancestors"]] == ["FS", "FS-NH"]
    assert detail["effective_calendar_id"] is not None
    tree = (await people.clerk.get("/api/units/tree")).json()
    assert [n["code"] for n in tree[0]["children"]] == ["FS-CC", "FS-NH"]
    refused = await people.first.post(
        f"/api/units/{two['id']}/actions/CLOSE", json={"version": 1, "reason": "撤销"}
    )
    assert refused.json()["code"] == "unit_has_children"
    closed = await people.first.post(f"{path}/actions/CLOSE", json={"version": 3, "reason": "撤销"})
    assert closed.json()["valid_to"] is not None
    history = (await people.clerk.get(f"{path}/revisions")).json()
    assert [r["change"] for r in history] == ["CLOSED", "MOVED", "CHANGED", "CREATED"]


async def test_a_units_mailbox_is_kept_in_normal_form_and_its_change_is_filed(people: Desk) -> None:
    city = await create(people, duty_mail=" ZhiBan@CGJ.example ")
    assert city["duty_mail"] == "zhiban@cgj.example"
    path = f"/api/units/{city['id']}"
    cleared = await people.first.patch(path, json={"version": 1, "duty_mail": ""})
    assert (cleared.status_code, cleared.json()["duty_mail"]) == (200, "")
    newest = (await people.clerk.get(f"{path}/revisions")).json()[0]
    assert newest["before"]["duty_mail"] == "zhiban@cgj.example"
    assert newest["after"]["duty_mail"] == ""


@pytest.mark.parametrize(
    "address", ["zhiban", "a@b", "a b@cgj.example", "a@cgj.example,b@c.example"]
)
async def test_a_mailbox_that_is_none_is_refused_in_both_languages(
    people: Desk, address: str
) -> None:
    answer = await people.first.post("/api/units", json=CITY | {"duty_mail": address})
    assert answer.status_code == 422
    told = {"field": "duty_mail", "reason": "电子邮箱格式不正确"}
    assert answer.json()["errors"] == [told | {"reason_en": "is not a valid e-mail address"}]


async def test_people_of_a_unit_are_kept(people: Desk) -> None:
    city = await create(people)
    path = f"/api/units/{city['id']}/members"
    body = {"account_id": people.account_id, "duty": "CLERK"}
    (member,) = (await people.first.post(path, json=body)).json()
    assert member["display_name"]
    listed = await people.clerk.get(path, params={"duty": "CLERK"})
    assert [m["id"] for m in listed.json()] == [member["id"]]
    end = f"/api/units/members/{member['id']}/actions/END"
    assert (await people.first.post(end, json={"valid_to": "1999-01-01"})).status_code == 422
    assert (await people.first.post(end, json={})).status_code == 200
    unknown = await people.first.post(path, json=body | {"account_id": new_id()})
    assert unknown.status_code == 422


async def test_units_are_listed_page_by_page_and_filtered(people: Desk) -> None:
    city = await create(people)
    for number in range(3):
        await create(people, code=f"B{number}", kind="BUREAU", parent_id=city["id"])
    first = (await people.clerk.get("/api/units", params={"limit": 3})).json()
    rest = await people.clerk.get("/api/units", params={"limit": 3, "cursor": first["next_cursor"]})
    assert [u["code"] for u in first["items"] + rest.json()["items"]] == ["B0", "B1", "B2", "FS"]
    for params, codes in (
        ({"kind": "BUREAU", "q": "b1"}, ["B1"]),
        ({"level": 2, "parent_id": city["id"]}, ["B0", "B1", "B2"]),
        ({"q": "%"}, []),
        ({"level": 4}, []),
        ({"without": ["BUREAU", "HOTLINE"]}, ["FS"]),
    ):
        found = (await people.clerk.get("/api/units", params=params)).json()
        assert [u["code"] for u in found["items"]] == codes, params


async def test_a_table_is_exported_and_imported(people: Desk) -> None:
    await create(people)
    exported = await people.first.get("/api/units/export")
    assert exported.headers["content-type"] == "text/csv; charset=utf-8"
    text = (
        exported.text
        + "FS-CC,禅城区人民政府,禅城区,DISTRICT,DISTRICT_GOVERNMENT,FS,440604,,,,,\r\n"
    )
    files = {"file": ("units.csv", text.encode(), "text/csv")}
    dry = (await people.first.post("/api/units/import", files=files)).json()
    assert (dry["dry_run"], dry["created"], dry["unchanged"]) == (True, ["FS-CC"], ["FS"])
    real = await people.first.post("/api/units/import", params={"dry_run": False}, files=files)
    assert real.json()["created"] == ["FS-CC"]
    listed = (await people.clerk.get("/api/units")).json()["items"]
    assert [u["code"] for u in listed] == ["FS", "FS-CC"]
    large = {"file": ("units.csv", b"x" * (MAX_UPLOAD + 1), "text/csv")}
    assert (await people.first.post("/api/units/import", files=large)).status_code == 413


@pytest.mark.parametrize(
    "fields",
    [
        {"code": "市"},
        {"code": "A" * 41},
        {"name": "局"},
        {"name": "市\x00府办"},
        {"name": "=HYPERLINK(1)"},
        {"name": None},
        {"level": 0},
        {"level": "六"},
        {"kind": "OFFICE"},
        {"parent_id": "1"},
        {"duty_phone": "1" * 41},
        {"district_code": "44060"},
        {"line_mode": "WHOLE"},
        {"valid_from": "今天"},
        {"unknown": 1},
    ],
)
async def test_a_wrong_unit_is_refused_and_not_stored(people: Desk, fields: dict[str, Any]) -> None:
    answer = await people.first.post("/api/units", json=CITY | fields)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert (await people.clerk.get("/api/units")).json()["items"] == []


async def test_rare_characters_stay_and_direction_marks_go(people: Desk) -> None:
    created = await create(people, name="\u202e𠮷祥街道办事处", short_name="𠮷祥")
    assert (created["name"], created["short_name"]) == ("𠮷祥街道办事处", "𠮷祥")


async def test_a_clerk_looks_but_does_not_touch_and_a_stranger_sees_nothing(people: Desk) -> None:
    city = await create(people)
    path = f"/api/units/{city['id']}"
    refused = [
        await people.clerk.post("/api/units", json=CITY | {"code": "X"}),
        await people.clerk.patch(path, json={"version": 1}),
        await people.clerk.post(f"{path}/actions/CLOSE", json={"version": 1, "reason": "试试"}),
        await people.clerk.get("/api/units/export"),
    ]
    assert [answer.status_code for answer in refused] == [403] * 4
    for open_path in ("/api/units", "/api/units/tree", path):
        assert (await people.nobody.get(open_path)).status_code == 401
    assert (await people.clerk.get(f"/api/units/{new_id()}")).status_code == 404


async def test_a_refused_row_is_told_by_line_code_and_reason(people: Desk) -> None:
    text = "code,name,short_name,level,kind\nFS,佛山市,佛山,CITY,CITY_GOVERNMENT\nX,,,CITY,CITY_GOVERNMENT\n"
    answer = await people.first.post(
        "/api/units/import", files={"file": ("units.csv", text.encode())}
    )
    told = answer.json()
    assert told.keys() == {"dry_run", "created", "changed", "moved", "unchanged", "rejected"}
    (row,) = told["rejected"]
    assert (row["line"], row["code"], row.keys()) == (3, "X", {"line", "code", "reason"})
    assert row["reason"].startswith("name：")
