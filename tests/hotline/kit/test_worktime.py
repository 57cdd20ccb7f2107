"""Working time: the vectors of the domain rules, and equality with a day loop."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from hotline.kit.calendars.arrangement import table_of
from hotline.kit.calendars.seed import published_days, statutory_days
from hotline.kit.clock import SHANGHAI
from hotline.kit.officehours import OfficeHours
from hotline.kit.worktime import Calendar, CountMode, OutsideCalendar
from hotline.kit.worktime_batch import add_minutes_many
from tests.hotline.kit.oracle import DayLoop

TABLE = table_of(published_days(), {2024, 2025, 2026}, statutory_days())
OFFICE = Calendar("office", 1, OfficeHours(), TABLE)
ALWAYS = Calendar.always()
LONG_DAY = OfficeHours((((540, 720), (840, 1080)),) * 7)
UNEVEN = OfficeHours(
    (
        ((480, 700), (710, 900), (1000, 1200)),
        ((0, 300), (300, 1440)),
        ((510, 720),),
        ((540, 720), (840, 1080)),
        ((540, 1020),),
        ((600, 900),),
        (),
    )
)


def at(text: str) -> datetime:
    """Read a local time such as ``2026-02-13 16:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def yellow(start: datetime, due: datetime) -> datetime:
    """Domain rules §4.6: 80 % of the budget, or one working day left if the budget has two."""
    budget = OFFICE.minutes_between(start, due)
    early = OFFICE.add_minutes(start, budget * 8 // 10)
    if budget < 2 * OFFICE.day_minutes:
        return early
    return min(early, OFFICE.rewind_minutes(due, OFFICE.day_minutes))


@pytest.mark.parametrize(
    ("start", "days", "due", "warned"),
    [
        ("2026-02-13 16:00", 15, "2026-03-12 17:30", "2026-03-09 17:12"),
        ("2026-09-30 10:00", 2, "2026-10-09 17:30", "2026-10-08 17:30"),
        ("2026-05-09 11:00", 10, "2026-05-22 17:30", "2026-05-20 16:36"),
    ],
)
def test_limits_in_working_days_end_at_close_of_business(
    start: str, days: int, due: str, warned: str
) -> None:
    assert OFFICE.add_days(at(start), days) == at(due)
    assert yellow(at(start), at(due)) == at(warned)


def test_the_first_vector_is_what_it_is_in_utc() -> None:
    assert OFFICE.add_days(at("2026-02-13 16:00"), 15) == datetime(2026, 3, 12, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-02-13 16:00", "2026-02-14 16:00"),
        ("2026-09-30 20:00", "2026-10-08 17:30"),
    ],
)
def test_one_working_day_to_sign_runs_in_office_minutes(start: str, due: str) -> None:
    assert OFFICE.day_minutes == 420
    assert OFFICE.add_minutes(at(start), OFFICE.day_minutes) == at(due)


@pytest.mark.parametrize(
    ("since", "until", "paused", "due"),
    [
        ("2026-03-05 10:00", "2026-03-12 10:00", 2100, "2026-03-30 17:30"),
        ("2026-03-05 15:00", "2026-03-06 09:00", 180, "2026-03-24 17:30"),
    ],
)
def test_a_pause_moves_the_due_time_and_rounds_up_to_close(
    since: str, until: str, paused: int, due: str
) -> None:
    first = OFFICE.add_days(at("2026-03-02 10:00"), 15)
    assert first == at("2026-03-23 17:30")
    assert OFFICE.minutes_between(at(since), at(until)) == paused
    assert OFFICE.round_up_to_close(OFFICE.add_minutes(first, paused)) == at(due)


def test_a_consumer_complaint_is_decided_and_mediated_in_time() -> None:
    assert OFFICE.add_days(at("2026-04-20 09:00"), 7) == at("2026-04-29 17:30")
    assert OFFICE.add_calendar_days(at("2026-04-22 09:00"), 60) == at("2026-06-22 17:30")
    assert OFFICE.add_days(at("2026-04-14 09:00"), 7) == at("2026-04-23 17:30")
    assert OFFICE.add_days(at("2026-04-16 09:00"), 45) == at("2026-06-23 17:30")


def test_an_urgent_clock_runs_round_the_clock() -> None:
    start = at("2026-03-07 23:10")
    assert ALWAYS.add_minutes(start, 30) == at("2026-03-07 23:40")
    assert ALWAYS.add_minutes(start, 120) == at("2026-03-08 01:10")
    assert ALWAYS.add_minutes(start, 1440) == at("2026-03-08 23:10")
    assert not ALWAYS.is_provisional(at("2031-01-01 00:00"))
    assert ALWAYS.day_minutes == 1440


