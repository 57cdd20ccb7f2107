"""What is usual: weekday and hour, habits, past bursts, special days."""

from datetime import date

import numpy as np
import pytest

from routing.hot.season import (
    FRIDAY,
    GAP,
    SLOTS,
    SUNDAY,
    WEEKS,
    Floats,
    Past,
    Season,
    by_calendar,
    capped,
    ordinary,
    past_of,
    recent_slots,
    season,
    weekday,
    weekly,
)

TODAY = date(2026, 11, 25).toordinal() - date(1970, 1, 1).toordinal()  # a Wednesday
PAST = past_of(TODAY, 0, ordinary)
FLAT = np.ones(SLOTS)


def usual(table: Floats, past: Past = PAST, prior: float = 1.0) -> Season:
    return season(table, past, prior_level=prior, profile=FLAT)


def test_weekdays_are_those_of_the_calendar() -> None:
    assert weekday(TODAY) == date(2026, 11, 25).weekday()


def test_the_newest_days_do_not_teach() -> None:
    assert PAST.last == TODAY - 1 - GAP
    assert PAST.days == WEEKS * 7
    assert PAST.exposure().tolist() == [WEEKS] * 7
    hours = np.arange(TODAY - GAP, TODAY + 1) * 24
    assert weekly(hours, PAST).sum() == 0


def test_days_before_the_first_report_are_no_quiet_days() -> None:
    assert past_of(TODAY, PAST.last - 9, ordinary).days == 10


def test_a_count_lands_in_its_week_and_slot() -> None:
    day = PAST.last - 8
    table = weekly(np.array([day * 24 + 15, day * 24 + 15]), PAST)
    assert table[1, weekday(day) * 24 + 15] == 2
    assert table.sum() == 2


def test_a_holiday_teaches_nothing_and_behaves_as_a_sunday() -> None:
    holiday = date.fromordinal(date(1970, 1, 1).toordinal() + PAST.last - 1)
    behaves = by_calendar([holiday], [])
    past = past_of(TODAY, 0, behaves)
    assert past.days == WEEKS * 7 - 1
    assert weekly(np.array([(PAST.last - 1) * 24]), past).sum() == 0
    today = date(2026, 11, 25)
    assert recent_slots(TODAY, 0, by_calendar([today], []))[0] == SUNDAY * 24
    assert recent_slots(TODAY, 0, by_calendar([], [today]))[0] == FRIDAY * 24
    assert recent_slots(TODAY, 1, ordinary).tolist() == [*range(24, 72)]


def test_a_market_seen_twice_is_a_habit_and_one_past_burst_is_not() -> None:
    table = np.zeros((WEEKS, SLOTS))
    table[:, 10] = 15
    table[3, 20] = 30
    exposure = PAST.exposure()
    assert capped(table, exposure)[:, 10].tolist() == [15] * WEEKS
    assert capped(table, exposure)[3, 20] == 2
    found = usual(table)
    assert found.mean[10] == pytest.approx(15, rel=0.12)
    assert found.mean[20] < 0.5


def test_with_two_weeks_of_history_nothing_is_capped() -> None:
    table = np.zeros((WEEKS, SLOTS))
    table[0, 20] = 30
    assert capped(table, past_of(TODAY, PAST.last - 13, ordinary).exposure())[0, 20] == 30


def test_an_empty_cell_expects_what_its_parents_say_and_learns_from_silence() -> None:
    found = usual(np.zeros((WEEKS, SLOTS)), prior=0.7)
    assert 0 < found.level < 0.7
    assert found.mean.sum() == pytest.approx(found.level * 7, rel=0.5)


def test_a_cell_that_follows_the_city_borrows_its_week() -> None:
    profile = np.tile(np.repeat([0.2, 1.8], 12), 7)
    rng = np.random.default_rng(7)
    table = rng.poisson(np.tile(0.1 * profile, (WEEKS, 1))).astype(float)
    found = season(table, PAST, prior_level=2.4, profile=profile)
    truth = 0.1 * profile
    raw = table.sum(axis=0) / WEEKS
    assert np.abs(found.mean - truth).mean() < 0.6 * np.abs(raw - truth).mean()


def test_uneven_days_widen_the_expectation() -> None:
    rng = np.random.default_rng(7)
    even = rng.poisson(np.full((WEEKS, SLOTS), 2.0)).astype(float)
    factor = np.repeat(rng.gamma(4, 0.25, (WEEKS, 7)), 24, axis=1)
    uneven = rng.poisson(2.0 * factor).astype(float)
    assert usual(even, prior=48).cv2 < 0.03
    assert usual(uneven, prior=48).cv2 > 0.1


def test_without_any_teaching_day_the_usual_spread_is_assumed() -> None:
    past = past_of(TODAY, TODAY, ordinary)
    assert past.days == 0
    assert usual(np.zeros((WEEKS, SLOTS)), past).cv2 == pytest.approx(0.04)
