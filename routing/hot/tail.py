"""How surprising is a count (突增检验): exact upper tails and control of false discoveries.

A count whose rate is only known from the past is negative binomial: a Poisson count whose rate is
Gamma distributed. Tails are summed from the observed count upwards, so that they stay exact where
``1 - cdf`` would have lost all digits.
"""

from collections.abc import Sequence
from math import exp, lgamma, log, log1p

_ENOUGH = 1e-15  # a further term smaller than this share of the sum changes no digit
_NO_SPREAD = 1e-12


def upper_tail(observed: int, mean: float, variance: float) -> float:
    """Return the chance of at least ``observed`` when the rate has this ``mean`` and ``variance``.

    ``variance`` is that of the rate, not of the count; without it the count is Poisson. Raises
    ``ValueError`` for a mean that is not positive.
    """
    if mean <= 0:
        msg = "an expectation must be positive"
        raise ValueError(msg)
    if observed <= 0:
        return 1.0
    if variance <= _NO_SPREAD * mean * mean:
        return _summed(_poisson(observed, mean), observed, mean, 0.0)
    shape = mean * mean / variance
    share = mean / (mean + shape)
    first = exp(
        lgamma(observed + shape)
        - lgamma(shape)
        - lgamma(observed + 1)
        - shape * log1p(mean / shape)
        + observed * log(share)
    )
    return _summed(first, observed, shape * share, share)


def _poisson(observed: int, mean: float) -> float:
    return exp(observed * log(mean) - mean - lgamma(observed + 1))


def _summed(term: float, count: int, constant: float, share: float) -> float:
    """Sum the chances from ``count`` upwards; each is the last times (constant + share·k) / (k + 1)."""
    total = 0.0
    while True:
        total += term
        ratio = (constant + share * count) / (count + 1)
        term *= ratio
        count += 1
        if ratio < 1 and term <= _ENOUGH * total * (1 - ratio):
            return min(total, 1.0)


def adjusted(chances: Sequence[float], looked_at: float) -> list[float]:
    """Return the false-discovery rates (Benjamini and Hochberg) of ``chances`` among ``looked_at`` tests.

    Only the small chances need to be given; all others count as looked at and found ordinary. The
    result stands in the order of ``chances``, each between 0 and 1.
    """
    order = sorted(range(len(chances)), key=lambda index: chances[index], reverse=True)
    tests = max(looked_at, len(chances))
    result = [1.0] * len(chances)
    least = 1.0
    for place, index in enumerate(order):
        least = min(least, chances[index] * tests / (len(chances) - place))
        result[index] = least
    return result
