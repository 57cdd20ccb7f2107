"""The sweep (巡检): claims clocks whose next instant has come, by index, never by scanning all."""

from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock, crashpoints
from hotline.kit.calendars import queries as calendars
from hotline.kit.db import Database
from hotline.kit.logs import get_logger
from hotline.kit.organisation import queries as organisation
from hotline.kit.worktime import Calendar
from hotline.supervision import ladder, rules
from hotline.tickets import timers
from hotline.tickets.models import ClockState, TicketClock

log = get_logger(__name__)
BATCH = 200
BEFORE_COMMIT = crashpoints.declare(
    "sweep.before_commit", "a step that was not committed is taken again, once"
)


async def due_ids(session: AsyncSession, *, now: datetime, limit: int = BATCH) -> list[str]:
    """List the ids of running clocks whose next instant has come, oldest first.

    The partial index on ``next_at`` of running clocks answers this without touching any other clock.
    """
    query = (
        select(TicketClock.id)
        .where(
            TicketClock.state == text(f"'{ClockState.RUNNING.value}'"),
            TicketClock.next_at.is_not(None),
            TicketClock.next_at <= now,
        )
        .order_by(TicketClock.next_at)
        .limit(limit)
    )
    return list((await session.execute(query)).scalars())


async def run_once(database: Database, *, limit: int = BATCH) -> int:
    """Take every due clock one step on, each in a transaction of its own; returns how many.

    One clock that cannot be taken on never holds up the others; it is tried again next time.
    """
    now = clock.now()
    async with database.read() as session:
        ids = await due_ids(session, now=now, limit=limit)
    taken = 0
    for clock_id in ids:
        try:
            async with database.write() as session:
                taken += await advance(session, clock_id, now=now)
                await session.flush()
                crashpoints.reach(BEFORE_COMMIT)
        except Exception as error:
            log.error("sweep.clock_failed", clock=clock_id, error=type(error).__name__)
    return taken


async def advance(session: AsyncSession, clock_id: str, *, now: datetime) -> bool:
    """Take one clock through every step that is due; False if another worker was faster."""
    row = (
        await session.execute(
            select(TicketClock).where(TicketClock.id == clock_id).with_for_update(skip_locked=True)
        )
    ).scalar_one_or_none()
    if row is None or row.state != ClockState.RUNNING.value:
        return False
    if row.next_at is None or row.next_at > now:
        return False
    calendar = await calendar_of(session, row)
    steps, next_at = rules.due_steps(facts_of(row), calendar, rung=row.rung, now=now)
    row.rung += len(steps)
    row.next_at = next_at
    await session.flush()
    for timed in steps:
        await ladder.take(session, row, timed, calendar)
    if any(timed.step is rules.Step.DUE for timed in steps):
        await timers.expire(session, clock_id=clock_id, now=now)
    return True


def facts_of(row: TicketClock) -> rules.ClockFacts:
    """Return what of the clock decides its steps."""
    return rules.ClockFacts(
        clock=row.clock,
        started_at=row.started_at,
        due_at=row.due_at,
        yellow_at=row.yellow_at,
        round_the_clock=row.mode == "CLK",
    )


async def calendar_of(session: AsyncSession, row: TicketClock) -> Calendar:
    """Load the calendar of the clock's unit; the hotline's own clocks use the default one."""
    if row.unit_id is None:
        return await calendars.load(session)
    return await calendars.load(session, await organisation.calendar_id_of(session, row.unit_id))
