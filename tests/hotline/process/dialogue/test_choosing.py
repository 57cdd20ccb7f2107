"""Which option a message means: its number, its label, a part of one; never by chance and never the question itself."""

import pytest

from hotline.process.dialogue.choosing import chosen, told_apart
from hotline.process.dialogue.hearing import hear
from hotline.process.dialogue.state import Choice, State

ASKED = "驾驶证快过期了在哪换证"
DISTRICTS = told_apart(
    [Choice(name, name, "item", code, ASKED) for name, code in (("禅城区", "1"), ("南海区", "2"))],
    ASKED,
)
ITEMS = told_apart(
    [
        Choice("租房提取公积金", "租房提取公积金", "rent"),
        Choice("购房提取公积金", "购房提取公积金", "buy"),
        Choice("公积金异地转移", "公积金异地转移", "move"),
    ],
    "公积金",
)


def label_of(options: tuple[Choice, ...], said: str, asked: str = ASKED) -> str | None:
    option = chosen(State(options=options, asked=asked), hear(said))
    return option.label if option else None


def test_every_button_says_something_of_its_own() -> None:
    assert [one.say for one in DISTRICTS] == ["禅城区", "南海区"]
    for options in (DISTRICTS, ITEMS):
        assert [label_of(options, one.say) for one in options] == [one.label for one in options]


def test_where_labels_repeat_or_mean_something_else_the_number_is_said() -> None:
    labels = ("身份证换领", "身份证换领", "人工", "跳过", ASKED)
    options = told_apart([Choice(label, label, str(n)) for n, label in enumerate(labels)], ASKED)
    assert [one.say for one in options] == ["1", "2", "3", "4", "5"]
    by_pressing = [chosen(State(options=options, asked=ASKED), hear(one.say)) for one in options]
    assert [one and one.document for one in by_pressing] == ["0", "1", "2", "3", "4"]
    assert label_of(options, "身份证换领") is None


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("2", "南海区"),
        ("南海区", "南海区"),
        ("南海", "南海区"),
        ("我在南海区", "南海区"),
        ("南海区吧。", "南海区"),
        ("第一个", "禅城区"),
        ("城区", "禅城区"),
        ("区", None),
        ("顺德区", None),
        ("3", None),
        ("南海区的电话是多少", None),
        (ASKED, None),
        (ASKED + "？", None),
    ],
)
def test_a_district_is_chosen_in_many_ways(said: str, label: str | None) -> None:
    assert label_of(DISTRICTS, said) == label


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("租房", "租房提取公积金"),
        ("购房提取", "购房提取公积金"),
        ("异地转移", "公积金异地转移"),
        ("提取", None),
        ("公积金", None),
    ],
)
def test_a_part_chooses_where_it_fits_one_alone(said: str, label: str | None) -> None:
    assert label_of(ITEMS, said, "公积金") == label