def test_forty_hours_across_the_national_holiday_with_make_up_day() -> None:
    long_day = Calendar("long", 1, LONG_DAY, TABLE)
    assert long_day.add_minutes(at("2026-09-29 16:30"), 2400) == at("2026-10-13 14:30")


def test_the_years_have_the_working_days_of_the_checksum() -> None:
    assert [OFFICE.working_days(year) for year in (2025, 2026)] == [248, 248]


@pytest.mark.parametrize("text", ["2026-02-07 11:00", "2026-03-01 23:59", "2026-03-02 08:29"])
def test_a_start_outside_office_hours_begins_at_the_next_opening(text: str) -> None:
    opening = OFFICE.next_opening(at(text))
    assert not OFFICE.is_open(at(text))
    assert OFFICE.is_open(opening)
    assert OFFICE.add_minutes(at(text), 1) == opening + timedelta(minutes=1)


def test_the_closing_itself_is_not_open_and_nothing_added_changes_nothing() -> None:
    closing = at("2026-03-02 17:30")
    assert not OFFICE.is_open(closing)
    assert OFFICE.add_minutes(closing, 0) == closing
    assert OFFICE.add_minutes(at("2026-03-02 12:30"), 0) == at("2026-03-02 12:30")


def test_negative_and_empty_limits_are_refused() -> None:
    start = at("2026-03-02 10:00")
    refused: list[Callable[[], object]] = [
        lambda: OFFICE.add_minutes(start, -1),
        lambda: OFFICE.rewind_minutes(start, -1),
        lambda: OFFICE.add_days(start, 0),
        lambda: OFFICE.subtract_days(start, 0),
        lambda: OFFICE.add_calendar_days(start, 0),
        lambda: OFFICE.close_of_business(date(2026, 3, 1)),
    ]
    for call in refused:
        with pytest.raises(ValueError, match=r"."):
            call()


@pytest.mark.parametrize(
    "hours",
    [
        (((720, 510),),) * 7,
        (((510, 720), (700, 900)),) * 7,
        (((510, 1441),),) * 7,
        (((510, 720),),) * 6,
        ((), *(((510, 720),),) * 6),
    ],
)
def test_hours_that_nobody_can_work_are_refused(
    hours: tuple[tuple[tuple[int, int], ...], ...],
) -> None:
    with pytest.raises(ValueError, match=r"hours|periods"):
        OfficeHours(hours)


def test_a_year_without_a_table_is_provisional_and_keeps_the_statutory_days() -> None:
    due = OFFICE.add_days(at("2026-12-31 10:00"), 1)
    assert due == at("2027-01-04 17:30")  # 1 January is statutory, 2 and 3 are a weekend
    assert OFFICE.is_provisional(due)
    assert not OFFICE.is_provisional(at("2026-12-31 17:30"))
    assert OFFICE.is_provisional(at("2027-01-01 00:00"))


def test_beyond_the_last_year_the_calendar_says_so() -> None:
    beyond: list[Callable[[], object]] = [
        lambda: OFFICE.add_days(at("2035-12-31 10:00"), 1),
        lambda: OFFICE.add_minutes(at("2035-12-31 17:00"), 31),
        lambda: OFFICE.add_minutes(at("2023-12-31 17:00"), 1),
        lambda: OFFICE.add_calendar_days(at("2035-12-31 10:00"), 1),
        lambda: OFFICE.minutes_between(at("2026-01-01 00:00"), at("9999-12-31 00:00")),
        lambda: OFFICE.rewind_minutes(at("2024-01-02 08:30"), 1),
        lambda: OFFICE.subtract_days(at("2024-01-02 08:30"), 1),
        lambda: OFFICE.next_opening(at("2035-12-31 23:00")),
        lambda: OFFICE.next_working_day(date(2035, 12, 31)),
    ]
    for call in beyond:
        with pytest.raises(OutsideCalendar, match="2024–2035"):
            call()


def test_working_days_are_counted_and_found() -> None:
    assert OFFICE.is_working_day(date(2026, 2, 14))
    assert not OFFICE.is_working_day(date(2026, 2, 16))
    assert OFFICE.next_working_day(date(2026, 2, 14)) == date(2026, 2, 24)
    assert OFFICE.days_between(date(2026, 2, 13), date(2026, 2, 24)) == 2
    assert OFFICE.days_between(date(2026, 2, 24), date(2026, 2, 13)) == -2
    assert OFFICE.close_of_business(date(2026, 2, 14)) == at("2026-02-14 17:30")
    assert OFFICE.subtract_days(at("2026-02-24 10:00"), 1) == at("2026-02-14 17:30")


