"""The escalation ladder and the grades (预警阶梯·评级), pure: domain rules §4.6, §4.7, §10.

A running clock has a fixed list of steps in time; ``rung`` of a clock counts how many are behind it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline.kit.labels import LabelledEnum
from hotline.kit.worktime import Calendar

# Clocks that measure a unit; the others measure the hotline and stop at the red light.
UNIT_CLOCKS = frozenset({"sign", "first_contact", "case", "partner", "redo", "supervise_reply"})
# Clocks whose lateness is carded (domain rules §10.1 TICKET_DUE, TICKET_RED).
CARDED_CLOCKS = frozenset({"sign", "first_contact", "case", "redo", "supervise_reply"})
# Clocks that climb beyond the red light.
CLIMBING_CLOCKS = frozenset({"case", "redo"})


class Step(LabelledEnum):
    """What happens to a clock as time passes."""

    REMIND = "REMIND", "提醒"
    YELLOW = "YELLOW", "黄灯"
    DUE = "DUE", "到期红灯"
    URGE_NOTICE = "URGE_NOTICE", "催办通知书"
    SUPERVISE = "SUPERVISE", "督办"
    RED_CARD = "RED_CARD", "红牌"
    NOTIFY = "NOTIFY", "书面通报"
    LIST = "LIST", "挂牌督办"


class Colour(LabelledEnum):
    """Colours of a card (牌)."""

    REMINDER = "REMINDER", "提醒"
    YELLOW = "YELLOW", "黄牌"
    RED = "RED", "红牌"


class RuleId(LabelledEnum):
    """Rules that serve a card on a ticket's unit (domain rules §10.1)."""

    TICKET_DUE = "TICKET_DUE", "工单环节超时"
    TICKET_RED = "TICKET_RED", "工单环节严重超时"
    YELLOW_UNANSWERED = "YELLOW_UNANSWERED", "黄牌逾期未说明"
    RETURN_ABUSE = "RETURN_ABUSE", "不当退单"
    FALSE_CLOSE = "FALSE_CLOSE", "虚假办结"
    NO_CONTACT = "NO_CONTACT", "联系不实"
    PAUSE_OVER = "PAUSE_OVER", "中止逾期"


RULE_VERSION = 1


class Grade(LabelledEnum):
    """Monthly grade of a unit (domain rules §10.5)."""

    EXCELLENT = "EXCELLENT", "优秀"
    GOOD = "GOOD", "良好"
    PASSED = "PASSED", "合格"
    FAILED = "FAILED", "不合格"


@dataclass(frozen=True)
class ClockFacts:
    """What of a running clock decides its steps; instants are aware UTC."""

    clock: str
    started_at: datetime
    due_at: datetime
    yellow_at: datetime | None
    round_the_clock: bool = False


@dataclass(frozen=True)
class TimedStep:
    """One step with its instant."""

    step: Step
    at: datetime


def schedule(facts: ClockFacts, calendar: Calendar) -> tuple[TimedStep, ...]:
    """List every timed step of the clock in order; the calendar is the unit's.

    Reminder at half of the sign clock, yellow and due by the clock itself, then for handling clocks:
    urge notice at the first opening of the next working day, supervision at due + 1 WD, public notice
    at > 5 WD, listing at due + 10 WD. Red card at due + 2 WD for every carded clock.
    """
    steps = [TimedStep(Step.DUE, facts.due_at)]
    if facts.clock == "sign":
        steps.append(TimedStep(Step.REMIND, _half(facts, calendar)))
    if facts.yellow_at is not None:
        steps.append(TimedStep(Step.YELLOW, facts.yellow_at))
    if facts.clock in CARDED_CLOCKS:
        steps.append(TimedStep(Step.RED_CARD, calendar.add_days(facts.due_at, 2)))
    if facts.clock in CLIMBING_CLOCKS:
        next_day = calendar.next_opening(calendar.add_days(facts.due_at, 1) - timedelta(hours=12))
        steps += [
            TimedStep(Step.URGE_NOTICE, max(next_day, facts.due_at)),
            TimedStep(Step.SUPERVISE, calendar.add_days(facts.due_at, 1)),
            TimedStep(Step.NOTIFY, calendar.add_days(facts.due_at, 6)),
            TimedStep(Step.LIST, calendar.add_days(facts.due_at, 10)),
        ]
    order = list(Step)
    return tuple(sorted(steps, key=lambda s: (s.at, order.index(s.step))))


def _half(facts: ClockFacts, calendar: Calendar) -> datetime:
    if facts.round_the_clock:
        return facts.started_at + (facts.due_at - facts.started_at) / 2
    budget = calendar.minutes_between(facts.started_at, facts.due_at)
    return calendar.add_minutes(facts.started_at, max(budget // 2, 1))


def due_steps(
    facts: ClockFacts, calendar: Calendar, *, rung: int, now: datetime
) -> tuple[tuple[TimedStep, ...], datetime | None]:
    """Return the steps due at ``now`` behind the first ``rung`` ones, and the instant of the next one.

    After a long stop of the system several steps may be due at once; each is still recorded.
    """
    steps = schedule(facts, calendar)
    due = tuple(s for s in steps[rung:] if s.at <= now)
    after = rung + len(due)
    return due, steps[after].at if after < len(steps) else None


def first_step_at(facts: ClockFacts, calendar: Calendar) -> datetime:
    """Return when the sweep first has to look at the clock."""
    return schedule(facts, calendar)[0].at


def score(*, yellow: int, red: int, objects: int) -> float:
    """Return ``100 − 2·yellow − 5·red`` per 100 watched objects, never below 0 (domain rules §10.5)."""
    if objects <= 0:
        return 100.0
    return max(0.0, 100.0 - (2 * yellow + 5 * red) * 100.0 / objects)


def grade(points: float) -> Grade:
    """Return the grade of a score: ≥ 95, ≥ 85, ≥ 70 or below."""
    if points >= 95:
        return Grade.EXCELLENT
    if points >= 85:
        return Grade.GOOD
    return Grade.PASSED if points >= 70 else Grade.FAILED


def repeats_become_red(yellow_this_month: int) -> bool:
    """Three yellow cards of one rule and unit in a month become one red (domain rules §10.4)."""
    return yellow_this_month > 0 and yellow_this_month % 3 == 0
