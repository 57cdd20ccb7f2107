"""Where an article belongs: changed by itself, by whom it belongs to, and never silently by an import."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.guard import current_actor
from hotline.kit.db import Database
from hotline.kit.http import problems
from hotline.kit.organisation.models import Unit
from hotline.kit.outbox.models import OutboxEvent
from hotline.kit.sheets import SheetFormat, write_sheet
from knowledge.articles.api import router
from knowledge.articles.models import Article
from knowledge.events import KnowledgeChanged
from tests.knowledge.articles.shelf import AGENT, AUTHOR, EDITOR, OWNER, STRANGER, UNIT

PLACE: dict[str, Any] = {
    "owner_unit_code": "FS-GA",
    "category_code": "0101",
    "districts": ["440604"],
    "audience": "INTERNAL",
}
ROW: dict[str, Any] = {
    "key": "id-card",
    "title": "身份证丢了怎么补办",
    "questions": "身份证不见了\n身份证找不到",
    "spoken": "到派出所补领。",
    "answer": "本人到派出所户政窗口补领。",
    "cites": "FS-GA-010:fee",
    "owner_unit_code": "FS-GA",
    "valid_from": "2026-01-01",
}


def unit(unit_id: str, code: str) -> Unit:
    told = {"name": code, "short_name": code, "level": 2, "kind": "BUREAU"}
    return Unit(id=unit_id, code=code, path=f"/{unit_id}/", valid_from=date(2020, 1, 1), **told)


class House:
    """A client whose acting person can be changed, and one article of the police."""

    def __init__(self, database: Database, client: httpx.AsyncClient) -> None:
        self.database = database
        self.client = client
        self.actor: Actor = AUTHOR
        self.id = ""

    async def place(self, actor: Actor, version: int, **changes: Any) -> httpx.Response:
        self.actor = actor
        body = PLACE | changes | {"version": version}
        return await self.client.put(f"/api/articles/{self.id}/placement", json=body)

    async def upload(self, content: bytes, *, dry_run: bool, actor: Actor = AUTHOR) -> Any:
        self.actor = actor
        answer = await self.client.post(
            "/api/articles/import",
            files={"file": ("articles", content)},
            data={"dry_run": str(dry_run).lower()},
        )
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    app = FastAPI()
    app.state.database = database
    problems.install(app)
    app.include_router(router)
    async with database.write() as session:
        session.add_all([unit(UNIT, "FS-GA"), unit("01" + "M" * 24, "FS-MZ")])
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        house = House(database, client)
        app.dependency_overrides[current_actor] = lambda: house.actor
        report = await house.upload(write_sheet("csv", list(ROW), [ROW]), dry_run=False)
        assert report["added"] == ["id-card"], report["refused"]
        house.id = (await client.get("/api/articles")).json()["items"][0]["id"]
        yield house


async def test_its_unit_places_an_article_and_the_index_hears_of_it(house: House) -> None:
    placed = await house.place(OWNER, 1)
    assert placed.status_code == 200, placed.text
    told = placed.json()
    assert {name: told[name] for name in PLACE} == PLACE
    assert told["version"] == 2
    async with house.database.read() as session:
        query = select(OutboxEvent.payload).where(OutboxEvent.name == KnowledgeChanged.name)
        payloads = list(await session.scalars(query))
    assert [(one["key"], one["version"]) for one in payloads] == [(house.id, 2)]


async def test_the_same_place_again_changes_nothing(house: House) -> None:
    await house.place(OWNER, 1)
    assert (await house.place(OWNER, 2)).json()["version"] == 2


async def test_another_unit_does_not_take_an_article_and_its_own_does_not_give_it_away(
    house: House,
) -> None:
    refused = await house.place(STRANGER, 1)
    assert (refused.status_code, refused.json()["code"]) == (403, "knowledge_of_another_unit")
    assert (await house.place(OWNER, 1, owner_unit_code="FS-MZ")).status_code == 403
    assert (await house.place(replace(AGENT, permissions=frozenset()), 1)).status_code == 403
    given = await house.place(EDITOR, 1, owner_unit_code="FS-MZ")
    assert given.json()["owner_unit_code"] == "FS-MZ"


@pytest.mark.parametrize(
    ("version", "change", "status"),
    [
        (9, {}, 409),
        (1, {"owner_unit_code": "FS-XX"}, 422),
        (1, {"category_code": "消防"}, 422),
        (1, {"audience": "EVERYBODY"}, 422),
        (1, {"unknown": 1}, 422),
    ],
)
async def test_a_placement_that_cannot_be_is_refused(
    house: House, version: int, change: dict[str, Any], status: int
) -> None:
    assert (await house.place(EDITOR, version, **change)).status_code == status


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_drafts_come_from_a_table_and_a_place_that_is_not_taken_is_told(
    house: House, form: SheetFormat
) -> None:
    moved = ROW | {"audience": "INTERNAL", "answer": "改了。"}
    heading = {"key": "编码", "questions": "问法"}
    rows = [
        {heading.get(name, name): cell for name, cell in row.items()}
        for row in (moved, ROW | {"key": "new"}, ROW | {"key": "bad", "valid_from": "明天"})
    ]
    content = write_sheet(form, list(rows[0]), rows)
    for dry_run in (True, False):
        report = await house.upload(content, dry_run=dry_run)
        assert (report["added"], report["changed"]) == (["new"], ["id-card"])
        assert [(one["row"], one["key"]) for one in report["refused"]] == [(4, "bad")]
        assert [(one["row"], one["key"]) for one in report["warnings"]] == [(2, "id-card")]
        assert "归属" in report["warnings"][0]["reason"]
    detail = (await house.client.get(f"/api/articles/{house.id}")).json()
    assert detail["draft"]["answer"] == "改了。"
    assert detail["draft"]["questions"] == ["身份证不见了", "身份证找不到"]
    assert detail["draft"]["cites"] == [{"item": "FS-GA-010", "field": "fee"}]
    async with house.database.read() as session:
        audiences = await session.scalars(select(Article.audience))
        assert set(audiences) == {"PUBLIC"}
