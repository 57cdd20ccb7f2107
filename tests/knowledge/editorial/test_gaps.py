"""What is asked ten times in a week without a sure answer becomes a task of the likely owner."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.guard import current_actor
from hotline.kit.db import Database
from hotline.kit.http import problems
from hotline.kit.ids import new_id
from hotline.kit.outbox.models import OutboxEvent
from knowledge.audience import Audience
from knowledge.desk import SearchDesk
from knowledge.editorial.api import router
from knowledge.editorial.errors import GapEndInvalid, GapStale, GapStepIllegal, GapUnknown
from knowledge.editorial.gaps import claim, close, list_gaps, scan, unanswered
from knowledge.editorial.models import GapOutcome, GapState
from knowledge.editorial.reviews import list_due
from knowledge.editorial.schemas import GapEndIn, ReviewStage
from knowledge.embedded import Embedded
from knowledge.feedback.models import KnowledgeSearch
from knowledge.owning import OfAnotherUnit
from knowledge.search.port import Document, DocumentKind
from knowledge.understanding.grams import fold
from tests.conftest import BACKENDS
from tests.knowledge.articles.shelf import published
from tests.knowledge.items.shelf import EDITOR, POLICE, POLICE_OWNER, READER, person, units

NOW = datetime(2026, 7, 1, 4, tzinfo=UTC)
DUCK = "柯尔鸭可以在小区养吗"
OUTSIDER = person("knowledge.read", "knowledge.edit", path="/01NOWHERE/")


@pytest.fixture
async def desk(tmp_path: Any) -> AsyncIterator[SearchDesk]:
    engine = Embedded(tmp_path / "search")
    animals = Document(
        DocumentKind.ARTICLE,
        "a",
        1,
        ("小区可以养宠物吗",),
        "养犬须登记。",
        "FS-GA",
        Audience.INTERNAL,
    )
    await (await engine.build("animals")).publish()
    await engine.put([animals])
    desk = SearchDesk(engine)
    yield desk
    await desk.close()


def search(words: str = DUCK, **changes: Any) -> KnowledgeSearch:
    values = {
        "id": new_id(),
        "at": clock.now(),
        "channel": "PORTAL",
        "audience": "PUBLIC",
        "words": words,
        "folded": fold(words),
        "shown": [],
        "top_id": "",
        "confidence": 0.1,
        "answered": False,
        "engine": "embedded",
        "degraded": False,
        "district": "",
        "asker": "",
    }
    return KnowledgeSearch(**values | changes)


async def ask(database: Database, count: int, words: str = DUCK, **changes: Any) -> None:
    async with database.write() as session:
        session.add_all([search(words, **changes) for _ in range(count)])


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_ten_in_a_week_open_a_task_once_and_nine_do_not(
    database: Database, desk: SearchDesk
) -> None:
    async with database.write() as session:
        await units(session)
    with clock.frozen(NOW) as move:
        await ask(database, 9)
        assert await scan(database, desk) == 0
        await ask(database, 1, "小区可以养柯尔鸭吗")
        assert await scan(database, desk) == 1
        await ask(database, 3)
        assert await scan(database, desk) == 0
        async with database.read() as session:
            (gap,) = await list_gaps(session)
            assert (gap.words, gap.searches, gap.unit_id) == (DUCK, 13, POLICE)
            names = list(await session.scalars(select(OutboxEvent.name)))
        assert names == ["knowledge.gap_opened"]
        move(NOW + timedelta(days=8))
        async with database.read() as session:
            assert await unanswered(session) == []


async def test_answered_searches_and_overheard_talk_are_no_gap(
    database: Database, desk: SearchDesk
) -> None:
    await ask(database, 12, answered=True)
    await ask(database, 12, "喂你好我想问一下", channel="ASSIST")
    assert await scan(database, desk) == 0


async def _gap(database: Database, desk: SearchDesk) -> str:
    async with database.write() as session:
        await units(session)
    await ask(database, 10)
    await scan(database, desk)
    async with database.read() as session:
        (gap,) = await list_gaps(session)
    return gap.id


async def test_a_gap_is_claimed_by_its_owner_and_closed_by_an_article(
    database: Database, desk: SearchDesk
) -> None:
    gap_id = await _gap(database, desk)
    async with database.write() as session:
        with pytest.raises(OfAnotherUnit):
            await claim(session, gap_id=gap_id, version=1, actor=OUTSIDER)
        with pytest.raises(GapUnknown):
            await claim(session, gap_id="0" * 26, version=1, actor=EDITOR)
        gap = await claim(session, gap_id=gap_id, version=1, actor=POLICE_OWNER)
        with pytest.raises(GapStale):
            await claim(session, gap_id=gap_id, version=1, actor=EDITOR)
        with pytest.raises(GapStepIllegal):
            await claim(session, gap_id=gap_id, version=gap.version, actor=EDITOR)
        missing = GapEndIn(version=gap.version, outcome=GapOutcome.ARTICLE)
        with pytest.raises(GapEndInvalid):
            await close(session, gap_id=gap_id, end=missing, actor=POLICE_OWNER)
        article = await published(session)
        end = GapEndIn(version=gap.version, outcome=GapOutcome.ARTICLE, article_id=article.id)
        closed = await close(session, gap_id=gap_id, end=end, actor=POLICE_OWNER)
        assert (closed.state, closed.article_id) == (GapState.CLOSED, article.id)
        assert await list_gaps(session) == []
        assert len(await list_gaps(session, state=GapState.CLOSED, unit_id=POLICE)) == 1


async def test_no_needs_a_reason_and_holds_for_half_a_year(
    database: Database, desk: SearchDesk
) -> None:
    with clock.frozen(NOW) as move:
        gap_id = await _gap(database, desk)
        async with database.write() as session:
            silent = GapEndIn(version=1, outcome=GapOutcome.NO)
            with pytest.raises(GapEndInvalid):
                await close(session, gap_id=gap_id, end=silent, actor=EDITOR)
            end = GapEndIn(version=1, outcome=GapOutcome.NO, reason="不属于政务服务范围")
            await close(session, gap_id=gap_id, end=end, actor=EDITOR)
        move(NOW + timedelta(days=30))
        await ask(database, 20)
        assert await scan(database, desk) == 0
        move(NOW + timedelta(days=200))
        await ask(database, 20)
        assert await scan(database, desk) == 1


async def test_a_gap_that_an_article_did_not_fill_opens_again(
    database: Database, desk: SearchDesk
) -> None:
    with clock.frozen(NOW) as move:
        gap_id = await _gap(database, desk)
        async with database.write() as session:
            article = await published(session)
            end = GapEndIn(version=1, outcome=GapOutcome.ARTICLE, article_id=article.id)
            await close(session, gap_id=gap_id, end=end, actor=EDITOR)
        move(NOW + timedelta(hours=1))
        assert await scan(database, desk) == 0
        await ask(database, 10)
        assert await scan(database, desk) == 1


async def test_the_desk_shows_groups_gaps_and_twins_to_editors(
    database: Database, desk: SearchDesk
) -> None:
    gap_id = await _gap(database, desk)
    app = FastAPI()
    app.state.database, app.state.search = database, desk
    problems.install(app)
    app.include_router(router)
    app.dependency_overrides[current_actor] = lambda: app.state.actor
    app.state.actor = EDITOR
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    base = "/api/knowledge/editorial"
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        (group,) = (await client.get(f"{base}/unanswered")).json()
        assert (group["words"], group["searches"], group["nothing_found"]) == (DUCK, 10, 10)
        assert [g["id"] for g in (await client.get(f"{base}/gaps")).json()] == [gap_id]
        step = await client.post(f"{base}/gaps/{gap_id}/actions/CLAIM", json={"version": 1})
        assert step.json()["state"] == "CLAIMED"
        no = {"version": 2, "outcome": "NO", "reason": "不属于政务服务"}
        done = await client.post(f"{base}/gaps/{gap_id}/actions/CLOSE", json=no)
        assert done.json()["outcome"] == "NO"
        assert (await client.get(f"{base}/twins")).json() == []
        assert (await client.get(f"{base}/reviews")).json() == []
        app.state.actor = READER
        assert (await client.get(f"{base}/unanswered")).status_code == 403


async def test_reviews_are_listed_with_the_days_that_are_left(session: AsyncSession) -> None:
    with clock.frozen(NOW):
        for key, day in (("stale", 10), ("late", 30), ("far", 31)):
            month = 6 if key != "far" else 12
            await published(session, key, review_by=date(2026, month, day))
        await published(session, "soon", review_by=date(2026, 7, 5))
        await published(session, "over", review_by=date(2026, 6, 1), valid_to=date(2026, 6, 30))
        found = await list_due(session)
    assert [(d.key, d.stage) for d in found] == [
        ("stale", ReviewStage.STALE),
        ("late", ReviewStage.OVERDUE),
        ("soon", ReviewStage.COMING),
    ]
    assert [d.working_days for d in found] == [-21, -1, 4]
