"""The sweep (巡检): claims clocks whose next instant has come, by index, never by scanning all."""

from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import Integer, bindparam, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock, crashpoints
from hotline.kit.db import Database
from hotline.kit.logs import get_logger
from hotline.supervision import ladder, record, rules
from hotline.supervision.ladder import Look
from hotline.supervision.vocabulary import Step
from hotline.tickets import timers
from hotline.tickets.models import ClockState, Ticket, TicketClock
from hotline.tickets.vocabulary import ClockId

log = get_logger(__name__)
BATCH = 200
TRY_AGAIN = timedelta(minutes=5)
BEFORE_COMMIT = crashpoints.declare(
    "sweep.before_commit", "a step that was not committed is taken again, once"
)
_CLOCKS = TicketClock.__table__.c
# Made once, and of plain columns: building the question took longer than answering it.
_DUE = (
    select(_CLOCKS.id)
    .where(
        _CLOCKS.state == text(f"'{ClockState.RUNNING.value}'"),
        _CLOCKS.next_at.is_not(None),
        _CLOCKS.next_at <= bindparam("now", type_=_CLOCKS.next_at.type),
    )
    .order_by(_CLOCKS.next_at)
    .limit(bindparam("limit", type_=Integer))
)


class Outcome(Enum):
    """What became of one clock: taken on, left to whoever has it, or put off because it failed."""

    TAKEN = "taken"
    LEFT = "left"
    PUT_OFF = "put off"


async def due_ids(session: AsyncSession, *, now: datetime, limit: int = BATCH) -> list[str]:
    """List the ids of running clocks whose next instant has come, oldest first.

    The partial index on ``next_at`` of running clocks answers this without touching any other clock.
    """
    return list(await session.scalars(_DUE, {"now": now, "limit": limit}))


async def run_once(database: Database, *, limit: int = BATCH) -> int:
    """Take every due clock on, each in a transaction of its own; returns how many were taken.

    It goes on until nothing is due, so that a long stop is caught up with in one run. A clock that
    cannot be taken on is put off for a few minutes and never holds up the others.
    """
    total = 0
    while True:
        async with database.read() as session:
            ids = await due_ids(session, now=clock.now(), limit=limit)
        outcomes = [await _attempt(database, clock_id) for clock_id in ids]
        total += outcomes.count(Outcome.TAKEN)
        if len(ids) < limit or set(outcomes) <= {Outcome.LEFT}:
            return total


async def _attempt(database: Database, clock_id: str) -> Outcome:
    try:
        async with database.write() as session:
            taken = await advance(session, clock_id, now=clock.now())
            await session.flush()
            crashpoints.reach(BEFORE_COMMIT)
    except Exception as error:
        log.error("sweep.clock_failed", clock=clock_id, error=type(error).__name__)
        await _put_off(database, clock_id)
        return Outcome.PUT_OFF
    return Outcome.TAKEN if taken else Outcome.LEFT


async def _put_off(database: Database, clock_id: str) -> None:
    """Look at a clock that failed again a little later; the next one in line gets its turn."""
    again = clock.now() + TRY_AGAIN
    async with database.write() as session:
        await session.execute(
            update(TicketClock)
            .where(TicketClock.id == clock_id, TicketClock.next_at <= clock.now())
            .values(next_at=again)
        )


async def advance(session: AsyncSession, clock_id: str, *, now: datetime) -> bool:
    """Take one clock through every step that is due; False if another worker has it or was faster."""
    row = await _claim(session, clock_id)
    if row is None or row.state != ClockState.RUNNING.value:
        return False
    if row.next_at is None or row.next_at > now:
        return False
    look = await ladder.look_at(session, row)
    due, row.next_at = rules.due_steps(look.steps, now=now)
    row.rung = len(due)
    await session.flush()
    if look.name in rules.WINDOWS:
        await _end_window(session, look, now=now)
        return True
    again = await _climb(session, look, due, now=now)
    if again is not None and _still(look):
        row.next_at = again if row.next_at is None else min(again, row.next_at)
    return True


async def _claim(session: AsyncSession, clock_id: str) -> TicketClock | None:
    """Lock ticket, then clock, as every action does; a ticket somebody works on is left for later."""
    ticket_id = await session.scalar(
        select(TicketClock.ticket_id).where(TicketClock.id == clock_id)
    )
    held = await session.scalar(
        select(Ticket.id).where(Ticket.id == ticket_id).with_for_update(skip_locked=True)
    )
    if held is None:
        return None
    query = select(TicketClock).where(TicketClock.id == clock_id).with_for_update()
    return await session.scalar(query.execution_options(populate_existing=True))


async def _climb(
    session: AsyncSession, look: Look, due: tuple[rules.TimedStep, ...], *, now: datetime
) -> datetime | None:
    """Take the due steps that were not taken yet, until the clock is stopped or moved by one."""
    known = await record.known_among(session, [look.occurrence(timed.step) for timed in due])
    again: list[datetime] = []
    for timed in due:
        if look.occurrence(timed.step) in known:
            continue
        wait = await ladder.take(session, look, timed)
        if wait is not None:
            again.append(wait)
            continue
        if timed.step is Step.DUE:
            await _expire(session, look, now=now)
        if not _still(look):
            break
    return min(again, default=None)


async def _end_window(session: AsyncSession, look: Look, *, now: datetime) -> None:
    """Do what follows from the end of a window; one that could not be ended is tried again."""
    await _expire(session, look, now=now)
    if not _still(look):
        return
    look.row.next_at = now + ladder.HOLD
    if look.name is ClockId.SUSPENSION:
        await ladder.paused_too_long(session, look)


async def _expire(session: AsyncSession, look: Look, *, now: datetime) -> None:
    await timers.expire(session, clock_id=look.row.id, now=now)
    await session.flush()
    await session.refresh(look.row)


def _still(look: Look) -> bool:
    """Tell whether the clock still runs towards the due time that was looked at."""
    due = next(timed.at for timed in look.steps if timed.step is Step.DUE)
    return look.row.state == ClockState.RUNNING.value and look.row.due_at == due
