"""Deadlines of a ticket (时限计算): which limit, from when, until when, and which light; pure.

Domain rules §4.1–4.9. Every function takes the unit's calendar and returns aware UTC instants.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline.kit.worktime import Calendar
from hotline.tickets.policy import Limit, Policy, Profile, clock_minutes, days
from hotline.tickets.vocabulary import ClockId, Light, Mode
from routing.taxonomy.tree import RequestKind, Urgency

CLOCK_DAY = 1440  # clock minutes of a day, the measure of CLK and CAL clocks


@dataclass(frozen=True)
class Terms:
    """What of a ticket decides its limits.

    ``row_limit`` is the catalogue row's own; a longer one counts only if ``row_cites_law``.
    ``external_due_at`` is the due time a higher platform set (profile ``province``).
    """

    profile: Profile
    received_at: datetime
    kind: RequestKind | None = None
    urgency: Urgency = Urgency.NORMAL
    row_limit: Limit | None = None
    row_cites_law: bool = False
    external_due_at: datetime | None = None

    @property
    def is_urgent(self) -> bool:
        """The urgent overlay applies; statutory periods are never changed by it."""
        return self.urgency is not Urgency.NORMAL


@dataclass(frozen=True)
class Timing:
    """One computed clock: limit, start, end, the yellow instant and the first one to look at it."""

    mode: Mode
    limit: int
    started_at: datetime
    due_at: datetime
    yellow_at: datetime
    next_at: datetime
    calendar_version: str
    provisional: bool


def end(calendar: Calendar, start: datetime, limit: Limit) -> datetime:
    """Return when ``limit`` that runs from ``start`` is over (§4.4)."""
    if limit.mode is Mode.CLK:
        return start + timedelta(minutes=limit.amount)
    if limit.mode is Mode.MIN:
        return calendar.add_minutes(start, limit.amount)
    if limit.mode is Mode.CAL:
        return calendar.add_calendar_days(start, limit.amount)
    return calendar.add_days(start, limit.amount)


def measure(calendar: Calendar, mode: Mode, since: datetime, until: datetime) -> int:
    """Return the minutes between two instants in the clock's own unit (§4.6): working or clock."""
    if mode in {Mode.DAY, Mode.MIN}:
        return calendar.minutes_between(since, until)
    return int((until - since) / timedelta(minutes=1))


def yellow_at(
    calendar: Calendar, mode: Mode, started_at: datetime, due_at: datetime, policy: Policy
) -> datetime:
    """Return the yellow instant (§4.6).

    The earlier of 80 % of the budget used and at most 1 WD left; the second test is dropped when the
    budget is below 2 WD.
    """
    working = mode in {Mode.DAY, Mode.MIN}
    budget = max(measure(calendar, mode, started_at, due_at), 0)
    share = budget * policy.yellow_percent // 100
    left = policy.yellow_left_days * (calendar.day_minutes if working else CLOCK_DAY)
    by_share = (
        calendar.add_minutes(started_at, share)
        if working
        else started_at + timedelta(minutes=share)
    )
    if budget < 2 * left:
        return min(by_share, due_at)
    by_left = calendar.rewind_minutes(due_at, left) if working else due_at - timedelta(minutes=left)
    return min(by_share, by_left)


def timing(
    calendar: Calendar, clock: ClockId, limit: Limit, start: datetime, policy: Policy
) -> Timing:
    """Start a clock: its end, its yellow instant, and whether the end is provisional."""
    return retimed(calendar, clock, limit, start, end(calendar, start, limit), policy)


def retimed(
    calendar: Calendar,
    clock: ClockId,
    limit: Limit,
    start: datetime,
    due_at: datetime,
    policy: Policy,
) -> Timing:
    """Return the timing of a clock whose end was moved to ``due_at``."""
    yellow = yellow_at(calendar, limit.mode, start, due_at, policy)
    looks = [due_at, yellow]
    if clock is ClockId.SIGN:
        looks.append(_half(calendar, limit.mode, start, due_at))
    return Timing(
        mode=limit.mode,
        limit=limit.amount,
        started_at=start,
        due_at=due_at,
        yellow_at=yellow,
        next_at=min(looks),
        calendar_version=f"{calendar.name}#{calendar.version}",
        provisional=limit.mode is not Mode.CLK and calendar.is_provisional(due_at),
    )


