"""Questions without a sure answer are brought together by what they mean, not letter by letter."""

import json
from datetime import UTC, datetime, timedelta
from importlib.resources import files

from knowledge.editorial.grouping import ALIKE, FORMS, Unanswered, grouped, same_meaning
from knowledge.editorial.likeness import Neighbours, alike, cosine, vectors
from knowledge.understanding.grams import grams

AT = datetime(2026, 7, 1, 4, tzinfo=UTC)


def said(words: str, *, asker: str = "", hours: int = 0, nothing: bool = False) -> Unanswered:
    return Unanswered(words, words, AT + timedelta(hours=hours), asker, nothing)


def test_the_same_question_in_other_words_is_one_group() -> None:
    searches = [said("柯尔鸭可以在小区养吗", hours=2)] * 3 + [
        said("小区可以养柯尔鸭吗", hours=5, nothing=True),
        said("无人机在公园可以飞吗"),
    ]
    ducks, drones = grouped(searches)
    assert (ducks.words, ducks.searches, ducks.nothing_found) == ("柯尔鸭可以在小区养吗", 4, 1)
    assert ducks.forms == ["小区可以养柯尔鸭吗"]
    assert (ducks.first_at, ducks.last_at) == (AT + timedelta(hours=2), AT + timedelta(hours=5))
    assert (drones.words, drones.searches) == ("无人机在公园可以飞吗", 1)


def test_one_person_asking_again_counts_once() -> None:
    (group,) = grouped([said("柯尔鸭怎么养", asker="a")] * 5 + [said("柯尔鸭怎么养", asker="b")])
    assert group.searches == 2
    (unknown,) = grouped([said("柯尔鸭怎么养")] * 5)
    assert unknown.searches == 5


def test_what_means_nothing_is_in_no_group() -> None:
    assert grouped([said("")]) == []
    assert grouped([]) == []


def test_a_group_remembers_a_limited_number_of_wordings() -> None:
    searches = [Unanswered(f"第{n}种说法", "柯尔鸭怎么养", AT) for n in range(FORMS + 9)]
    (group,) = grouped(searches)
    assert (group.searches, len(group.forms)) == (FORMS + 9, FORMS)


def test_a_new_question_finds_the_one_that_means_the_same() -> None:
    known = ["无人机在公园可以飞吗", "小区可以养柯尔鸭吗"]
    assert same_meaning("柯尔鸭可以在小区养吗", known) == 1
    assert same_meaning("彩票在哪里兑奖", known) is None
    assert same_meaning("彩票", []) is None


def _questions() -> list[tuple[str, str]]:
    lines = (files("hotline.demo") / "data" / "articles.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [
        (row["key"], question)
        for row in rows
        for question in dict.fromkeys((row["title"], *row.get("questions", ())))
    ]


def test_what_counts_as_one_question_is_measured_on_our_own_articles() -> None:
    """Questions of one article mean the same; its wordings were chosen to differ, so few are alike."""
    questions = _questions()
    pairs = alike(vectors([question for _key, question in questions], cut=grams), ALIKE)
    right = sum(questions[pair.first][0] == questions[pair.second][0] for pair in pairs)
    assert len(pairs) >= 150
    assert right / len(pairs) >= 0.62


def test_many_texts_are_compared_by_what_they_share_only() -> None:
    found = vectors([f"第{n}号楼的电梯坏了" for n in range(60)] + ["彩票在哪里兑奖"])
    neighbours = Neighbours(found)
    for place, vector in enumerate(found):
        neighbours.add(place, vector)
    assert list(neighbours.of(found[-1])) == [60]
    assert cosine(found[-1], found[-1]) > 0.999
