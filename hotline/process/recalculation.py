"""Calendar change (日历变更重算): every open clock it touches is computed anew, in batches (§4.4).

A batch is one event and one transaction, so that a hundred thousand clocks never sit in one. Each ticket
is recomputed by its own action RECALCULATE, which logs old due time, new due time and reason.
"""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import SYSTEM
from hotline.kit.calendars.events import CalendarChanged
from hotline.kit.calendars.models import WorkCalendar
from hotline.kit.logs import get_logger
from hotline.kit.organisation.events import UnitChanged
from hotline.kit.organisation.models import Unit
from hotline.kit.outbox.service import publish
from hotline.process.events import RecalculationDue
from hotline.tickets import service
from hotline.tickets.models import Action, ClockState, Ticket, TicketClock
from hotline.tickets.payloads_dispatch import Recalculate
from hotline.tickets.vocabulary import Mode, Status

log = get_logger(__name__)
BATCH = 100  # tickets in one transaction
CALENDAR, UNIT, TICKET = "calendar", "unit", "ticket"
REASONS = {CALENDAR: "工作日历调整", UNIT: "单位工作日历变更", TICKET: "工作日历调整"}
_RECOUNTED = frozenset(
    status for row in service.rows() if row.action is Action.RECALCULATE for status in row.origins
)
_OPEN_CLOCK = (ClockState.RUNNING.value, ClockState.PAUSED.value)


async def on_calendar_changed(session: AsyncSession, event: CalendarChanged) -> None:
    """Begin to recompute what runs on this calendar; calendars that follow it have events of their own."""
    await publish(session, RecalculationDue(CALENDAR, event.calendar_id))


async def on_unit_changed(session: AsyncSession, event: UnitChanged) -> None:
    """Begin to recompute the clocks of a unit and its subtree when their calendar is another now."""
    if event.calendar_changed:
        await publish(session, RecalculationDue(UNIT, event.unit_id))


async def on_batch(session: AsyncSession, event: RecalculationDue) -> None:
    """Recompute the next tickets and order the batch after them.

    A ticket that cannot be recomputed never holds up the others: it is tried again by itself and ends
    as a dead letter of its own that an operator sees.
    """
    if event.scope == TICKET:
        await _recompute(session, event.key, event.scope)
        return
    ids = await _tickets(session, event)
    for ticket_id in ids:
        try:
            async with session.begin_nested():
                await _recompute(session, ticket_id, event.scope)
        except Exception as error:
            log.warning("recalculation.failed", ticket=ticket_id, error=type(error).__name__)
            await publish(session, RecalculationDue(TICKET, ticket_id))
    if len(ids) == BATCH:
        await publish(session, RecalculationDue(event.scope, event.key, ids[-1]))


async def _recompute(session: AsyncSession, ticket_id: str, scope: str) -> None:
    ticket = await session.get_one(Ticket, ticket_id, populate_existing=True)
    if Status(ticket.status) not in _RECOUNTED:
        return
    await service.act_latest(
        session,
        ticket_id=ticket_id,
        action=Action.RECALCULATE,
        actor=SYSTEM,
        payload=Recalculate(reason=REASONS[scope]),
    )


async def _tickets(session: AsyncSession, event: RecalculationDue) -> list[str]:
    query = (
        select(TicketClock.ticket_id)
        .where(
            TicketClock.ticket_id > event.after_id,
            TicketClock.state.in_(_OPEN_CLOCK),
            TicketClock.mode != Mode.CLK.value,
        )
        .distinct()
        .order_by(TicketClock.ticket_id)
        .limit(BATCH)
    )
    narrowed = await (_on_calendar if event.scope == CALENDAR else _of_unit)(
        session, query, event.key
    )
    return list(await session.scalars(narrowed))


async def _on_calendar(session: AsyncSession, query: Select[Any], calendar_id: str) -> Select[Any]:
    """Clocks name the calendar they were computed on: ``<code>#<version>``."""
    code = await session.scalar(select(WorkCalendar.code).where(WorkCalendar.id == calendar_id))
    return query.where(TicketClock.calendar_version.startswith(f"{code}#", autoescape=True))


async def _of_unit(session: AsyncSession, query: Select[Any], unit_id: str) -> Select[Any]:
    path = await session.scalar(select(Unit.path).where(Unit.id == unit_id))
    subtree = select(Unit.id).where(Unit.path.startswith(path or f"/{unit_id}/", autoescape=True))
    return query.where(TicketClock.unit_id.in_(subtree))
