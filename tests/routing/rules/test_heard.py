"""What is told of that which no rule has words for."""

from pathlib import Path

import pytest

from hotline.kit.text import normalise
from routing.rules.bench import EMERGENCY, read_cases, run_bench, tags_of
from routing.rules.examples import Flag
from routing.rules.heard import RULES, SOUNDS_LIKE_DANGER, told
from routing.rules.ruleset import Rule, RuleKind, RuleSet, Severity
from routing.taxonomy.tree import GroundCode
from tests.routing.rules.city_book import book, ear, rules, words

BLIND = Path(__file__).with_name("rule_blind.tsv")
EVERY = [rule for kinds in RULES.values() for rule in kinds.values()]


def test_a_strangers_flags_are_heard_more_often_than_by_rules_alone() -> None:
    """Sentences of somebody who had not seen the rules; nobody trains on the file.

    Rules alone hear 131 of 170 emergencies, 3 of 8 group events, 3 of 8 minors, 4 of 6 out of remit, with 20 false
    alarms in 240 (commit d2a03f6). An ear for emergencies alone made that 160 with the same false alarms. Judged once
    by the ear for every flag: 162, 8, 8 and 5 with 26 false alarms. The way of counting was chosen by
    cross-validation on the examples; the figures here guard against a step back.
    """
    told = run_bench(rules(), read_cases(BLIND.read_bytes()))
    floors = {EMERGENCY: 156, "GROUP_EVENT": 6, "MINOR": 6, "CONFIDENTIALITY": 7}
    assert all(told.hits[tag] >= floor for tag, floor in floors.items()), told.hits
    assert sum(told.hits[tag] for tag in told.expected if tag.startswith("OUT:")) >= 5
    assert len(told.false) <= 30


def test_nobody_trains_on_the_blind_file() -> None:
    blind = {normalise(case.text) for case in read_cases(BLIND.read_bytes())}
    assert not blind.intersection(normalise(example.text) for example in book())


def test_a_rule_that_raises_a_flag_speaks_alone() -> None:
    alarms = rules().test("我家厨房着火了，烟很大，出不去")
    assert alarms[0].rule.severity is Severity.EMERGENCY
    assert all(not alarm.rule.id.startswith("sounds-like-d") for alarm in alarms)


def test_who_dares_not_go_out_for_the_dark_is_not_being_attacked() -> None:
    for text in ("路灯坏了半个月，晚上黑漆漆的，老人不敢出门", "隔壁放狗吓人，小孩不敢下楼"):
        assert rules().test(text) == []
    assert tags_of(rules().test("他拿着刀在楼下，我不敢下楼"))[0] == EMERGENCY


def test_an_ear_adds_to_a_rule_of_another_flag() -> None:
    text = "工友都约好后天去堵公司的门，一百来人，请保密"
    assert tags_of(words().test(text)) == ("CONFIDENTIALITY",)
    assert set(tags_of(rules().test(text))) == {"CONFIDENTIALITY", "GROUP_EVENT"}


def test_the_loudest_stands_first() -> None:
    cases = read_cases(BLIND.read_bytes())
    order = list(Severity)
    for case in cases:
        heard = [order.index(alarm.rule.severity) for alarm in rules().test(case.text)]
        assert heard == sorted(heard)


def test_what_only_sounds_so_asks_first_and_tells_the_nearest_example() -> None:
    (heard,) = ear().by_example.hear(normalise("工友都约好后天去堵公司的门，一百来人"))
    rule = told(heard)
    assert heard.example in rule.advice_zh
    assert heard.example in rule.advice_en
    assert "例句" not in rule.told_zh + rule.reason_zh


@pytest.mark.parametrize(
    "rule", EVERY, ids=lambda rule: f"{rule.id}-{rule.line}-{rule.ground_code}"
)
def test_every_flag_has_words_in_both_languages(rule: Rule) -> None:
    assert all((rule.reason_zh, rule.reason_en, rule.advice_zh, rule.advice_en))
    assert bool(rule.citizen_zh) is bool(rule.citizen_en)


def test_a_danger_without_a_sure_line_names_all_and_the_shift_leader() -> None:
    assert SOUNDS_LIKE_DANGER.line == ""
    assert all(line in SOUNDS_LIKE_DANGER.citizen_zh for line in ("110", "119", "120", "122"))
    assert "班长" in SOUNDS_LIKE_DANGER.advice_zh


def test_a_danger_with_a_sure_line_names_it_alone() -> None:
    lines = {kind: rule for kind, rule in RULES[Flag.EMERGENCY].items() if kind}
    assert set(lines) == {"110", "119", "120", "122", "UTILITY"}
    assert all(rule.line in rule.citizen_zh for rule in lines.values())
    assert "抢修" in lines["UTILITY"].citizen_zh


def test_suicide_goes_to_110_and_120_and_the_line_for_help() -> None:
    (rule,) = RULES[Flag.SELF_HARM].values()
    assert rule.kind is RuleKind.SELF_HARM
    assert (rule.line, "12356" in rule.told_zh) == ("110、120", True)


def test_out_of_remit_tells_the_lawful_way_of_its_ground() -> None:
    rule = RULES[Flag.OUT][GroundCode.DISCIPLINE.value]
    assert rule.ground_code is GroundCode.DISCIPLINE
    assert "12388" in rule.told_zh


def test_the_line_of_what_is_heard_is_one_of_its_own() -> None:
    """Of the dangers that only the ear hears in the blind file, the named lines are told by the bench."""
    cases = [case for case in read_cases(BLIND.read_bytes()) if case.expected == EMERGENCY][:160]
    right = named = 0
    for number, case in enumerate(cases):
        own = ("110", "119", "120", "122")[number // 40]
        for alarm in rules().test(case.text):
            if alarm.rule.id == "sounds-like-danger" and alarm.rule.line:
                named += 1
                right += alarm.rule.line == own
    assert named > 0
    assert right >= 0.75 * named


def test_despair_is_not_also_told_as_danger() -> None:
    silent = RuleSet((), ear())
    for example in book():
        if example.tags == ("SELF_HARM",):
            ids = [alarm.rule.id for alarm in silent.test(example.text)]
            assert not {"sounds-like-self-harm", "sounds-like-danger"} <= set(ids)


def test_quiet_sentences_of_the_book_raise_little() -> None:
    quiet = [example for example in book() if not example.flags]
    silent = RuleSet((), ear())
    loud = [example.text for example in quiet if silent.test(example.text)]
    assert len(loud) <= 0.05 * len(quiet), loud
