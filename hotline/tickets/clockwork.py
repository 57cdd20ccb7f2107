"""Starting, stopping and moving the clocks of a ticket (时限操作); every moved due time is kept."""

from dataclasses import dataclass
from datetime import datetime

from hotline.kit.ids import new_id
from hotline.tickets import deadlines
from hotline.tickets.actions import Action
from hotline.tickets.deed import Deed
from hotline.tickets.models import Assignment, ClockChange, TicketClock
from hotline.tickets.policy import Limit
from hotline.tickets.vocabulary import ClockId, ClockState, Mode

# Windows in which something is allowed: nobody is late when they end, so they show no yellow.
WINDOWS = frozenset({ClockId.RETURN_WINDOW, ClockId.REOPEN_WINDOW, ClockId.SUSPENSION})


@dataclass(frozen=True)
class Start:
    """What a clock starts with; ``due_at`` replaces the end computed from ``limit``."""

    clock: ClockId
    limit: Limit
    begins_at: datetime
    due_at: datetime | None = None
    part: Assignment | None = None
    unit_id: str | None = None

    @property
    def owner_unit_id(self) -> str | None:
        """The unit that is measured; ``None`` is the hotline."""
        return self.part.unit_id if self.part is not None else self.unit_id


async def start(deed: Deed, what: Start) -> TicketClock:
    """Start a clock; one of the same kind and owner that still stands is stopped first."""
    for old in deed.find(what.clock):
        same_part = old.assignment_id == (what.part.id if what.part else None)
        if same_part and old.unit_id == what.owner_unit_id:
            stop(deed, old)
    calendar = await deed.calendar(what.owner_unit_id)
    due_at = what.due_at or deadlines.end(calendar, what.begins_at, what.limit)
    timing = deadlines.retimed(
        calendar, what.clock, what.limit, what.begins_at, due_at, deed.policy
    )
    window = what.clock in WINDOWS
    row = TicketClock(
        id=new_id(),
        ticket_id=deed.ticket.id,
        assignment_id=what.part.id if what.part else None,
        unit_id=what.owner_unit_id,
        clock=what.clock.value,
        mode=timing.mode.value,
        limit=timing.limit,
        state=ClockState.RUNNING.value,
        started_at=timing.started_at,
        due_at=timing.due_at,
        original_due_at=timing.due_at,
        base_due_at=timing.due_at,
        base_paused=0,
        yellow_at=None if window else timing.yellow_at,
        next_at=timing.due_at if window else timing.next_at,
        paused_minutes=0,
        calendar_version=timing.calendar_version,
        provisional=timing.provisional,
        rung=0,
    )
    deed.session.add(row)
    deed.clocks.append(row)
    return row


def stop(deed: Deed, clock: TicketClock) -> None:
    """Stop a clock now and say whether it was late; a paused one is judged by the pause.

    What is only deemed done (C2) is late, even at the very instant of the due time.
    """
    judged = clock.paused_at or deed.at
    clock.state = ClockState.STOPPED.value
    clock.stopped_at = deed.since(clock.paused_at or clock.started_at)
    clock.late = judged > clock.due_at or deed.row.action is Action.SIGN_TIMEOUT
    clock.next_at = None


def pause(deed: Deed, clock: TicketClock) -> None:
    """Let a running clock stand still from now on."""
    if clock.state == ClockState.RUNNING:
        clock.state = ClockState.PAUSED.value
        clock.paused_at = deed.since(clock.started_at)
        clock.next_at = None


async def resume(deed: Deed, clock: TicketClock, *, least_days: int = 0) -> int:
    """Let a paused or stopped clock go on; the time between is added to its due time (§4.4).

    Returns the minutes added. ``least_days`` working days are left in any case.
    """
    since = clock.paused_at or clock.stopped_at or deed.at
    calendar, mode = await deed.calendar(clock.unit_id), Mode[clock.mode]
    minutes = max(deadlines.measure(calendar, mode, since, deed.at), 0)
    clock.state = ClockState.RUNNING.value
    clock.paused_at = clock.stopped_at = clock.late = None
    clock.paused_minutes += minutes
    added = clock.paused_minutes - clock.base_paused
    due_at = deadlines.shift(calendar, mode, clock.base_due_at, added)
    if least_days:
        due_at = deadlines.with_days_left(calendar, due_at, deed.at, least_days)
    await _retime(deed, clock, due_at, "RESUMED")
    return minutes


async def move(deed: Deed, clock: TicketClock, due_at: datetime, reason: str) -> None:
    """Give a clock a new due time that already contains its pauses so far; the old one is kept."""
    if due_at == clock.due_at:
        return
    clock.base_due_at = due_at
    clock.base_paused = clock.paused_minutes
    await _retime(deed, clock, due_at, reason)


async def relimit(deed: Deed, clock: TicketClock, limit: Limit, due_at: datetime) -> None:
    """Give a clock another limit and the due time that follows from it."""
    clock.mode, clock.limit = limit.mode.value, limit.amount
    await move(deed, clock, due_at, deed.row.action.value)


async def _retime(deed: Deed, clock: TicketClock, due_at: datetime, reason: str) -> None:
    calendar, mode = await deed.calendar(clock.unit_id), Mode[clock.mode]
    if due_at != clock.due_at:
        await _keep(deed, clock, due_at, reason)
        clock.rung = 0
    # What was paused does not count as used: the budget is measured from a start moved by the pauses.
    begins_at = deadlines.shift(
        calendar, Mode.MIN if mode is Mode.DAY else mode, clock.started_at, clock.paused_minutes
    )
    limit = Limit(amount=clock.limit, mode=mode)
    timing = deadlines.retimed(
        calendar, ClockId[_name(clock)], limit, min(begins_at, due_at), due_at, deed.policy
    )
    clock.due_at, clock.provisional = timing.due_at, timing.provisional
    clock.calendar_version = timing.calendar_version
    window = clock.clock in WINDOWS
    clock.yellow_at = None if window else timing.yellow_at
    if clock.state == ClockState.RUNNING:
        clock.next_at = timing.due_at if window else timing.next_at


def _name(clock: TicketClock) -> str:
    return clock.clock.upper()


async def _keep(deed: Deed, clock: TicketClock, due_at: datetime, reason: str) -> None:
    await deed.session.flush()
    deed.session.add(
        ClockChange(
            id=new_id(),
            clock_id=clock.id,
            ticket_id=deed.ticket.id,
            action_id=deed.action_id,
            at=deed.at,
            old_due_at=clock.due_at,
            new_due_at=due_at,
            reason=reason,
            was_red=deed.at >= clock.due_at,
        )
    )


def hand_over(clock: TicketClock, part: Assignment | None) -> None:
    """Let a clock go on for another unit (redispatch: it is not reset), or for nobody (recall)."""
    clock.assignment_id = part.id if part else None
    clock.unit_id = part.unit_id if part else None
