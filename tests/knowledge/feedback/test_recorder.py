"""The search log: nobody waits for it, it stores what was asked without personal data, and it is bounded."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from hotline.kit import clock
from hotline.kit.db import Database
from hotline.process.wordmask import Masker
from knowledge.feedback import recorder
from knowledge.feedback.models import KnowledgeClick, KnowledgeSearch
from knowledge.feedback.recorder import KEY, MOST_WAITING, SearchLog, asker_of, click, note
from knowledge.feedback.vocabulary import Verdict
from tests.knowledge.feedback.asked import CARD, clicked, ranked, searched

AT = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)


async def stored(database: Database) -> list[KnowledgeSearch]:
    async with database.read() as session:
        rows = list(await session.scalars(select(KnowledgeSearch).order_by(KnowledgeSearch.id)))
        session.expunge_all()
    return rows


async def test_a_search_and_a_click_are_stored_with_what_was_shown(database: Database) -> None:
    log = SearchLog()
    database.info[KEY] = log
    async with database.read() as session:
        key = note(session, searched("身份证丢了怎么办"))
        click(session, clicked(verdict=Verdict.HELPFUL))
    assert await stored(database) == []
    assert await log.flush(database) == 2
    (row,) = await stored(database)
    assert (row.id, row.words, row.folded) == (key, "身份证丢了怎么办", "身份证丢了怎么办")
    assert row.shown == [{"id": CARD, "score": 1.2, "features": {"base": 0.9123}}]
    assert (row.top_id, row.answered, row.confidence) == (CARD, True, 0.9)
    async with database.read() as session:
        kept = (await session.scalars(select(KnowledgeClick))).one()
        assert (kept.document_id, kept.verdict) == (CARD, "HELPFUL")
    assert await log.flush(database) == 0


@pytest.mark.parametrize(
    ("words", "gone"),
    [
        ("我电话13812345678，社保怎么转", "12345678"),
        ("电话 138 1234 5678 社保", "1234"),
        ("身份证号440601199001011234丢了", "19900101"),
        ("旧号440601900101123怎么换", "900101"),
        ("卡号6222021234567890被盗", "6222"),
        ("座机83212345报修", "83212345"),
        ("邮箱wang.xm@example.com收不到", "wang"),
        ("我叫李小明，要查社保", "小明"),
        ("我住祖庙街道同济路12号3栋501房怎么办居住证", "501"),
    ],
)
async def test_no_number_name_or_address_of_a_person_is_stored(
    database: Database, words: str, gone: str
) -> None:
    log = SearchLog(Masker((), AT).text)
    log.search(searched(words))
    await log.flush(database)
    (row,) = await stored(database)
    assert gone not in row.words
    assert gone not in row.folded
    assert row.folded


async def test_hits_of_the_desk_are_taken_as_they_are(database: Database) -> None:
    log = SearchLog()
    log.search(searched(shown=[ranked()]))
    await log.flush(database)
    (row,) = await stored(database)
    assert row.shown == [{"id": CARD, "score": 1.2, "features": {"base": 0.9123}}]


async def test_the_same_question_has_the_same_key_whatever_its_signs(database: Database) -> None:
    log = SearchLog()
    for words in ("身份證，丟了？", "身份证丢了", " 身份证丢了！！"):
        log.search(searched(words))
    await log.flush(database)
    assert {row.folded for row in await stored(database)} == {"身份证丢了"}


async def test_a_very_long_or_empty_question_is_stored_too(database: Database) -> None:
    log = SearchLog()
    for words in ("", "身" * 5_000, "\ud800\x00*'\"; DROP TABLE"):
        log.search(searched(words, shown=[]))
    assert await log.flush(database) == 3
    assert max(len(row.words) for row in await stored(database)) == 300


async def test_what_cannot_be_stored_waits_and_of_too_many_the_oldest_go(
    database: Database,
) -> None:
    log = SearchLog()
    away = Database("sqlite+aiosqlite:////nowhere/at/all.db")
    first = log.search(searched("第一"))
    second = log.search(searched("第二"))
    with pytest.raises(OperationalError):
        await log.flush(away)
    await away.close()
    assert await log.flush(database) == 2
    assert {row.id for row in await stored(database)} == {first, second}
    for number in range(MOST_WAITING + 3):
        log.search(searched(str(number)))
    assert log.lost == 3
    assert await log.flush(database) == MOST_WAITING
    assert log.lost == 0


async def test_a_row_that_is_never_taken_does_not_hold_up_the_others(database: Database) -> None:
    log = SearchLog()
    log.search(searched(shown=[object()]))
    assert await log.flush(database) == 0
    log.search(searched())
    assert await log.flush(database) == 1


async def test_without_a_log_a_search_goes_on(database: Database) -> None:
    async with database.read() as session:
        assert len(note(session, searched())) == 26
        click(session, clicked())


async def test_an_asker_is_a_hash_that_changes_every_week(database: Database) -> None:
    async with database.read() as session:
        with clock.frozen(AT):
            this = asker_of(session, "203.0.113.9")
            assert this == asker_of(session, "203.0.113.9")
            assert this != asker_of(session, "203.0.113.8")
        with clock.frozen(AT.replace(day=12)):
            assert asker_of(session, "203.0.113.9") != this
        assert asker_of(session, "") == ""
    assert "203" not in this
    assert len(this) == recorder._ASKER
