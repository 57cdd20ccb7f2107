"""Working time (工作时间): minutes and days over a calendar with holidays and make-up days (调休).

Pure arithmetic by prefix sums and bisect; every rule is domain rules §4.4. Instants go in and come
out aware in UTC and exact to the microsecond; "day" always means the Asia/Shanghai date.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from hotline.kit.errors import Invalid
from hotline.kit.labels import LabelledEnum
from hotline.kit.officehours import SATURDAY, DayTable, OfficeHours, Period

MINUTE = 60_000_000  # one tick is a microsecond
_DAY = 1440 * MINUTE
_OFFSET = 480 * MINUTE  # Asia/Shanghai is UTC+8 without summer time since 1992
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


class OutsideCalendar(Invalid):
    """The instant lies before the first or after the last year that a calendar can tell about."""

    code = "outside_calendar"
    title_zh = "日期超出工作日历的范围"
    title_en = "The date lies outside the working calendar"


class CountMode(LabelledEnum):
    """How a limit is counted (domain rules §4.4)."""

    DAY = "DAY", "工作日"
    MIN = "MIN", "办公时间分钟"
    CAL = "CAL", "自然日"


def _ticks(instant: datetime) -> int:
    delta = instant - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def _instant(ticks: int) -> datetime:
    return _EPOCH + timedelta(0, 0, ticks)


def _day_of(ticks: int) -> int:
    return (ticks + _OFFSET) // _DAY


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """An immutable working calendar: ``name`` and ``version`` say which one computed a due time.

    It covers ``table.years()``; anything outside raises ``OutsideCalendar`` (422). Working ticks
    before each period (``_before``) are the prefix sums; ``_shift[i] + position`` is an instant.
    """

    name: str
    version: int
    hours: OfficeHours
    table: DayTable
    _first: int = field(init=False, repr=False)
    _opens: list[int] = field(init=False, repr=False)
    _before: list[int] = field(init=False, repr=False)
    _shift: list[int] = field(init=False, repr=False)
    _nth: list[int] = field(init=False, repr=False)
    _days: list[int] = field(init=False, repr=False)
    _closes: list[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Build the prefix sums once."""
        years = self.table.years()
        if not years:
            msg = "a calendar needs at least one year"
            raise ValueError(msg)
        first = date(years[0], 1, 1).toordinal()
        last = date(years[-1], 12, 31).toordinal()
        put = object.__setattr__
        put(self, "_first", first - _EPOCH_ORDINAL)
        nth: list[int] = []
        days: list[int] = []
        for ordinal in range(first, last + 1):
            if self.hours.every_day or self.table.is_working(date.fromordinal(ordinal)):
                days.append(ordinal - _EPOCH_ORDINAL)
            nth.append(len(days))
        put(self, "_nth", nth)
        put(self, "_days", days)
        periods = list(self._periods(days))
        put(self, "_closes", [day * _DAY - _OFFSET + self._closing(day) for day in days])
        self._sum(_merged(periods))

    def _periods(self, days: list[int]) -> Iterator[Period]:
        for day in days:
            midnight = day * _DAY - _OFFSET
            for opens, closes in self.hours.of(_weekday(day)):
                yield midnight + opens * MINUTE, midnight + closes * MINUTE

    def _closing(self, day: int) -> int:
        return self.hours.of(_weekday(day))[-1][1] * MINUTE

    def _sum(self, periods: list[Period]) -> None:
        before = [0]
        for opens, closes in periods:
            before.append(before[-1] + closes - opens)
        put = object.__setattr__
        put(self, "_opens", [opens for opens, _ in periods])
        put(self, "_before", before)
        put(self, "_shift", [o - b for (o, _), b in zip(periods, before, strict=False)])

    @staticmethod
    def always() -> "Calendar":
        """Return the calendar that works round the clock (7×24), as the hotline itself does."""
        return _always()

    def add(self, start: datetime, mode: CountMode, amount: int) -> datetime:
        """Return the end of a limit of ``amount`` working days, office minutes or calendar days."""
        if mode is CountMode.MIN:
            return self.add_minutes(start, amount)
        if mode is CountMode.CAL:
            return self.add_calendar_days(start, amount)
        return self.add_days(start, amount)

    # --- instants and minutes (MIN mode) ---

    def add_minutes(self, start: datetime, minutes: int) -> datetime:
        """Return when ``minutes`` of office time have passed since ``start`` (MIN mode).

        A start outside office hours begins at the next opening; a limit that is used up at a closing
        ends at that closing. Nothing added leaves ``start`` as it is. Raises ``ValueError`` below 0.
        """
        if minutes <= 0:
            return _nothing_added(start, minutes)
        delta = start - _EPOCH
        at = (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds
        before = self._before
        index = bisect_right(self._opens, at)
        if index:
            done = at - self._shift[index - 1]
            if done > before[index]:  # noqa: PLR1730 — a call of min() costs twice the comparison
                done = before[index]
        else:
            done = self._position(at)
        target = done + minutes * MINUTE
        index = bisect_left(before, target) - 1
        try:
            return _EPOCH + timedelta(0, 0, target + self._shift[index])
        except IndexError:
            raise outside(self) from None

    def rewind_minutes(self, end: datetime, minutes: int) -> datetime:
        """Return the first instant at which no more than ``minutes`` of office time are left to ``end``.

        Raises ``ValueError`` below 0.
        """
        if minutes < 0:
            msg = "minutes must not be negative"
            raise ValueError(msg)
        target = self._position(_ticks(end)) - minutes * MINUTE
        if target <= 0:
            raise outside(self)
        return _instant(target + self._shift[bisect_left(self._before, target) - 1])

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Return the whole office minutes from ``start`` to ``end``; negative if ``end`` is earlier."""
        ticks = self._position(_ticks(end)) - self._position(_ticks(start))
        return ticks // MINUTE if ticks >= 0 else -(-ticks // MINUTE)

    def next_opening(self, instant: datetime) -> datetime:
        """Return ``instant`` if it lies in office hours (the closing itself does not), else the next opening."""
        if self.is_open(instant):
            return instant.astimezone(UTC)
        index = bisect_left(self._opens, _ticks(instant))
        if index >= len(self._opens):
            raise outside(self)
        return _instant(self._opens[index])

    def is_open(self, instant: datetime) -> bool:
        """Tell whether ``instant`` lies in office hours: opening included, closing excluded."""
        at = _ticks(instant)
        self._index(_day_of(at))
        index = bisect_right(self._opens, at)
        return index > 0 and at - self._shift[index - 1] < self._before[index]

    # --- days (DAY and CAL mode) ---

    def add_days(self, start: datetime, days: int) -> datetime:
        """Return the close of business of the Nth working day after ``start`` (DAY mode).

        The start day does not count (Civil Code 民法典 art. 201, 203). Raises ``ValueError`` below 1.
        """
        if days < 1:
            msg = "a limit has at least one working day"
            raise ValueError(msg)
        return self._close(self._nth[self._index(_day_of(_ticks(start)))] + days - 1)

    def subtract_days(self, end: datetime, days: int) -> datetime:
        """Return the close of business of the Nth working day before the day of ``end``.

        Raises ``ValueError`` below 1.
        """
        if days < 1:
            msg = "at least one working day"
            raise ValueError(msg)
        index = self._index(_day_of(_ticks(end)))
        return self._close((self._nth[index - 1] if index else 0) - days)

    def add_calendar_days(self, start: datetime, days: int) -> datetime:
        """Return the end of a limit in calendar days (CAL mode), the start day not counted.

        It ends at close of business of the last day, or of the next working day if that is none
        (Civil Code 民法典 art. 203). Raises ``ValueError`` below 1.
        """
        if days < 1:
            msg = "a limit has at least one day"
            raise ValueError(msg)
        return self._close_from(_day_of(_ticks(start)) + days)

    def round_up_to_close(self, instant: datetime) -> datetime:
        """Return the first close of business not before ``instant`` (DAY mode after a pause)."""
        at = _ticks(instant)
        due = self._close_from(_day_of(at))
        return due if _ticks(due) >= at else self._close_from(_day_of(at) + 1)

    def close_of_business(self, day: date) -> datetime:
        """Return when the working day ``day`` ends; raises ``ValueError`` if it is not a working day."""
        if not self.is_working_day(day):
            msg = f"{day} is not a working day"
            raise ValueError(msg)
        return self._close_from(day.toordinal() - _EPOCH_ORDINAL)

    def is_working_day(self, day: date) -> bool:
        """Tell whether ``day`` is a working day."""
        number = day.toordinal() - _EPOCH_ORDINAL
        rank = self._nth[self._index(number)]
        return rank > 0 and self._days[rank - 1] == number

    def next_working_day(self, day: date) -> date:
        """Return the first working day after ``day``."""
        rank = self._nth[self._index(day.toordinal() - _EPOCH_ORDINAL)]
        if rank >= len(self._days):
            raise outside(self)
        return date.fromordinal(self._days[rank] + _EPOCH_ORDINAL)

    def days_between(self, start: date, end: date) -> int:
        """Return the working days after ``start`` up to and including ``end``; negative if earlier."""
        first, last = (self._index(d.toordinal() - _EPOCH_ORDINAL) for d in (start, end))
        return self._nth[last] - self._nth[first]

    def working_days(self, year: int) -> int:
        """Return the number of working days of ``year``: the checksum of its table."""
        last = self._nth[self._index(date(year, 12, 31).toordinal() - _EPOCH_ORDINAL)]
        index = self._index(date(year, 1, 1).toordinal() - _EPOCH_ORDINAL)
        return last - (self._nth[index - 1] if index else 0)

    @property
    def day_minutes(self) -> int:
        """Return the minutes of one working day (420 by default): those of most weekdays."""
        totals = [sum(c - o for o, c in self.hours.of(weekday)) for weekday in range(SATURDAY)]
        counted = Counter(totals)
        return max(totals, key=lambda total: (counted[total], total))

    def is_provisional(self, instant: datetime) -> bool:
        """Tell whether ``instant`` falls in a year without a published table."""
        if self.hours.every_day:
            return False
        day = date.fromordinal(_day_of(_ticks(instant)) + _EPOCH_ORDINAL)
        return day.year not in self.table.known_years

    # --- positions ---

    @property
    def first_instant(self) -> int:
        """Return the first covered instant in UTC microseconds since 1970."""
        return self._first * _DAY - _OFFSET

    def sums(self) -> tuple[list[int], list[int], list[int]]:
        """Return openings, prefix sums and shifts (not to be changed) for the batch arithmetic."""
        return self._opens, self._before, self._shift

    def _index(self, day: int) -> int:
        index = day - self._first
        if not 0 <= index < len(self._nth):
            raise outside(self)
        return index

    def _close(self, rank: int) -> datetime:
        if not 0 <= rank < len(self._closes):
            raise outside(self)
        return _instant(self._closes[rank])

    def _close_from(self, day: int) -> datetime:
        rank = self._nth[self._index(day)]
        return self._close(rank - 1 if rank and self._days[rank - 1] == day else rank)

    def _position(self, at: int) -> int:
        self._index(_day_of(at))
        index = bisect_right(self._opens, at)
        if not index:
            return 0
        return min(at - self._shift[index - 1], self._before[index])


def _weekday(day: int) -> int:
    return (day + 3) % 7  # 1 January 1970 was a Thursday


def _merged(periods: list[Period]) -> list[Period]:
    """Join periods that touch, so that midnight does not divide a round-the-clock calendar."""
    merged: list[Period] = []
    for opens, closes in periods:
        if merged and merged[-1][1] == opens:
            merged[-1] = (merged[-1][0], closes)
        else:
            merged.append((opens, closes))
    return merged


def _nothing_added(start: datetime, minutes: int) -> datetime:
    if minutes < 0:
        msg = "minutes must not be negative"
        raise ValueError(msg)
    return start.astimezone(UTC)


def outside(calendar: Calendar) -> OutsideCalendar:
    """Return the refusal that names the years ``calendar`` covers."""
    years = calendar.table.years()
    return OutsideCalendar(
        f"工作日历“{calendar.name}”只含 {years[0]}–{years[-1]} 年",
        f"The working calendar covers {years[0]}–{years[-1]} only",
    )


@lru_cache(maxsize=1)
def _always() -> Calendar:
    table = DayTable(known_years=frozenset(range(_FIRST_YEAR, _LAST_YEAR + 1)))
    return Calendar("7×24", 1, OfficeHours((((0, 1440),),) * 7, every_day=True), table)
