"""What ⟳ means for each action (时限重算): extension, top-up after redispatch, reclassification, overlay."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from sqlalchemy import func, select

from hotline.kit.calendars import queries as calendars
from hotline.kit.calendars.models import CalendarVersion, WorkCalendar
from hotline.kit.clock import local_date
from hotline.kit.worktime import Calendar
from hotline.tickets import clockwork, deadlines
from hotline.tickets.actions import Action
from hotline.tickets.clockwork import Start
from hotline.tickets.deed import STAGE_CLOCKS, Deed
from hotline.tickets.models import TicketClock
from hotline.tickets.papers import Extension
from hotline.tickets.policy import Limit
from hotline.tickets.vocabulary import ClockId, ClockState, Mode

# Clocks that the urgent overlay shortens beside case and promise (§4.1).
_OVERLAID = (
    ClockId.DRAFT_REVIEW,
    ClockId.DISPATCH,
    ClockId.SIGN,
    ClockId.FIRST_CONTACT,
    ClockId.RETURN_WINDOW,
    ClockId.WHISTLE_REPORT,
)


async def recompute(deed: Deed) -> None:
    """Recompute the clocks that the row names, in the way of its action."""
    await _WAYS[deed.row.action](deed)


async def _again(deed: Deed, clock: ClockId) -> None:
    """Start a clock anew from now for whoever has it."""
    limit = deadlines.limit_of(deed.policy, clock, deed.terms())
    for old in deed.find(clock):
        part = next((p for p in deed.parts if p.id == old.assignment_id), None)
        clockwork.stop(deed, old)
        if limit is not None:
            await clockwork.start(deed, Start(clock, limit, deed.at, part=part))


def progress_limit(deed: Deed) -> Limit | None:
    """Return the gap between progress notes; ``None`` where the limit, a redo's too, is 5 WD or less (§4.1)."""
    shortest = deed.policy.progress_above_days
    for redo in deed.find(ClockId.REDO):
        if deadlines.in_days(Limit(amount=redo.limit, mode=Mode[redo.mode])) <= shortest:
            return None
    return deadlines.limit_of(deed.policy, ClockId.PROGRESS, deed.terms())


async def _draft_review(deed: Deed) -> None:
    await _again(deed, ClockId.DRAFT_REVIEW)


async def _progress(deed: Deed) -> None:
    await _again(deed, ClockId.PROGRESS)
    await _again(deed, ClockId.TRACKED_REVIEW)


async def _kind(deed: Deed) -> None:
    """B8, A13, B1: from the original start, at least 1 WD left; pauses and extensions stay.

    A correction that does not move the date is not told (B8, M15).
    """
    before = [promise.due_at for promise in deed.find(ClockId.PROMISE)]
    for clock in _promised(deed):
        await _relimited(deed, clock)
        await _correct_original(deed, clock)
    await _progress_as_due(deed)
    same = before == [promise.due_at for promise in deed.find(ClockId.PROMISE)]
    if same and deed.row.action is Action.RECLASSIFY:
        deed.message_id = None


async def _row_limit(deed: Deed) -> None:
    """B5: a limit of the catalogue row binds the promise too, both use the same limit (§4.1, §4.2)."""
    if deed.ticket.limit_days is None:
        return
    for promise in deed.find(ClockId.PROMISE):
        if deed.terms().is_urgent:
            await _ends_first(deed, promise)
        else:
            await _relimited(deed, promise)


async def _ends_first(deed: Deed, promise: TicketClock) -> None:
    """Of an urgent ticket taken in after hours one working day may end before 24 hours do."""
    if promise.paused_minutes:
        return
    calendar = await deed.calendar()
    timing = deadlines.case_timing(
        calendar, deed.policy, deed.terms(), promise.started_at, ClockId.PROMISE
    )
    if timing.due_at < promise.due_at:
        limit = Limit(amount=timing.limit, mode=timing.mode)
        await clockwork.relimit(deed, promise, limit, timing.due_at)


def _promised(deed: Deed) -> list[TicketClock]:
    """The promise and the lead's case: both follow the kind."""
    return [*deed.find(ClockId.PROMISE), *(c for c in deed.work() if c.clock == ClockId.CASE)]


def _follows_stage(deed: Deed, clock: TicketClock) -> bool:
    """A promise under a statutory profile follows the stage that runs, whatever kind or subject it is given."""
    staged = any(work.clock in STAGE_CLOCKS for work in deed.work())
    return clock.clock == ClockId.PROMISE and deed.profile.statutory and staged


