"""Service items over HTTP: pushes, versions, files, and what a citizen may read."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.guard import current_actor
from hotline.kit.db import Database
from hotline.kit.http import problems
from knowledge.items.api import public_router, router
from tests.conftest import BACKENDS
from tests.knowledge.items.shelf import (
    EDITOR,
    POLICE,
    POLICE_OWNER,
    READER,
    STATION,
    lines,
    row,
    units,
)

Body = dict[str, Any]
LIST = "/api/service-items"
pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


class Desk:
    """A client whose acting person can be changed."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.actor: Actor = EDITOR

    async def send(
        self, method: str, path: str, actor: Actor = EDITOR, **kwargs: Any
    ) -> httpx.Response:
        self.actor = actor
        return await self.client.request(method, path, **kwargs)

    async def push(self, actor: Actor = EDITOR, **changes: Any) -> httpx.Response:
        body = row(**changes)
        return await self.send("PUT", f"{LIST}/{body['code']}", actor, json=body)

    async def upload(self, content: bytes, actor: Actor = EDITOR, **form: Any) -> httpx.Response:
        files = {"file": ("items.jsonl", content)}
        return await self.send("POST", f"{LIST}/import", actor, files=files, data=form)


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    async with database.write() as session:
        await units(session)
    app = FastAPI()
    app.state.database = database
    problems.install(app)
    app.include_router(router)
    app.include_router(public_router)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        desk = Desk(client)
        app.dependency_overrides[current_actor] = lambda: desk.actor
        yield desk


async def test_a_push_is_created_changed_repeated_and_refused_when_older(desk: Desk) -> None:
    new = await desk.push()
    assert (new.status_code, new.json()["outcome"]) == (201, "ADDED")
    same = await desk.push()
    assert (same.status_code, same.json()["outcome"]) == (200, "UNCHANGED")
    assert same.json()["item"]["version"] == 1
    later = await desk.push(version=2, visits=1)
    assert (later.json()["outcome"], later.json()["fields"]) == ("CHANGED", ["visits"])
    older = await desk.push()
    assert (older.status_code, older.json()["code"]) == (409, "service_item_version_older")
    assert older.json()["held"] == 2
    taken = await desk.push(version=2, visits=3)
    assert (taken.status_code, taken.json()["code"]) == (409, "service_item_version_taken")
    assert taken.json()["title"]
    assert taken.json()["title_en"]


async def test_a_situation_that_is_not_named_is_the_only_one_or_must_be_named(desk: Desk) -> None:
    first = (await desk.push(situation_code="01")).json()["item"]
    renamed = await desk.push(version=2, name="身份证首次申领")
    assert (renamed.status_code, renamed.json()["item"]["id"]) == (200, first["id"])
    await desk.push(situation_code="02", name="身份证换领")
    unclear = await desk.push(version=3)
    assert unclear.status_code == 422
    assert "01、02" in unclear.json()["detail"]
    whole = await desk.push(situation_code="", name="身份证业务")
    assert whole.status_code == 201


async def test_pushes_at_the_same_moment_store_one_version(desk: Desk) -> None:
    answers = await asyncio.gather(*(desk.push() for _ in range(4)))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses.count(201) == 1
    assert set(statuses) <= {200, 201, 409}
    item = (await desk.push()).json()["item"]
    versions = await desk.send("GET", f"{LIST}/{item['id']}/versions")
    assert len(versions.json()) == 1


WRONG: list[tuple[Body, str]] = [
    ({"version": 0}, "version"),
    ({"version": None}, "version"),
    ({"version": 1.5}, "version"),
    ({"name": "x"}, "name"),
    ({"name": "名\u0000称"}, "name"),
    ({"item_type": "MAGIC"}, "item_type"),
    ({"unknown": 1}, "unknown"),
    ({"unit_code": "FS-NO"}, "unit_code"),
    ({"valid_to": "2020-01-01"}, ""),
    ({"conditions": ["条" * 1_000_000]}, "conditions.0"),
    ({"promised_limit": {"kind": "DAYS"}}, "promised_limit"),
    ({"online_url": "javascript:alert(1)"}, "online_url"),
    ({"more": {"备注": 5}}, "more.备注"),
    ({"change": "EXPLODE"}, "change"),
]


