"""A simulated city for the hot topics (模拟城市): quiet days, their season, and planted events.

The mix of categories and towns and all wording come from the demonstration city's own requests. Days differ
beyond chance: the whole city, every category and every town × branch draw a factor of their own each day,
so that the quiet months are as uneven as real ones.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from routing.hot.reports import Report
from routing.hot.terms import terms_of

REQUESTS = Path(__file__).parent.parent / "hotline" / "demo" / "data" / "requests.jsonl"
START = date(2026, 3, 2)  # a Monday
LOCAL = timedelta(hours=8)
# Shares of the hours of a day and of the weekdays: two peaks, quiet nights, busy Mondays.
HOURS = np.array(
    [8, 5, 3, 2, 2, 4, 10, 25, 60, 80, 78, 65, 40, 45, 62, 68, 64, 52, 42, 40, 38, 32, 22, 13],
    float,
)
WEEKDAYS = np.array([1.16, 1.08, 1.04, 1.02, 1.0, 0.86, 0.84])
CITY_CV, CATEGORY_CV, TOWN_CV = 0.06, 0.15, 0.2
REPEATED = 0.08  # share of citizens who call again the same day
HOLIDAYS = tuple(START + timedelta(days=number) for number in (70, 71, 72))
HOLIDAY_FACTOR = 0.5
MARKET_WEEKDAY, MARKET_HOURS, MARKET_SIZE = 5, (8, 9, 10), 18
MARKET = ("010201", "440606102")
UNKNOWN = "000000"


@dataclass(frozen=True)
class Event:
    """Something planted; ``citizens`` different ones within ``hours`` from ``start`` on, in ``towns``."""

    name: str
    start: datetime
    hours: float
    citizens: int
    category: str
    towns: tuple[str, ...]
    words: str
    messages: int = 1


@dataclass
class City:
    """Draws reports; the same seed gives the same city."""

    per_day: int
    seed: int = 12345
    _terms: dict[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def requests(self) -> list[dict[str, Any]]:
        """Return the demonstration city's own requests."""
        return [json.loads(line) for line in REQUESTS.read_text(encoding="utf-8").splitlines()]

    @cached_property
    def towns(self) -> tuple[list[str], np.ndarray[Any, Any]]:
        """Return the towns and their shares."""
        return _shares([r["town"] for r in self.requests if r["town"]])

    @cached_property
    def categories(self) -> tuple[list[str], np.ndarray[Any, Any]]:
        """Return the leaves and their shares, made steeper: real cities have a few huge subjects."""
        names, shares = _shares([r["category"] for r in self.requests])
        steep = shares**1.5
        return names, steep / steep.sum()

    @cached_property
    def sentences(self) -> dict[str, list[str]]:
        """Return the sentences of every second-level category."""
        found: dict[str, list[str]] = {}
        for request in self.requests:
            for part in request["text"].replace("？", "。").replace("！", "。").split("。"):
                if len(part) >= 6:
                    found.setdefault(request["category"][:4], []).append(part)
        return found

    def day(self, number: int, *, factor: float = 1.0) -> list[Report]:
        """Return the quiet reports of day ``number`` from the start, the market among them, by time."""
        rng = np.random.default_rng((self.seed, number))
        today = START + timedelta(days=number)
        if today in HOLIDAYS:
            factor *= HOLIDAY_FACTOR
        mean = self.per_day * WEEKDAYS[today.weekday()] * factor * _factor(rng, CITY_CV)
        names, shares = self.categories
        towns, weights = self.towns
        cells = np.outer(shares * _factors(rng, CATEGORY_CV, len(names)), weights)
        branches = {name[:4]: _factors(rng, TOWN_CV, len(towns)) for name in names}
        cells *= np.array([branches[name[:4]] for name in names])
        counts = rng.poisson(cells / (shares.sum() * weights.sum()) * mean)
        found = []
        for row, column in zip(*np.nonzero(counts), strict=True):
            for _ in range(counts[row, column]):
                at = _moment(rng, today, int(rng.choice(24, p=HOURS / HOURS.sum())))
                found += self._said(rng, at, names[row], towns[column])
        found += self._market(rng, today)
        return sorted(found, key=lambda report: report.at)

    def _market(self, rng: np.random.Generator, today: date) -> list[Report]:
        if today.weekday() != MARKET_WEEKDAY or today in HOLIDAYS:
            return []
        found = []
        for hour in MARKET_HOURS:
            for _ in range(rng.poisson(MARKET_SIZE * self.per_day / 3_000)):
                found += self._said(rng, _moment(rng, today, hour), *MARKET, words="集市占道摆卖")
        return found

    def _said(
        self, rng: np.random.Generator, at: datetime, category: str, town: str, *, words: str = ""
    ) -> Iterator[Report]:
        citizen = f"c{rng.integers(1 << 60)}"
        pool = self.sentences.get(category[:4], ["情况说明"])
        told = frozenset().union(
            *(self.terms(pool[int(rng.integers(len(pool)))]) for _ in range(3)), self.terms(words)
        )
        for turn in range(2 if rng.random() < REPEATED else 1):
            yield _report(rng, at + timedelta(minutes=30 * turn), (citizen, category, town), told)

    def terms(self, text: str) -> frozenset[str]:
        """Return the words of a sentence, cut once."""
        known = self._terms.get(text)
        if known is None:
            known = self._terms[text] = terms_of(text)
        return known

    def planted(self, event: Event) -> list[Report]:
        """Return the reports of an event; ids begin with its name. A rise grows evenly to its end."""
        rng = np.random.default_rng((self.seed, int(event.start.timestamp()), event.citizens))
        slow = event.hours > 24
        share = rng.random(event.citizens)
        share = np.sqrt(share) if slow else share**1.3
        pool = self.sentences.get(event.category[:4], ["情况说明"])
        found = []
        for number in range(event.citizens):
            at = _awake(
                event.start + timedelta(hours=float(share[number] * event.hours)), rng, slow
            )
            town = event.towns[int(rng.integers(len(event.towns)))]
            extra = pool[int(rng.integers(len(pool)))]
            said = self.terms(event.words) | self.terms(extra)
            who = (f"{event.name}-{number}", event.category, town)
            for turn in range(event.messages):
                when = at + timedelta(minutes=4 * turn)
                found.append(_report(rng, when, who, said, prefix=f"{event.name}:"))
        return found


