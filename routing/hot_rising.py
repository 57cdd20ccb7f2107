"""Rising topics of a day (上升事项): the plain rule of the reports, beside the finer watch.

Domain rules §9.6: a category at a place rises when its tickets of the day are at least ten and exceed the
mean of the four weeks before by three standard deviations.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

from routing.hot_reports import Topic

DAYS = 28


@dataclass(frozen=True)
class RisingRule:
    """The numbers of the rule, domain rules §9.6 (D)."""

    least_tickets: int = 10
    deviations: float = 3.0


SHIPPED = RisingRule()


@dataclass(frozen=True)
class Rising:
    """A category at a place whose day is far over its four weeks; counts are tickets."""

    topic: Topic
    count: int
    mean: float
    deviation: float


def risen(
    topic: Topic, count: int, before: Sequence[int], rule: RisingRule = SHIPPED
) -> Rising | None:
    """Return the rise of a day with ``count`` tickets over the ``DAYS`` days before; ``None`` if it is none.

    With fewer days known nothing is said.
    """
    if count < rule.least_tickets or len(before) < DAYS:
        return None
    mean, deviation = fmean(before), pstdev(before)
    if count <= mean + rule.deviations * deviation:
        return None
    return Rising(topic, count, round(mean, 2), round(deviation, 2))


def ordered(found: Iterable[Rising | None]) -> list[Rising]:
    """Return the rises, the most tickets over the mean first."""
    rises = [rise for rise in found if rise is not None]
    return sorted(rises, key=lambda rise: (rise.mean - rise.count, rise.topic))
