"""Rising topics of a day (上升事项): the plain rule of the reports, beside the finer watch.

Domain rules §9.6: a category at a place rises when its tickets of the day are at least ten and exceed the
mean of the four weeks before by three standard deviations.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

from routing.hot.reports import Topic

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


def distinct(rises: Iterable[Rising]) -> list[Rising]:
    """Return one rise for each matter: of cells that hold each other the one farthest over its usual."""
    chosen: list[Rising] = []
    for rise in sorted(rises, key=_strength):
        if not any(related(rise.topic, other.topic) for other in chosen):
            chosen.append(rise)
    return chosen


def _strength(rise: Rising) -> tuple[float, int, Topic]:
    """Order rises: the more deviations over the mean first, then the more specific."""
    over = (rise.mean - rise.count) / max(rise.deviation, 1.0)
    return (over, -len(rise.topic.category + rise.topic.place), rise.topic)


def related(one: Topic, other: Topic) -> bool:
    """Tell whether one category and place holds the other; codes of a level begin with those above."""
    return _holds(one.category, other.category) and _holds(one.place, other.place)


def _holds(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)
