"""What routing answers (建议): choices with confidence and evidence, alarms, a decision; JSON-ready."""

from dataclasses import dataclass
from typing import Any

from routing.classify.memory import Neighbour
from routing.decide import Decision, NeedsHuman
from routing.extract.entities import Entity
from routing.rules.ruleset import Alarm
from routing.units import UnitBook

DRAFT_FORMAT = 1


@dataclass(frozen=True)
class Evidence:
    """A span of the citizen's words that speaks for a choice; ``source`` says who heard it speak."""

    start: int
    end: int
    source: str


@dataclass(frozen=True)
class Choice:
    """One answer with its confidence (0–1) and what speaks for it."""

    value: str
    label: str
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    source: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the JSON members."""
        return {
            "value": self.value,
            "label": self.label,
            "confidence": int(self.confidence * 10_000 + 0.5) / 10_000,
            "source": self.source,
            "evidence": [
                {"start": e.start, "end": e.end, "source": e.source} for e in self.evidence
            ],
        }


@dataclass(frozen=True)
class Suggestion:
    """Everything routing has to say about one text; every list is best first and may be empty.

    ``ask`` are questions for the citizen, ``unsure`` says honestly that the matter was not understood.
    ``model`` is the version of the model used, ``None`` when it ran on words alone. ``branch`` are the
    likeliest categories of the first level. ``similar`` are confirmed tickets that are alike: whoever shows
    them leaves out those that the reader may not see, which is why they stand in no stored document.
    """

    kind: tuple[Choice, ...]
    category: tuple[Choice, ...]
    place: tuple[Choice, ...]
    urgency: Choice
    confidentiality: Choice
    unit: tuple[Choice, ...]
    alarms: tuple[Alarm, ...]
    entities: tuple[Entity, ...]
    decision: Decision | NeedsHuman
    ask: tuple[str, ...]
    unsure: bool
    model: str | None
    taxonomy_version: str
    units: UnitBook
    branch: tuple[Choice, ...] = ()
    similar: tuple[Neighbour, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return a JSON document without personal data: spans and masked values only."""
        groups = ("kind", "category", "branch", "place", "unit")
        return {
            "format": DRAFT_FORMAT,
            **{name: [c.to_json() for c in getattr(self, name)] for name in groups},
            "urgency": self.urgency.to_json(),
            "confidentiality": self.confidentiality.to_json(),
            "alarms": [_alarm(alarm) for alarm in self.alarms],
            "entities": [_entity(entity) for entity in self.entities],
            "decision": decision_json(self.decision, self.units),
            "ask": list(self.ask),
            "unsure": self.unsure,
            "model": self.model,
            "taxonomy_version": self.taxonomy_version,
        }


def _alarm(alarm: Alarm) -> dict[str, Any]:
    rule = alarm.rule
    return {
        "rule": rule.id,
        "kind": rule.kind.value,
        "severity": rule.severity.value,
        "line": rule.line or None,
        "ground_code": rule.ground_code.value if rule.ground_code else None,
        "reason": rule.reason_zh,
        "reason_en": rule.reason_en,
        "advice": rule.advice_zh,
        "advice_en": rule.advice_en,
        "told": rule.told_zh,
        "told_en": rule.told_en,
        "start": alarm.start,
        "end": alarm.end,
    }


def _entity(entity: Entity) -> dict[str, Any]:
    return {
        "kind": entity.kind.value,
        "label": entity.kind.label,
        "start": entity.start,
        "end": entity.end,
        "shown": entity.shown,
    }


def decision_json(decision: Decision | NeedsHuman, units: UnitBook) -> dict[str, Any]:
    """Return the JSON form of a decision, with the names of its units."""
    reasons = [{"zh": reason.zh, "en": reason.en} for reason in decision.reasons]
    if isinstance(decision, NeedsHuman):
        return {
            "needs_human": True,
            "why": decision.why.value,
            "why_label": decision.why.label,
            "reasons": reasons,
            "candidates": [{"unit_id": u, "name": units.name(u)} for u in decision.candidates],
            "ask": list(decision.ask),
        }
    return {
        "needs_human": False,
        "lead_unit_id": decision.lead_unit_id,
        "lead_unit": units.name(decision.lead_unit_id),
        "partners": [
            {"unit_id": p.unit_id, "name": units.name(p.unit_id), "task": p.task}
            for p in decision.partners
        ],
        "copies": [{"unit_id": u, "name": units.name(u)} for u in decision.copies],
        "row_id": decision.row.id if decision.row else None,
        "direct": decision.direct,
        "must_review": decision.must_review,
        "reasons": reasons,
    }
