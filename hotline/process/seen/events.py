"""Events of repeats (办结后重复事件): ids and codes only."""

from dataclasses import dataclass
from typing import ClassVar

from hotline.kit.events import Event


@dataclass(frozen=True)
class RepeatedAfterClosing(Event):
    """A new ticket tells the matter of a closed one again: a clue that it was not solved."""

    name: ClassVar[str] = "ticket.repeated_after_closing"

    ticket_id: str
    former_id: str
    basis: str


@dataclass(frozen=True)
class RepeatCheckDue(Event):
    """A timer: look again whether a ticket repeats a closed one, since the index was still filling."""

    name: ClassVar[str] = "ticket.repeat_check_due"

    ticket_id: str
