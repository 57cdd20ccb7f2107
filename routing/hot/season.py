"""What is usual here at this hour (常态基线): counts of past weeks by weekday and hour, shrunk when sparse.

The 168 hours of a week are 168 slots. For every slot the past weeks give a Gamma distributed rate whose
prior is the cell's own daily level spread over the city's usual week. So a weekly market's peak is
usual as soon as it has been seen twice, and a cell with three reports in two months still has a sound
expectation. Pure functions of counts.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

WEEKS = 8  # how much past is the baseline
GAP = 3  # days: the newest are not yet "usual", or a slow rise would become its own baseline
SLOTS = 168
SUNDAY, FRIDAY = 6, 4
OWN_WEEK = (
    0.5  # how far a slot strays from the city's week (squared, relative) before much is known
)
MOST_OWN, LEAST_OWN = 50.0, 0.1
OWN_WEIGHT = 20.0  # reports that weigh as much as this assumption
LEVEL_DAYS = 7.0  # the parent's level weighs as much as a week of own days
CAP_FACTOR, CAP_EXTRA = 2.0, 2.0
CAP_WEEKS = 3  # with fewer weeks "the highest week" says nothing
USUAL_CV2 = 0.04  # days of one weekday differ by a fifth even without any event
CV2_WEIGHT = 20.0  # reports that weigh as much as this assumption
_THURSDAY = 3  # 1970-01-01

Floats = NDArray[np.float64]
BehavesAs = Callable[[date], int | None]


def ordinary(_day: date) -> int | None:
    """Tell that every day is an ordinary one (no calendar known)."""
    return None


def by_calendar(holidays: Iterable[date], make_ups: Iterable[date]) -> BehavesAs:
    """Return which weekday (Monday 0) a special day behaves as; ``None`` for an ordinary day.

    A holiday is expected to be like a Sunday, a make-up working day (调休) like a Friday; neither
    teaches anything about the ordinary Sundays and Fridays.
    """
    table = dict.fromkeys(holidays, SUNDAY) | dict.fromkeys(make_ups, FRIDAY)
    return table.get


def weekday(day: int) -> int:
    """Return the weekday (Monday 0) of a day counted from 1970-01-01."""
    return (day + _THURSDAY) % 7


@dataclass(frozen=True)
class Past:
    """The days that may teach: ``last`` and the days before it; ``taught`` tells which count.

    ``taught[i]`` stands for day ``last - i``, days counted from 1970-01-01 (Asia/Shanghai).
    """

    last: int
    taught: NDArray[np.bool_]

    @property
    def days(self) -> int:
        """Return how many days teach."""
        return int(self.taught.sum())

    @property
    def first(self) -> int:
        """Return the oldest day that may teach."""
        return self.last - len(self.taught) + 1

    def exposure(self) -> Floats:
        """Return the number of teaching days of each weekday."""
        days = self.last - np.flatnonzero(self.taught)
        return np.bincount((days + _THURSDAY) % 7, minlength=7).astype(np.float64)


@dataclass(frozen=True)
class Season:
    """Mean and variance of the hourly rate in each slot of the week, and day-to-day spread (``cv2``)."""

    mean: Floats
    variance: Floats
    cv2: float
    level: float

    @property
    def profile(self) -> Floats:
        """Return the shape of the week, of mean 1."""
        shape: Floats = self.mean / self.mean.mean()
        return shape


def past_of(today: int, first_seen: int, behaves_as: BehavesAs) -> Past:
    """Return the teaching days before ``today``: eight weeks that end ``GAP`` days ago, special days left out."""
    last = today - GAP - 1
    size = WEEKS * 7
    epoch = date(1970, 1, 1).toordinal()
    taught = [
        last - i >= first_seen and behaves_as(date.fromordinal(epoch + last - i)) is None
        for i in range(size)
    ]
    return Past(last, np.array(taught, bool))


def weekly(hours: NDArray[np.int64], past: Past) -> Floats:
    """Return counts by (weeks ago, slot) from hours since 1970 (Asia/Shanghai); other days are left out."""
    days = hours // 24
    ago = past.last - days
    inside = (ago >= 0) & (ago < len(past.taught))
    hours, days, ago = hours[inside], days[inside], ago[inside]
    kept = past.taught[ago]
    hours, days, ago = hours[kept], days[kept], ago[kept]
    slots = (days + _THURSDAY) % 7 * 24 + hours % 24
    cells = np.bincount(ago // 7 * SLOTS + slots, minlength=WEEKS * SLOTS)
    return cells.reshape(WEEKS, SLOTS).astype(np.float64)


def capped(table: Floats, exposure: Floats) -> Floats:
    """Let no week count for more than twice the second highest plus two, so that a past burst hides no new one."""
    top = np.partition(table, WEEKS - 2, axis=0)
    second = top[WEEKS - 2]
    limit = CAP_FACTOR * second + CAP_EXTRA
    limit = np.where(np.repeat(exposure, 24) >= CAP_WEEKS, limit, np.inf)
    result: Floats = np.minimum(table, limit)
    return result


def season(table: Floats, past: Past, *, prior_level: float, profile: Floats | None) -> Season:
    """Return the usual week of one cell.

    ``prior_level`` is the reports a day that its parents let expect (> 0); ``profile`` the week's shape of
    the whole city, ``None`` for the city itself.
    """
    exposure = past.exposure()
    table = capped(table, exposure)
    seen = table.sum(axis=0)
    level = (seen.sum() + LEVEL_DAYS * prior_level) / (past.days + LEVEL_DAYS)
    shape = np.ones(SLOTS) if profile is None else profile
    prior_mean = np.maximum(level / 24 * shape, 1e-9)
    weeks = np.repeat(exposure, 24)
    prior_shape = 1 / _own_week(seen, weeks * prior_mean)
    rate = weeks + prior_shape / prior_mean
    mean = (seen + prior_shape) / rate
    variance = (seen + prior_shape) / (rate * rate)
    return Season(mean, variance, _spread(table, mean, past), float(level))


def _own_week(seen: Floats, expected: Floats) -> float:
    """Estimate how far the slots stray from the city's week: 0.1 borrow it, 50 have a habit of their own."""
    weight = float(expected.sum())
    if not weight:
        return OWN_WEEK
    stray = float(((seen - expected) ** 2).sum() - weight) / float((expected**2).sum())
    own = (OWN_WEIGHT * OWN_WEEK + weight * stray) / (OWN_WEIGHT + weight)
    return min(max(own, LEAST_OWN), MOST_OWN)


