"""What did not help is told to its unit and the editors: how many people, why, and what they had asked."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.guard import current_actor
from hotline.kit.db import Database
from hotline.kit.http import problems
from knowledge.articles.models import Article
from knowledge.articles.service import Step, withdraw
from knowledge.feedback.api import router
from knowledge.feedback.recorder import SearchLog
from knowledge.feedback.unhelpful import list_unhelpful
from knowledge.feedback.vocabulary import Verdict
from tests.knowledge.articles.shelf import EDITOR, OWNER, published
from tests.knowledge.feedback.asked import clicked, searched
from tests.knowledge.items.shelf import POLICE, READER, units

NOW = datetime(2026, 3, 4, 4, tzinfo=UTC)


async def shelf(database: Database, *keys: str) -> dict[str, str]:
    """Publish articles of the police; returns their documents."""
    found = {}
    async with database.write() as session:
        await units(session)
        for key in keys:
            article = await published(session, key)
            article.owner_unit_id, article.owner_unit_code = POLICE, "FS-GA"
            found[key] = f"ARTICLE:{article.id}"
    return found


class People:
    """Clicks of people, stored as they come."""

    def __init__(self, database: Database) -> None:
        self.database, self.log = database, SearchLog()

    async def turn_away(
        self, document: str, *askers: str, reason: str = "", asked: str = ""
    ) -> None:
        for asker in askers:
            search_id = self.log.search(searched(asked, asker=asker)) if asked else ""
            said = clicked(document, Verdict.UNHELPFUL, asker)
            self.log.click(replace(said, reason=reason, search_id=search_id))
        await self.log.flush(self.database)

    async def be_helped(self, document: str, *askers: str) -> None:
        for asker in askers:
            self.log.click(clicked(document, Verdict.HELPFUL, asker))
        await self.log.flush(self.database)


async def listed(database: Database, **narrowed: Any) -> list[tuple[str, int, int, dict[str, int]]]:
    async with database.read() as session:
        rows = await list_unhelpful(session, **narrowed)
    return [
        (
            one.document,
            one.people,
            one.helped,
            {why.reason.value: why.people for why in one.reasons},
        )
        for one in rows
    ]


@pytest.fixture(autouse=True)
def _noon() -> Any:
    with clock.frozen(NOW):
        yield


async def test_a_person_counts_once_with_his_reason_and_the_worst_text_comes_first(
    database: Database,
) -> None:
    ids = await shelf(database, "card", "permit")
    people = People(database)
    await people.turn_away(ids["card"], "a", "b", "c")
    await people.turn_away(ids["card"], "a", "a", reason="WRONG_CONTACT")
    await people.turn_away(ids["card"], "b", reason="OUTDATED")
    await people.turn_away(ids["permit"], "a", reason="UNCLEAR")
    await people.be_helped(ids["card"], "a", "x", "y")
    assert await listed(database) == [
        (ids["card"], 3, 2, {"OUTDATED": 1, "WRONG_CONTACT": 1}),
        (ids["permit"], 1, 0, {"UNCLEAR": 1}),
    ]


async def test_the_questions_asked_before_are_told_without_numbers_of_people(
    database: Database,
) -> None:
    ids = await shelf(database, "card")
    people = People(database)
    await people.turn_away(
        ids["card"], "a", asked="身份证丢了打我电话13812345678", reason="NOT_ASKED"
    )
    await people.turn_away(ids["card"], "b", asked="身份证过期")
    async with database.read() as session:
        (one,) = await list_unhelpful(session)
    assert "身份证过期" in one.words
    assert len(one.words) == 2
    assert "13812345678" not in "".join(one.words)
    assert (one.unit_code, one.kind_label) == ("FS-GA", "知识")
    assert one.reasons[0].reason_label == "答非所问"


async def test_what_was_clicked_before_the_text_was_changed_or_long_ago_is_left_out(
    database: Database,
) -> None:
    ids = await shelf(database, "card")
    people = People(database)
    with clock.frozen(NOW - timedelta(days=3)):
        await people.turn_away(ids["card"], "old")
    assert await listed(database) == []
    await people.turn_away(ids["card"], "new")
    assert [row[:2] for row in await listed(database)] == [(ids["card"], 1)]
    with clock.frozen(NOW + timedelta(days=40)):
        assert await listed(database, days=30) == []


async def test_a_unit_sees_its_own_and_what_was_withdrawn_is_gone(database: Database) -> None:
    ids = await shelf(database, "card", "permit")
    people = People(database)
    for one in ids.values():
        await people.turn_away(one, "a")
    assert len(await listed(database, unit_id=POLICE)) == 2
    async with database.write() as session:
        card = await session.get_one(Article, ids["card"].partition(":")[2])
        await withdraw(session, step=Step(card.id, card.version, "政策已变"), actor=EDITOR)
    assert [row[0] for row in await listed(database, unit_id=POLICE)] == [ids["permit"]]


@pytest.fixture
async def client(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.state.database, app.state.actor = database, EDITOR
    problems.install(app)
    app.include_router(router)
    app.dependency_overrides[current_actor] = lambda: app.state.actor
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        client.app = app  # type: ignore[attr-defined]
        yield client


@pytest.mark.parametrize(("actor", "status"), [(EDITOR, 200), (OWNER, 200), (READER, 403)])
async def test_owners_and_editors_may_read_it(
    client: httpx.AsyncClient, actor: Actor, status: int
) -> None:
    client.app.state.actor = actor  # type: ignore[attr-defined]
    assert (await client.get("/api/knowledge/unhelpful")).status_code == status
    unknown = {"unit_id": "01" + "Q" * 24}
    if status == 200:
        answer = await client.get("/api/knowledge/unhelpful", params=unknown)
        assert answer.status_code == 404
