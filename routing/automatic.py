"""Where the system may dispatch by itself (自动派单范围): rules by subject and kind, and what stands against it; pure.

Domain rules, rule 11 and B5: nothing is dispatched without a person unless policy allows exactly this, the
catalogue names the unit directly and with a basis, and the model is as sure of the subject as it must be.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hotline.kit.labels import LabelledEnum
from hotline.kit.sheets import RowFault
from routing.decide import Decision, NeedsHuman
from routing.imports import RowError, refuse_entries
from routing.taxonomy.tree import Confidentiality, RequestKind, Taxonomy, Urgency

MAX_RULES = 500
_CODE = re.compile(r"(?:\d{2}){1,6}")
_BETWEEN = re.compile(r"[\s;；、,，|]+")
_LONGEST = 300


@dataclass(frozen=True)
class AutomaticRule:
    """One permission: a subject with everything under it, and the kinds of requests it is given for."""

    category_code: str
    kinds: tuple[RequestKind, ...]
    reason: str

    def covers(self, chain: Sequence[str], kind: RequestKind | None) -> bool:
        """Tell whether a matter is meant; ``chain`` is its subject with all superiors."""
        return self.category_code in chain and kind in self.kinds


class Obstacle(LabelledEnum):
    """What stands against dispatching without a person (须人工派单的原因)."""

    SWITCHED_OFF = "SWITCHED_OFF", "时限政策未开启自动派单"
    NO_POLICY = "NO_POLICY", "自动派单范围不含此类事项"
    NEEDS_HUMAN = "NEEDS_HUMAN", "系统不能确定承办单位"
    NOT_DIRECT = "NOT_DIRECT", "不是本级分类的目录条目直接命中"
    NO_BASIS = "NO_BASIS", "目录条目缺少职责依据"
    ALARM = "ALARM", "触发预警或受理范围规则"
    URGENT = "URGENT", "紧急或加急事项"
    CONFIDENTIAL = "CONFIDENTIAL", "保密事项"
    DUPLICATE = "DUPLICATE", "疑似重复件"
    NO_GATE = "NO_GATE", "没有模型，或模型未选出自动派单门槛"
    LOW_CONFIDENCE = "LOW_CONFIDENCE", "分类把握未达到自动派单门槛"
    OTHER_CATEGORY = "OTHER_CATEGORY", "模型判断的分类与审核结果不同"
    NOT_FIRST = "NOT_FIRST", "曾经派单、退单或重办"
    FLAGGED = "FLAGGED", "要素不全、有风险或超出职责"
    NO_HANDLER = "NO_HANDLER", "目录指向的单位不承办工单"


ENGLISH: Mapping[Obstacle, str] = {
    Obstacle.SWITCHED_OFF: "the policy of limits does not switch automatic dispatch on",
    Obstacle.NO_POLICY: "the range of automatic dispatch does not cover this subject and kind",
    Obstacle.NEEDS_HUMAN: "the unit cannot be determined",
    Obstacle.NOT_DIRECT: "no catalogue row of this very subject names the unit undisputed",
    Obstacle.NO_BASIS: "the catalogue row states no basis",
    Obstacle.ALARM: "a rule of alarm or remit applies",
    Obstacle.URGENT: "urgent or an emergency",
    Obstacle.CONFIDENTIAL: "confidential",
    Obstacle.DUPLICATE: "looks like an earlier ticket",
    Obstacle.NO_GATE: "there is no model, or it has chosen no gate",
    Obstacle.LOW_CONFIDENCE: "the model is less sure of the subject than its gate",
    Obstacle.OTHER_CATEGORY: "the model reads another subject than the reviewer",
    Obstacle.NOT_FIRST: "dispatched, recalled, returned or redone before",
    Obstacle.FLAGGED: "incomplete, risky or beyond duty",
    Obstacle.NO_HANDLER: "the catalogue names a unit that handles no tickets",
}


@dataclass(frozen=True)
class Heard:
    """What the model says of the words: its label, its confidence and its gate (both 0–1)."""

    label: str | None = None
    confidence: float = 0.0
    gate: float | None = None
    model: str | None = None


@dataclass(frozen=True)
class Case:
    """What is known of a request that waits for dispatch.

    ``first`` says that it was never dispatched before, ``flagged`` that somebody marked a doubt, ``handled``
    that the unit decided upon is one that handles tickets.
    """

    category_code: str | None
    kind: RequestKind | None
    urgency: Urgency
    confidentiality: Confidentiality
    decision: Decision | NeedsHuman
    heard: Heard = Heard()
    alarms: int = 0
    duplicates: int = 0
    first: bool = True
    flagged: bool = False
    handled: bool = True


def obstacles(
    case: Case, rules: Sequence[AutomaticRule], taxonomy: Taxonomy, *, switch_on: bool
) -> tuple[Obstacle, ...]:
    """Return everything that stands against dispatching this without a person; empty: nothing does."""
    chain = taxonomy.chain(case.category_code)
    allowed = any(rule.covers(chain, case.kind) for rule in rules)
    found = (
        (not switch_on, Obstacle.SWITCHED_OFF),
        (not allowed, Obstacle.NO_POLICY),
        (case.alarms > 0, Obstacle.ALARM),
        (case.urgency is not Urgency.NORMAL, Obstacle.URGENT),
        (case.confidentiality is not Confidentiality.NONE, Obstacle.CONFIDENTIAL),
        (case.duplicates > 0, Obstacle.DUPLICATE),
        (not case.first, Obstacle.NOT_FIRST),
        (case.flagged, Obstacle.FLAGGED),
        (not case.handled, Obstacle.NO_HANDLER),
    )
    told = [obstacle for stands, obstacle in found if stands]
    return (*told, *_of_decision(case.decision), *_of_model(case))


def _of_decision(decision: Decision | NeedsHuman) -> Iterable[Obstacle]:
    if isinstance(decision, NeedsHuman):
        yield Obstacle.NEEDS_HUMAN
        return
    if decision.row is None or not decision.direct or decision.must_review:
        yield Obstacle.NOT_DIRECT
    if decision.row is None or not decision.row.basis:
        yield Obstacle.NO_BASIS


def _of_model(case: Case) -> Iterable[Obstacle]:
    heard = case.heard
    if heard.gate is None or heard.label is None:
        yield Obstacle.NO_GATE
        return
    if heard.label != case.category_code:
        yield Obstacle.OTHER_CATEGORY
    if heard.confidence < heard.gate:
        yield Obstacle.LOW_CONFIDENCE


def inspect_automatic(content: Any) -> tuple[list[AutomaticRule], list[RowError]]:
    """Return the good rules and the faults of the others, numbered from one; 0 is the whole."""
    if not isinstance(content, list) or len(content) > MAX_RULES:
        told = (f"应为至多 {MAX_RULES} 条的列表", f"A list of at most {MAX_RULES} rules is needed")
        return [], [RowError(0, *told)]
    good: list[AutomaticRule] = []
    faults: list[RowError] = []
    for number, entry in enumerate(content, start=1):
        try:
            good.append(_rule(entry))
        except RowFault as error:
            faults.append(RowError(number, error.zh, error.en))
    return good, faults


def _rule(entry: Any) -> AutomaticRule:
    if not isinstance(entry, dict) or set(entry) != {"category_code", "kinds", "reason"}:
        raise RowFault(
            "须有且只有 category_code、kinds、reason",
            "category_code, kinds and reason are needed and nothing else",
        )
    code, reason = entry["category_code"], entry["reason"]
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise RowFault(
            "category_code 应为每级两位数字的分类编码",
            "category_code is the code of a subject, two digits a level",
        )
    if not isinstance(reason, str) or not 1 <= len(reason.strip()) <= _LONGEST:
        raise RowFault(
            f"须写明理由，至多 {_LONGEST} 字",
            f"the reason is needed, in at most {_LONGEST} characters",
        )
    return AutomaticRule(code, _kinds(entry["kinds"]), reason.strip())


def _kinds(told: Any) -> tuple[RequestKind, ...]:
    listed = [told] if isinstance(told, str) else told
    if not isinstance(listed, list) or not all(isinstance(name, str) for name in listed):
        raise RowFault("kinds 应为诉求类型的列表", "kinds is a list of kinds of requests")
    names = [name for part in listed for name in _BETWEEN.split(part) if name]
    unknown = [name for name in names if name not in RequestKind.__members__]
    if unknown or not names:
        raise RowFault(
            f"kinds 应为 {'、'.join(RequestKind.__members__)} 中的一个或几个",
            f"kinds is one or several of {', '.join(RequestKind.__members__)}",
        )
    return tuple(kind for kind in RequestKind if kind.value in names)


def read_automatic(content: Any) -> list[AutomaticRule]:
    """Return the rules of a stored or proposed version; raises ``ContentInvalid`` (422) with the faults."""
    rules, faults = inspect_automatic(content)
    refuse_entries(faults)
    return rules


def to_entry(rule: AutomaticRule) -> dict[str, Any]:
    """Return the stored form of a rule."""
    return {
        "category_code": rule.category_code,
        "kinds": [kind.value for kind in rule.kinds],
        "reason": rule.reason,
    }
