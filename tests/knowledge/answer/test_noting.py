"""What is noted of a search: found is not answered, when the first hit is the right one by no word.

A question back, sure candidates and progress lack no knowledge; what was refused does.
"""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hotline.kit.db import Database
from knowledge.answer.answers import Answer, AnswerKind, Asks, Refusal
from knowledge.answer.choosing import choose
from knowledge.answer.confidence import SHIPPED_THRESHOLD, Calibration
from knowledge.answer.noting import Inquirer, note_answer, note_search
from knowledge.answer.service import search
from knowledge.audience import Audience
from knowledge.desk import Asked, SearchDesk
from knowledge.editorial.gaps import unanswered
from knowledge.embedded import Embedded
from knowledge.feedback.models import KnowledgeSearch
from knowledge.feedback.recorder import KEY, SearchLog
from knowledge.feedback.vocabulary import SearchChannel
from knowledge.understanding.question import ItemField
from tests.knowledge.answer.sources import NEVER, article, case, item, question
from tests.knowledge.articles.shelf import published

TODAY = date(2026, 3, 1)
ALIKE = [article(str(n), f"另一件事{n}") for n in range(3)]
FAMILY = [
    item("first", parent="P", name="居民身份证首次申领", fee={"charged": False}),
    item("again", parent="P", name="居民身份证遗失补领"),
]
PARENT = item("parent", code="P", name="居民身份证申领、换领、补领")


def asking(field: ItemField) -> Any:
    return question("身份证", field)


WHICH_DISTRICT = choose(case(item(), asked=asking(ItemField.PLACE)))
WHICH_SITUATION = choose(
    case(PARENT, *FAMILY, asked=asking(ItemField.FEE), families={"P": [PARENT, *FAMILY]})
)
CANDIDATES = choose(case(*ALIKE, scores=[1.0, 0.98, 0.97]))
PROGRESS = choose(case(item(), asked=asking(ItemField.PROGRESS)))
PERHAPS = choose(
    case(*ALIKE, scores=[1.0, 0.9, 0.8], calibration=Calibration({}, 0.8, 0.4, fitted=True))
)
NOT_SURE = choose(case(item(), asked=asking(ItemField.FEE), calibration=NEVER))
NOT_TOLD = choose(case(item(fee={}), asked=asking(ItemField.FEE)))


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


async def kept(database: Database, made: Answer) -> KnowledgeSearch:
    """Note an answer, and return what the log keeps of it."""
    log = database.info[KEY] = SearchLog()
    async with database.write() as session:
        by = Inquirer(SearchChannel.CHAT, Audience.PUBLIC)
        assert note_answer(session, "办身份证多少钱", made, by)
    await log.flush(database)
    async with database.read() as session:
        row = (await session.scalars(select(KnowledgeSearch))).one()
        session.expunge(row)
        return row


async def gaps_of(database: Database) -> list[str]:
    async with database.read() as session:
        return [one.words for one in await unanswered(session)]


@pytest.mark.parametrize(
    ("made", "kind", "asks"),
    [
        (WHICH_DISTRICT, AnswerKind.CLARIFY, Asks.DISTRICT),
        (WHICH_SITUATION, AnswerKind.CLARIFY, Asks.SITUATION),
        (CANDIDATES, AnswerKind.CANDIDATES, None),
    ],
    ids=["district", "situation", "candidates"],
)
async def test_a_question_back_between_answers_is_no_gap(
    database: Database, made: Answer, kind: AnswerKind, asks: Asks | None
) -> None:
    assert (made.kind, made.asks) == (kind, asks)
    row = await kept(database, made)
    assert row.answered
    assert row.top_id == made.sources[0].id
    assert await gaps_of(database) == []


async def test_progress_is_told_elsewhere_and_makes_no_document_popular(database: Database) -> None:
    assert (PROGRESS.refusal, len(PROGRESS.sources)) == (Refusal.PROGRESS, 1)
    row = await kept(database, PROGRESS)
    assert (row.answered, row.top_id, row.shown) == (True, "", [])
    assert await gaps_of(database) == []


@pytest.mark.parametrize(
    ("made", "refusal"),
    [(NOT_SURE, Refusal.NOT_SURE), (NOT_TOLD, Refusal.NOT_TOLD), (PERHAPS, None)],
    ids=["not sure", "not told", "perhaps one of these"],
)
async def test_what_was_refused_or_offered_without_being_sure_is_a_gap(
    database: Database, made: Answer, refusal: Refusal | None
) -> None:
    assert made.refusal is refusal
    assert not (await kept(database, made)).answered
    assert await gaps_of(database) == ["办身份证多少钱"]
