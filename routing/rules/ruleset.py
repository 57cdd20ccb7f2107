"""Rules before the model (预警与受理范围规则): danger, emergency lines, out of remit, each with its reason.

A rule only ever *raises* the alarm; a person decides (domain rules §6.2). ``unless`` takes a match back
where the same sentence holds it: "差点被气死" is no danger to life, but it never hides the next sentence.
``near`` joins two or three lists of words by their distance ("孩子|老人 ~8~ 落水|走丢"), so that a rule speaks
of things rather than of phrases; ``unless_here`` takes back only what stands between the same commas ("闻到
煤气味，担心爆炸" stays an alarm). ``past`` takes back what the sentence tells as over, unless it holds a word of
``present``: "去年着过火" is history, "去年着过火，现在又着了" is not. Rules of one reason and line raise one alarm.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from hotline.kit.labels import LabelledEnum
from hotline.kit.sheets import RowFault, fault_words
from hotline.kit.text import normalise
from routing.errors import ContentInvalid
from routing.rules.guards import Guards
from routing.rules.patterns import PatternSet, alternatives, prepare, prepare_near
from routing.taxonomy.tree import GroundCode

M = TypeVar("M", bound=LabelledEnum)
MAX_RULES = 2000
MAX_SCANNED = 20_000
_REQUIRED = ("id", "kind", "severity", "reason_zh", "reason_en")
_ADVICE = ("advice_zh", "advice_en")  # to whoever serves the citizen
_TOLD = ("citizen_zh", "citizen_en")  # to the citizen himself
_PHRASES = ("patterns", "near", "unless", "unless_here", "past", "present")
_OPTIONAL = (*_PHRASES, "line", "ground_code", *_ADVICE, *_TOLD)
_FIELDS = frozenset(_REQUIRED + _OPTIONAL)


class RuleKind(LabelledEnum):
    """What a rule is about."""

    DANGER_TO_LIFE = "DANGER_TO_LIFE", "危及生命安全"
    SELF_HARM = "SELF_HARM", "自伤轻生"
    EMERGENCY_LINE = "EMERGENCY_LINE", "应拨打紧急热线"
    GROUP_EVENT = "GROUP_EVENT", "群体性事件苗头"
    LEAK = "LEAK", "涉密或泄露隐私"
    MINOR = "MINOR", "涉未成年人"
    CONFIDENTIALITY = "CONFIDENTIALITY", "要求保密"
    OUT_OF_REMIT = "OUT_OF_REMIT", "可能不属受理范围"
    URGENCY = "URGENCY", "需加急办理"
    OTHER = "OTHER", "其他提示"


class Severity(LabelledEnum):
    """How loudly to raise the alarm."""

    EMERGENCY = "EMERGENCY", "紧急"
    URGENT = "URGENT", "加急"
    NOTICE = "NOTICE", "提示"


_LOUDNESS = tuple(Severity)


@dataclass(frozen=True)
class Rule:
    """One rule with its words in both languages; ``line`` is the emergency line to dial.

    ``advice`` speaks to the agent, ``citizen`` to the citizen; where the latter is missing the former
    suits both.
    """

    id: str
    kind: RuleKind
    severity: Severity
    patterns: tuple[str, ...]
    reason_zh: str
    reason_en: str
    near: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    unless_here: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    line: str = ""
    ground_code: GroundCode | None = None
    advice_zh: str = ""
    advice_en: str = ""
    citizen_zh: str = ""
    citizen_en: str = ""

    @property
    def told_zh(self) -> str:
        """Return the Chinese words for the citizen."""
        return self.citizen_zh or self.advice_zh

    @property
    def told_en(self) -> str:
        """Return the English words for the citizen."""
        return self.citizen_en or self.advice_en


@dataclass(frozen=True)
class Alarm:
    """A rule that applies, and the words that make it apply."""

    rule: Rule
    start: int
    end: int


@dataclass(frozen=True)
class RuleError:
    """Why a rule cannot be used; ``number`` counts from one."""

    number: int
    rule_id: str
    reason: str
    reason_en: str


class Listener(Protocol):
    """Whoever hears by other means than the words of rules."""

    def alarms(self, normal: str, spoken: Sequence[Alarm]) -> list[Alarm]:
        """Return what is to be added to what the rules have spoken of."""


class RuleSet:
    """Prepared rules; finding is one pass over the text."""

    def __init__(self, rules: Iterable[Rule] = (), ear: Listener | None = None) -> None:
        """Prepare ``rules``; raises ``ValueError`` for a pattern that is no pattern.

        ``ear`` is asked for what no rule has raised.
        """
        self.rules = tuple(rules)
        self.ear = ear
        pairs = [(number, p) for number, rule in enumerate(self.rules) for p in _prepared(rule)]
        self._rule_of = [number for number, _ in pairs]
        self._patterns = PatternSet([pattern for _, pattern in pairs])
        self._guards = Guards(self.rules)

    def hearing(self, ear: Listener) -> "RuleSet":
        """Return the same prepared rules with an ear."""
        heard = copy(self)
        heard.ear = ear
        return heard

    def check(self, normal: str) -> list[Alarm]:
        """Return every rule that applies to a text of normal form, the most severe first.

        Only the first 20,000 characters are looked at.
        """
        normal = normal[:MAX_SCANNED]
        alarms = self._by_words(normal)
        heard = self.ear.alarms(normal, alarms) if self.ear else []
        return sorted([*heard, *alarms], key=_severity) if heard else alarms

    def _by_words(self, normal: str) -> list[Alarm]:
        candidates = self._patterns.candidates(normal)
        if not candidates:
            return []
        around = self._guards.around(normal)
        alarms: dict[int, Alarm] = {}
        for pattern, start in candidates:
            number = self._rule_of[pattern]
            if number in alarms:
                continue
            for match in self._patterns.patterns[pattern].finditer(normal, start):
                if not around.takes_back(number, match.span()):
                    alarms[number] = Alarm(self.rules[number], *match.span())
                    break
        told: dict[tuple[Severity, str, str], Alarm] = {}
        for _, alarm in sorted(alarms.items()):
            told.setdefault((alarm.rule.severity, alarm.rule.line, alarm.rule.reason_zh), alarm)
        return sorted(told.values(), key=_severity)

    def test(self, text: str) -> list[Alarm]:
        """Return what applies to a citizen's raw text (test bench)."""
        return self.check(normalise(text))


