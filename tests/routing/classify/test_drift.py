"""A fall is more than chance, or nothing is said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.classify.drift import (
    Cell,
    DriftRule,
    Tally,
    falls,
    has_fallen,
    monday_of,
    tally,
    week_of,
    weeks_until,
    wilson,
)

RULE = DriftRule()


def test_the_interval_is_wilsons() -> None:
    low, high = wilson(8, 10, 1.96)
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)
    assert wilson(0, 0, 1.96) == (0.0, 1.0)


@given(total=st.integers(1, 5_000), share=st.floats(0, 1), z=st.floats(0.5, 4))
def test_the_interval_holds_the_share_and_stays_between_0_and_1(
    total: int, share: float, z: float
) -> None:
    agreed = round(total * share)
    low, high = wilson(agreed, total, z)
    assert 0 <= low <= agreed / total + 1e-12
    assert agreed / total - 1e-12 <= high <= 1


def test_nothing_suggested_counts_for_the_total_only() -> None:
    cells = [Cell("2026-W10", "m", "", "a", 4), Cell("2026-W10", "m", "a", "a", 5)]
    assert tally(cells) == Tally(9, 5, 5)
    assert Tally().agreement is None


@pytest.mark.parametrize(
    ("now", "before", "fallen"),
    [
        (Tally(100, 100, 50), Tally(800, 800, 720), True),
        (Tally(29, 29, 2), Tally(800, 800, 720), False),  # too few
        (Tally(100, 100, 50), Tally(20, 20, 19), False),  # too little known
        (Tally(100, 100, 82), Tally(800, 800, 720), False),  # within chance
        (Tally(90_000, 90_000, 80_000), Tally(90_000, 90_000, 82_000), False),  # sure, but tiny
        (Tally(100, 0, 0), Tally(800, 800, 720), False),
        (Tally(100, 100, 95), Tally(800, 800, 400), False),  # a rise
    ],
)
def test_a_fall_needs_enough_tickets_and_more_than_chance(
    now: Tally, before: Tally, fallen: bool
) -> None:
    assert has_fallen(now, before, RULE) is fallen


def test_falls_name_the_class_its_model_and_all_together_first() -> None:
    cells = [
        Cell("2026-W09", "m1", "a", "a", 500),
        Cell("2026-W09", "m1", "b", "b", 100),
        Cell("2026-W10", "m2", "a", "a", 40),
        Cell("2026-W10", "m2", "b", "a", 60),
        Cell("2026-W10", "m1", "b", "b", 50),
    ]
    found = falls(cells, "2026-W10", RULE)
    assert [(fall.code, fall.model) for fall in found] == [("", "m2"), ("a", "m2")]
    assert found[1].now == Tally(100, 100, 40)
    assert [fall.code for fall in falls(cells, "2026-W10", RULE, classes=False)] == [""]
    assert falls(cells, "2026-W09", RULE) == []


def test_weeks_follow_iso_over_the_new_year() -> None:
    assert week_of(date(2027, 1, 3)) == "2026-W53"
    assert monday_of("2026-W53") == date(2026, 12, 28)
    assert weeks_until("2027-W01", 3) == ["2026-W52", "2026-W53", "2027-W01"]
    with pytest.raises(ValueError, match="invalid literal"):
        monday_of("soon")
