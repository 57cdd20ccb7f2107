"""Policy numbers go out as a file; a file that comes in is only a proposal."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import orjson
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.imports.api import router
from hotline.imports.documents import (
    Book,
    DocumentFile,
    DocumentReport,
    DocumentUnreadable,
    export_document,
    import_document,
)
from hotline.kit.audit.models import AuditEntry
from hotline.kit.auth.actor import SYSTEM, Actor
from hotline.kit.auth.guard import current_actor
from hotline.kit.db import Database
from hotline.kit.errors import Invalid
from hotline.kit.http import problems
from hotline.kit.ids import new_id
from hotline.kit.rulebooks import OwnProposal
from hotline.supervision import policies as supervision
from hotline.tickets import policies as tickets
from tests.conftest import BACKENDS

NOW = datetime(2026, 3, 4, tzinfo=UTC)
MEMBER = {Book.LIMITS: "appeal_days", Book.SUPERVISION: "explain_days"}
ROOM: dict[Book, Any] = {Book.LIMITS: tickets, Book.SUPERVISION: supervision}
both = pytest.mark.parametrize("book", list(Book))


def person() -> Actor:
    held = frozenset({"policy.propose"})
    return Actor(new_id(), "甲", frozenset({"admin"}), held, None, None, vendor=False, kind="staff")


async def take(
    session: AsyncSession, book: Book, raw: bytes, *, by: Actor, dry_run: bool = False
) -> DocumentReport:
    return await import_document(session, book, DocumentFile(raw, "改", NOW, dry_run), actor=by)


def edited(raw: bytes, **members: Any) -> bytes:
    content = orjson.loads(raw)
    content["document"] |= members
    return orjson.dumps(content)


@both
@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_numbers_come_out_of_another_database_with_the_same_bytes(
    database: Database, book: Book
) -> None:
    author, second = person(), person()
    async with database.write() as session:
        shipped = await export_document(session, book, actor=author)
        changed = edited(shipped, **{MEMBER[book]: 4})
        report = await take(session, book, changed, by=author)
        assert (report.changed, report.proposal) == ([MEMBER[book]], 2)
        assert await export_document(session, book, actor=author) == shipped
        with pytest.raises(OwnProposal):
            await ROOM[book].decide(session, author, number=2, accept=True)
        await ROOM[book].decide(session, second, number=2, accept=True)
        out = await export_document(session, book, actor=author)
        assert orjson.loads(out) == orjson.loads(changed)
        again = await take(session, book, out, by=author)
        assert (again.changed, again.proposal) == ([], None)
        back = await take(session, book, shipped, by=author)
        await ROOM[book].decide(session, second, number=back.proposal, accept=True)
        assert await export_document(session, book, actor=author) == shipped
        entries = await session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
        assert [e.object_id for e in entries if e.action == "list.export"] == [book.value] * 4


@both
async def test_a_dry_run_stores_nothing_and_a_repeat_proposes_nothing(
    session: AsyncSession, book: Book
) -> None:
    changed = edited(await export_document(session, book, actor=SYSTEM), **{MEMBER[book]: 4})
    tried = await take(session, book, changed, by=person(), dry_run=True)
    assert (tried.changed, tried.proposal) == ([MEMBER[book]], None)
    assert await ROOM[book].list_documents(session) == []
    first = await take(session, book, changed, by=person())
    again = await take(session, book, changed, by=person())
    assert (first.proposal, again.proposal) == (2, 2)
    assert len(await ROOM[book].list_documents(session)) == 1


@both
async def test_wrong_members_are_named(session: AsyncSession, book: Book) -> None:
    raw = edited(await export_document(session, book, actor=SYSTEM), colour="red")
    with pytest.raises(Invalid) as refused:
        await take(session, book, raw, by=person(), dry_run=True)
    assert [error["field"] for error in refused.value.extra["errors"]] == ["colour"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"kind": "supervision_rules", "document": {}}',
        b'{"kind": "ticket_policy"}',
        b'{"kind": "ticket_policy", "document": {"number": 3}}',
    ],
)
async def test_a_file_of_something_else_is_refused(session: AsyncSession, raw: bytes) -> None:
    with pytest.raises(DocumentUnreadable):
        await take(session, Book.LIMITS, raw, by=person())


@pytest.fixture
async def client(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A browser before the two books."""
    app = FastAPI()
    app.state.database = database
    proposer = person()
    app.dependency_overrides[current_actor] = lambda: proposer
    problems.install(app)
    app.include_router(router)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://hotline.test") as found:
        found.app = app  # type: ignore[attr-defined]
        yield found


@pytest.mark.parametrize(
    ("path", "book"),
    [("/api/policies", Book.LIMITS), ("/api/supervision/rules", Book.SUPERVISION)],
)
async def test_over_http_a_file_is_tried_first(
    client: httpx.AsyncClient, path: str, book: Book
) -> None:
    given = await client.get(f"{path}/export")
    assert "attachment" in given.headers["content-disposition"]
    files = {"file": ("p.json", edited(given.content, **{MEMBER[book]: 4}))}
    tried = await client.post(f"{path}/import", files=files, data={"reason": "修订"})
    assert (tried.json()["dry_run"], tried.json()["proposal"]) == (True, None)
    form = {"reason": "修订", "dry_run": "false", "effective_from": "2027-01-01T00:00:00+08:00"}
    done = await client.post(f"{path}/import", files=files, data=form)
    assert done.json() == {
        "dry_run": False,
        "changed": [MEMBER[book]],
        "unchanged": tried.json()["unchanged"],
        "turned": [],
        "proposal": 2,
    }
    without = await client.post(f"{path}/import", files=files)
    assert without.status_code == 422


async def test_who_may_not_propose_gets_no_file(client: httpx.AsyncClient) -> None:
    stranger = replace(person(), permissions=frozenset())
    client.app.dependency_overrides[current_actor] = lambda: stranger  # type: ignore[attr-defined]
    assert (await client.get("/api/policies/export")).status_code == 403
    assert (await client.get("/api/supervision/rules/export")).status_code == 403


async def test_a_turned_switch_is_told_in_words(session: AsyncSession) -> None:
    shipped = await export_document(session, Book.LIMITS, actor=person())
    switches = orjson.loads(shipped)["document"]["switches"]
    raw = edited(shipped, switches={**switches, "auto_approve": True})
    report = await take(session, Book.LIMITS, raw, by=person(), dry_run=True)
    assert report.turned == ["目录直接命中时系统自动审核（auto_approve）：关→开"]
    assert (await take(session, Book.LIMITS, shipped, by=person(), dry_run=True)).turned == []
