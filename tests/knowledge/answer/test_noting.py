"""What is noted of a search: found is not answered, when the first hit is the right one by no word."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from hotline.kit.db import Database
from knowledge.answer.confidence import SHIPPED_THRESHOLD
from knowledge.answer.noting import Inquirer, note_search
from knowledge.answer.service import search
from knowledge.audience import Audience
from knowledge.desk import Asked, SearchDesk
from knowledge.embedded import Embedded
from knowledge.feedback.models import KnowledgeSearch
from knowledge.feedback.recorder import KEY, SearchLog
from knowledge.feedback.vocabulary import SearchChannel
from tests.knowledge.articles.shelf import published

TODAY = date(2026, 3, 1)


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[SearchDesk]:
    made = SearchDesk(Embedded(tmp_path / "search"))
    async with database.write() as session:
        await published(session)
        await published(session, "permit", title="居住证怎么签注", questions=[])
    await made.keep_up(database)
    yield made
    await made.close()


async def noted(database: Database, desk: SearchDesk, words: str) -> tuple[bool, float]:
    log = database.info[KEY] = SearchLog()
    async with database.write() as session:
        asked = Asked(words, today=TODAY)
        found, hits = await search(session, desk, asked)
        assert hits, words
        note_search(session, asked, found, Inquirer(SearchChannel.PORTAL, Audience.PUBLIC))
    await log.flush(database)
    async with database.read() as session:
        columns = (KnowledgeSearch.answered, KnowledgeSearch.confidence)
        answered, confidence = (await session.execute(select(*columns))).one()
        return answered, confidence


async def test_a_question_that_the_first_hit_holds_is_noted_as_answered(
    database: Database, desk: SearchDesk
) -> None:
    answered, confidence = await noted(database, desk, "身份证不见了怎么办")
    assert answered
    assert confidence >= SHIPPED_THRESHOLD


@pytest.mark.parametrize("words", ["独角麒麟证", "饕餮出没的地方有没有证"])
async def test_a_list_that_answers_nothing_is_noted_as_unanswered(
    database: Database, desk: SearchDesk, words: str
) -> None:
    answered, confidence = await noted(database, desk, words)
    assert not answered
    assert 0 < confidence < SHIPPED_THRESHOLD
