"""Events of e-supervision (监察事件), ids only."""

from dataclasses import dataclass
from typing import ClassVar

from hotline.kit.events import Event


@dataclass(frozen=True)
class ClockAlerted(Event):
    """A clock reached a step of the ladder; ``step`` is a value of ``Step``."""

    name: ClassVar[str] = "supervision.clock_alerted"
    ticket_id: str
    clock_id: str
    unit_id: str | None
    step: str


@dataclass(frozen=True)
class CardServed(Event):
    """A card was served on a unit."""

    name: ClassVar[str] = "supervision.card_served"
    card_id: str
    unit_id: str
    object_id: str


@dataclass(frozen=True)
class CardAnswerDue(Event):
    """The time for explaining a card is over (a timer: delivered at that instant)."""

    name: ClassVar[str] = "supervision.card_answer_due"
    card_id: str


@dataclass(frozen=True)
class CardDecisionDue(Event):
    """The time for deciding a card is over (a timer: delivered at that instant)."""

    name: ClassVar[str] = "supervision.card_decision_due"
    card_id: str


@dataclass(frozen=True)
class CardAppealed(Event):
    """A unit appealed against a card, or the panel has decided; ``state`` is that of the appeal."""

    name: ClassVar[str] = "supervision.card_appealed"
    appeal_id: str
    state: str


@dataclass(frozen=True)
class CardAppealDue(Event):
    """The days for deciding an appeal are over (a timer: delivered at that instant)."""

    name: ClassVar[str] = "supervision.card_appeal_due"
    appeal_id: str


@dataclass(frozen=True)
class OrderIssued(Event):
    """An urge notice, supervision order, circular or advice was issued."""

    name: ClassVar[str] = "supervision.order_issued"
    order_id: str
    unit_id: str
    object_id: str
    level: str


@dataclass(frozen=True)
class AnchorMade(Event):
    """Logs were sealed; the anchors of this instant are mailed to the addresses in the settings."""

    name: ClassVar[str] = "supervision.anchor_made"
    until: str