def _spread(table: Floats, mean: Floats, past: Past) -> float:
    """Estimate how much days differ beyond chance, drawn to the usual spread where days are few."""
    per_day = table.reshape(WEEKS, 7, 24).sum(axis=2)
    expected = np.tile(mean.reshape(7, 24).sum(axis=1), (WEEKS, 1))
    taught = np.zeros((WEEKS, 7), bool)
    ago = np.flatnonzero(past.taught)
    taught[ago // 7, (past.last - ago + _THURSDAY) % 7] = True
    got, should = per_day[taught], expected[taught]
    weight = float(should.sum())
    if not weight:
        return USUAL_CV2
    own = max(0.0, float(((got - should) ** 2).sum() - weight) / float((should**2).sum()))
    return (CV2_WEIGHT * USUAL_CV2 + weight * min(own, 1.0)) / (CV2_WEIGHT + weight)


def recent_slots(today: int, days: int, behaves_as: BehavesAs) -> NDArray[np.intp]:
    """Return the slot of every hour of ``today`` and of the ``days`` before it, the oldest first."""
    epoch = date(1970, 1, 1).toordinal()
    slots: list[int] = []
    for day in range(today - days, today + 1):
        special = behaves_as(date.fromordinal(epoch + day))
        start = (weekday(day) if special is None else special) * 24
        slots += range(start, start + 24)
    return np.array(slots, np.intp)
