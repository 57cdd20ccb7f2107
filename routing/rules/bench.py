"""The test bench of rules (规则试验台): labelled sentences in, hits, misses, false alarms and a confusion out; pure.

A case expects one tag or none. Tags are ``EMERGENCY`` (any rule of that severity), the kind of a rule
(``GROUP_EVENT``, ``MINOR`` …), ``OUT:<ground>`` for out of remit, or the id of a rule.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hotline.kit.sheets import decode
from routing.errors import ContentInvalid
from routing.rules.ruleset import Alarm, RuleKind, RuleSet, Severity

NONE = "-"
EMERGENCY = "EMERGENCY"
# Raised for matters that are ordinary work: their tags do not count as a false alarm.
_MILD = frozenset({RuleKind.URGENCY.value, RuleKind.OTHER.value})
_DANGER = frozenset(
    {
        RuleKind.DANGER_TO_LIFE.value,
        RuleKind.EMERGENCY_LINE.value,
        RuleKind.SELF_HARM.value,
    }
)


@dataclass(frozen=True)
class Case:
    """A sentence with the tag it must raise; ``-`` means none, ``None`` that nobody said."""

    text: str
    expected: str | None = None


@dataclass
class Bench:
    """What came out: counts by tag, the confusion, and the cases that went wrong with what was raised."""

    expected: Counter[str] = field(default_factory=Counter)
    hits: Counter[str] = field(default_factory=Counter)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    missed: list[tuple[Case, tuple[str, ...]]] = field(default_factory=list)
    false: list[tuple[Case, tuple[str, ...]]] = field(default_factory=list)

    def recall(self, tag: str) -> float:
        """Return the share of the cases that expect ``tag`` in which it was raised; 1 without any."""
        return self.hits[tag] / self.expected[tag] if self.expected[tag] else 1.0

    @property
    def false_alarms(self) -> float:
        """Return the share of the cases that expect nothing in which an alarm was raised."""
        return len(self.false) / max(self.expected[NONE], 1)

    @property
    def clean(self) -> bool:
        """Tell whether every case came out as expected."""
        return not self.missed and not self.false


def read_cases(raw: bytes) -> list[Case]:
    """Read one text a line, ``tag<TAB>text`` lines, or JSONL with ``text`` and ``expected``.

    Raises ``ContentInvalid`` (422) naming the line.
    """
    cases = []
    for number, line in enumerate(decode(raw).splitlines(), start=1):
        if line.strip():
            cases.append(_json_case(line, number) if line.lstrip().startswith("{") else _case(line))
    return cases


def _case(line: str) -> Case:
    tag, tab, text = line.partition("\t")
    return Case(text.strip(), tag.strip() or NONE) if tab else Case(line.strip())


def _json_case(line: str, number: int) -> Case:
    try:
        record: Any = json.loads(line)
        text, expected = str(record["text"]), record.get("expected")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        told = f"第 {number} 行应为含 text 的 JSON 对象"
        raise ContentInvalid(told, f"Line {number} is no object with a text") from error
    if isinstance(expected, list):
        expected = expected[0] if expected else NONE
    return Case(text, None if expected is None else str(expected) or NONE)


def tags_of(alarms: Iterable[Alarm]) -> tuple[str, ...]:
    """Return the tags that alarms raise, each once, emergencies first."""
    found: dict[str, None] = {}
    for alarm in alarms:
        rule = alarm.rule
        if rule.severity is Severity.EMERGENCY:
            found.setdefault(EMERGENCY)
        if rule.kind is RuleKind.OUT_OF_REMIT:
            ground = rule.ground_code
            found.setdefault(f"OUT:{ground.value}" if ground else "OUT")
        elif rule.kind.value not in _DANGER:
            found.setdefault(rule.kind.value)
    return tuple(sorted(found, key=lambda tag: tag != EMERGENCY))


def run_bench(rules: RuleSet, cases: Sequence[Case]) -> Bench:
    """Try every labelled case."""
    bench = Bench()
    for case in cases:
        if case.expected is None:
            continue
        alarms = rules.test(case.text)
        raised = tags_of(alarms)
        bench.expected[case.expected] += 1
        if case.expected == NONE:
            _expects_nothing(bench, case, raised)
        elif case.expected in raised or case.expected in {alarm.rule.id for alarm in alarms}:
            bench.hits[case.expected] += 1
            bench.confusion[case.expected, case.expected] += 1
        else:
            bench.missed.append((case, raised))
            bench.confusion[case.expected, raised[0] if raised else NONE] += 1
    return bench


def _expects_nothing(bench: Bench, case: Case, raised: Sequence[str]) -> None:
    loud = tuple(tag for tag in raised if tag not in _MILD)
    if loud:
        bench.false.append((case, loud))
    else:
        bench.hits[NONE] += 1
    bench.confusion[NONE, loud[0] if loud else NONE] += 1
