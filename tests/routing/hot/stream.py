"""A small town's reports for the tests of hot topics (测试数据): quiet weeks and what is planted into them."""

from datetime import UTC, datetime, timedelta

import numpy as np

from routing.hot.reports import Report
from routing.hot.season import BehavesAs, ordinary
from routing.hot.topics import HotTopics

START = datetime(2026, 3, 1, 16, tzinfo=UTC)  # Monday 2 March, local midnight
DAYS = 42
TOWNS = ("440604012", "440605011", "440605125")
LEAVES = ("010101", "010102", "020201", "050101")
WORDS = ("垃圾", "噪音", "路灯", "积水", "停车", "油烟")
NOON = START + timedelta(days=DAYS, hours=12)


def report(
    key: str,
    at: datetime,
    *,
    citizen: str | None = None,
    leaf: str = "020201",
    town: str = TOWNS[0],
    terms: tuple[str, ...] = (),
) -> Report:
    """One report; every one of another citizen unless named."""
    return Report(
        id=key,
        at=at,
        citizen=f"of {key}" if citizen is None else citizen,
        categories=(leaf[:2], leaf[:4], leaf),
        places=(town[:6], town),
        terms=frozenset(terms),
    )


def quiet(days: range, *, per_day: int = 24, seed: int = 5) -> list[Report]:
    """Evenly mixed reports of the days, by time."""
    found = []
    for day in days:
        rng = np.random.default_rng((seed, day))
        for number in range(rng.poisson(per_day)):
            at = START + timedelta(days=day, hours=7, seconds=int(rng.integers(14 * 3600)))
            word = WORDS[int(rng.integers(len(WORDS)))]
            leaf = LEAVES[int(rng.integers(len(LEAVES)))]
            town = TOWNS[int(rng.integers(len(TOWNS)))]
            found.append(report(f"q{day}.{number}", at, leaf=leaf, town=town, terms=(word,)))
    return sorted(found, key=lambda item: item.at)


def burst(size: int, at: datetime = NOON, *, name: str = "b", **fields: object) -> list[Report]:
    """``size`` reports, three minutes apart."""
    return [
        report(f"{name}{number}", at + timedelta(minutes=3 * number), **fields)  # type: ignore[arg-type]
        for number in range(size)
    ]


def taught(days: int = DAYS, behaves_as: BehavesAs = ordinary) -> HotTopics:
    """A watch that knows ``days`` quiet days and has looked at the last midnight."""
    watch = HotTopics(behaves_as=behaves_as)
    for item in quiet(range(days)):
        watch.add(item)
    watch.tick(START + timedelta(days=days))
    return watch
