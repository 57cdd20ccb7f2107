"""A place by itself asks the same for that place; anything else is a question of its own."""

from dataclasses import replace

import pytest

from hotline.process.dialogue.following import (
    for_another_place,
    in_full,
    in_language,
    place_alone,
)
from hotline.process.dialogue.hearing import hear
from hotline.process.dialogue.state import Choice, Doing, State
from knowledge.understanding.lexicon import Lexicon

CITY = Lexicon(
    places={
        "南海": ("440605",),
        "南海区": ("440605",),
        "顺德": ("440606",),
        "禅城": ("440604",),
        "禅城区": ("440604",),
    }
)


@pytest.mark.parametrize("words", ["南海呢", "南海", "那南海呢？", "南海那边呢", "换成南海的呢"])
@pytest.mark.parametrize(
    "asked", ["办居住证去哪里", "禅城办居住证去哪里", "办居住证去哪里（禅城区）"]
)
def test_the_same_is_asked_for_another_place(words: str, asked: str) -> None:
    assert for_another_place(asked, words, CITY) == "南海办居住证去哪里"


@pytest.mark.parametrize("words", ["顺德在哪换证", "禅城和南海", "谢谢", "呢", "佛山", ""])
def test_what_says_more_or_less_than_a_place_is_no_follow_up(words: str) -> None:
    assert for_another_place("办居住证去哪里", words, CITY) == ""


@pytest.mark.parametrize("asked", ["", "顺德", "禅城区？"])
def test_nothing_is_asked_where_nothing_was(asked: str) -> None:
    assert for_another_place(asked, "南海呢", CITY) == ""


ITEM, ARTICLE = "ITEM:01ARZ3NDEKTSV4RRFFQ69G5FAV", "ARTICLE:01ARZ3NDEKTSV4RRFFQ69G5FAV"
ANSWERED = State(asked="办居住证去哪里", about=ITEM)
LISTED = (Choice("居住证首次申领", "1"), Choice("南海居住证签注", "2"))


def test_after_an_answer_a_place_asks_the_same_of_the_same_item() -> None:
    heard = in_full(ANSWERED, hear("顺德"), CITY)
    assert (heard.text, heard.about, heard.asks) == ("顺德办居住证去哪里", ITEM, True)


def test_of_another_place_another_article_may_tell() -> None:
    heard = in_full(replace(ANSWERED, about=ARTICLE), hear("顺德呢"), CITY)
    assert (heard.text, heard.about) == ("顺德办居住证去哪里", "")


def test_where_matters_were_listed_a_place_asks_anew_unless_it_chooses_one() -> None:
    listed = replace(ANSWERED, doing=Doing.CLARIFYING, about="", options=LISTED)
    assert in_full(listed, hear("顺德"), CITY).text == "顺德办居住证去哪里"
    assert in_full(listed, hear("南海"), CITY).text == "南海"


@pytest.mark.parametrize(
    "state",
    [
        State(),
        replace(ANSWERED, about=""),
        replace(ANSWERED, doing=Doing.OFFERING),
        replace(ANSWERED, doing=Doing.COLLECTING),
    ],
)
def test_a_place_that_follows_no_answer_stays_what_it_is(state: State) -> None:
    assert in_full(state, hear("顺德"), CITY) == hear("顺德")


@pytest.mark.parametrize("words", ["人工", "谢谢", "要多少钱", "2"])
def test_other_words_stay_what_they_are(words: str) -> None:
    assert in_full(ANSWERED, hear(words), CITY) == hear(words)


@pytest.mark.parametrize(
    ("words", "place"),
    [("顺德", "顺德"), ("我在顺德", "顺德"), ("顺德办证", ""), ("谢谢", ""), ("", "")],
)
def test_a_place_alone_is_told_from_a_matter_in_it(words: str, place: str) -> None:
    assert place_alone(words, CITY) == place


@pytest.mark.parametrize(
    ("words", "text"),
    [("办居住证去哪里", "顺德办居住证去哪里"), ("南海办居住证", "南海办居住证"), ("谢谢", "谢谢")],
)
def test_a_place_told_first_belongs_to_the_words_after_it(words: str, text: str) -> None:
    assert in_full(State(place="顺德"), hear(words), CITY).text == text


@pytest.mark.parametrize(
    ("before", "words", "language"),
    [
        ("eng", "2", "eng"),
        ("eng", "13800138000", "eng"),
        ("eng", "yes", "eng"),
        ("eng", "好的", "cmn"),
        ("cmn", "how do I renew it", "eng"),
        ("yue", "1", "yue"),
        ("", "1", "cmn"),
    ],
)
def test_words_of_no_language_are_in_that_of_the_message_before(
    before: str, words: str, language: str
) -> None:
    assert in_language(State(language=before), hear(words)).language == language
