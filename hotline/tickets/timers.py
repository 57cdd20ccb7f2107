"""What happens when a clock runs out (时限到期): the system's own actions; domain rules §3.2 A5, C2, C9, D13, E11.

The sweep of supervision calls ``expire`` for a clock that is due; everything here may be repeated.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import SYSTEM
from hotline.kit.calendars import queries as calendars
from hotline.kit.ids import new_id
from hotline.kit.organisation import queries as organisation
from hotline.kit.outbox.service import publish
from hotline.tickets import deadlines, policies, service, workflow
from hotline.tickets.actions import Action
from hotline.tickets.errors import PayloadInvalid
from hotline.tickets.events import InfoReminderDue
from hotline.tickets.models import Ticket, TicketClock
from hotline.tickets.opening import clock_row
from hotline.tickets.policy import Limit
from hotline.tickets.vocabulary import ClockId, ClockState, Mode, Status
from routing.taxonomy.tree import Urgency

ENOUGH_REMINDERS = 2
Outcome = Callable[[AsyncSession, Ticket, TicketClock, datetime], Awaitable[None]]


async def expire(session: AsyncSession, *, clock_id: str, now: datetime) -> None:
    """Do what follows from a clock that is due at ``now``; nothing for most clocks (they turn red).

    A step that is no longer possible is left out: somebody was faster.
    """
    clock = await session.get(TicketClock, clock_id, populate_existing=True)
    if clock is None or clock.state != ClockState.RUNNING or clock.due_at > now:
        return
    outcome = _OUTCOMES.get(ClockId[clock.clock.upper()])
    ticket = await session.get(Ticket, clock.ticket_id, with_for_update=True)
    if outcome is None or ticket is None:
        return
    try:
        await outcome(session, ticket, clock, now)
    except (workflow.IllegalTransition, workflow.ActionRefused, PayloadInvalid):
        return


async def _act(session: AsyncSession, ticket: Ticket, action: Action, **payload: object) -> None:
    await service.act_latest(
        session, ticket_id=ticket.id, action=action, actor=SYSTEM, payload=payload
    )


async def _sign(session: AsyncSession, ticket: Ticket, clock: TicketClock, now: datetime) -> None:
    del now
    await _act(session, ticket, Action.SIGN_TIMEOUT, assignment_id=clock.assignment_id)


async def _info(session: AsyncSession, ticket: Ticket, clock: TicketClock, now: datetime) -> None:
    """Remind twice, each time with one more working day; then the ticket goes on as incomplete."""
    if ticket.reminders >= ENOUGH_REMINDERS:
        await _act(session, ticket, Action.INFO_TIMEOUT, reminders=ticket.reminders)
        return
    ticket.reminders += 1
    calendar = await calendars.load(session)
    clock.due_at = clock.base_due_at = clock.next_at = calendar.add_days(now, 1)
    clock.yellow_at = None
    clock.rung = 0
    await publish(session, InfoReminderDue(ticket.id, ticket.reminders))


async def _adjudicate(
    session: AsyncSession, ticket: Ticket, clock: TicketClock, now: datetime
) -> None:
    del clock, now
    await _act(session, ticket, Action.ADJUDICATE_TIMEOUT)


async def _suspension(
    session: AsyncSession, ticket: Ticket, clock: TicketClock, now: datetime
) -> None:
    del clock, now
    await _act(session, ticket, Action.RESUME)


async def _reopen(session: AsyncSession, ticket: Ticket, clock: TicketClock, now: datetime) -> None:
    del clock, now
    await _act(session, ticket, Action.SEAL)


async def _window(session: AsyncSession, ticket: Ticket, clock: TicketClock, now: datetime) -> None:
    """The time for objections is over: nobody is late, the window is shut."""
    del session, ticket
    clock.state, clock.stopped_at, clock.late = ClockState.STOPPED.value, now, False
    clock.next_at = None


async def _case(session: AsyncSession, ticket: Ticket, clock: TicketClock, now: datetime) -> None:
    """Unsolved at 24 h: an urgent ticket owes a fresh result every 2 h (domain rules §4.3)."""
    if ticket.urgency == Urgency.NORMAL or ticket.status != Status.HANDLING:
        return
    if clock.mode != Mode.CLK or clock.unit_id is None:
        return
    policy = await policies.numbered(session, ticket.policy_number)
    calendar = await organisation.calendar_of(session, clock.unit_id)
    limit: Limit = policy.urgent[ClockId.FIRST_RESULT]
    timing = deadlines.timing(calendar, ClockId.FIRST_RESULT, limit, now, policy)
    row = clock_row(ticket.id, ClockId.FIRST_RESULT, timing)
    part = {"assignment_id": clock.assignment_id, "unit_id": clock.unit_id}
    session.add(TicketClock(**{**row, **part, "id": new_id()}))


_OUTCOMES: Mapping[ClockId, Outcome] = {
    ClockId.SIGN: _sign,
    ClockId.INFO_WAIT: _info,
    ClockId.ADJUDICATE: _adjudicate,
    ClockId.SUSPENSION: _suspension,
    ClockId.REOPEN_WINDOW: _reopen,
    ClockId.RETURN_WINDOW: _window,
    ClockId.CASE: _case,
}