async def test_a_wrong_push_names_its_field_in_both_languages(desk: Desk) -> None:
    for changes, field in WRONG:
        answer = await desk.push(**changes)
        assert answer.status_code == 422, answer.text
        faults = {e["field"]: e for e in answer.json()["errors"]}
        assert field in faults, changes
        assert faults[field]["reason"]
        assert faults[field]["reason_en"]


async def test_the_body_and_the_address_name_one_code(desk: Desk) -> None:
    body = row("FS-GA-011")
    answer = await desk.send("PUT", f"{LIST}/FS-GA-010", json=body)
    assert answer.json()["errors"][0]["field"] == "code"
    bad = await desk.send("PUT", f"{LIST}/..%2F..", json=body)
    assert bad.status_code in {404, 405, 422}


async def test_an_owner_unit_pushes_its_own_items_only(desk: Desk) -> None:
    own = await desk.push(POLICE_OWNER, unit_code="FS-GA-1")
    assert own.status_code == 201
    foreign = await desk.push(POLICE_OWNER, code="FS-MZ-1", unit_code="FS-MZ")
    assert (foreign.status_code, foreign.json()["code"]) == (403, "service_item_of_another_unit")
    await desk.push(code="FS-MZ-1", unit_code="FS-MZ")
    stolen = await desk.push(POLICE_OWNER, code="FS-MZ-1", unit_code="FS-GA", version=2)
    assert stolen.status_code == 403
    reader = await desk.push(READER)
    assert reader.status_code == 403


async def test_versions_are_listed_read_and_compared(desk: Desk) -> None:
    item = (await desk.push()).json()["item"]
    await desk.push(version=2, visits=1)
    path = f"{LIST}/{item['id']}"
    versions = (await desk.send("GET", f"{path}/versions", READER)).json()
    assert [(v["number"], v["change"]) for v in versions] == [(2, "ADJUST"), (1, "ADD")]
    first = (await desk.send("GET", f"{path}/versions/1", READER)).json()
    assert first["content"]["visits"] is None
    diff = await desk.send("GET", f"{path}/diff", READER, params={"older": 1, "newer": 2})
    assert diff.json()["changes"] == [
        {"field": "visits", "label": "到现场次数", "before": None, "after": 1}
    ]
    none = await desk.send("GET", f"{path}/diff", READER, params={"older": 1, "newer": 9})
    assert (none.status_code, none.json()["code"]) == (404, "service_item_version_unknown")
    assert (await desk.send("GET", f"{LIST}/{'0' * 26}", READER)).status_code == 404


async def test_lists_are_narrowed_and_paged(desk: Desk) -> None:
    for number in range(3):
        await desk.push(code=f"FS-GA-01{number}")
    await desk.push(
        code="FS-GA-1-1",
        unit_code="FS-GA-1",
        item_type="PERMIT",
        name="养犬登记",
        districts=["440604"],
    )
    first = (await desk.send("GET", LIST, READER, params={"limit": 2})).json()
    assert [i["code"] for i in first["items"]] == ["FS-GA-010", "FS-GA-011"]
    params = {"limit": 2, "cursor": first["next_cursor"]}
    second = (await desk.send("GET", LIST, READER, params=params)).json()
    assert [i["code"] for i in second["items"]] == ["FS-GA-012", "FS-GA-1-1"]
    assert second["next_cursor"] is None
    for wanted, codes in (
        ({"text": "养犬"}, ["FS-GA-1-1"]),
        ({"text": "ga-011"}, ["FS-GA-011"]),
        ({"text": "%"}, []),
        ({"item_type": "PERMIT"}, ["FS-GA-1-1"]),
        ({"unit_id": STATION}, ["FS-GA-1-1"]),
        ({"unit_id": POLICE, "state": "ABOLISHED"}, []),
        ({"district": "440605"}, ["FS-GA-010", "FS-GA-011", "FS-GA-012"]),
        ({"district": "440604", "text": "养犬"}, ["FS-GA-1-1"]),
    ):
        found = (await desk.send("GET", LIST, READER, params=wanted)).json()
        assert [i["code"] for i in found["items"]] == codes, wanted
    bad = await desk.send("GET", LIST, READER, params={"cursor": "x"})
    assert bad.status_code == 422