def _awake(at: datetime, rng: np.random.Generator, slow: bool) -> datetime:  # noqa: FBT001
    """Move a slow event's night calls into the day: people ask when they are awake."""
    local = at + LOCAL
    if not slow or 8 <= local.hour < 21:
        return at
    return at.replace(hour=int(rng.integers(0, 13)))


def _report(
    rng: np.random.Generator,
    at: datetime,
    who: tuple[str, str, str],
    terms: frozenset[str],
    prefix: str = "",
) -> Report:
    citizen, category, town = who
    return Report(
        id=f"{prefix}{at.isoformat()}-{rng.integers(1 << 48)}",
        at=at,
        citizen=citizen,
        categories=(category[:2], category[:4], category),
        places=(town[:6], town),
        terms=terms,
    )


def _shares(values: list[str]) -> tuple[list[str], np.ndarray[Any, Any]]:
    names, counts = np.unique(values, return_counts=True)
    return [str(name) for name in names], counts / counts.sum()


def _factor(rng: np.random.Generator, cv: float) -> float:
    return float(_factors(rng, cv, 1)[0])


def _factors(rng: np.random.Generator, cv: float, count: int) -> np.ndarray[Any, Any]:
    return rng.gamma(1 / cv**2, cv**2, count)


def _moment(rng: np.random.Generator, today: date, hour: int) -> datetime:
    local = datetime(today.year, today.month, today.day, hour, tzinfo=UTC)
    return local - LOCAL + timedelta(seconds=int(rng.integers(3600)))