async def _relimited(deed: Deed, clock: TicketClock) -> None:
    if _follows_stage(deed, clock):
        return
    calendar = await deed.calendar(clock.unit_id)
    name = ClockId[clock.clock.upper()]
    timing = deadlines.case_timing(calendar, deed.policy, deed.terms(), clock.started_at, name)
    due_at = deadlines.shift(calendar, timing.mode, timing.due_at, clock.paused_minutes)
    extra = await _extension_days(deed)
    due_at = calendar.add_days(due_at, extra) if extra else due_at
    if due_at < clock.due_at or deed.row.action is Action.RECLASSIFY:
        least = deed.policy.least_left_days
        left = deadlines.with_days_left(calendar, due_at, deed.at, least)
        due_at = due_at if timing.mode is Mode.CLK else left
    await clockwork.relimit(deed, clock, Limit(amount=timing.limit, mode=timing.mode), due_at)


async def _extension_days(deed: Deed) -> int:
    """Return the working days granted so far."""
    if not deed.ticket.extension_used:
        return 0
    query = select(func.sum(Extension.days)).where(
        Extension.ticket_id == deed.ticket.id, Extension.state == "GRANTED"
    )
    return int(await deed.session.scalar(query) or 0)


async def _urgency(deed: Deed) -> None:
    """B7: the urgent overlay counts from now and only tightens; lowered, the standard limits return."""
    for clock in _promised(deed):
        if deed.terms().is_urgent:
            await _tightened(deed, clock, deed.policy.urgent[ClockId.CASE])
            _tighten_original(deed, clock)
        else:
            await _relimited(deed, clock)
            await _correct_original(deed, clock)
    for name in _OVERLAID:
        await _overlaid(deed, name)
    await _first_result(deed)
    await _progress_as_due(deed)


def _tighten_original(deed: Deed, clock: TicketClock) -> None:
    """Raised: the unit is held to the shorter time, so the strict figure is never milder than the plain one."""
    original = deed.ticket.original_due_at
    if clock.clock == ClockId.CASE and original is not None:
        deed.ticket.original_due_at = min(original, clock.due_at)


async def _correct_original(deed: Deed, clock: TicketClock) -> None:
    """Corrected by the hotline: the original due time is what it would have been from the start (decision 0019).

    Neither pauses nor extensions count in it (domain rules §9.3, ``on_time_close_strict``). A correction that
    shortens it leaves what it leaves of the due time itself (B8). The log row keeps the old value (rule 10).
    """
    original = deed.ticket.original_due_at
    if clock.clock != ClockId.CASE or original is None:
        return
    calendar = await deed.calendar(clock.unit_id)
    timing = deadlines.case_timing(
        calendar, deed.policy, deed.terms(), clock.started_at, ClockId.CASE
    )
    due_at = timing.due_at
    if due_at < original and timing.mode is not Mode.CLK:
        least = deed.policy.least_left_days
        due_at = min(original, deadlines.with_days_left(calendar, due_at, deed.at, least))
    deed.ticket.original_due_at = due_at


async def _progress_as_due(deed: Deed) -> None:
    """Progress notes are owed only while the limit is above 5 WD (§4.1)."""
    limit = progress_limit(deed)
    running = deed.find(ClockId.PROGRESS)
    if limit is None:
        for clock in running:
            clockwork.stop(deed, clock)
    elif deed.lead is not None and not running and deed.work():
        await clockwork.start(deed, Start(ClockId.PROGRESS, limit, deed.at, part=deed.lead))


async def _overlaid(deed: Deed, name: ClockId) -> None:
    limit = deadlines.limit_of(deed.policy, name, deed.terms())
    for clock in deed.find(name):
        if limit is None:
            continue
        if deed.terms().is_urgent:
            await _tightened(deed, clock, limit)
        else:
            calendar = await deed.calendar(clock.unit_id)
            due_at = max(deadlines.end(calendar, clock.started_at, limit), clock.due_at)
            await clockwork.relimit(deed, clock, limit, due_at)


async def _tightened(deed: Deed, clock: TicketClock, limit: Limit) -> None:
    """Move a clock to ``limit`` from now if that is earlier; statutory stages never move."""
    if deed.profile.statutory and clock.clock in {ClockId.PROMISE, *STAGE_CLOCKS}:
        return
    calendar = await deed.calendar(clock.unit_id)
    due_at = deadlines.end(calendar, deed.at, limit)
    if due_at < clock.due_at:
        await clockwork.relimit(deed, clock, limit, due_at)


