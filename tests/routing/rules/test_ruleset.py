"""Rules raise the alarm with a reason, and take it back only for the sentence that says so."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from routing.errors import ContentInvalid
from routing.models import PolicyName
from routing.rules.files import PolicyFormat, read_policy, write_policy
from routing.rules.patterns import PatternSet, places, prepare
from routing.rules.ruleset import RuleKind, RuleSet, Severity, inspect_rules, read_rules
from routing.schemas import BenchIn
from routing.taxonomy.tree import GroundCode

RULES: list[dict[str, Any]] = [
    {
        "id": "suicide",
        "kind": "SELF_HARM",
        "severity": "EMERGENCY",
        "patterns": ["不想活", "跳(楼|河|江)"],
        "unless": ["跳楼价", "气死"],
        "line": "110",
        "reason_zh": "有轻生表述",
        "reason_en": "signs of suicide",
        "advice_zh": "请立即拨打110",
        "advice_en": "call 110 now",
    },
    {
        "id": "gas",
        "kind": "emergency_line",
        "severity": "emergency",
        "patterns": ["(煤气|燃气|天然气).{0,8}(泄漏|漏气|味道)"],
        "line": "119",
        "reason_zh": "燃气泄漏",
        "reason_en": "gas leak",
    },
    {
        "id": "court",
        "kind": "OUT_OF_REMIT",
        "severity": "NOTICE",
        "patterns": ["法院.*判决", "起诉"],
        "ground_code": "LITIGATION",
        "reason_zh": "诉讼事项",
        "reason_en": "litigation",
    },
    {
        "id": "hide",
        "kind": "CONFIDENTIALITY",
        "severity": "NOTICE",
        "patterns": "不要(告诉|透露|泄露)",
        "reason_zh": "要求保密",
        "reason_en": "asks for secrecy",
    },
]


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return RuleSet(read_rules(RULES))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我不想活了", ["suicide"]),
        ("他站在天台要跳樓", ["suicide"]),
        ("商场跳楼价甩卖，欺骗消费者", []),
        ("差点被气死，说再不处理就跳楼算了", []),
        ("差点被气死。邻居现在要跳楼！", ["suicide"]),
        ("厨房天然气管好像有漏气", ["gas"]),
        ("请问天然气开户怎么办理", []),
        ("法院已经作出判决，我不服", ["court"]),
        ("我要举报，请不要告诉他们是我说的；楼下燃气味道很重", ["gas", "hide"]),
        ("", []),
        ("😀😀", []),
        ("<b>跳楼</b>", ["suicide"]),
    ],
)
def test_rules_apply_with_their_words(rules: RuleSet, text: str, expected: list[str]) -> None:
    assert [alarm.rule.id for alarm in rules.test(text)] == expected


def test_the_alarm_shows_span_line_and_ground(rules: RuleSet) -> None:
    text = "法院判决后，有人要跳楼"
    first, second = rules.test(text)
    assert (first.rule.severity, first.rule.line) == (Severity.EMERGENCY, "110")
    assert text[first.start : first.end] == "跳楼"
    assert second.rule.ground_code is GroundCode.LITIGATION
    assert second.rule.kind is RuleKind.OUT_OF_REMIT


def test_the_citizens_own_words_go_before_those_for_the_agent() -> None:
    spoken = {**RULES[0], "citizen_zh": "您不是一个人", "citizen_en": "You are not alone"}
    (rule,) = read_rules([spoken])
    assert (rule.told_zh, rule.told_en) == ("您不是一个人", "You are not alone")
    (plain,) = read_rules(RULES[:1])
    assert (plain.told_zh, plain.told_en) == ("请立即拨打110", "call 110 now")


def test_the_citizens_words_survive_an_export() -> None:
    spoken = {**RULES[0], "citizen_zh": "您不是一个人", "citizen_en": "You are not alone"}
    kinds: tuple[PolicyFormat, ...] = ("json", "csv", "xlsx")
    for kind in kinds:
        raw = write_policy(PolicyName.RULES, [spoken], kind)
        (entry,), refused = read_policy(PolicyName.RULES, raw)
        assert refused == []
        assert (entry["citizen_zh"], entry["citizen_en"]) == ("您不是一个人", "You are not alone")


def test_no_rules_raise_no_alarm() -> None:
    assert RuleSet().test("着火了") == []


@given(st.text(max_size=300))
def test_any_text_is_answered(text: str) -> None:
    RuleSet(read_rules(RULES)).test(text)


def test_a_long_text_is_answered_quickly(rules: RuleSet) -> None:
    assert rules.test("法院" * 50_000) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"kind": "WEATHER"}, "WEATHER"),
        ({"severity": "LOUD"}, "LOUD"),
        ({"patterns": []}, "patterns"),
        ({"patterns": ["(着火"]}, "正则"),
        ({"patterns": ["(a+)+b"]}, "嵌套"),
        ({"patterns": ["x?"]}, "空文字"),
        ({"patterns": [" "]}, "字符"),
        ({"patterns": [3]}, "文字列表"),
        ({"unless": ["["]}, "正则"),
        ({"ground_code": "NONE"}, "NONE"),
        ({"colour": "red"}, "colour"),
        ({"id": "gas"}, "重复"),
    ],
)
def test_a_wrong_rule_is_named_with_its_reason(change: dict[str, Any], reason: str) -> None:
    good, errors = inspect_rules([*RULES, {**RULES[0], "id": "new", **change}])
    assert len(good) == len(RULES)
    assert [error.number for error in errors] == [5]
    assert reason in errors[0].reason


@pytest.mark.parametrize("data", [None, "text", {"id": 1}, [[]], [None], [{}]])
def test_wrong_shapes_are_refused(data: Any) -> None:
    with pytest.raises(ContentInvalid):
        read_rules(data)


def test_missing_members_are_named() -> None:
    rule = {key: value for key, value in RULES[0].items() if key != "reason_zh"}
    with pytest.raises(ContentInvalid, match="reason_zh is missing") as refused:
        read_rules([rule])
    assert "reason_zh" in refused.value.detail_zh


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("着火", {"着火"}),
        ("(煤气|燃气).{0,8}泄漏", {"泄漏"}),
        ("(煤气|天然气)味", {"煤气", "天然气"}),
        ("[一二]死", {"死"}),
        (r"\d+", None),
        ("(?:a|\\d)", None),
        ("(很|太)+吵", {"吵"}),
        ("[吵闹]", {"吵", "闹"}),
    ],
)
def test_factors_are_literals_every_match_holds(pattern: str, expected: set[str] | None) -> None:
    found = places(prepare(pattern))
    assert (found[0] if found else None) == (frozenset(expected) if expected else None)


def test_a_pattern_without_literal_is_still_found() -> None:
    assert PatternSet([prepare(r"\d{3}"), prepare("着火")]).find("拨打119") == [(0, 2, 5)]


def test_escapes_survive_and_full_width_signs_are_literal() -> None:
    assert prepare(r"\D电").match("a电")
    assert prepare("怎么办？").match("怎么办?")
    assert not prepare("怎么办？").match("怎么")


def test_a_dot_star_reaches_forty_characters() -> None:
    pattern = prepare("法院.*判决")
    assert pattern.search("法院" + "一" * 40 + "判决")
    assert not pattern.search("法院" + "一" * 41 + "判决")


def test_the_bench_tries_no_text_longer_than_one_that_may_be_registered() -> None:
    assert BenchIn(texts=["灯" * 10_000]).texts
    with pytest.raises(ValidationError):
        BenchIn(texts=["灯" * 10_001])
