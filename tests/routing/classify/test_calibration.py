"""Confidences are honest, never change who wins, and the gate lets through only what is right often enough."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.classify.calibration import (
    Calibration,
    WinnerCurve,
    adaptive_calibration_error,
    best_temperature,
    calibrate,
    calibration_error,
    choose_gate,
    confidences,
    coverage_curve,
    isotonic,
    lower_bound,
    reliability,
)

RNG = np.random.default_rng(1)


def noisy(size: int, sharp: float) -> tuple[np.ndarray, np.ndarray]:
    """Margins whose truth follows their own softmax at temperature ``sharp``."""
    margins = RNG.normal(size=(size, 4)) * 2
    chance = np.exp(margins / sharp)
    chance /= chance.sum(axis=1, keepdims=True)
    truth = np.array([RNG.choice(4, p=row) for row in chance])
    return margins, truth


def test_the_temperature_that_made_the_data_is_found() -> None:
    margins, truth = noisy(3000, 0.7)
    assert best_temperature(margins, truth) == pytest.approx(0.7, rel=0.15)


def test_calibrated_confidences_say_how_often_they_are_right() -> None:
    margins, truth = noisy(4000, 1.3)
    learned = calibrate(margins[:2000], truth[:2000])
    told = confidences(margins[2000:], learned)
    right = told.argmax(axis=1) == truth[2000:]
    assert calibration_error(told.max(axis=1), right) < 0.04
    raw = confidences(margins[2000:], Calibration(0.2))
    assert calibration_error(raw.max(axis=1), raw.argmax(axis=1) == truth[2000:]) > 0.15


def test_the_curve_repairs_what_a_temperature_cannot() -> None:
    """A winner that is right in half of the cases however sure it is."""
    margins = np.zeros((4000, 3))
    margins[:, 0] = RNG.uniform(0.5, 6.0, 4000)
    truth = np.where(RNG.random(4000) < 0.5, 0, RNG.integers(1, 3, 4000))
    learned = calibrate(margins[:2000], truth[:2000])
    told = confidences(margins[2000:], learned).max(axis=1)
    assert calibration_error(told, truth[2000:] == 0) < 0.05


def test_few_texts_get_no_curve() -> None:
    margins, truth = noisy(60, 1.0)
    assert calibrate(margins, truth).curve == ()


rows = st.lists(
    st.lists(st.floats(-5, 5, allow_nan=False), min_size=3, max_size=3), min_size=1, max_size=20
)
levels = st.lists(st.floats(0, 1), min_size=2, max_size=8).map(sorted)


@given(rows, levels)
def test_a_curve_never_changes_the_order_and_sums_stay_one(
    margins: list[list[float]], ys: list[float]
) -> None:
    xs = np.linspace(0.2, 0.95, len(ys)).tolist()
    curve = tuple(zip(xs, ys, strict=True))
    given_margins = np.array(margins)
    told = confidences(given_margins, Calibration(1.0, curve))
    plain = confidences(given_margins, Calibration(1.0))
    assert told.sum(axis=1) == pytest.approx(np.ones(len(told)))
    top = plain.argmax(axis=1)
    every = np.arange(len(top))
    assert (told[every, top] >= told.max(axis=1) - 1e-9).all()
    assert (told >= -1e-12).all()


@given(rows, levels)
def test_serving_applies_the_same_curve(margins: list[list[float]], ys: list[float]) -> None:
    curve = tuple(zip(np.linspace(0.2, 0.95, len(ys)).tolist(), ys, strict=True))
    given_margins = np.array(margins)
    whole = confidences(given_margins, Calibration(0.8, curve))
    plain = confidences(given_margins, Calibration(0.8))
    served = WinnerCurve(curve)
    for row, wanted in zip(plain, whole, strict=True):
        best = sorted(row.tolist(), reverse=True)[:2]
        assert served.ranked(best, 3)[0] == pytest.approx(wanted.max(), abs=1e-9)
        served.apply(row)
    assert plain == pytest.approx(whole, abs=1e-9)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_isotonic_rises_and_keeps_the_mean(values: list[float]) -> None:
    found = isotonic(np.array(values), np.ones(len(values)))
    assert (np.diff(found) >= -1e-9).all()
    assert found.mean() == pytest.approx(np.mean(values))


def test_what_rises_already_stays() -> None:
    assert isotonic(np.array([0.1, 0.5, 0.9]), np.ones(3)).tolist() == [0.1, 0.5, 0.9]


def test_the_gate_is_the_widest_that_is_right_often_enough() -> None:
    best = np.linspace(1.0, 0.0, 1000)
    right = np.ones(1000, bool)
    right[600:] = False
    gate = choose_gate(best, right, 0.98)
    assert gate.texts == 612  # 600 / 612 is the last share of at least 98 %
    assert gate.coverage == 0.612
    assert gate.precision == round(600 / 612, 4)
    assert gate.confidence is not None
    assert ((best >= gate.confidence).sum()) == 612
    assert gate.lower == round(lower_bound(600 / 612, 612), 4)


def test_equal_confidences_pass_together_or_not_at_all() -> None:
    best = np.array([0.9] * 100 + [0.5] * 100)
    right = np.array([True] * 150 + [False] * 50)
    gate = choose_gate(best, right)
    assert gate.texts == 100
    assert gate.confidence == pytest.approx(0.9, abs=1e-5)


def test_no_gate_where_nothing_is_right_often_enough() -> None:
    assert choose_gate(np.full(500, 0.9), np.arange(500) % 2 == 0).confidence is None
    few = choose_gate(np.full(20, 0.9), np.ones(20, bool))
    assert few.confidence is None  # twenty right answers show no 98 %


def test_the_lower_bound_is_wilsons() -> None:
    assert lower_bound(0.98, 100) == pytest.approx(0.94135, abs=1e-4)
    assert lower_bound(1.0, 50) < 1.0
    assert lower_bound(0.5, 0) == 0.0


def test_curves_begin_with_the_surest_and_end_with_all() -> None:
    best, right = np.array([0.9, 0.8, 0.7, 0.6]), np.array([True, True, False, True])
    points = coverage_curve(best, right)
    assert points[0] == {"coverage": 0.25, "precision": 1.0, "confidence": 0.9}
    assert points[-1] == {"coverage": 1.0, "precision": 0.75, "confidence": 0.6}
    assert sum(p["texts"] for p in reliability(np.linspace(0, 1, 95), np.ones(95, bool))) == 95


def test_errors_equal_their_definitions() -> None:
    best, right = np.array([0.95, 0.95]), np.array([True, False])
    assert calibration_error(best, right) == 0.45
    assert adaptive_calibration_error(np.array([0.4, 0.6]), np.array([False, True])) == 0.4
