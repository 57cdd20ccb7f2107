"""Articles that say much the same are shown as pairs; what differs in the place only is not."""

import json
from datetime import date
from importlib.resources import files

from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.editorial.twins import TWINS, Told, list_twins, twins
from tests.knowledge.articles.shelf import published, written

ANSWER = "本人带户口簿到派出所户政窗口补领，二十元工本费，急用时可同时申领临时身份证。"


def told(key: str, text: str, *districts: str) -> Told:
    return Told(key, key, "FS-GA", frozenset(districts), text)


def test_two_texts_of_one_matter_are_twins_and_strangers_are_not() -> None:
    articles = [
        told("one", "身份证丢了怎么补办" + ANSWER),
        told("other", "身份证遗失补领" + ANSWER.replace("二十元", "20元")),
        told("third", "台风天气停课由教育局通知，请留意学校消息。"),
    ]
    (pair,) = twins(articles)
    assert (pair.first_id, pair.second_id) == ("one", "other")
    assert pair.likeness > TWINS


def test_articles_of_two_districts_are_no_twins() -> None:
    text = "垃圾每天七点到九点投放，分四类。"
    here, there = told("a", text, "440604"), told("b", text, "440606")
    assert twins([here, there]) == []
    assert len(twins([here, told("c", text)])) == 1


def test_the_threshold_shows_a_handful_of_our_own_articles_and_no_strangers() -> None:
    lines = (files("hotline.demo") / "data" / "articles.jsonl").read_text("utf-8").splitlines()
    articles = [
        Told(
            row["key"],
            row["title"],
            row["owner_unit_code"],
            frozenset(row.get("districts", ())),
            "\n".join((row["title"], *row.get("questions", ()), row["spoken"], row["answer"])),
        )
        for row in map(json.loads, lines)
    ]
    found = twins(articles)
    assert 1 <= len(found) <= len(articles) // 20
    assert all(pair.first_id != pair.second_id for pair in found)
    double = Told("double", "另一篇", "FS", frozenset(), articles[0].text)
    nearest = twins([*articles, double])[0]
    assert {nearest.first_id, nearest.second_id} == {articles[0].id, "double"}


async def test_only_articles_in_force_are_compared(session: AsyncSession) -> None:
    one = await published(session, answer=ANSWER)
    two = await published(session, "second", answer=ANSWER)
    await written(session, "draft", answer=ANSWER)
    await published(session, "over", answer=ANSWER, valid_to=date(2026, 1, 2))
    (pair,) = await list_twins(session)
    assert {pair.first_id, pair.second_id} == {one.id, two.id}
