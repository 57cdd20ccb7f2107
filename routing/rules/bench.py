"""The test bench of rules (规则试验台): labelled sentences in, hits, misses, false alarms and a confusion out; pure.

A case expects tags, separated by blanks, or none. Tags are ``EMERGENCY`` (any rule of that severity), with its
line ``EMERGENCY:119``, the kind of a rule (``SELF_HARM``, ``GROUP_EVENT``, ``MINOR`` …), ``OUT:<ground>`` for out
of remit, or the id of a rule. Several lines of one case are all right, one is enough.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from hotline.kit.sheets import decode
from routing.errors import ContentInvalid
from routing.rules.examples import Line
from routing.rules.ruleset import Alarm, Rule, RuleKind, RuleSet, Severity

NONE = "-"
EMERGENCY = "EMERGENCY"
# Raised for matters that are ordinary work: their tags do not count as a false alarm.
_MILD = frozenset({RuleKind.URGENCY.value, RuleKind.OTHER.value})
_DANGER = frozenset(
    {
        RuleKind.DANGER_TO_LIFE.value,
        RuleKind.EMERGENCY_LINE.value,
    }
)
_DESPAIR = RuleKind.SELF_HARM.value
_LINE = re.compile(r"\d{3,5}")
_REPAIR = "抢修"  # in the advice: a utility's line is meant too


@dataclass(frozen=True)
class Case:
    """A sentence with the tags it must raise; ``-`` means none, ``None`` that nobody said."""

    text: str
    expected: str | None = None

    @property
    def tags(self) -> tuple[str, ...]:
        """Return the tags one by one; a danger with its line and a suicide signal are also emergencies."""
        told = (self.expected or "").split()
        dangers = [EMERGENCY for tag in told if tag.startswith(f"{EMERGENCY}:") or tag == _DESPAIR]
        return tuple(dict.fromkeys([*dangers, *told]))


@dataclass
class Bench:
    """What came out: counts by tag, the confusion, and the cases that went wrong with what was raised.

    ``alarmed`` counts the cases that expect nothing by each tag raised in them.
    """

    expected: Counter[str] = field(default_factory=Counter)
    hits: Counter[str] = field(default_factory=Counter)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    alarmed: Counter[str] = field(default_factory=Counter)
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
        expected = " ".join(map(str, expected)) or NONE
    return Case(text, None if expected is None else str(expected) or NONE)


def tags_of(alarms: Iterable[Alarm]) -> tuple[str, ...]:
    """Return the tags that alarms raise, each once, emergencies first, each with its lines."""
    found: dict[str, None] = {}
    for alarm in alarms:
        rule = alarm.rule
        if rule.severity is Severity.EMERGENCY:
            found.setdefault(EMERGENCY)
            found.update(dict.fromkeys(_lines(rule)))
        if rule.kind is RuleKind.OUT_OF_REMIT:
            ground = rule.ground_code
            found.setdefault(f"OUT:{ground.value}" if ground else "OUT")
        elif rule.kind.value not in _DANGER:
            found.setdefault(rule.kind.value)
    return tuple(sorted(found, key=lambda tag: not tag.startswith(EMERGENCY)))


def _lines(rule: Rule) -> list[str]:
    repair = [Line.UTILITY.value] if _REPAIR in rule.advice_zh else []
    return [f"{EMERGENCY}:{line}" for line in (*_LINE.findall(rule.line), *repair)]


def run_bench(rules: RuleSet, cases: Sequence[Case]) -> Bench:
    """Try every labelled case."""
    bench = Bench()
    for case in cases:
        if case.expected is None:
            continue
        alarms = rules.test(case.text)
        raised = tags_of(alarms)
        if case.expected == NONE:
            _expects_nothing(bench, case, raised)
        else:
            _expects(bench, case, raised, {*raised, *(alarm.rule.id for alarm in alarms)})
    return bench


def _expects(bench: Bench, case: Case, raised: Sequence[str], found: Set[str]) -> None:
    """Count a case by each of its tags; of several lines one is enough."""
    lines = {tag for tag in case.tags if tag.startswith(f"{EMERGENCY}:")}
    for tag in case.tags:
        hit = bool(lines & found) if tag in lines else tag in found
        bench.expected[tag] += 1
        bench.hits[tag] += hit
        bench.confusion[tag, tag if hit else _instead(raised, lines)] += 1
        if not hit:
            bench.missed.append((case, tuple(raised)))


def _instead(raised: Sequence[str], lines: Set[str]) -> str:
    """Return what was raised instead of a tag; of lines, the line."""
    named = [tag for tag in raised if not lines or tag.startswith(f"{EMERGENCY}:")]
    return next(iter((*named, *raised)), NONE)


def _expects_nothing(bench: Bench, case: Case, raised: Sequence[str]) -> None:
    bench.expected[NONE] += 1
    loud = tuple(tag for tag in raised if tag not in _MILD)
    bench.alarmed.update(loud)
    if loud:
        bench.false.append((case, loud))
    else:
        bench.hits[NONE] += 1
    bench.confusion[NONE, loud[0] if loud else NONE] += 1