def _severity(alarm: Alarm) -> int:
    return _LOUDNESS.index(alarm.rule.severity)


def _prepared(rule: Rule) -> Iterable[re.Pattern[str]]:
    for source in rule.patterns:
        prepare(source)
        yield from map(prepare, alternatives(source))
    for phrase in rule.near:
        yield from prepare_near(phrase)


def read_rules(data: Any) -> list[Rule]:
    """Return rules from a list of mappings; raises ``ContentInvalid`` (422) listing every fault."""
    rules, errors = inspect_rules(data)
    if errors:
        told = "；".join(f"第 {e.number} 条 {e.rule_id}：{e.reason}" for e in errors[:5])
        told_en = "; ".join(f"rule {e.number} {e.rule_id}: {e.reason_en}" for e in errors[:5])
        raise ContentInvalid(told, told_en, errors=[_listed(error) for error in errors])
    return rules


def _listed(error: RuleError) -> dict[str, str | int]:
    return {
        "number": error.number,
        "rule": error.rule_id,
        "reason": error.reason,
        "reason_en": error.reason_en,
    }


def inspect_rules(data: Any) -> tuple[list[Rule], list[RuleError]]:
    """Return the good rules and the faults of the others."""
    if not isinstance(data, Sequence) or isinstance(data, (str, bytes)):
        return [], [RuleError(0, "", "应为规则列表", "A list of rules is needed")]
    if len(data) > MAX_RULES:
        return [], [RuleError(0, "", f"最多 {MAX_RULES} 条规则", f"There may be {MAX_RULES} rules")]
    rules: dict[str, Rule] = {}
    errors: list[RuleError] = []
    for number, entry in enumerate(data, start=1):
        try:
            rule = _rule(entry)
            if rule.id in rules:
                raise RowFault("编号重复", "the id stands there twice")
            rules[rule.id] = rule
        except (ValueError, KeyError, TypeError) as error:
            name = str(entry.get("id", "")) if isinstance(entry, Mapping) else ""
            errors.append(RuleError(number, name[:40], *fault_words(error)))
    return list(rules.values()), errors


def _shape(entry: Any) -> None:
    if not isinstance(entry, Mapping):
        raise RowFault("应为键值对", "an object is needed")
    unknown = set(entry) - _FIELDS
    if unknown:
        names = sorted(map(str, unknown))
        raise RowFault(f"不认识的字段 {'、'.join(names)}", f"unknown fields {', '.join(names)}")
    for name in _REQUIRED:
        if name not in entry:
            raise KeyError(name)


def _rule(entry: Any) -> Rule:
    _shape(entry)
    phrases = {name: _phrases(entry.get(name) or (), name) for name in _PHRASES}
    if not phrases["patterns"] and not phrases["near"]:
        raise RowFault("patterns 和 near 不能都为空", "patterns and near cannot both be empty")
    for name, listed in phrases.items():
        for phrase in listed:
            _checked(phrase, prepare_near if name == "near" else prepare)
    ground = entry.get("ground_code")
    told: dict[str, Any] = {name: str(entry.get(name) or "") for name in (*_ADVICE, *_TOLD)}
    return Rule(
        id=str(entry["id"]),
        kind=_member(RuleKind, entry["kind"]),
        severity=_member(Severity, entry["severity"]),
        reason_zh=str(entry["reason_zh"]),
        reason_en=str(entry["reason_en"]),
        line=str(entry.get("line") or ""),
        ground_code=_member(GroundCode, ground) if ground else None,
        **{**told, **phrases},
    )


def _member(kind: type[M], value: Any) -> M:
    found = kind.__members__.get(str(value).upper())
    if found is None:
        names = list(kind.__members__)
        raise RowFault(
            f"{value} 不在 {'、'.join(names)} 之中", f"{value} is none of {', '.join(names)}"
        )
    return found


def _phrases(value: Any, name: str) -> tuple[str, ...]:
    phrases = (value,) if isinstance(value, str) else value
    if not isinstance(phrases, Sequence) or not all(isinstance(p, str) for p in phrases):
        raise RowFault(f"{name} 应为文字列表", f"{name} should be a list of texts")
    return tuple(phrases)


def _checked(phrase: str, prepared: Callable[[str], object]) -> None:
    try:
        prepared(phrase)
    except ValueError as error:
        zh, en = fault_words(error)
        raise RowFault(f"“{phrase[:30]}” {zh}", f'"{phrase[:30]}": {en}') from error
