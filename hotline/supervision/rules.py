"""The escalation ladder, cards and grades (预警阶梯·发牌·评级), pure: domain rules §4.6, §4.7, §10.

A running clock has a list of steps in time that follows from its start and due time alone. Which of
them were taken already is told by the record, never by a counter, so that a moved due time, a restored
back-up or a clock set back can neither skip a step nor take one twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from hotline.kit.clock import SHANGHAI, local_date
from hotline.kit.worktime import Calendar
from hotline.supervision.policy import GradeLimits, Ladder
from hotline.supervision.vocabulary import Grade, Step
from hotline.tickets.vocabulary import ClockId

# Statutory stages stand in for ``case`` (domain rules §4.8, §4.9).
_STAGES = frozenset(
    {
        ClockId.CONSUMER_ACCEPT,
        ClockId.CONSUMER_MEDIATION,
        ClockId.CONSUMER_NOTICE,
        ClockId.REPORT_CHECK,
        ClockId.REPORT_NOTICE,
    }
)
# Clocks that climb beyond the red light: those that measure a unit's handling.
CLIMBING = frozenset({ClockId.CASE, ClockId.REDO}) | _STAGES
# Clocks whose lateness is carded (domain rules §10.1 TICKET_DUE, TICKET_RED).
CARDED = CLIMBING | {ClockId.SIGN, ClockId.FIRST_CONTACT, ClockId.SUPERVISE_REPLY}
# Windows in which something is allowed or awaited: nobody is late when they end.
WINDOWS = frozenset(
    {
        ClockId.RETURN_WINDOW,
        ClockId.REOPEN_WINDOW,
        ClockId.SUSPENSION,
        ClockId.INFO_WAIT,
    }
)


@dataclass(frozen=True)
class ClockFacts:
    """What of a running clock decides its steps; instants are aware UTC."""

    clock: ClockId
    started_at: datetime
    due_at: datetime
    yellow_at: datetime | None
    of_unit: bool = True
    round_the_clock: bool = False


@dataclass(frozen=True)
class TimedStep:
    """One step with its instant."""

    step: Step
    at: datetime


def schedule(facts: ClockFacts, calendar: Calendar, ladder: Ladder) -> tuple[TimedStep, ...]:
    """List every step of the clock in time order; the calendar is the unit's.

    Every clock: yellow and due; the sign clock: a reminder; a unit's carded clock: a red card; a unit's
    handling clock: the rungs of ``ladder``. Windows have only their end.
    """
    steps = [TimedStep(Step.DUE, facts.due_at)]
    if facts.clock not in WINDOWS and facts.yellow_at is not None:
        steps.append(TimedStep(Step.YELLOW, min(facts.yellow_at, facts.due_at)))
    if facts.of_unit:
        steps += _unit_steps(facts, calendar, ladder)
    order = list(Step)
    return tuple(sorted(steps, key=lambda timed: (timed.at, order.index(timed.step))))


def _unit_steps(facts: ClockFacts, calendar: Calendar, ladder: Ladder) -> list[TimedStep]:
    steps = []
    if facts.clock is ClockId.SIGN and ladder.remind_percent is not None:
        steps.append(TimedStep(Step.REMIND, _share(facts, calendar, ladder.remind_percent)))
    if facts.clock in CARDED and ladder.red_card_after is not None:
        at = calendar.add_days(facts.due_at, ladder.red_card_after)
        steps.append(TimedStep(Step.RED_CARD, at))
    if facts.clock in CLIMBING:
        steps += _rungs(facts, calendar, ladder)
    return steps


def _rungs(facts: ClockFacts, calendar: Calendar, ladder: Ladder) -> list[TimedStep]:
    """Return rungs 3 to 7; an urgent clock is urged the moment it is over (domain rules §4.3)."""
    due, steps = facts.due_at, []
    if ladder.urge_after is not None:
        opening = _opening(calendar, due, ladder.urge_after)
        steps.append(TimedStep(Step.URGE_NOTICE, due if facts.round_the_clock else opening))
    if ladder.notify_above is not None:
        steps.append(TimedStep(Step.NOTIFY, _opening(calendar, due, ladder.notify_above + 1)))
    steps += [
        TimedStep(step, calendar.add_days(due, days))
        for step, days in (
            (Step.SUPERVISE, ladder.supervise_after),
            (Step.LIST, ladder.list_after),
            (Step.SUMMON, ladder.summon_after),
        )
        if days is not None
    ]
    return steps


def _opening(calendar: Calendar, due: datetime, days: int) -> datetime:
    """Return the opening of the Nth working day after the day of ``due``."""
    day = local_date(calendar.add_days(due, days))
    return calendar.next_opening(datetime.combine(day, time(), SHANGHAI))


def _share(facts: ClockFacts, calendar: Calendar, percent: int) -> datetime:
    """Return when ``percent`` of the clock's budget is used, in the clock's own unit."""
    if facts.round_the_clock:
        return facts.started_at + (facts.due_at - facts.started_at) * percent / 100
    budget = max(calendar.minutes_between(facts.started_at, facts.due_at), 0)
    return min(calendar.add_minutes(facts.started_at, budget * percent // 100), facts.due_at)


def due_steps(
    steps: Iterable[TimedStep], *, now: datetime
) -> tuple[tuple[TimedStep, ...], datetime | None]:
    """Divide a schedule at ``now``: the steps whose instant has come, and the instant of the next one.

    After a long stop of the system several steps are due at once; each is still taken, in order.
    """
    listed = tuple(steps)
    due = tuple(timed for timed in listed if timed.at <= now)
    return due, listed[len(due)].at if len(due) < len(listed) else None


def episode(original_due: datetime, changes: Iterable["DueChange"]) -> datetime:
    """Return the due time under which the present lateness is recorded.

    A clock that turned green again climbs anew and the old steps keep their records; one that is moved
    while it stays red (a calendar corrected afterwards) goes on where it is.
    """
    found = original_due
    for change in changes:
        if change.new_due_at > change.at or not change.was_red:
            found = change.new_due_at
    return found


@dataclass(frozen=True)
class DueChange:
    """One moved due time, in the order of time."""

    at: datetime
    new_due_at: datetime
    was_red: bool


def score(*, yellow: int, red: int, objects: int, limits: GradeLimits) -> float:
    """Return ``100 − 2·yellow − 5·red`` per 100 watched objects, never below 0 (domain rules §10.5)."""
    points = limits.yellow_points * yellow + limits.red_points * red
    return max(0.0, 100.0 - points * 100.0 / max(objects, 1))


def grade(points: float, limits: GradeLimits) -> Grade:
    """Return the grade of a score: by default ≥ 95, ≥ 85, ≥ 70 or below."""
    if points >= limits.excellent:
        return Grade.EXCELLENT
    if points >= limits.good:
        return Grade.GOOD
    return Grade.PASSED if points >= limits.passed else Grade.FAILED


def repeats_due(*, yellows: int, already: int, yellows_for_red: int) -> bool:
    """Tell whether one more red card follows from the yellow ones of a month (domain rules §10.4)."""
    return yellows // yellows_for_red > already


def may_punish(*, answered: bool, answer_due_at: datetime, now: datetime) -> bool:
    """Nobody is held to a card before he has explained it or let the time for it pass (§10.4)."""
    return answered or now >= answer_due_at
