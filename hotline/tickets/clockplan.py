"""Carrying out the clock column of the table (时限计划): ▶ start, ■ stop, ‖ pause, ▷ resume, ⟳ recompute.

The row says which clock; this module knows for whom it starts and with which limit (domain rules §4.1).
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from hotline.kit.clock import local_date
from hotline.tickets import clockwork, deadlines, recompute
from hotline.tickets.clockwork import Start
from hotline.tickets.deed import STAGE_CLOCKS, Deed
from hotline.tickets.models import Assignment, TicketClock
from hotline.tickets.policy import Limit, clock_minutes
from hotline.tickets.transition import ALL_CLOCKS, ClockOp
from hotline.tickets.vocabulary import (
    AssignmentRole,
    ClockId,
    ClockState,
    HandOffMode,
    Mode,
    Status,
)

Starter = Callable[[Deed, ClockId], Awaitable[None]]

# Clocks of one unit's part: an action of a unit stops those of its own part only.
_OF_PART = frozenset({ClockId.SIGN, ClockId.FIRST_CONTACT, ClockId.PARTNER})


async def carry_out(deed: Deed) -> None:
    """Do every clock operation of the row, in its order."""
    recomputed = False
    for step in deed.row.clocks:
        if step.op is ClockOp.START:
            await begin(deed, _clock(step.clock))
        elif step.op is ClockOp.RECOMPUTE:
            if not recomputed:
                await recompute.recompute(deed)
            recomputed = True
        else:
            await _change(deed, step.op, step.clock)


def _clock(name: str) -> ClockId:
    return ClockId[name.upper()]


async def _change(deed: Deed, op: ClockOp, name: str) -> None:
    for clock in _meant(deed, op, name):
        if op is ClockOp.STOP:
            clockwork.stop(deed, clock)
        elif op is ClockOp.PAUSE:
            clockwork.pause(deed, clock)
        else:
            await clockwork.resume(deed, clock, least_days=_least(deed))


def _least(deed: Deed) -> int:
    sent_back = deed.ticket.status == Status.HANDLING and deed.facts.status is Status.REPLIED
    return deed.policy.least_left_days if sent_back else 0


def _meant(deed: Deed, op: ClockOp, name: str) -> list[TicketClock]:
    """Return the clocks an operation is about."""
    if name == ALL_CLOCKS:
        return deed.find(*ClockId)
    clock = _clock(name)
    if clock in deed.kept:
        return []
    ids = (clock, *STAGE_CLOCKS) if clock is ClockId.CASE else (clock,)
    if op is ClockOp.RESUME:
        return _interrupted(deed, ids)
    found = deed.find(*ids)
    part = deed.own
    if clock in _OF_PART and part is not None:
        return [c for c in found if c.assignment_id == part.id]
    return found


def _interrupted(deed: Deed, ids: tuple[ClockId, ...]) -> list[TicketClock]:
    """Return what waits to go on: paused clocks, else the one that the last reply stopped."""
    paused = deed.find(*ids, states=(ClockState.PAUSED,))
    in_redo = deed.ticket.redo_round > 0
    if paused or deed.facts.status is not Status.REPLIED or (ClockId.REDO in ids) is not in_redo:
        return paused
    stopped = [c for c in deed.work(ClockState.STOPPED) if c.clock in ids]
    return [c for c in stopped if c.stopped_at == _ended(deed, c)]


def _ended(deed: Deed, clock: TicketClock) -> datetime | None:
    """When the last reply stopped the clock, if it did."""
    replied = deed.ticket.replied_at
    return replied and max(replied, clock.started_at)


async def begin(deed: Deed, clock: ClockId) -> None:
    """Start one clock as its kind is started, for an action that chooses among several."""
    starter = _STARTERS.get(clock, _own)
    await starter(deed, clock)


def _top_leads(deed: Deed) -> list[Assignment]:
    return [p for p in deed.started if p.role == AssignmentRole.LEAD and p.parent_id is None]


async def _own(deed: Deed, clock: ClockId) -> None:
    """A clock of the hotline itself."""
    limit = deadlines.limit_of(deed.policy, clock, deed.terms())
    if limit is not None:
        await clockwork.start(deed, Start(clock, limit, deed.at, deed.wanted_due.get(clock)))


async def _new_lead(deed: Deed, clock: ClockId) -> None:
    """A clock of the lead that was just named."""
    limit = deadlines.limit_of(deed.policy, clock, deed.terms())
    for part in _top_leads(deed):
        if limit is not None:
            await clockwork.start(deed, Start(clock, limit, deed.at, part=part))


async def _lead(deed: Deed, clock: ClockId) -> None:
    """A clock of the present lead, or of the hotline while there is none."""
    limit = deadlines.limit_of(deed.policy, clock, deed.terms())
    if limit is not None:
        due_at = deed.wanted_due.get(clock)
        await clockwork.start(deed, Start(clock, limit, deed.at, due_at, part=deed.lead))


async def _progress(deed: Deed, clock: ClockId) -> None:
    """Not beside a limit of 5 WD or less, as that of a redo is (§4.1)."""
    limit = recompute.progress_limit(deed)
    if limit is not None:
        await clockwork.start(deed, Start(clock, limit, deed.at, part=deed.lead))


async def _sign(deed: Deed, clock: ClockId) -> None:
    limit = deadlines.limit_of(deed.policy, clock, deed.terms())
    for part in deed.started:
        if limit is not None:
            await clockwork.start(deed, Start(clock, limit, deed.at, part=part))


async def _promise(deed: Deed, clock: ClockId) -> None:
    """From now, or from the original receipt where the row says so (A12, A13)."""
    if deed.row.id == "D15":
        await _go_on(deed, deed.find(clock, states=(ClockState.STOPPED,)))
        return
    from_receipt = deed.row.id in {"A12", "A13"}
    begins_at = deed.ticket.received_at if from_receipt else deed.at
    calendar = await deed.calendar()
    timing = deadlines.case_timing(calendar, deed.policy, deed.terms(), begins_at, clock)
    limit = Limit(amount=timing.limit, mode=timing.mode)
    await clockwork.start(deed, Start(clock, limit, timing.started_at, timing.due_at))


async def _case(deed: Deed, clock: ClockId) -> None:
    """At the first dispatch; a case that runs already goes on for the new lead (B6)."""
    if deed.row.id == "D15":
        await _go_on(deed, deed.work(ClockState.STOPPED))
    elif deed.row.id == "D3":
        await _child_case(deed, clock)
    else:
        for part in _top_leads(deed):
            await _case_of(deed, part)


async def _case_of(deed: Deed, part: Assignment) -> None:
    running = deed.work()
    for old in running:
        clockwork.hand_over(old, part)
    if running:
        return
    calendar = await deed.calendar(part.unit_id)
    terms = deed.terms()
    profile = terms.profile
    clock = profile.first_stage or ClockId.CASE
    origin = deed.ticket.received_at if deed.policy.case_from_receipt else deed.at
    timing = deadlines.case_timing(calendar, deed.policy, terms, origin, clock)
    limit = Limit(amount=timing.limit, mode=timing.mode)
    await clockwork.start(deed, Start(clock, limit, timing.started_at, timing.due_at, part))


async def _child_case(deed: Deed, clock: ClockId) -> None:
    for part in deed.started:
        calendar = await deed.calendar(part.unit_id)
        due_at = deed.wanted_due[clock]
        amount = calendar.days_between(local_date(deed.at), local_date(due_at))
        limit = Limit(amount=max(amount, 1), mode=Mode.DAY)
        await clockwork.start(deed, Start(clock, limit, deed.at, due_at, part))


async def _go_on(deed: Deed, stopped: list[TicketClock]) -> None:
    """Untrack (D15): what was left of the clock, at least 3 WD."""
    if not stopped:
        return
    last = max(stopped, key=lambda c: (c.stopped_at or c.started_at, c.started_at))
    await clockwork.resume(deed, last, least_days=deed.policy.untrack_left_days)


async def _partner(deed: Deed, clock: ClockId) -> None:
    """Case due − 1 WD, or the due time asked for."""
    work = deed.work()
    for part in deed.started:
        if part.role != AssignmentRole.PARTNER or part.parent_id is not None:
            continue
        calendar = await deed.calendar(part.unit_id)
        due_at = deed.wanted_due.get(clock)
        if due_at is None and work:
            reserve = deed.policy.partner_reserve_days
            due_at = deadlines.partner_due(calendar, work[-1].due_at, deed.at, reserve)
        if due_at is not None:
            amount = max(calendar.days_between(local_date(deed.at), local_date(due_at)), 1)
            limit = Limit(amount=amount, mode=Mode.DAY)
            await clockwork.start(deed, Start(clock, limit, deed.at, due_at, part))


async def _redo(deed: Deed, clock: ClockId) -> None:
    part = deed.require_lead()
    original = deadlines.case_limits(deed.policy, deed.terms())[0]
    limit = deadlines.redo_limit(deed.policy, deed.ticket.redo_round, original)
    await clockwork.start(deed, Start(clock, limit, deed.at, part=part))


async def _adjudicate(deed: Deed, clock: ClockId) -> None:
    second = deed.ticket.returns_total > 1
    limit = deed.policy.second_adjudicate if second else deed.policy.limits[clock]
    await clockwork.start(deed, Start(clock, limit, deed.at))


async def _handoff(deed: Deed, clock: ClockId) -> None:
    platform = deed.ticket.handoff_mode == HandOffMode.PLATFORM
    limit = deed.policy.handoff_by_platform if platform else deed.policy.limits[clock]
    await clockwork.start(deed, Start(clock, limit, deed.at))


async def _whistle(deed: Deed, clock: ClockId) -> None:
    limit = deadlines.limit_of(deed.policy, clock, deed.terms())
    for unit_id in deed.whistled:
        if limit is not None:
            await clockwork.start(deed, Start(clock, limit, deed.at, unit_id=unit_id))


async def _suspension(deed: Deed, clock: ClockId) -> None:
    due_at = deed.wanted_due[clock]
    minutes = max(int((due_at - deed.at).total_seconds() // 60), 1)
    lead = deed.require_lead()
    await clockwork.start(deed, Start(clock, clock_minutes(minutes), deed.at, due_at, lead))


_STARTERS: Mapping[ClockId, Starter] = {
    ClockId.PROMISE: _promise,
    ClockId.SIGN: _sign,
    ClockId.FIRST_CONTACT: _new_lead,
    ClockId.RETURN_WINDOW: _new_lead,
    ClockId.PROGRESS: _progress,
    ClockId.FIRST_RESULT: _new_lead,
    ClockId.CASE: _case,
    ClockId.PARTNER: _partner,
    ClockId.REDO: _redo,
    ClockId.ADJUDICATE: _adjudicate,
    ClockId.HANDOFF_CONFIRM: _handoff,
    ClockId.WHISTLE_REPORT: _whistle,
    ClockId.SUSPENSION: _suspension,
    ClockId.URGE_REPLY: _lead,
    ClockId.SUPERVISE_REPLY: _lead,
}
