"""Whatever is refused in a rule, a range, an example or a word is said in Chinese and in English."""

import re
from typing import Any

import orjson
import pytest

from routing.automatic import MAX_RULES as MAX_RANGES
from routing.automatic import inspect_automatic, read_automatic
from routing.errors import ContentInvalid
from routing.models import PolicyName
from routing.rules.examples import MOST_SENTENCES, read_sentences
from routing.rules.files import read_policy
from routing.rules.ruleset import MAX_RULES, inspect_rules, read_rules

RULE = {
    "id": "fire",
    "kind": "EMERGENCY_LINE",
    "severity": "EMERGENCY",
    "patterns": ["起火"],
    "reason_zh": "火灾",
    "reason_en": "Fire",
}
RANGE = {"category_code": "010101", "kinds": ["HELP"], "reason": "路灯"}
HAN = re.compile(r"[一-鿿]")
RULES: list[Any] = [
    "x",
    {**RULE, "colour": "red"},
    {name: value for name, value in RULE.items() if name != "kind"},
    {**RULE, "kind": "RUMOUR"},
    {**RULE, "patterns": []},
    {**RULE, "patterns": [1]},
    {**RULE, "patterns": ["a" * 301]},
    {**RULE, "patterns": ["("]},
    {**RULE, "patterns": ["a*"]},
    {**RULE, "patterns": ["(a+)+"]},
    {**RULE, "near": ["a ~99~ b"]},
    {**RULE, "near": [f"{'a' * 2000} ~9~ b"]},
    {**RULE, "near": ["a.b ~9~ b"]},
]
RANGES: list[Any] = [
    {**RANGE, "more": 1},
    {**RANGE, "category_code": "1"},
    {**RANGE, "reason": " "},
    {**RANGE, "kinds": 3},
    {**RANGE, "kinds": ["RUMOUR"]},
]
WRONG = [
    *((PolicyName.RULES, [rule]) for rule in RULES[1:]),
    (PolicyName.RULES, [RULE, RULE]),
    *((PolicyName.AUTOMATIC, [entry]) for entry in RANGES),
    (PolicyName.DANGERS, [{"text": "a", "expected": "-"}]),
    (PolicyName.DANGERS, [{"text": "abcdef", "expected": "RUMOUR"}]),
    (PolicyName.WORDING, {"": "a"}),
    (PolicyName.WORDING, {"a": "b" * 21}),
    (PolicyName.MUST_ROUTE, [{"label": "a", "unit_code": "FS-CG"}]),
    (PolicyName.MUST_ROUTE, [1]),
]
GENERIC = {"The row is not valid", "The entry is not valid"}


def told_twice(zh: str, en: str) -> bool:
    """Tell whether both are there, the English one free of Chinese and of this very fault."""
    return bool(HAN.search(zh)) and bool(en) and not HAN.search(en) and en not in GENERIC


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_that_cannot_be_used_is_told_in_both_languages(rule: Any) -> None:
    (error,) = inspect_rules([rule])[1]
    assert told_twice(error.reason, error.reason_en)
    with pytest.raises(ContentInvalid) as refused:
        read_rules([rule])
    assert refused.value.extra["errors"][0]["reason_en"] == error.reason_en
    assert error.reason_en in refused.value.detail_en


@pytest.mark.parametrize("data", ["x", [RULE] * (MAX_RULES + 1)])
def test_a_list_of_rules_that_is_none_is_told_in_both_languages(data: Any) -> None:
    (error,) = inspect_rules(data)[1]
    assert told_twice(error.reason, error.reason_en)


@pytest.mark.parametrize("entry", RANGES)
def test_a_range_that_cannot_be_used_is_told_with_its_number(entry: Any) -> None:
    (fault,) = inspect_automatic([RANGE, entry])[1]
    assert fault.line == 2
    assert told_twice(fault.reason, fault.reason_en)
    with pytest.raises(ContentInvalid) as refused:
        read_automatic([RANGE, entry])
    assert refused.value.detail_en == f"entry 2: {fault.reason_en}"


@pytest.mark.parametrize("content", ["x", [RANGE] * (MAX_RANGES + 1)])
def test_a_range_that_is_no_list_is_told_in_both_languages(content: Any) -> None:
    with pytest.raises(ContentInvalid) as refused:
        read_automatic(content)
    assert told_twice(refused.value.detail_zh, refused.value.detail_en)


@pytest.mark.parametrize("content", ["x", [{}] * (MOST_SENTENCES + 1), [{"text": "a"}]])
def test_a_book_of_examples_is_refused_in_both_languages(content: Any) -> None:
    with pytest.raises(ContentInvalid) as refused:
        read_sentences(content)
    assert told_twice(refused.value.detail_zh, refused.value.detail_en)


@pytest.mark.parametrize(("name", "content"), WRONG)
def test_an_entry_of_a_file_is_refused_in_both_languages(name: PolicyName, content: Any) -> None:
    refusals = read_policy(name, orjson.dumps(content))[1]
    assert refusals
    assert all(told_twice(one.reason, one.reason_en) for one in refusals)
