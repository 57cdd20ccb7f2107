"""Rules of the demonstration city on our own labelled sentences, and the bench that judges them (规则试验台).

``alarms_bench.tsv`` holds sentences that must raise an alarm and sentences of daily life that sound alike. They
were written in turns, and after each turn the rules were widened. On turns not yet seen the recall of
emergencies was 35 of 60, 27 of 50 and 20 of 30 with phrases alone; with words near each other, widened
from turn to turn, it was 25 of 40, 21 of 50 and 10 of 30 where the writer avoided the words of the rules on
purpose (phrases alone: 13, 11 and 3), at last 27 of 30, 27 of 35 and 20 of 25 in plain words (phrases alone:
18, 18 and 11). False alarms were 1 of 40, 2 of 50, 0 of 30, 1 of 30, 0 of 35, 0 of 25, and 11 of 40 where only
figures of speech, the past and fears were asked. What stands below therefore guards against a step back;
it does not foretell what citizens write.
"""

from pathlib import Path

import pytest
import yaml

from hotline.demo.loader import read
from routing.errors import ContentInvalid
from routing.rules.bench import EMERGENCY, NONE, Bench, Case, read_cases, run_bench, tags_of
from routing.rules.ruleset import RuleSet, read_rules
from tests.routing.city import RULES

BLIND = Path(__file__).with_name("rule_blind.tsv")
RECALL_FLOOR, FALSE_CEILING = 0.98, 0.01
GROUPS = ("GROUP_EVENT", "LEAK", "MINOR", "CONFIDENTIALITY")


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return RuleSet(read_rules(yaml.safe_load(read("rules.yaml"))))


@pytest.fixture(scope="module")
def bench(rules: RuleSet) -> Bench:
    return run_bench(rules, read_cases(read("alarms_bench.tsv")))


def test_there_are_enough_sentences_and_hard_negatives(bench: Bench) -> None:
    assert sum(bench.expected.values()) >= 200
    assert bench.expected[NONE] >= 80
    assert bench.expected[EMERGENCY] >= 100
    texts = [case.text for case in read_cases(read("alarms_bench.tsv"))]
    assert len(set(texts)) == len(texts)
    for text in ("差点被气死，打了十次电话都没人接", "煤气费怎么交", "想问仲裁委地址"):
        assert text in texts


def test_emergencies_are_heard(bench: Bench) -> None:
    assert bench.recall(EMERGENCY) >= RECALL_FLOOR, [case.text for case, _ in bench.missed]


def test_daily_life_raises_no_alarm(bench: Bench) -> None:
    assert bench.false_alarms <= FALSE_CEILING, [(c.text, tags) for c, tags in bench.false]


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_is_heard(bench: Bench, group: str) -> None:
    assert bench.expected[group] >= 5
    assert bench.recall(group) >= 0.95


def test_the_grounds_of_declining_are_recognised(bench: Bench) -> None:
    grounds = [tag for tag in bench.expected if tag.startswith("OUT:")]
    assert len(grounds) >= 9
    assert sum(bench.hits[tag] for tag in grounds) >= 0.95 * sum(bench.expected[t] for t in grounds)


SMALL = RuleSet(read_rules(RULES))


def test_hits_misses_false_alarms_and_the_confusion_are_told() -> None:
    given = [
        Case("仓库起火了", EMERGENCY),
        Case("厨房冒烟", EMERGENCY),
        Case("法院判决后不执行", EMERGENCY),
        Case("请保密", "hide"),
        Case("路灯不亮", NONE),
        Case("火锅店起火价", NONE),
        Case("没有标签"),
    ]
    found = run_bench(SMALL, given)
    assert (found.expected[EMERGENCY], found.hits[EMERGENCY]) == (3, 1)
    assert found.recall(EMERGENCY) == pytest.approx(1 / 3)
    assert found.hits["hide"] == 1
    assert found.false_alarms == 0.5
    assert [case.text for case, _ in found.missed] == ["厨房冒烟", "法院判决后不执行"]
    assert found.confusion[EMERGENCY, "OUT:LITIGATION"] == 1
    assert found.confusion[EMERGENCY, NONE] == 1
    assert found.confusion[NONE, EMERGENCY] == 1
    assert not found.clean
    assert run_bench(SMALL, [Case("路灯不亮", NONE)]).clean


def test_an_emergency_stands_before_other_tags() -> None:
    assert tags_of(SMALL.test("请保密，法院判决了，仓库起火"))[0] == EMERGENCY
    assert tags_of([]) == ()


def test_three_forms_of_a_file_are_read() -> None:
    lines = "仓库起火\n\n-\t路灯不亮\n" + '{"text": "请保密", "expected": ["hide"]}\n{"text": "x"}'
    assert read_cases(lines.encode("gb18030")) == [
        Case("仓库起火"),
        Case("路灯不亮", NONE),
        Case("请保密", "hide"),
        Case("x"),
    ]


