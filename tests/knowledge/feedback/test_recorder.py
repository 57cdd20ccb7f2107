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
        ("138.1234.5678 打我问社保", "5678"),
        ("138/1234/5678 公积金", "5678"),
        ("电话１３８１２３４５６７８ 社保", "５６７８"),
        ("我电话一三八零零一三八零零零，低保为什么停了", "一三八"),
        ("身份证 440604 19900101 1234 丢了", "1990"),
        ("微信zhangsan_fs 联系我 问社保", "zhangsan"),
        ("微信号abc123 加我 问社保", "abc"),
        ("qq：12345678 问社保", "1234"),
        ("护照E1234567丢了怎么补", "1234567"),
        ("江湾三路十八号二座三零一，低保停了怎么办", "三零一"),
        ("江湾三路十八号，低保停了怎么办", "十八"),
        ("黄志强 残疾证怎么办", "志强"),
        ("邻居李四伟天天打老婆怎么办", "四伟"),
        ("我老公张建国失业了可以领什么", "建国"),
        ("梁金水的低保停了", "金水"),
        ("欧阳小明身份证丢了", "小明"),
        ("编号FS202603040000017查询码664685还没办", "664685"),
        ("身" * 290 + "我电话13812345678", "13812"),
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


@pytest.mark.parametrize(
    "words",
    [
        "张槎街道办事处电话",
        "打12345投诉后多久答复",
        "许可证怎么申请",
        "顺德交公租房表的地址在哪",
        "我老公失业了可以领失业金吗",
        "父亲病故，我和母亲怎么办过户",
        "地铁二号线几点收班",
        "微信上可以交医保吗",
        "高中报名要什么材料",
        "何时发放养老金",
    ],
)
async def test_a_question_without_a_person_is_kept_as_it_is(words: str) -> None:
    assert SearchLog(Masker((), AT).text).masked(words) == words


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
