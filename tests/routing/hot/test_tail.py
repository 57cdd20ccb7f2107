"""Tails are exact and false discoveries are bounded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from routing.hot.tail import adjusted, upper_tail


@given(
    observed=st.integers(0, 300),
    mean=st.floats(0.01, 200),
    spread=st.floats(0.01, 5),
)
def test_a_tail_is_that_of_the_negative_binomial(observed: int, mean: float, spread: float) -> None:
    variance = spread * mean * mean
    shape = 1 / spread
    expected = stats.nbinom.sf(observed - 1, shape, shape / (shape + mean))
    assert upper_tail(observed, mean, variance) == pytest.approx(expected, rel=1e-7, abs=1e-280)


@given(observed=st.integers(0, 300), mean=st.floats(0.01, 200))
def test_without_variance_of_the_rate_the_tail_is_that_of_poisson(
    observed: int, mean: float
) -> None:
    expected = stats.poisson.sf(observed - 1, mean)
    assert upper_tail(observed, mean, 0.0) == pytest.approx(expected, rel=1e-7, abs=1e-280)


def test_an_uncertain_rate_makes_a_count_less_surprising() -> None:
    assert upper_tail(10, 2.0, 1.0) > 10 * upper_tail(10, 2.0, 0.0)


def test_an_expectation_must_be_positive() -> None:
    with pytest.raises(ValueError, match="positive"):
        upper_tail(1, 0.0, 0.0)


def test_rates_are_those_of_benjamini_and_hochberg() -> None:
    assert adjusted([0.01, 0.02, 0.2], 4) == pytest.approx([0.04, 0.04, 0.2 * 4 / 3])
    assert adjusted([0.5], 100) == [1.0]
    assert adjusted([], 10) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_rates_agree_with_scipy_when_every_test_is_given(chances: list[float]) -> None:
    assert adjusted(chances, len(chances)) == pytest.approx(
        list(stats.false_discovery_control(chances)), abs=1e-12
    )
