"""Tidying after an action (收尾): what a new status ends, and the columns lists read from the clocks."""

from collections.abc import Iterable

from sqlalchemy import select

from hotline.tickets import clockwork
from hotline.tickets.deed import WORK_CLOCKS, Deed
from hotline.tickets.models import TicketClock
from hotline.tickets.papers import Extension, Suspension
from hotline.tickets.standing import PENDING
from hotline.tickets.vocabulary import (
    OWNED,
    TERMINAL,
    AssignmentStatus,
    ClockId,
    ClockState,
    Status,
)

# What may run on a ticket that has ended.
_AFTER_END = frozenset(
    {
        ClockId.REOPEN_WINDOW,
        ClockId.HANDOFF_CONFIRM,
        ClockId.UNREASONABLE_DECIDE,
        ClockId.APPEAL_DECIDE,
    }
)
# The hotline's own clocks that colour a ticket nobody owns.
_HOTLINE = frozenset(
    {
        ClockId.DRAFT_REVIEW,
        ClockId.DISPATCH,
        ClockId.INFO_WAIT,
        ClockId.HANDOFF_CONFIRM,
        ClockId.RESULT_REVIEW,
        ClockId.FOLLOW_UP,
        ClockId.CONSULTATION,
    }
)


async def settle(deed: Deed) -> None:
    """End what the new status ends, then copy due times and colours to ticket and parts."""
    if deed.target is not Status.HANDLING:
        await _lapse_extension(deed)
        _stop(deed, (ClockId.WHISTLE_REPORT, ClockId.RETURN_WINDOW), unless=OWNED)
    if deed.target in TERMINAL:
        await _end(deed)
    copy_times(deed)


def _stop(deed: Deed, ids: Iterable[ClockId], *, unless: frozenset[Status]) -> None:
    if deed.target in unless:
        return
    for clock in deed.find(*ids):
        clockwork.stop(deed, clock)


async def _end(deed: Deed) -> None:
    """A terminal status: nothing pends, nothing runs but its windows."""
    ticket = deed.ticket
    ticket.tracked, ticket.tracked_until = False, None
    ticket.consultation_open = False
    for clock in deed.find(*ClockId):
        if clock.clock not in _AFTER_END:
            clockwork.stop(deed, clock)
    if ticket.suspended:
        ticket.suspended = False
        query = select(Suspension).where(
            Suspension.ticket_id == ticket.id, Suspension.ended_at.is_(None)
        )
        for row in await deed.session.scalars(query):
            row.ended_at = deed.at


async def _lapse_extension(deed: Deed) -> None:
    """An extension nobody decided has no object once the ticket leaves HANDLING."""
    if not deed.ticket.extension_pending:
        return
    deed.ticket.extension_pending = False
    for clock in deed.find(ClockId.EXTENSION_DECISION):
        clockwork.stop(deed, clock)
    query = select(Extension).where(
        Extension.ticket_id == deed.ticket.id, Extension.state == PENDING
    )
    for row in await deed.session.scalars(query):
        row.state, row.decided_at = "LAPSED", deed.at


def copy_times(deed: Deed) -> None:
    """Copy due times to the ticket and its parts, and the instants that colour it."""
    ticket, lead = deed.ticket, deed.lead
    _copy_work(deed)
    promise = deed.find(ClockId.PROMISE)
    if promise:
        ticket.promise_due_at = promise[-1].due_at
    sign = [c for c in deed.find(ClockId.SIGN) if lead and c.assignment_id == lead.id]
    if sign:
        ticket.sign_due_at = sign[-1].due_at
    window = deed.find(ClockId.REOPEN_WINDOW)
    ticket.reopen_until = window[-1].due_at if window else ticket.reopen_until
    colouring = [c for c in deed.clocks if _colours(deed, c)]
    ticket.red_at = min((c.due_at for c in colouring), default=None)
    yellows = [c.yellow_at for c in colouring if c.yellow_at is not None]
    ticket.yellow_at = min(yellows, default=None)


def _copy_work(deed: Deed) -> None:
    ticket = deed.ticket
    for part in deed.parts:
        work = [c for c in deed.find(*WORK_CLOCKS, ClockId.PARTNER) if c.assignment_id == part.id]
        if work and part.status != AssignmentStatus.REVOKED:
            part.due_at = work[-1].due_at
    lead = deed.lead
    if lead is not None and lead.due_at is not None:
        ticket.due_at = lead.due_at
    if ticket.original_due_at is None and ticket.due_at is not None:
        ticket.original_due_at = ticket.due_at


def _colours(deed: Deed, clock: TicketClock) -> bool:
    """A ticket shows the worst of its lead's running clocks, else of the hotline's (§4.6)."""
    if clock.state != ClockState.RUNNING or clock.clock in clockwork.WINDOWS:
        return False
    if deed.target in OWNED:
        lead = deed.lead
        return lead is not None and clock.assignment_id == lead.id
    return clock.assignment_id is None and clock.clock in _HOTLINE
