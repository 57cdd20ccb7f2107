"""Every alarm of the city (预警规则) on sentences of daily life: what must ring, and what must stay silent.

``rule_sentences.tsv`` holds one sentence a line behind the rule it must raise; an empty rule means that
no emergency line may be shown and no other region suspected. The rules were written with these
sentences in view: the figures guard against a step back, they do not foretell what citizens write.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from hotline.demo.loader import read
from routing.rules.ruleset import Rule, RuleKind, RuleSet, read_rules
from routing.taxonomy.tree import GroundCode

FILE = Path(__file__).with_name("rule_sentences.tsv")


def sentences() -> Iterator[tuple[str, str]]:
    for line in FILE.read_text(encoding="utf-8").splitlines():
        rule, _, text = line.partition("\t")
        yield text, rule


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return RuleSet(read_rules(yaml.safe_load(read("rules.yaml"))))


def rings(rule: Rule) -> bool:
    """Tell whether a citizen is shown this rule before everything else, or sent elsewhere."""
    return bool(rule.line) or rule.ground_code is GroundCode.OTHER_REGION


def raised(rules: RuleSet, text: str) -> set[str]:
    return {alarm.rule.id for alarm in rules.test(text) if rings(alarm.rule)}


@pytest.mark.parametrize(("text", "rule"), [s for s in sentences() if s[1]])
def test_an_alarm_is_raised(rules: RuleSet, text: str, rule: str) -> None:
    assert rule in raised(rules, text)


@pytest.mark.parametrize("text", [text for text, rule in sentences() if not rule])
def test_no_alarm_is_raised(rules: RuleSet, text: str) -> None:
    assert raised(rules, text) == set()


def test_precision_and_recall_of_every_rule_are_told(
    rules: RuleSet, capsys: pytest.CaptureFixture[str]
) -> None:
    hit, missed, wrong = Counter[str](), Counter[str](), Counter[str]()
    for text, expected in sentences():
        found = raised(rules, text)
        hit.update({expected} & found)
        missed.update({expected} - found - {""})
        wrong.update(found if not expected else ())
    with capsys.disabled():
        for rule in sorted(hit | missed | wrong):
            precision = hit[rule] / max(1, hit[rule] + wrong[rule])
            recall = hit[rule] / max(1, hit[rule] + missed[rule])
            told = f"precision {precision:.0%}, recall {recall:.0%}, {hit[rule]} hits"
            print(f"\n{rule}: {told}", end="")  # noqa: T201 — the figures are wanted in the output
    assert not missed | wrong
    assert hit.total() >= 40
    assert sum(1 for _, expected in sentences() if not expected) >= 40


def test_what_a_citizen_reads_is_not_written_for_agents(rules: RuleSet) -> None:
    shown = [rule for rule in rules.rules if rings(rule) or rule.kind is RuleKind.OUT_OF_REMIT]
    for rule in shown:
        assert rule.told_zh
        assert rule.told_en
        for words in ("转接", "市民", "登记细节", "报班长", "不要挂断", "派单", "先问", "告知"):
            assert words not in rule.told_zh.replace("由我们转接", ""), rule.id


def test_words_for_a_person_in_distress_are_warm_and_name_who_helps(rules: RuleSet) -> None:
    (alarm,) = rules.test("我不想活了")
    assert "您不是一个人" in alarm.rule.told_zh
    assert "不要挂断" in alarm.rule.advice_zh
    for line in ("110", "120", "12356"):
        assert line in alarm.rule.told_zh
        assert line in alarm.rule.told_en
