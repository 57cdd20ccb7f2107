"""Drift of the suggestions (分类质量漂移): agreement with people by ISO week, and when a fall is more than chance.

Pure counting. A week is written ``2026-W47`` (ISO 8601, Asia/Shanghai days). A fall is told only if the
Wilson interval of the week lies wholly under that of the weeks before, so that a small class with one
wrong answer is no alarm.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from typing import NamedTuple


class Cell(NamedTuple):
    """Tickets of a week that were suggested one thing and confirmed another; empty: nothing suggested."""

    week: str
    model: str
    suggested: str
    confirmed: str
    tickets: int


@dataclass(frozen=True)
class Tally:
    """Confirmed tickets, those with a suggestion, and those whose suggestion was confirmed."""

    total: int = 0
    suggested: int = 0
    agreed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Return both together."""
        return Tally(
            self.total + other.total,
            self.suggested + other.suggested,
            self.agreed + other.agreed,
        )

    @property
    def agreement(self) -> float | None:
        """Return the share of suggestions that were confirmed; ``None`` without any."""
        return self.agreed / self.suggested if self.suggested else None

    def bounds(self, z: float) -> tuple[float, float]:
        """Return the Wilson interval of the agreement."""
        return wilson(self.agreed, self.suggested, z)


@dataclass(frozen=True)
class DriftRule:
    """When a fall is told; the numbers are ours (``routing.settings.DriftSettings``)."""

    least: int = 30
    drop: float = 0.05
    z: float = 2.58


def wilson(agreed: int, total: int, z: float) -> tuple[float, float]:
    """Return the Wilson score interval of a share; (0, 1) without any observation."""
    if total <= 0:
        return 0.0, 1.0
    share, square = agreed / total, z * z
    centre = (share + square / (2 * total)) / (1 + square / total)
    half = z / (1 + square / total) * sqrt(share * (1 - share) / total + square / (4 * total**2))
    return max(0.0, centre - half), min(1.0, centre + half)


def tally(cells: Iterable[Cell]) -> Tally:
    """Count cells together."""
    total = suggested = agreed = 0
    for cell in cells:
        total += cell.tickets
        suggested += cell.tickets * bool(cell.suggested)
        agreed += cell.tickets * (cell.suggested == cell.confirmed)
    return Tally(total, suggested, agreed)


def by_class(cells: Iterable[Cell]) -> dict[str, list[Cell]]:
    """Group cells by what people confirmed."""
    grouped: dict[str, list[Cell]] = {}
    for cell in cells:
        grouped.setdefault(cell.confirmed, []).append(cell)
    return grouped


def has_fallen(now: Tally, before: Tally, rule: DriftRule) -> bool:
    """Tell whether ``now`` is below ``before`` by more than chance, by ``rule.drop`` and with enough tickets."""
    share, usual = now.agreement, before.agreement
    if share is None or usual is None or min(now.suggested, before.suggested) < rule.least:
        return False
    return usual - share >= rule.drop and now.bounds(rule.z)[1] < before.bounds(rule.z)[0]


@dataclass(frozen=True)
class Fall:
    """A class whose agreement fell; an empty ``code`` means all classes together."""

    code: str
    now: Tally
    before: Tally
    model: str


def falls(cells: Sequence[Cell], week: str, rule: DriftRule, *, classes: bool = True) -> list[Fall]:
    """Return what fell in ``week`` against the earlier weeks in ``cells``: all together first, then the classes.

    ``classes`` false looks at all together only (a week that is not over yet).
    """
    now = [cell for cell in cells if cell.week == week]
    before = [cell for cell in cells if cell.week < week]
    found = [_fall("", now, before, rule)]
    if classes:
        earlier = by_class(before)
        grouped = sorted(by_class(now).items())
        found += [_fall(code, mine, earlier.get(code, []), rule) for code, mine in grouped]
    return [fall for fall in found if fall is not None]


def _fall(code: str, now: list[Cell], before: list[Cell], rule: DriftRule) -> Fall | None:
    counted, usual = tally(now), tally(before)
    if not has_fallen(counted, usual, rule):
        return None
    models: dict[str, int] = {}
    for cell in now:
        models[cell.model] = models.get(cell.model, 0) + cell.tickets
    return Fall(code, counted, usual, max(models, key=lambda name: (models[name], name)))


def week_of(day: date) -> str:
    """Return the ISO week of a day."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def monday_of(week: str) -> date:
    """Return the first day of an ISO week; raises ``ValueError`` for anything else."""
    year, _, number = week.partition("-W")
    return date.fromisocalendar(int(year), int(number), 1)


def weeks_until(week: str, count: int) -> list[str]:
    """Return ``count`` weeks that end with ``week``, the oldest first."""
    last = monday_of(week)
    return [week_of(last - timedelta(weeks=ago)) for ago in range(count - 1, -1, -1)]