def test_a_make_up_day_without_hours_of_its_own_takes_mondays() -> None:
    monday_long = OfficeHours((((480, 960),), *(((540, 600),),) * 4, (), ()))
    calendar = Calendar("odd", 1, monday_long, TABLE)
    assert calendar.close_of_business(date(2026, 2, 14)) == at("2026-02-14 16:00")
    assert calendar.day_minutes == 60


def test_add_counts_in_the_mode_it_is_told() -> None:
    start = at("2026-03-06 10:00")
    assert OFFICE.add(start, CountMode.DAY, 1) == at("2026-03-09 17:30")
    assert OFFICE.add(start, CountMode.MIN, 60) == at("2026-03-06 11:00")
    assert OFFICE.add(start, CountMode.CAL, 1) == at("2026-03-09 17:30")


CALENDARS = [OFFICE, Calendar("uneven", 1, UNEVEN, TABLE), ALWAYS]


@pytest.mark.parametrize("calendar", CALENDARS, ids=lambda c: c.name)
def test_working_time_equals_the_day_loop(calendar: Calendar) -> None:
    """34,000 random cases for each of three calendars: 102,000 in all."""
    oracle = DayLoop(calendar.hours, calendar.table)
    dice = random.Random(20260213)
    begin = at("2024-06-01 00:00")
    for _ in range(34_000):
        start = begin + timedelta(microseconds=_moment(dice))
        kind = dice.randrange(8)
        minutes = dice.choice((dice.randint(1, 600), dice.randint(1, 600), dice.randint(1, 9000)))
        days = dice.randint(1, 20)
        end = start + timedelta(microseconds=dice.randint(-(10**12), 2 * 10**12))
        match kind:
            case 0 | 1:
                got = calendar.add_minutes(start, minutes), oracle.add_minutes(start, minutes)
            case 2:
                got = calendar.rewind_minutes(start, minutes), oracle.rewind_minutes(start, minutes)
            case 3:
                assert calendar.minutes_between(start, end) == oracle.minutes_between(start, end)
                continue
            case 4:
                got = calendar.add_days(start, days), oracle.add_days(start, days)
            case 5:
                got = calendar.add_calendar_days(start, days), oracle.add_calendar_days(start, days)
            case 6:
                got = calendar.subtract_days(start, days), oracle.subtract_days(start, days)
            case _:
                got = calendar.round_up_to_close(start), oracle.round_up_to_close(start)
        assert got[0] == got[1], (kind, start, minutes, days)


def _moment(dice: random.Random) -> int:
    """Any microsecond of four years, or (half the time) a whole quarter of an hour: the edges."""
    quarters = dice.randrange(4 * 365 * 96)
    return quarters * 900_000_000 + dice.choice((0, 1, dice.randrange(900_000_000)))


@pytest.mark.parametrize("calendar", CALENDARS, ids=lambda c: c.name)
def test_the_batch_equals_one_by_one(calendar: Calendar) -> None:
    dice = random.Random(7)
    begin = datetime(2024, 6, 1, tzinfo=UTC)
    starts = [begin + timedelta(microseconds=_moment(dice)) for _ in range(5_000)]
    minutes = [dice.randint(0, 9_000) for _ in starts]
    naive = np.array([s.replace(tzinfo=None) for s in starts], dtype="datetime64[us]")
    batch = add_minutes_many(calendar, naive, np.array(minutes))
    single = [calendar.add_minutes(s, m) for s, m in zip(starts, minutes, strict=True)]
    assert batch.tolist() == [one.replace(tzinfo=None) for one in single]


def test_the_batch_refuses_what_one_refuses() -> None:
    late = np.array(["2035-12-31T09:00"], dtype="datetime64[us]")
    early = np.array(["2023-12-31T15:00"], dtype="datetime64[us]")
    with pytest.raises(OutsideCalendar):
        add_minutes_many(OFFICE, late, 400)
    with pytest.raises(OutsideCalendar):
        add_minutes_many(OFFICE, early, 1)
    with pytest.raises(ValueError, match="negative"):
        add_minutes_many(OFFICE, late, -1)
    assert add_minutes_many(OFFICE, late[:0], 1).size == 0
