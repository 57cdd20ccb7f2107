"""Rules that speak of things near each other (词组相近): distance, both orders, and what takes them back."""

import time
from typing import Any

import pytest

from routing.models import PolicyName
from routing.rules.files import PolicyFormat, read_policy, write_policy
from routing.rules.patterns import PatternSet, alternatives, places, prepare, prepare_near
from routing.rules.ruleset import RuleSet, inspect_rules, read_rules

WATER: dict[str, Any] = {
    "id": "water",
    "kind": "DANGER_TO_LIFE",
    "severity": "EMERGENCY",
    "near": ["孩子|老人 ~8~ 落水|掉进河"],
    "unless": ["去年"],
    "unless_here": ["担心"],
    "line": "119",
    "reason_zh": "有人落水",
    "reason_en": "Somebody is in the water",
}


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("有个孩子刚刚落水了", True),
        ("掉进河里的是一位老人", True),
        ("老人掉進河裏", True),
        ("孩子一二三四五六七八落水", True),
        ("孩子一二三四五六七八九落水", False),
        ("孩子很好。落水管坏了", False),
        ("孩子，落水了", True),
        ("去年孩子落水，没有人管", False),
        ("去年报过。孩子落水了", True),
        ("担心孩子落水", False),
        ("孩子落水了，我很担心", True),
        ("孩子在河边玩", False),
    ],
)
def test_two_lists_of_words_are_heard_by_their_distance(text: str, heard: bool) -> None:
    assert bool(RuleSet(read_rules([WATER])).test(text)) is heard


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("有人拿菜刀追着学生", True),
        ("学生被人追，那人手里有菜刀", True),
        ("菜刀旁有个学生，他被追", True),
        ("有人拿菜刀追鸡", False),
        ("学生买了菜刀", False),
        ("有人拿菜刀。追着学生", False),
        ("有人拿菜刀一二三四五六七八九追学生", False),
    ],
)
def test_three_lists_are_heard_in_any_order(text: str, heard: bool) -> None:
    rule = {**WATER, "near": ["菜刀|斧头 ~4~ 追|砍 ~8~ 学生|老人"], "unless": [], "unless_here": []}
    assert bool(RuleSet(read_rules([rule])).test(text)) is heard


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("孩子落水了", True),
        ("旧年孩子落水，现在又有孩子落水", True),
        ("旧年孩子落水，想问赔偿", False),
        ("旧年的事。孩子落水了", True),
        ("现在想问旧年孩子落水的赔偿", False),
    ],
)
def test_what_is_told_as_over_is_quiet_unless_it_goes_on(text: str, heard: bool) -> None:
    rule = {**WATER, "unless": [], "past": ["旧年"], "present": ["现在(?!想)"]}
    assert bool(RuleSet(read_rules([rule])).test(text)) is heard


def test_the_alarm_spans_both_words() -> None:
    text = "快来，孩子刚落水了"
    (alarm,) = RuleSet(read_rules([WATER])).test(text)
    assert text[alarm.start : alarm.end] == "孩子刚落水"


def test_rules_of_one_reason_and_line_raise_one_alarm() -> None:
    words = {**WATER, "id": "words", "near": [], "patterns": ["落水"]}
    other = {**words, "id": "other", "reason_zh": "可能溺水"}
    found = RuleSet(read_rules([WATER, words, other])).test("孩子落水了")
    assert [alarm.rule.id for alarm in found] == ["water", "other"]


@pytest.mark.parametrize(
    ("near", "reason"),
    [
        ("孩子|落水", "应写作"),
        ("孩子 ~41~ 落水", "应写作"),
        ("孩子 ~8~ ", "应写作"),
        ("孩子 ~8~ 落水 ~8~ 河 ~8~ 边", "应写作"),
        ("孩子||老人 ~8~ 落水", "正则符号"),
        ("孩.{0,9}子 ~8~ 落水", "正则符号"),
        ("孩子 ~8~ " + "水" * 2000, "2000"),
    ],
)
def test_a_wrong_list_of_words_is_named(near: str, reason: str) -> None:
    good, (error,) = inspect_rules([{**WATER, "near": [near]}])
    assert good == []
    assert reason in error.reason


def test_a_rule_needs_patterns_or_words_near_each_other() -> None:
    _, (error,) = inspect_rules([{**WATER, "near": []}])
    assert "near" in error.reason


def test_words_near_each_other_survive_an_export() -> None:
    kinds: tuple[PolicyFormat, ...] = ("json", "csv", "xlsx")
    rule = {**WATER, "past": ["旧年"], "present": ["现在"]}
    for kind in kinds:
        raw = write_policy(PolicyName.RULES, [rule], kind)
        (entry,), refused = read_policy(PolicyName.RULES, raw)
        assert refused == []
        assert entry["near"] == WATER["near"]
        assert entry["unless_here"] == WATER["unless_here"]
        assert (entry["past"], entry["present"]) == (["旧年"], ["现在"])


def test_a_pattern_is_tried_only_where_each_of_its_places_has_a_word() -> None:
    known = PatternSet([prepare("(煤气|燃气).{0,8}(泄漏|漏气)"), *prepare_near("人|孩 ~4~ 落水")])
    assert known.candidates("燃气费太贵") == []
    assert known.candidates("煤气漏气") == [(0, 0)]
    assert known.candidates("人在河边") == []
    assert known.candidates("孩落水") == [(1, 0), (2, 0)]
    assert places(prepare("(煤气|燃气)(泄漏|漏)")) == (
        frozenset({"煤气", "燃气"}),
        frozenset({"泄漏", "漏"}),
    )


def test_a_pattern_is_tried_only_where_its_words_stand_together() -> None:
    known = PatternSet([prepare("(煤气|燃气).{0,8}(泄漏|漏气)"), prepare("(煤气).*(救命)")])
    apart, together = "煤气" + "费" * 90 + "漏气", "费" * 90 + "煤气漏气"
    assert known.candidates(apart) == []
    assert known.candidates(together) == [(0, 24)]
    assert known.find(together) == [(0, 90, 94)]
    assert known.find("费" * 90 + "煤气" + "费" * 40 + "救命") == [(1, 90, 134)]


@pytest.mark.parametrize("shift", range(0, 80, 7))
def test_no_match_is_lost_at_the_edge_of_a_stretch(shift: int) -> None:
    rules = RuleSet(read_rules([{**WATER, "near": ["孩子 ~8~ 落水 ~8~ 河边"]}]))
    text = "费" * shift + "孩子一二三四五六七八落水一二三四五六七八河边" + "费" * 100
    (alarm,) = rules.test(text)
    assert (alarm.start, alarm.end) == (shift, shift + 22)


def test_parts_side_by_side_are_patterns_of_their_own() -> None:
    assert alternatives("甲|乙(丙|丁)[|)]戊|\\|己") == ["甲", "乙(丙|丁)[|)]戊", "\\|己"]
    assert alternatives("(?i)a|b") == ["(?i)a|b"]
    assert alternatives(r"(甲)\1|乙") == [r"(甲)\1|乙"]


def test_many_near_words_do_not_make_the_engine_run_away() -> None:
    rules = RuleSet(read_rules([WATER]))
    began = time.thread_time()
    assert rules.check("孩子" * 10_000) == []
    assert rules.check("孩子落" * 6_000) == []
    assert time.thread_time() - began < 1


def test_a_pattern_is_prepared_once() -> None:
    assert prepare("着火") is prepare("着火")
    assert prepare_near("人 ~4~ 落水") is prepare_near("人 ~4~ 落水")
