"""Whatever is pushed with version numbers behaves alike: once and no more, the highest wins, all or nothing."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from sqlalchemy import select

from hotline.kit.audit.models import AuditEntry
from hotline.kit.auth.actor import Actor
from hotline.kit.db import Database
from hotline.roles import PERMISSIONS, Role
from knowledge.models import ReceivedVersion
from tests.conftest import BACKENDS
from tests.knowledge.items.shelf import CITY, CIVIL, EDITOR, POLICE_OWNER, person
from tests.knowledge.pushing import ARTICLE, ITEM, KINDS, NOTICE, NUMBER, Desk, Pushed, open_desk
from tests.knowledge.pushing import numbered as another

CIVIL_OWNER = person("knowledge.read", "knowledge.edit", path=f"/{CITY}/{CIVIL}/")
MEGABYTE = "字" * 350_000  # about 1 MB in UTF-8
pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
each = pytest.mark.parametrize("kind", KINDS, ids=str)
received = pytest.mark.parametrize("kind", [k for k in KINDS if k is not ITEM], ids=str)


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    desk = await open_desk(database)
    async with desk.client:
        yield desk


def told(body: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(change["field"], change["after"]) for change in body["changes"]]


@each
async def test_a_version_is_taken_once_and_the_highest_wins(desk: Desk, kind: Pushed) -> None:
    new = await desk.push(kind, 2)
    assert (new.status_code, new.json()["outcome"]) == (201, "ADDED"), new.text
    before = await desk.stored()
    same = await desk.push(kind, 2)
    assert (same.status_code, same.json()["outcome"]) == (200, "UNCHANGED")
    taken = await desk.push(kind, 2, kind.changed)
    assert (taken.status_code, taken.json()["held"]) == (409, 2)
    assert taken.json()["code"].endswith("version_taken")
    assert "新的版本号" in taken.json()["title"]
    assert await desk.stored() == before
    later = await desk.push(kind, 3, kind.changed)
    assert (later.status_code, later.json()["outcome"]) == (200, "CHANGED")
    assert told(later.json()) == [kind.change]
    before = await desk.stored()
    older = await desk.push(kind, 2)
    assert (older.status_code, older.json()["held"]) == (409, 3)
    assert older.json()["code"].endswith("version_older")
    assert "比已有的 3 旧" in older.json()["detail"]
    assert await desk.stored() == before


@each
async def test_a_dry_run_tells_the_same_and_stores_nothing(desk: Desk, kind: Pushed) -> None:
    before = await desk.stored()
    tried = await desk.push(kind, 1, dry=True)
    assert (tried.status_code, tried.json()["outcome"]) == (200, "ADDED"), tried.text
    assert tried.json()["dry_run"] is True
    assert await desk.stored() == before
    await desk.push(kind, 1)
    before = await desk.stored()
    tried = await desk.push(kind, 2, kind.changed, dry=True)
    assert (tried.json()["outcome"], told(tried.json())) == ("CHANGED", [kind.change])
    assert (await desk.push(kind, 1, kind.changed, dry=True)).status_code == 409
    assert await desk.stored() == before


@each
async def test_a_new_number_alone_is_remembered_and_changes_no_field(
    desk: Desk, kind: Pushed
) -> None:
    await desk.push(kind, 1)
    later = await desk.push(kind, 5)
    assert (later.json()["outcome"], later.json()["fields"]) == ("CHANGED", [])
    assert (await desk.push(kind, 4)).json()["held"] == 5


@each
async def test_a_unit_pushes_what_is_its_own(desk: Desk, kind: Pushed) -> None:
    assert (await desk.push(kind, 1, actor=POLICE_OWNER)).status_code == 201
    before = await desk.stored()
    other = await desk.push(kind, 2, kind.changed, actor=CIVIL_OWNER)
    assert other.status_code == 403
    assert other.json()["code"].endswith("_of_another_unit")
    assert await desk.stored() == before


@each
async def test_only_who_edits_knowledge_may_push(desk: Desk, kind: Pushed) -> None:
    for role in Role:
        granted = PERMISSIONS[role]
        actor: Actor = person(*granted, "knowledge.publish")
        answer = await desk.push(kind, 1, actor=actor, dry=True)
        assert answer.status_code == (200 if "knowledge.edit" in granted else 403), role


@each
async def test_a_megabyte_of_text_is_refused_by_its_field(desk: Desk, kind: Pushed) -> None:
    long = [MEGABYTE] if kind is ITEM else MEGABYTE
    before = await desk.stored()
    answer = await desk.push(kind, 1, {kind.long: long})
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert fault["field"].startswith(kind.long)
    assert "内容过长" in fault["reason"]
    assert len(answer.content) < 2_000
    assert await desk.stored() == before


@each
async def test_a_body_that_is_wrong_is_told_by_its_field(desk: Desk, kind: Pushed) -> None:
    for wrong in ({"version": 0}, {"version": None}, {"colour": "red"}):
        answer = await desk.client.put(kind.path, json={**kind.body, "version": 1, **wrong})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == next(iter(wrong))


@received
async def test_the_body_may_repeat_the_address_and_nothing_else(desk: Desk, kind: Pushed) -> None:
    name = {"number": "number", "unit": "unit_code"}.get(kind.name, "key")
    key = kind.path.rsplit("/", maxsplit=1)[-1]
    assert (await desk.push(kind, 1, {name: key})).status_code == 201
    other = await desk.push(kind, 2, {name: "12345" if name == "number" else "other"})
    assert (other.status_code, other.json()["errors"][0]["field"]) == (422, name)


@pytest.mark.parametrize("kind", [ARTICLE, NOTICE, NUMBER], ids=str)
async def test_two_first_pushes_at_once_make_one(desk: Desk, kind: Pushed) -> None:
    answers = await asyncio.gather(*(desk.push(kind, 1) for _ in range(4)))
    codes = sorted(answer.status_code for answer in answers)
    assert codes.count(201) == 1
    assert set(codes) <= {200, 201, 409}
    async with desk.database.read() as session:
        assert len((await session.scalars(select(ReceivedVersion))).all()) == 1


@received
async def test_what_was_received_stands_in_the_audit(desk: Desk, kind: Pushed) -> None:
    await desk.push(kind, 7)
    await desk.push(kind, 7)
    async with desk.database.read() as session:
        query = select(AuditEntry).where(AuditEntry.action == "knowledge.receive")
        (entry,) = (await session.scalars(query)).all()
        assert entry.actor_id == EDITOR.account_id
        assert entry.after == {"kind": kind.name.upper(), "version": 7}
        assert entry.object_id == kind.path.rsplit("/", maxsplit=1)[-1]


async def push_twice(desk: Desk, kind: Pushed, size: int) -> None:
    """Push things one by one; the second time not one row of any table becomes another."""
    things = [another(kind, number) for number in range(size)]
    assert {(await desk.push(one, 1)).status_code for one in things} == {201}
    before = await desk.stored()
    outcomes = {(await desk.push(one, 1)).json()["outcome"] for one in things}
    assert outcomes == {"UNCHANGED"}
    assert await desk.stored() == before


@pytest.mark.parametrize("kind", [ARTICLE, NOTICE, NUMBER, ITEM], ids=str)
async def test_documents_pushed_twice_are_stored_once(desk: Desk, kind: Pushed) -> None:
    await push_twice(desk, kind, 40)


@pytest.mark.slow
async def test_hundreds_of_articles_pushed_twice_are_stored_once(desk: Desk) -> None:
    """Each push is a transaction that reads one key: more of them meet nothing new, they only take longer.

    What grows with the number, a whole file, is sent as a thousand lines in ``test_import_reports``.
    """
    await push_twice(desk, ARTICLE, 250)