async def _first_result(deed: Deed) -> None:
    running = deed.find(ClockId.FIRST_RESULT)
    if not deed.terms().is_urgent:
        for clock in running:
            clockwork.stop(deed, clock)
    elif deed.lead is not None and not running and deed.find(ClockId.CASE):
        limit = deed.policy.urgent[ClockId.FIRST_RESULT]
        await clockwork.start(deed, Start(ClockId.FIRST_RESULT, limit, deed.at, part=deed.lead))


async def _topped_up(deed: Deed) -> None:
    """C5, C8, F5: not reset, but at least half of the limit or 2 WD is left; the promise moves along."""
    lead = deed.require_lead()
    if lead not in deed.started:
        return
    if not deed.work():
        await _revive(deed)
    for clock in deed.work():
        clockwork.hand_over(clock, lead)
        if clock.clock in STAGE_CLOCKS:
            continue
        calendar = await deed.calendar(clock.unit_id)
        limit = Limit(amount=clock.limit, mode=Mode[clock.mode])
        due_at = deadlines.topped_up(calendar, clock.due_at, deed.at, limit, deed.policy)
        await clockwork.move(deed, clock, due_at, deed.row.action.value)
        await _promise_at_least(deed, due_at)


async def _revive(deed: Deed) -> None:
    """Raised after the reply (F5): the clock that the reply stopped goes on."""
    stopped = deed.work(ClockState.STOPPED)
    if stopped:
        last = max(stopped, key=lambda c: (c.stopped_at or c.started_at, c.started_at))
        await clockwork.resume(deed, last)


async def _promise_at_least(deed: Deed, due_at: datetime) -> None:
    for promise in deed.find(ClockId.PROMISE):
        await clockwork.move(deed, promise, max(promise.due_at, due_at), deed.row.action.value)


async def _extended(deed: Deed) -> None:
    """D10: the due times the decision fixed."""
    due_at = deed.wanted_due[ClockId.CASE]
    for clock in deed.work():
        await clockwork.move(deed, clock, due_at, deed.row.action.value)
    for promise in deed.find(ClockId.PROMISE):
        later = max(promise.due_at, deed.wanted_due.get(ClockId.PROMISE, due_at))
        await clockwork.move(deed, promise, later, deed.row.action.value)


async def _everything(deed: Deed) -> None:
    """H4: every open clock has as many days or minutes as before, counted on the present calendar (§4.4)."""
    for clock in deed.find(*ClockId):
        mode, calendar = Mode[clock.mode], await deed.calendar(clock.unit_id)
        before = await _calendar_before(deed, clock)
        if mode is Mode.CLK or before is None:
            continue
        base = _recounted(mode, clock, before, calendar)
        if base != clock.base_due_at:
            added = clock.paused_minutes - clock.base_paused
            moved = deadlines.shift(calendar, mode, base, added)
            await clockwork.move(deed, clock, moved, "CALENDAR")


def _recounted(mode: Mode, clock: TicketClock, before: Calendar, now: Calendar) -> datetime:
    start, due_at = clock.started_at, clock.base_due_at
    if mode is Mode.MIN:
        return now.add_minutes(start, max(before.minutes_between(start, due_at), 1))
    first, last = local_date(start), local_date(due_at)
    if mode is Mode.CAL:
        return now.add_calendar_days(start, max((last - first).days, 1))
    return now.add_days(start, max(before.days_between(first, last), 1))


async def _calendar_before(deed: Deed, clock: TicketClock) -> Calendar | None:
    """Return the calendar version that computed the clock, ``None`` if it is still the present one."""
    code, _, number = clock.calendar_version.partition("#")
    present = await deed.calendar(clock.unit_id)
    if (present.name, str(present.version)) == (code, number):
        return None
    query = (
        select(CalendarVersion.id)
        .join(WorkCalendar, WorkCalendar.id == CalendarVersion.calendar_id)
        .where(WorkCalendar.code == code, CalendarVersion.number == int(number))
    )
    version_id = await deed.session.scalar(query)
    return None if version_id is None else await calendars.load_version(deed.session, version_id)


_WAYS: Mapping[Action, Callable[[Deed], Awaitable[None]]] = {
    Action.RETURN_TO_AGENT: _draft_review,
    Action.NOTE_PROGRESS: _progress,
    Action.SPLIT: _kind,
    Action.APPROVE: _kind,
    Action.DISPATCH: _row_limit,
    Action.RECLASSIFY: _kind,
    Action.CHANGE_URGENCY: _urgency,
    Action.REDISPATCH: _topped_up,
    Action.RULE: _topped_up,
    Action.RAISE: _topped_up,
    Action.GRANT_EXTENSION: _extended,
    Action.RECALCULATE: _everything,
}
