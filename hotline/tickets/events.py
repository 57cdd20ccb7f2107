"""Events of the ticket (工单事件): facts that carry ids and codes only."""

from dataclasses import dataclass
from typing import ClassVar

from hotline.kit.events import Event


@dataclass(frozen=True)
class TicketOpened(Event):
    """A ticket was registered; ``message_id`` is what the citizen is to be told."""

    name: ClassVar[str] = "ticket.opened"

    ticket_id: str
    action_id: str
    message_id: str | None = None


@dataclass(frozen=True)
class TicketActed(Event):
    """An action was done; ``from_status`` and ``to_status`` are equal when the status did not move."""

    name: ClassVar[str] = "ticket.acted"

    ticket_id: str
    action_id: str
    action: str
    from_status: str
    to_status: str
    version: int
    message_id: str | None = None
    actor_id: str | None = None
    assignment_id: str | None = None


@dataclass(frozen=True)
class AssignmentStarted(Event):
    """A unit was given a part: lead, partner or lower tier."""

    name: ClassVar[str] = "ticket.assignment_started"

    ticket_id: str
    assignment_id: str
    unit_id: str
    role: str


@dataclass(frozen=True)
class TicketsMerged(Event):
    """A ticket was joined to a lead ticket; its citizen follows the lead's progress from now on."""

    name: ClassVar[str] = "ticket.merged"

    ticket_id: str
    lead_ticket_id: str


@dataclass(frozen=True)
class TicketsUnmerged(Event):
    """A ticket was taken out of its lead ticket again."""

    name: ClassVar[str] = "ticket.unmerged"

    ticket_id: str
    lead_ticket_id: str


@dataclass(frozen=True)
class TicketSplit(Event):
    """A ticket was divided; the parts have numbers and clocks of their own."""

    name: ClassVar[str] = "ticket.split"

    ticket_id: str
    part_ids: tuple[str, ...]


@dataclass(frozen=True)
class RiskFlagged(Event):
    """A risk was seen: the duty office must be alerted at once."""

    name: ClassVar[str] = "ticket.risk_flagged"

    ticket_id: str
    action_id: str


@dataclass(frozen=True)
class PolicyChanged(Event):
    """New limits came into force."""

    name: ClassVar[str] = "ticket.policy_changed"

    number: int


@dataclass(frozen=True)
class InfoReminderDue(Event):
    """The citizen has not supplied what was asked for: remind him (``number`` counts the reminders)."""

    name: ClassVar[str] = "ticket.info_reminder_due"

    ticket_id: str
    number: int
