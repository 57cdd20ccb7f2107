"""Sentences with the flags they were."""

import pytest

from routing.errors import ContentInvalid
from routing.rules.examples import Example, Flag, read_sentences


def test_an_example_names_its_flags_with_line_and_ground() -> None:
    content = [
        {"text": "仓库着火了", "expected": "EMERGENCY:119 EMERGENCY:120"},
        {"text": "别说是我讲的，书记收了钱", "expected": "CONFIDENTIALITY OUT:DISCIPLINE"},
        {"text": "今晚就想结束了", "expected": "SELF_HARM"},
        {"text": "路灯不亮", "expected": "-"},
    ]
    fire, report, despair, quiet = read_sentences(content)
    assert fire.flags == {Flag.EMERGENCY}
    assert fire.kinds(Flag.EMERGENCY) == {"119", "120"}
    assert report.flags == {Flag.CONFIDENTIALITY, Flag.OUT}
    assert report.kinds(Flag.OUT) == {"DISCIPLINE"}
    assert despair.flags == {Flag.SELF_HARM, Flag.EMERGENCY}
    assert quiet.flags == frozenset()


def test_a_danger_says_nothing_against_a_child_being_in_it() -> None:
    assert Example("孩子掉进河里了", ("EMERGENCY",)).side(Flag.MINOR) == 0
    assert Example("孩子天天挨打", ("MINOR",)).side(Flag.EMERGENCY) == 0
    assert Example("孩子怎么报名", ()).side(Flag.MINOR) == -1
    assert Example("工人堵门讨薪", ("GROUP_EVENT",)).side(Flag.EMERGENCY) == -1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({}, "列表"),
        ([{"text": "火", "expected": "EMERGENCY"}], "4 至 200 字"),
        ([{"text": "仓库着火了", "expected": "YES"}], "expected"),
        ([{"text": "仓库着火了", "expected": "EMERGENCY:999"}], "expected"),
        ([{"text": "官司输了不服", "expected": "OUT:COURT"}], "expected"),
        ([{"text": "仓库着火了", "expected": "- EMERGENCY"}], "expected"),
        ([{"text": "仓库着火了", "expected": "EMERGENCY:119 YES"}], "expected"),
        ([{"text": "仓库着火了", "expected": ""}], "expected"),
        ([{"expected": "-"}], "文字"),
        (["仓库着火了"], "文字"),
    ],
)
def test_sentences_that_are_none_are_refused_by_number(content: object, told: str) -> None:
    with pytest.raises(ContentInvalid) as refused:
        read_sentences(content)
    assert told in refused.value.detail_zh
