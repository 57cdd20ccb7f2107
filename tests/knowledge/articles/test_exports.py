"""Published articles go out as the lines that the import takes; internal ones only to their readers."""

import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.audit.models import AuditEntry
from hotline.kit.auth.actor import SYSTEM, Actor
from hotline.kit.auth.guard import current_actor
from hotline.kit.db import Database
from hotline.kit.http import problems
from knowledge.articles.api import router
from knowledge.articles.exports import export_articles
from knowledge.articles.imports import ImportOptions, import_articles
from knowledge.articles.models import Article, ArticleState
from knowledge.articles.queries import find_article_by_key, get_revision
from knowledge.audience import Audience
from knowledge.lines import EntryReport
from tests.conftest import BACKENDS
from tests.knowledge.articles.shelf import EDITOR, UNIT, published, staff, written

UNITS = {"FS-GA": UNIT}
SEPARATOR = "\u2028"  # ends a line for Python, not in JSON lines
IMPORTER = replace(staff(7), permissions=frozenset({"import.run"}))


async def shelf(session: AsyncSession) -> None:
    await published(
        session, "zz-plain", answer=f"第一段{SEPARATOR}第二段", keywords=["=补证", "挂失"]
    )
    await published(session, "secret", audience=Audience.INTERNAL, districts=["440604"])
    await written(session, "draft-only")


async def take(session: AsyncSession, raw: bytes, **more: Any) -> EntryReport:
    options = ImportOptions(UNITS, **more)
    return await import_articles(session, raw.decode().split("\n"), options=options, actor=SYSTEM)


def keys(raw: bytes) -> list[str]:
    return [json.loads(line)["key"] for line in raw.decode().split("\n") if line]


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_articles_come_out_of_another_database_with_the_same_bytes(
    database: Database,
) -> None:
    class UndoneError(Exception):
        pass

    with suppress(UndoneError):
        async with database.write() as session:
            await shelf(session)
            raw = await export_articles(session, actor=SYSTEM)
            raise UndoneError
    assert keys(raw) == ["secret", "zz-plain"]
    async with database.write() as session:
        assert (await session.scalars(select(Article))).all() == []
        assert (await take(session, raw)).added == ["secret", "zz-plain"]
        assert await export_articles(session, actor=SYSTEM) == raw
        again = await take(session, raw)
        assert (again.added, again.changed) == ([], [])
        assert again.unchanged == ["secret", "zz-plain"]


async def test_an_export_can_be_taken_back_by_the_database_it_came_from(
    session: AsyncSession,
) -> None:
    await shelf(session)
    report = await take(session, await export_articles(session, actor=SYSTEM))
    assert report.unchanged == ["secret", "zz-plain"]


async def test_internal_articles_are_only_for_who_may_read_them(session: AsyncSession) -> None:
    await shelf(session)
    assert keys(await export_articles(session, actor=EDITOR)) == ["secret", "zz-plain"]
    assert keys(await export_articles(session, actor=IMPORTER)) == ["zz-plain"]
    entries = await session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
    told = [(e.action, e.object_id, (e.after or {})["rows"]) for e in entries]
    assert told == [("list.export", "articles", 2), ("list.export", "articles", 1)]


async def test_texts_that_come_as_drafts_wait_for_two_persons(session: AsyncSession) -> None:
    await shelf(session)
    raw = await export_articles(session, actor=SYSTEM)
    changed = raw.replace("到派出所补领。".encode(), "去派出所补领。".encode())
    report = await take(session, changed, as_drafts=True)
    assert report.changed == ["secret", "zz-plain"]
    article = await find_article_by_key(session, "zz-plain")
    assert article is not None
    assert article.state == ArticleState.PUBLISHED.value
    assert article.draft_state == ArticleState.DRAFT.value
    current = await get_revision(session, article.current_revision_id or "")
    assert current.spoken == "到派出所补领。"
    again = await take(session, changed, as_drafts=True)
    assert again.unchanged == ["secret", "zz-plain"]


class Door:
    """A client that speaks as one person."""

    def __init__(self, database: Database, actor: Actor) -> None:
        app = FastAPI()
        app.state.database = database
        app.dependency_overrides[current_actor] = lambda: actor
        problems.install(app)
        app.include_router(router)
        transport = httpx.ASGITransport(app=app)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://hotline.test")

    async def send(self, raw: bytes, **form: str) -> httpx.Response:
        async with self.client as client:
            files = {"file": ("a.jsonl", raw)}
            return await client.post("/api/articles/import", files=files, data=form)


async def test_over_http_a_file_is_tried_first_and_its_wrong_lines_are_told(
    database: Database,
) -> None:
    raw = '\n{"key": "lamp"}\n不是 JSON\n'.encode("gb18030")
    answer = await Door(database, EDITOR).send(raw)
    body = answer.json()
    assert (answer.status_code, body["dry_run"]) == (200, True)
    assert [refusal["row"] for refusal in body["refused"]] == [2, 3]
    assert "必须填写" in body["refused"][0]["reason"]


async def test_over_http_the_export_is_a_file_and_strangers_get_none(database: Database) -> None:
    async with database.write() as session:
        await shelf(session)
    async with Door(database, IMPORTER).client as client:
        given = await client.get("/api/articles/export")
    assert given.headers["content-type"] == "application/x-ndjson"
    assert keys(given.content) == ["zz-plain"]
    stranger = replace(IMPORTER, permissions=frozenset())
    async with Door(database, stranger).client as client:
        assert (await client.get("/api/articles/export")).status_code == 403
    refused = await Door(database, IMPORTER).send(given.content)
    assert refused.status_code == 403
