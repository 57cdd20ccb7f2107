"""Timers and batches of the procedure (流程事件): ids, codes and instants only."""

from dataclasses import dataclass
from typing import ClassVar

from hotline.kit.events import Event


@dataclass(frozen=True)
class SurveyDue(Event):
    """A timer: try ``number`` to ask the citizen is due, unless he has answered.

    ``tried_at`` are the instants of the earlier tries (ISO, UTC); ``redo_round`` makes a timer of an
    earlier round harmless.
    """

    name: ClassVar[str] = "follow_up.survey_due"
    ticket_id: str
    redo_round: int
    number: int
    tried_at: tuple[str, ...]


@dataclass(frozen=True)
class ReasonsDue(Event):
    """A timer: the reasons that were asked for have not come; decide by the answers there are."""

    name: ClassVar[str] = "follow_up.reasons_due"
    ticket_id: str
    redo_round: int


@dataclass(frozen=True)
class UnitUnreachable(Event):
    """A unit was to be told of a ticket, but neither a mailbox nor a mobile number of it is known."""

    name: ClassVar[str] = "unit_notices.unreachable"
    ticket_id: str
    unit_id: str


@dataclass(frozen=True)
class ReviewDue(Event):
    """A draft was opened: may the system approve it by itself?"""

    name: ClassVar[str] = "review.due"
    ticket_id: str


@dataclass(frozen=True)
class ReadyForDispatch(Event):
    """A reviewer approved a ticket: may the system dispatch it by itself?"""

    name: ClassVar[str] = "dispatch.ready"
    ticket_id: str


@dataclass(frozen=True)
class RecalculationDue(Event):
    """A batch: recompute the open clocks of ``scope`` (calendar, unit, ticket) after ``after_id``.

    ``key`` is the id of the calendar, of the unit whose subtree is meant, or of one ticket.
    """

    name: ClassVar[str] = "clocks.recalculation_due"
    scope: str
    key: str
    after_id: str = ""
