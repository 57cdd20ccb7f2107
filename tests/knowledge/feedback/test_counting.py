"""What is wanted: many people count, one person does not, old days fade, and the index is told."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.outbox.models import OutboxDelivery, OutboxEvent
from knowledge.events import KnowledgeChanged
from knowledge.feedback.counting import EVERY, drop_old, recount
from knowledge.feedback.models import KnowledgeClick, KnowledgeSearch
from knowledge.feedback.queries import hottest, popularity_of
from knowledge.feedback.recorder import SearchLog
from knowledge.feedback.vocabulary import Verdict
from tests.conftest import BACKENDS
from tests.knowledge.feedback.asked import CARD, PERMIT, clicked, hit, searched

NOW = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)


async def counted(database: Database) -> dict[str, float]:
    await recount(database, force=True)
    async with database.read() as session:
        return await popularity_of(session)


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_an_adoption_counts_more_than_a_click_than_a_search(database: Database) -> None:
    log = SearchLog()
    with clock.frozen(NOW):
        log.click(clicked(CARD, Verdict.ADOPTED))
        log.click(clicked(PERMIT, Verdict.OPENED))
        log.search(searched(shown=[hit("ITEM:01" + "I" * 24)]))
        await log.flush(database)
        found = await counted(database)
    assert sorted(found, key=lambda key: -found[key]) == [CARD, PERMIT, "ITEM:01" + "I" * 24]
    assert all(0 < value < 1 for value in found.values())


async def test_one_person_makes_nothing_popular_alone(database: Database) -> None:
    log = SearchLog()
    with clock.frozen(NOW):
        for _ in range(50):
            log.click(clicked(CARD, asker="one"))
        for number in range(5):
            log.click(clicked(PERMIT, asker=f"p{number}"))
        await log.flush(database)
        found = await counted(database)
        assert found[PERMIT] > found[CARD]
        async with database.read() as session:
            assert [one.document_id for one in await hottest(session, askers=5, limit=9)] == [
                PERMIT
            ]


async def test_what_was_found_unhelpful_by_many_is_not_popular(database: Database) -> None:
    log = SearchLog()
    with clock.frozen(NOW):
        for number in range(4):
            log.click(clicked(CARD, Verdict.OPENED, f"p{number}"))
            log.click(clicked(CARD, Verdict.UNHELPFUL, f"p{number}"))
        await log.flush(database)
        assert await counted(database) == {}


async def test_older_days_fade_and_last_months_matter_is_not_hot(database: Database) -> None:
    log = SearchLog()
    for days, key in ((40, CARD), (1, PERMIT)):
        with clock.frozen(NOW - timedelta(days=days)):
            for number in range(6):
                log.click(clicked(key, asker=f"p{number}"))
    await log.flush(database)
    with clock.frozen(NOW):
        found = await counted(database)
        assert found[PERMIT] > found[CARD] > 0
        async with database.read() as session:
            assert [one.document_id for one in await hottest(session, askers=1, limit=9)] == [
                PERMIT
            ]


async def test_a_search_without_a_sure_answer_makes_nothing_popular(database: Database) -> None:
    log = SearchLog()
    with clock.frozen(NOW):
        log.search(searched(answered=False))
        log.search(searched(shown=[]))
        await log.flush(database)
        assert await counted(database) == {}


async def test_the_index_is_told_once_of_what_moved(database: Database) -> None:
    heard: list[str] = []

    async def hear(_session: object, event: KnowledgeChanged) -> None:
        heard.append(event.key)

    database.info["subscriptions"].on(KnowledgeChanged, "test.heard", hear)
    log = SearchLog()
    with clock.frozen(NOW):
        for number in range(30):
            log.click(clicked(CARD, asker=f"p{number}"))
        log.click(clicked(PERMIT, Verdict.OPENED))
        log.click(clicked("UNIT:01" + "U" * 24))
        await log.flush(database)
        await counted(database)
        await counted(database)
    async with database.read() as session:
        told = await session.scalar(select(func.count()).select_from(OutboxDelivery))
        keys = [row.payload["key"] for row in await session.scalars(select(OutboxEvent))]
    assert CARD.partition(":")[2] in keys
    assert len(keys) == len(set(keys)) == told


async def test_it_counts_at_most_once_an_hour(database: Database) -> None:
    log = SearchLog()
    with clock.frozen(NOW):
        log.click(clicked())
        await log.flush(database)
        assert await recount(database) == 1
        assert await recount(database) == 0
    with clock.frozen(NOW + EVERY):
        assert await recount(database) == 1


async def test_what_was_kept_long_enough_is_deleted(database: Database) -> None:
    log = SearchLog()
    for days in (200, 10):
        with clock.frozen(NOW - timedelta(days=days)):
            log.search(searched())
            log.click(clicked())
    await log.flush(database)
    with clock.frozen(NOW):
        async with database.write() as session:
            assert await drop_old(session, keep_days=180) == 2
        async with database.read() as session:
            for table in (KnowledgeSearch, KnowledgeClick):
                assert await session.scalar(select(func.count()).select_from(table)) == 1
