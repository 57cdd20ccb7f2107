"""Which flags sentences sound like that nobody has told the ear."""

import pytest

from hotline.kit.text import normalise
from routing.rules.by_example import FEWEST, ByExample
from routing.rules.examples import Example, Flag
from tests.routing.rules.city_book import ear


def test_one_cry_is_heard_in_a_long_story() -> None:
    by_example = ear().by_example
    story = "我们小区的电梯上个月换过一次主板，物业说保修期已经过了，要业主自己出钱，大家都不同意。"
    cry = "刚刚有个男的从天桥上翻过栏杆掉到马路上，一动不动。"
    assert by_example.hear(normalise(story)) == []
    text = normalise(story + cry + story)
    heard = {one.flag: one for one in by_example.hear(text)}[Flag.EMERGENCY]
    assert text[heard.start : heard.end] == normalise(cry)
    assert heard.margin > 0


def test_what_is_heard_tells_the_nearest_example_and_the_words_that_spoke() -> None:
    text = normalise("工友都约好后天去堵公司的门，一百来人")
    (heard,) = ear().by_example.hear(text)
    assert heard.flag is Flag.GROUP_EVENT
    nearest = {e.text: e for e in ear().by_example.examples}[heard.example]
    assert Flag.GROUP_EVENT in nearest.flags
    assert heard.words
    assert all(word in text for word in heard.words)


def _house(size: int) -> ByExample:
    fires = [Example(f"{one}号仓库着火了快来人", ("EMERGENCY:119",)) for one in "甲乙丙丁" * 20]
    quiet = [Example(f"{one}号仓库几点开门收货") for one in "甲乙丙丁" * 20]
    return ByExample([*fires[:size], *quiet])


def test_too_few_examples_hear_nothing() -> None:
    assert _house(FEWEST - 1).hear("仓库着火了快来人") == []
    assert [one.flag for one in _house(FEWEST).hear("仓库着火了快来人")] == [Flag.EMERGENCY]


def test_a_house_without_examples_hears_nothing() -> None:
    assert ByExample([]).hear("仓库着火了快来人") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "。",
        "。。。，，，",
        "火",
        "😀" * 500,
        "a" * 100_000,
        "\n" * 50,
        "\U000e0001龘𠮷" * 9,
        "12345678",
    ],
)
def test_whatever_comes_is_judged_or_left(text: str) -> None:
    assert ear().by_example.hear(normalise(text)) == []