async def test_a_file_is_tried_before_it_is_stored(desk: Desk) -> None:
    content = lines(row(), row("FS-GA-011", visits="x"))
    dry = (await desk.upload(content)).json()
    assert (dry["dry_run"], dry["added"]) == (True, ["FS-GA-010"])
    assert [(r["row"], r["key"]) for r in dry["refused"]] == [(2, "FS-GA-011")]
    assert {"field": "code", "label": "事项编码", "column": "code"} in dry["columns"]
    assert (await desk.send("GET", LIST)).json()["items"] == []
    stored = (await desk.upload(content, dry_run="false")).json()
    assert stored["added"] == ["FS-GA-010"]
    assert len((await desk.send("GET", LIST)).json()["items"]) == 1


async def test_columns_may_be_named_with_the_file(desk: Desk) -> None:
    content = "号,name,单位\nA-100,占道经营许可,没有的局\n".encode()
    form: Body = {"map": ["code=号", "department=单位"], "owner": "FS", "dry_run": "false"}
    report = (await desk.upload(content, **form)).json()
    assert report["added"] == ["A-100"]
    wrong = await desk.upload(content)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "item_mapping_unusable")
    broken = await desk.upload(b"\x00\x01\x02")
    assert (broken.status_code, broken.json()["code"]) == (422, "catalogue_unreadable")


@pytest.mark.parametrize("form", ["jsonl", "csv", "xlsx"])
async def test_what_is_exported_is_imported_again_unchanged(desk: Desk, form: str) -> None:
    await desk.push(
        aliases=["办证", "生小孩（二孩、三孩）"],
        conditions=["第一条、第二条", "分两行\n写"],
        themes=["社会保障"],
        online_booking=False,
        visits=0,
        more={"备注": "=1+1"},
        districts=["440604"],
    )
    await desk.push(version=2, change="ABOLISH", code="FS-GA-011")
    params = {"format": form}
    content = (await desk.send("GET", f"{LIST}/export", READER, params=params)).content
    report = (await desk.upload(content)).json()
    assert (report["unchanged"], report["refused"]) == (["FS-GA-010", "FS-GA-011"], [])


async def test_the_words_of_the_form_are_told_in_chinese(desk: Desk) -> None:
    words = (await desk.send("GET", f"{LIST}/words", READER)).json()
    assert words["fields"]["promised_limit"] == "承诺时限"
    assert words["values"]["item_type"]["PERMIT"] == "行政许可"


async def test_a_citizen_reads_what_is_public_and_valid_today(desk: Desk) -> None:
    clock.set_source(lambda: datetime(2026, 3, 4, 4, tzinfo=UTC))
    cases: list[tuple[Body, int]] = [
        ({"more": {"经办人": "内部"}, "external_ref": "77"}, 200),
        ({"code": "FS-R", "publication": "RESTRICTED"}, 404),
        ({"code": "FS-F", "valid_from": "2026-03-05"}, 404),
        ({"code": "FS-P", "valid_to": "2026-03-03"}, 404),
        ({"code": "FS-T", "valid_from": "2026-03-04", "valid_to": "2026-03-04"}, 200),
        ({"code": "FS-X", "change": "ABOLISH"}, 404),
    ]
    for changes, status in cases:
        item = (await desk.push(**changes)).json()["item"]
        answer = await desk.client.get(f"/api/public/service-items/{item['id']}")
        assert answer.status_code == status, changes
        assert "内部" not in answer.text
    clock.set_source(lambda: datetime(2026, 3, 4, 16, 30, tzinfo=UTC))
    item = (await desk.send("GET", LIST, params={"text": "FS-F"})).json()["items"][0]
    tomorrow = await desk.client.get(f"/api/public/service-items/{item['id']}")
    assert tomorrow.status_code == 200  # half past midnight in Foshan
