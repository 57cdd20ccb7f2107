"""Events of incidents (批量件事件): ids and codes only."""

from dataclasses import dataclass
from typing import ClassVar

from hotline.kit.events import Event

MEASURE = "measure"  # a measure was proposed, decided, tried again or ended


@dataclass(frozen=True)
class IncidentSuggested(Event):
    """Enough citizens told one matter: a person decides whether it is an incident."""

    name: ClassVar[str] = "incident.suggested"

    incident_id: str


@dataclass(frozen=True)
class IncidentChanged(Event):
    """An incident was confirmed, dismissed, closed, tickets came or left, a measure went on (``change``)."""

    name: ClassVar[str] = "incident.changed"

    incident_id: str
    change: str
    ticket_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class MeasureDue(Event):
    """One ticket's turn of a measure: done whole or not at all, once."""

    name: ClassVar[str] = "incident.measure_due"

    item_id: str
