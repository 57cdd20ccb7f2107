"""Hours and days that make a calendar (办公时间·放假安排): plain data, checked when built."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

Period = tuple[int, int]

SATURDAY = 5
_OFFICE_DAY: tuple[Period, ...] = ((510, 720), (840, 1050))


@dataclass(frozen=True)
class OfficeHours:
    """Hours of a working day by weekday, Monday first; each period is (opens, closes) in minutes.

    A weekend entry holds the hours of a make-up day on that weekday; an empty one means Monday's.
    ``every_day`` makes each day a working day: the day table is then ignored. Raises ``ValueError``
    for periods that overlap, are out of order or leave the day.
    """

    weekly: tuple[tuple[Period, ...], ...] = (_OFFICE_DAY,) * 7
    every_day: bool = False

    def __post_init__(self) -> None:
        """Refuse hours that nobody can work."""
        if len(self.weekly) != 7 or not all(self.weekly[: 7 if self.every_day else 5]):
            msg = "hours are needed for every working weekday"
            raise ValueError(msg)
        for periods in self.weekly:
            edges = [edge for period in periods for edge in period]
            if edges and not (edges[0] >= 0 and edges[-1] <= 1440 and _ascending(edges)):
                msg = f"periods overlap, are out of order or leave the day: {periods}"
                raise ValueError(msg)

    def of(self, weekday: int) -> tuple[Period, ...]:
        """Return the periods of a working day that falls on ``weekday`` (Monday is 0)."""
        return self.weekly[weekday] or self.weekly[0]


def _ascending(edges: Sequence[int]) -> bool:
    """Opening before closing; the next opening may coincide with a closing."""
    return all(
        low < high if index % 2 == 0 else low <= high
        for index, (low, high) in enumerate(pairwise(edges))
    )


@dataclass(frozen=True)
class DayTable:
    """The published arrangement (放假安排) of ``known_years`` and, for other years, statutory days.

    Working day = (Mon–Fri and not a holiday) or a make-up day. ``statutory`` counts only in years
    without a published table; due times there are provisional.
    """

    known_years: frozenset[int]
    holidays: frozenset[date] = frozenset()
    makeup: frozenset[date] = frozenset()
    statutory: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Tell whether ``day`` is a working day."""
        if day in self.makeup:
            return True
        free = self.holidays if day.year in self.known_years else self.statutory
        return day.weekday() < SATURDAY and day not in self.holidays and day not in free

    def years(self) -> range:
        """Return the years this table can tell about, without gaps; empty if it knows nothing."""
        told = self.known_years | {day.year for day in self.statutory}
        return range(min(told), max(told) + 1) if told else range(0)