@pytest.mark.parametrize("line", ['{"text": }', '{"expected": "-"}', "{[]}"])
def test_a_broken_line_is_named(line: str) -> None:
    with pytest.raises(ContentInvalid, match="Line 2"):
        read_cases(f"路灯\n{line}".encode())


def test_what_somebody_else_wrote_without_seeing_the_rules_is_heard_as_often_as_then(
    rules: RuleSet,
) -> None:
    """160 emergencies and 200 hard sentences of daily life, written before anybody tuned on them.

    The rules of that day (commit 7269dc1) heard 129 (.81) and 19 false alarms; those without words near each
    other 76 (.475) and 17. The misses have been looked at since: what is heard today (159, no false alarm) foretells
    nothing. Whoever tunes on a file must have another one written to know where he stands.
    """
    cases = read_cases(read("alarms_unseen.tsv"))
    told = run_bench(rules, cases)
    assert told.expected[EMERGENCY] == 160
    assert told.expected[NONE] == 200
    assert told.hits[EMERGENCY] >= 129
    quiet = [case.text for case in cases if case.expected == NONE]
    raised = [text for text in quiet if EMERGENCY in tags_of(rules.test(text))]
    assert len(raised) <= 19, raised


def test_what_a_stranger_to_the_rules_wrote_is_heard_as_often_as_then(
    rules: RuleSet,
) -> None:
    """Sentences of somebody who had not seen the rules, in the order 110, 119, 120, 122 (40 each), others after.

    Measured at commit d2a03f6: 122 of 160 emergencies (29, 36, 33, 24; 119 of the 122 on a fitting line),
    16 false alarms in 200 hard sentences of daily life; 9 of 10 suicide signals, 3 of 8 group events, 3 of 8 minors
    in danger, 7 of 8 wishes for confidentiality, 4 of 6 out of remit, and 4 of 40 of their hard negatives. These
    figures count only as long as nobody tunes on the file: then the test guards against a step back, no more.
    """
    cases = read_cases(BLIND.read_bytes())
    lines = [cases[start : start + 40] for start in range(0, 160, 40)]
    assert all(case.expected == EMERGENCY for line in lines for case in line)
    told = [run_bench(rules, line).hits[EMERGENCY] for line in lines]
    assert all(heard >= floor for heard, floor in zip(told, (29, 36, 33, 24), strict=True)), told
    daily = [case for case in cases if case.expected == NONE]
    assert len(daily) == 240
    for part, ceiling in ((daily[:200], 16), (daily[200:], 4)):
        false = run_bench(rules, part).false
        assert len(false) <= ceiling, [(case.text, tags) for case, tags in false]
    other = run_bench(rules, [case for case in cases[160:] if case.expected != NONE])
    assert sum(other.expected.values()) == 40
    floors = {EMERGENCY: 9, "GROUP_EVENT": 3, "MINOR": 3, "CONFIDENTIALITY": 7}
    assert all(other.hits[tag] >= floor for tag, floor in floors.items()), other.hits
    assert sum(other.hits[tag] for tag in other.expected if tag.startswith("OUT:")) >= 4


def test_classes_of_words_hear_what_their_writer_thought_of(rules: RuleSet) -> None:
    """Sentences of the one who joined weapon, act and person, vehicle and harm, fall and sign.

    Before each turn the rules had seen none of it: in the first two turns (hard wording) those of the day
    before heard 91 of 182 with 45 false alarms in 202; in three later turns, in plain words, the widened rules
    heard 45 of 52, 38 of 46 and 30 of 34 at first sight (before: 42, 37, 30) with 7 of 55, 5 of 45 and 0 of 34
    false alarms (before: 9, 6, 1). Then they were tuned on it.
    """
    told = run_bench(rules, read_cases(read("alarms_classes.tsv")))
    assert told.expected[EMERGENCY] >= 300
    assert told.expected[NONE] >= 300
    assert told.recall(EMERGENCY) >= 0.97, [case.text for case, _ in told.missed]
    assert told.false_alarms <= 0.02, [(case.text, tags) for case, tags in told.false]


@pytest.mark.parametrize(
    ("text", "loud"),
    [
        ("老人摔倒了", False),
        ("我奶奶在家跌了一跤", False),
        ("老人摔倒了，起不来", True),
        ("老人摔倒了，头上流血", True),
        ("阿婆跌低咗，叫极都冇反应", True),
    ],
)
def test_a_fall_is_an_emergency_only_with_a_sign_of_harm(
    rules: RuleSet, text: str, loud: bool
) -> None:
    """Injury and illness go to 120 (domain rules §6.2); of a mere fall the agent asks whether he is hurt."""
    alarms = rules.test(text)
    assert alarms
    assert (EMERGENCY in tags_of(alarms)) is loud


@pytest.mark.parametrize(
    "text",
    ["之前看过医生，没用，我想死", "半年前离婚后一直抑郁，我不想活了", "后来我想通了，不想活了"],
)
def test_who_speaks_of_his_own_death_is_heard_though_he_tells_the_past(
    rules: RuleSet, text: str
) -> None:
    alarms = rules.test(text)
    assert EMERGENCY in tags_of(alarms)
