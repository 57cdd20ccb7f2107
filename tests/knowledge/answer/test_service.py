"""From words to an answer over real rows: what is sourced, what is refused, and what never leaks."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hotline.kit.db import Database
from knowledge.answer.answers import Answer, AnswerKind, Refusal
from knowledge.answer.confidence import Calibration
from knowledge.answer.service import Asking, answer, calibration, prepare, search
from knowledge.articles.models import Article
from knowledge.articles.service import Step, withdraw
from knowledge.audience import Audience
from knowledge.desk import Asked, SearchDesk
from knowledge.embedded import Embedded
from knowledge.search.port import EngineDown, Wanted
from knowledge.understanding.lexicon import Lexicon
from knowledge.understanding.question import ItemField
from tests.conftest import BACKENDS
from tests.knowledge.articles.shelf import OWNER, current_id, published
from tests.knowledge.items.shelf import row, take, units

TODAY = date(2026, 3, 1)
LOST = "身份证丢了怎么补办"
both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


class Down(Embedded):
    """An engine that does not answer."""

    name = "down"

    async def find(self, wanted: Wanted) -> list:  # type: ignore[type-arg]
        """Answer nothing."""
        raise EngineDown


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[SearchDesk]:
    made = SearchDesk(Embedded(tmp_path / "search"))
    yield made
    await made.close()


async def shelved(database: Database, desk: SearchDesk, **article: Any) -> Article:
    async with database.write() as session:
        made = await published(session, **article)
    await desk.keep_up(database)
    return made


async def asked(database: Database, desk: SearchDesk, words: str, **more: object) -> Answer:
    async with database.read() as session:
        return await answer(session, desk, Asking(words, today=TODAY, **more))  # type: ignore[arg-type]


@both
async def test_an_article_is_answered_with_its_revision_owner_and_reason(
    database: Database, desk: SearchDesk
) -> None:
    article = await shelved(database, desk)
    made = await asked(database, desk, LOST)
    assert made.kind is AnswerKind.PASSAGE
    assert made.paragraphs[0].text == "到派出所补领。"
    (source,) = made.sources
    async with database.read() as session:
        assert source.revision_id == await current_id(session, article)
    assert (source.unit_code, source.valid_from, source.version) == ("FS-GA", date(2026, 1, 1), 1)
    assert source.why.line == LOST
    assert source.why.pieces
    assert source.why.features["covered"] > 0
    assert not made.calibrated


@both
async def test_initials_ask_what_the_line_they_find_says(
    database: Database, desk: SearchDesk
) -> None:
    await shelved(database, desk, title="婚姻登记处地址", questions=["结婚登记"])
    made = await asked(database, desk, "jhdj")
    assert (made.kind, made.question.raw) == (AnswerKind.PASSAGE, "jhdj")
    assert made.question.corrected == "结婚登记"
    assert (await asked(database, desk, "jd")).kind is AnswerKind.REFUSE


@both
async def test_an_item_answers_the_field_and_names_its_version(
    database: Database, desk: SearchDesk
) -> None:
    async with database.write() as session:
        await units(session)
        await take(session, row(materials=[{"name": "居民户口簿"}]))
    await desk.keep_up(database)
    made = await asked(database, desk, "居民身份证首次申领", field=ItemField.MATERIALS)
    assert made.text == "办理“居民身份证首次申领”需要以下材料：\n居民户口簿。"
    (source,) = made.sources
    assert source.unit_name == "佛山市公安局"
    assert len(source.revision_id) == 26


async def test_a_citizen_is_told_nothing_of_what_is_internal(
    database: Database, desk: SearchDesk
) -> None:
    await shelved(database, desk, title="值班领导通讯录", audience=Audience.INTERNAL)
    for words in ("值班领导通讯录", "通讯录", "zbld", "到派出所补领"):
        made = await asked(database, desk, words)
        assert made.hands_over
        assert made.sources == ()
        assert "派出所" not in made.text
    inside = await asked(database, desk, "值班领导通讯录", audience=Audience.INTERNAL)
    assert inside.sources[0].audience is Audience.INTERNAL


async def test_an_internal_article_cannot_be_chosen_by_its_id(
    database: Database, desk: SearchDesk
) -> None:
    article = await shelved(database, desk, title="值班领导通讯录", audience=Audience.INTERNAL)
    made = await asked(database, desk, "通讯录", about=f"ARTICLE:{article.id}")
    assert made.hands_over
    assert made.sources == ()


async def test_what_was_withdrawn_is_not_answered_while_the_index_lags(
    database: Database, desk: SearchDesk
) -> None:
    article = await shelved(database, desk)
    async with database.write() as session:
        await withdraw(session, step=Step(article.id, article.version, "政策已变"), actor=OWNER)
    made = await asked(database, desk, LOST)
    assert (made.kind, made.refusal) == (AnswerKind.REFUSE, Refusal.NOTHING_FOUND)
    async with database.read() as session:
        assert (await search(session, desk, Asked(LOST, today=TODAY)))[1] == []


@pytest.mark.parametrize(
    "dates",
    [{"valid_from": date(2026, 3, 2)}, {"valid_to": date(2026, 2, 28)}],
)
async def test_what_is_over_or_not_yet_valid_is_not_answered(
    database: Database, desk: SearchDesk, dates: dict[str, date]
) -> None:
    await shelved(database, desk, **dates)
    assert (await asked(database, desk, LOST)).hands_over


async def test_what_is_under_correction_says_so(database: Database, desk: SearchDesk) -> None:
    article = await shelved(database, desk)
    async with database.write() as session:
        row = await session.get(Article, article.id)
        assert row is not None
        row.under_correction = True
    assert (await asked(database, desk, LOST)).sources[0].under_correction


@pytest.mark.parametrize(
    "words",
    [
        "",
        " ",
        "？！。",
        "😀",
        "的",
        "请问一下",
        "长" * 5000,
        "身份证 OR *:* AND title:[* TO *]",
        '{"query": {"match_all": {}}}',
        "<script>alert(1)</script><b>身份证</b>",
        "'; DROP TABLE articles; --",
        "\x00\x01",
        "%" * 300,
        "(((((",
    ],
)
async def test_bad_words_are_answered_calmly(
    database: Database, desk: SearchDesk, words: str
) -> None:
    await shelved(database, desk)
    made = await asked(database, desk, words)
    assert made.text
    assert "<" not in made.text


async def test_a_document_that_does_not_exist_is_no_choice(
    database: Database, desk: SearchDesk
) -> None:
    await shelved(database, desk)
    for about in ("ITEM:none", "NOTHING:x", "ARTICLE:", ":"):
        made = await asked(database, desk, LOST, about=about)
        assert made.sources[0].title == LOST


async def test_a_chosen_document_is_answered_whatever_the_words(
    database: Database, desk: SearchDesk
) -> None:
    article = await shelved(database, desk)
    made = await asked(database, desk, "好的", about=f"ARTICLE:{article.id}")
    assert made.kind is AnswerKind.PASSAGE
    assert made.confidence == 1.0


async def test_the_stand_in_answers_and_says_so(database: Database, tmp_path: Path) -> None:
    stand_in = Embedded(tmp_path / "stand-in")
    desk = SearchDesk(Down(tmp_path / "down"), stand_in=stand_in)
    async with database.write() as session:
        await published(session)
    await desk.keep_up(database)
    made = await asked(database, desk, LOST)
    assert (made.engine, made.degraded) == ("embedded", True)
    assert made.sources[0].title == LOST
    await desk.close()


async def test_without_any_engine_the_search_is_said_to_be_away(
    database: Database, tmp_path: Path
) -> None:
    desk = SearchDesk(Down(tmp_path / "down"))
    with pytest.raises(EngineDown):
        await asked(database, desk, LOST)


async def test_search_shows_owner_validity_and_reason_on_each_hit(
    database: Database, desk: SearchDesk
) -> None:
    await shelved(database, desk)
    async with database.read() as session:
        found, hits = await search(session, desk, Asked("身份证不见了", today=TODAY))
    assert found.engine == "embedded"
    (hit,) = hits
    assert hit.source.unit_code == "FS-GA"
    assert hit.source.why.line == "身份证不见了怎么办"


async def test_an_index_nobody_calibrated_answers_by_the_shipped_table(
    database: Database,
) -> None:
    async with database.read() as session:
        assert not (await calibration(session)).fitted


async def test_two_questions_are_both_answered_and_each_is_asked_where_the_other_says(
    database: Database, desk: SearchDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def sure(_session: object) -> Calibration:
        return Calibration({"bias": 9.0})

    monkeypatch.setattr("knowledge.answer.service.calibration", sure)
    async with database.write() as session:
        await published(session)
        await published(
            session,
            "flats",
            title="公租房在哪里交表",
            questions=["公租房的表交到哪里"],
            spoken="交到镇。",
            answer="交到镇。",
            districts=["440606"],
        )
    await desk.keep_up(database)
    places = {"顺德": ("440606",), "禅城": ("440604",)}
    desk.lexicon = Lexicon(places=places, vocabulary=desk.lexicon.vocabulary)
    for place, elsewhere in (("顺德", False), ("禅城", True)):
        words = f"我在{place}。{LOST}？另外公租房在哪里交表？"
        made = await asked(database, desk, words)
        assert made.kind is AnswerKind.PASSAGE
        assert "到派出所补领。" in made.text
        assert "交到镇。" in made.text
        assert [source.out_of_district for source in made.sources] == [False, elsewhere]
    alone = await asked(database, desk, LOST)
    assert len(alone.sources) == 1
    many = await asked(database, desk, f"{LOST}？" * 4)
    assert many.left_open


async def test_of_texts_alike_the_one_of_the_subject_comes_first(
    database: Database, desk: SearchDesk
) -> None:
    async with database.write() as session:
        for key, code in (("one", "100202"), ("two", "060302")):
            await published(session, key, questions=[f"{key}身份证怎么办"], category_code=code)
    await desk.keep_up(database)
    for code in ("100202", "060302"):
        desk.subjects = {LOST: {code: 0.9}}.__getitem__
        async with database.read() as session:
            case, _found = await prepare(session, desk, Asking(LOST, today=TODAY))
        assert case.hits[0].found.category_code == code
        assert case.hits[0].features["subject"] == 0.9
