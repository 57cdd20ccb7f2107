"""Lights of corrections: yellow by working time, red when the clock is over, the worst of several."""

from datetime import UTC, datetime, timedelta

import pytest

from hotline.kit.officehours import DayTable, OfficeHours
from hotline.kit.worktime import Calendar
from knowledge.lights import Light, Running, worst, yellow_at

SINCE = datetime(2026, 3, 2, 2, tzinfo=UTC)  # a Monday, ten o'clock in the city


@pytest.fixture
def calendar() -> Calendar:
    return Calendar("each day", 1, OfficeHours(every_day=True), DayTable(frozenset({2026})))


def test_a_clock_of_one_working_day_turns_yellow_when_four_fifths_are_used(
    calendar: Calendar,
) -> None:
    due = calendar.add_minutes(SINCE, 420)
    assert yellow_at(calendar, SINCE, due) == calendar.add_minutes(SINCE, 336)


def test_a_clock_of_ten_days_turns_yellow_when_two_are_left_and_one_of_four_when_one_is(
    calendar: Calendar,
) -> None:
    long, short = calendar.add_minutes(SINCE, 4200), calendar.add_minutes(SINCE, 1680)
    assert yellow_at(calendar, SINCE, long) == calendar.add_minutes(SINCE, 3360)
    assert yellow_at(calendar, SINCE, short) == calendar.rewind_minutes(short, 420)


def test_the_worst_of_the_running_clocks_is_told(calendar: Calendar) -> None:
    soon, later = calendar.add_minutes(SINCE, 420), calendar.add_minutes(SINCE, 4200)
    running = Running(None, SINCE, (soon, later))
    assert worst(calendar, running, SINCE) is Light.GREEN
    assert worst(calendar, running, soon - timedelta(minutes=1)) is Light.YELLOW
    assert worst(calendar, running, soon) is Light.RED
    assert worst(calendar, running._replace(dues=(later,)), soon) is Light.GREEN


def test_a_report_without_running_clocks_is_green(calendar: Calendar) -> None:
    assert worst(calendar, Running(None, SINCE, ()), SINCE) is Light.GREEN
