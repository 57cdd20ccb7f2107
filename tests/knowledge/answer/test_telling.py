"""Of the texts found those come first in which most of what was asked stands."""

from dataclasses import replace

import pytest

from knowledge.answer.telling import SUBJECT, TOLD, of_line, told_first
from knowledge.answer.texts import Texts
from knowledge.search.weights import GramWeights
from tests.knowledge.answer.sources import article, hit, question

DEPOSIT = article(
    "d", "房东不退押金怎么办", answer="租房到期，房东以墙脏为由不退押金的，可以调解。"
)
CARD = article("c", "健身卡退费", answer="商家关门的，余额可以投诉。")
STORY = "租的房子上个月到期，房间也打扫干净了，房东却挑毛病说墙脏了，两千块钱押金一分都不肯退给我"
TEXTS = Texts({text.standing.id: text for text in (CARD, DEPOSIT)})
PLAIN = GramWeights()
DEPOSIT_HIT = hit(DEPOSIT, 0.2)
FOUND_RENT = DEPOSIT_HIT.found._replace(category_code="0301")


def test_the_text_that_tells_the_story_comes_before_the_better_line() -> None:
    hits = [hit(CARD, 0.3), hit(DEPOSIT, 0.2)]
    first, second = told_first(question(STORY), hits, TEXTS, PLAIN, {})
    assert first.found.title == "房东不退押金怎么办"
    assert first.score > second.score
    assert first.features["story"] > second.features.get("story", 0.0)


def test_a_short_question_is_looked_for_in_the_whole_text_too() -> None:
    hits = [hit(CARD, 0.3), hit(DEPOSIT, 0.2)]
    first, second = told_first(question("墙脏为由"), hits, TEXTS, PLAIN, {})
    assert first.found.title == "房东不退押金怎么办"
    assert first.features["told"] == 1.0
    assert "story" not in first.features
    assert second.score == pytest.approx(0.3 + TOLD * second.features["told"])
    assert told_first(question(STORY), [], TEXTS, PLAIN, {}) == []


def test_a_text_is_found_by_what_is_asked_of_it_elsewhere() -> None:
    asked = article("n", "新生儿上户口", asked=("父母都是外地户口，孩子能在佛山上户口吗",))
    other = article("m", "户口迁入登记")
    texts = Texts({text.standing.id: text for text in (asked, other)})
    first, _second = told_first(
        question("刚出生父母都是外地户口"), [hit(other, 0.25), hit(asked, 0.2)], texts, PLAIN, {}
    )
    assert first.found.title == "新生儿上户口"


def test_words_that_stand_in_no_text_or_in_all_of_them_decide_nothing() -> None:
    hits = [hit(DEPOSIT, 0.3), hit(CARD, 0.2)]
    told = told_first(question("天" * 50), hits, TEXTS, PLAIN, {})
    assert [one.score for one in told] == [0.3, 0.2]


def test_a_text_of_the_subject_that_the_words_are_about_comes_first() -> None:
    rent, sport = replace(DEPOSIT_HIT, found=FOUND_RENT), hit(CARD, 0.3)
    told = told_first(question("天" * 50), [sport, rent], TEXTS, PLAIN, {"0301": 0.6})
    assert [one.found.title for one in told] == [DEPOSIT.standing.title, CARD.standing.title]
    assert told[0].features["subject"] == 0.6
    assert told[0].score == pytest.approx(0.2 + SUBJECT * 0.6)
    assert of_line(told[0]) == pytest.approx(0.2)
    below = told_first(question("天"), [rent], TEXTS, PLAIN, {"03": 0.4, "030102": 0.5})
    assert below[0].features["subject"] == 0.5
    assert (
        "subject" not in told_first(question("天"), [rent], TEXTS, PLAIN, {"0302": 0.9})[0].features
    )
    assert (
        "subject" not in told_first(question("天"), [sport], TEXTS, PLAIN, {"03": 0.9})[0].features
    )