def _half(calendar: Calendar, mode: Mode, start: datetime, due_at: datetime) -> datetime:
    """Rung 0 of the ladder: half of the sign clock used (§4.7)."""
    if mode is Mode.CLK:
        return start + (due_at - start) / 2
    return calendar.add_minutes(start, max(measure(calendar, mode, start, due_at) // 2, 1))


def shift(calendar: Calendar, mode: Mode, due_at: datetime, minutes: int) -> datetime:
    """Add paused minutes to a due time; DAY and CAL round up to close of business (§4.4)."""
    if minutes <= 0:
        return due_at
    if mode is Mode.CLK:
        return due_at + timedelta(minutes=minutes)
    if mode is Mode.CAL:
        return calendar.round_up_to_close(due_at + timedelta(minutes=minutes))
    moved = calendar.add_minutes(due_at, minutes)
    return calendar.round_up_to_close(moved) if mode is Mode.DAY else moved


def extend(calendar: Calendar, due_at: datetime, amount: int) -> datetime:
    """Return the due time after an extension of ``amount`` working days (§4.4)."""
    return calendar.add_days(due_at, amount)


def longest_extension(policy: Policy, limit: Limit) -> int:
    """Return the most working days an extension may have: the original limit, never above 15 (§3.5)."""
    return max(1, min(in_days(limit), policy.extension_max_days))


def in_days(limit: Limit) -> int:
    """Return a limit in whole working days, at least 1."""
    per_day = {Mode.DAY: 1, Mode.CAL: 1, Mode.MIN: 420, Mode.CLK: CLOCK_DAY}[limit.mode]
    return max(1, limit.amount // per_day)


def case_limits(policy: Policy, terms: Terms) -> tuple[Limit, ...]:
    """Return the candidates of the case limit; the one that ends first applies (§4.2, §4.3).

    Order: profile with statute → catalogue row → kind × urgency → kind. An unknown kind counts as the
    slowest one, so that no citizen is promised too much.
    """
    profile = terms.profile
    if profile.statutory and profile.first_stage is not None:
        return (profile.limits[profile.first_stage],)
    standard = policy.kinds[terms.kind or RequestKind.COMPLAINT]
    base = standard
    if terms.row_limit is not None:
        shorter = in_days(terms.row_limit) <= in_days(standard)
        base = terms.row_limit if shorter or terms.row_cites_law else standard
    found = [base]
    if terms.kind is not None and terms.kind in profile.kinds:
        found.append(profile.kinds[terms.kind])
    if terms.is_urgent:
        found.append(policy.urgent[ClockId.CASE])
    return tuple(found)


def case_limit(calendar: Calendar, policy: Policy, terms: Terms, start: datetime) -> Limit:
    """Return the case limit that ends first when it starts at ``start``."""
    return min(case_limits(policy, terms), key=lambda limit: end(calendar, start, limit))


def case_timing(
    calendar: Calendar, policy: Policy, terms: Terms, start: datetime, clock: ClockId
) -> Timing:
    """Start ``case`` or ``promise``: both use the same limit (§4.1).

    Statutory stages are counted from receipt (§4.8), whatever ``start`` is; a due time set by the
    province replaces the computed one.
    """
    origin = terms.received_at if terms.profile.statutory else start
    limit = case_limit(calendar, policy, terms, origin)
    if terms.external_due_at is not None:
        return retimed(calendar, clock, limit, origin, terms.external_due_at, policy)
    return timing(calendar, clock, limit, origin, policy)


def limit_of(policy: Policy, clock: ClockId, terms: Terms) -> Limit | None:
    """Return the limit of any clock but ``case``, ``promise``, ``partner`` and ``redo``.

    ``None`` means that this ticket has no such clock: no progress notes for short limits, no first
    result unless urgent. Overlays only tighten.
    """
    if clock is ClockId.PROGRESS and not wants_progress(policy, terms):
        return None
    if terms.is_urgent and clock in policy.urgent:
        return policy.urgent[clock]
    if clock in terms.profile.limits:
        return terms.profile.limits[clock]
    if clock is ClockId.RETURN_WINDOW and terms.kind is RequestKind.CONSULT:
        return policy.consult_return_window
    return policy.limits.get(clock)


def wants_progress(policy: Policy, terms: Terms) -> bool:
    """Progress notes are due only when the limit is above 5 WD (§4.1)."""
    return min(in_days(limit) for limit in case_limits(policy, terms)) > policy.progress_above_days


def partner_due(
    calendar: Calendar, case_due_at: datetime, start: datetime, reserve: int
) -> datetime:
    """Return the partner's due time: case due − ``reserve`` WD, never before the next working day."""
    wanted = calendar.subtract_days(case_due_at, reserve)
    return max(wanted, min(calendar.add_days(start, 1), case_due_at))


def redo_limit(policy: Policy, redo_round: int, original: Limit) -> Limit:
    """Return the limit of a redo: 3 WD, then 2 WD, never above half the original, at least 1 (§4.1)."""
    asked = policy.redo_days[min(redo_round, len(policy.redo_days)) - 1]
    return days(max(1, min(asked, in_days(original) // 2)))


def topped_up(
    calendar: Calendar, due_at: datetime, at: datetime, original: Limit, policy: Policy
) -> datetime:
    """Return the case due time after a redispatch (C5).

    It is not reset, but at least half of the original limit or 2 WD, whichever is more, is left; a
    clock that runs round the clock keeps at least half of its minutes.
    """
    if original.mode is Mode.CLK:
        left = clock_minutes(max(1, original.amount * policy.top_up_percent // 100))
    else:
        half = -(-in_days(original) * policy.top_up_percent // 100)
        left = days(max(half, policy.top_up_days))
    return max(due_at, end(calendar, at, left))


def with_days_left(calendar: Calendar, due_at: datetime, at: datetime, amount: int) -> datetime:
    """Return ``due_at``, moved if fewer than ``amount`` working days are left at ``at``."""
    return max(due_at, calendar.add_days(at, amount))


def light(yellow: datetime | None, due_at: datetime, at: datetime) -> Light:
    """Return the colour of a clock at ``at``: red at due, yellow from its instant (§4.6)."""
    if at >= due_at:
        return Light.RED
    return Light.YELLOW if yellow is not None and at >= yellow else Light.GREEN


def worst(lights: Iterable[Light]) -> Light | None:
    """Return the worst colour, ``None`` if there is none."""
    order = list(Light)
    return max(lights, key=order.index, default=None)
