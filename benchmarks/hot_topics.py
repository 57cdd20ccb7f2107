"""Hot topics (热点诉求): recall, delay and false alarms on a simulated city, and what a ticket costs.

Run ``python -m benchmarks.hot_topics``; ``--tiny`` makes it short. After eleven quiet weeks of history come a
quiet month (with a weekly market and a holiday of half the usual calls) and a month with planted events.

Targets, ours: at most one false alarm a day for the whole city, because a duty officer who is called once a
day for nothing still answers; and of sudden events with at least ten citizens in two hours – twice what makes a
batch (five citizens) – nine in ten are told within two hours of the first call. Events that are smaller, or
spread thinly over the city, are reported but not promised.
"""

import argparse
import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from benchmarks.hot_city import HOLIDAYS, LOCAL, MARKET, START, City, Event
from hotline.kit.text import normalise
from routing.hot.reports import Report
from routing.hot.season import by_calendar
from routing.hot.state import HotChange
from routing.hot.terms import terms_of
from routing.hot.topics import HotTopics, Told

STEP = timedelta(minutes=5)
IN_TIME = timedelta(hours=2)
MOST_FALSE, LEAST_RECALL, PROMISED = 1.0, 0.9, 10
HISTORY, MONTH = 63, 28
KINDS = ("town burst", "new matter in a town", "estate outage", "district burst")
SIZES = (6, 10, 15, 30)


@dataclass
class Seen:
    """What one simulated stretch told and cost."""

    days: int
    told: list[tuple[datetime, Told, dict[str, int]]] = field(default_factory=list)
    seconds: float = 0.0
    slowest: float = 0.0
    tickets: int = 0


def midnight(number: int) -> datetime:
    """Return the local midnight of day ``number``."""
    day = START + timedelta(days=number)
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - LOCAL


def watched(
    watch: HotTopics, city: City, days: Iterable[int], events: list[Event], step: timedelta = STEP
) -> Seen:
    """Stream days with events through ``watch``."""
    planted = sorted((r for e in events for r in city.planted(e)), key=lambda r: r.at)
    seen = Seen(days=0)
    for number in days:
        begin = midnight(number)
        end = begin + timedelta(days=1)
        reports = city.day(number) + [r for r in planted if begin <= r.at < end]
        _stream(watch, sorted(reports, key=lambda r: r.at), (begin, end, step), seen)
        seen.days += 1
    return seen


def _stream(
    watch: HotTopics,
    reports: list[Report],
    span: tuple[datetime, datetime, timedelta],
    seen: Seen,
) -> None:
    now, end, step = span
    position = 0
    while now < end:
        now += step
        began = time.process_time()
        while position < len(reports) and reports[position].at <= now:
            seen.tickets += watch.add(reports[position])
            position += 1
        told = watch.tick(now)
        taken = time.process_time() - began
        seen.seconds += taken
        seen.slowest = max(seen.slowest, taken)
        seen.told += [(now, item, _owners(watch, item)) for item in told]


def _owners(watch: HotTopics, told: Told) -> dict[str, int]:
    """Count the topic's tickets by the event that they were planted by (empty for the city's own)."""
    counts: dict[str, int] = {}
    for key in watch.tickets(told.topic.id):
        owner = key.split(":")[0] if key.startswith("E") else ""
        counts[owner] = counts.get(owner, 0) + 1
    return counts


def events_of(first: int, days: int, city: City, sizes: tuple[int, ...]) -> list[Event]:
    """Plant sudden events of every size and kind, slow rises, and citizens with forty messages."""
    rng = np.random.default_rng((city.seed, first))
    names, shares = city.categories
    towns, weights = city.towns
    found: list[Event] = []
    for day in range(first, first + days):
        for turn in range(4):
            kind = KINDS[(day + turn) % len(KINDS)]
            size = sizes[(day // len(KINDS) + turn) % len(sizes)]
            town = str(rng.choice(towns, p=weights))
            inside = tuple(t for t in towns if t[:6] == town[:6])
            start = midnight(day) + timedelta(
                hours=float(rng.uniform(7.5 + 3.5 * turn, 10 + 3.5 * turn))
            )
            event = Event(
                name=f"E{day}.{turn}.{kind}",
                start=start,
                hours=1.5,
                citizens=size,
                category=str(rng.choice(names, p=shares if turn % 2 else None)),
                towns=inside if kind == "district burst" else (town,),
                words=_words(kind, day * 4 + turn),
            )
            found.append(event)
    return [*found, *_slow(first, days, city, rng), *_loud(first, days, city, rng)]


def _words(kind: str, number: int) -> str:
    """Return what the citizens of an event have in common; a town burst has no word of its own."""
    if kind == "town burst":
        return ""
    first = "翠锦澜岭枫桦榕棠"[number % 8] + "湖湾苑庭"[number // 8 % 4] + "雅居"
    matter = {
        "new matter in a town": "充电卡失效",
        "estate outage": "水管爆裂停水",
        "district burst": "信号中断",
    }
    return f"{first}，{matter[kind]}"


def _slow(first: int, days: int, city: City, rng: np.random.Generator) -> list[Event]:
    names, _ = city.categories
    towns = tuple(city.towns[0])
    return [
        Event(
            name=f"E{day}.slow",
            start=midnight(day) + timedelta(hours=9),
            hours=72,
            citizens=max(20, city.per_day // 50),
            category=str(rng.choice(names)),
            towns=towns,
            words="电子凭证过期" if day % 2 else "",
        )
        for day in range(first + 2, first + days - 3, 7)
    ]


def _loud(first: int, days: int, city: City, rng: np.random.Generator) -> list[Event]:
    names, shares = city.categories
    return [
        Event(
            name=f"E{day}.loud",
            start=midnight(day) + timedelta(hours=13),
            hours=0.5,
            citizens=1,
            category=str(rng.choice(names, p=shares)),
            towns=(str(rng.choice(city.towns[0])),),
            words="",
            messages=40,
        )
        for day in range(first + 1, first + days, 5)
    ]


def found_at(event: Event, seen: Seen) -> datetime | None:
    """Return when the event was first told: most of a told topic's tickets are its own."""
    for at, told, owners in seen.told:
        if told.change is not HotChange.ENDED and 2 * owners.get(event.name, 0) >= sum(
            owners.values()
        ):
            return at
    return None


def false_alarms(seen: Seen) -> list[tuple[datetime, Told]]:
    """Return the openings of which no event holds at least a third of the tickets."""
    return [
        (at, told)
        for at, told, owners in seen.told
        if told.change is HotChange.OPENED
        and 3 * max((n for owner, n in owners.items() if owner), default=0) < sum(owners.values())
    ]


def _recall(events: list[Event], seen: Seen, within: timedelta | None) -> dict[str, Any]:
    delays = []
    for event in events:
        at = found_at(event, seen)
        if at is not None and (within is None or at - event.start <= within):
            delays.append((at - event.start).total_seconds() / 60)
    median = round(statistics.median(delays), 1) if delays else None
    share = round(len(delays) / len(events), 3) if events else None
    return {"events": len(events), "recall": share, "median_delay_minutes": median}


def cost(city: City) -> dict[str, float]:
    """Return microseconds of the processor to cut one of our texts into words."""
    texts = [request["text"] for request in city.requests]
    terms_of(normalise(texts[0]))
    began = time.process_time()
    for text in texts:
        terms_of(text)
    return {"terms_us": round((time.process_time() - began) / len(texts) * 1e6, 1)}


def measure(per_day: int, days: int, step: timedelta, history: int = HISTORY) -> dict[str, Any]:
    """Simulate ``history`` days, a quiet stretch and one with events; returns all figures."""
    city = City(per_day)
    watch = HotTopics(behaves_as=by_calendar(HOLIDAYS, ()))
    began = time.perf_counter()
    count = sum(watch.add(report) for day in range(history) for report in city.day(day))
    watch.tick(midnight(history))
    taught = time.perf_counter() - began
    quiet = watched(watch, city, range(history, history + days), [], step)
    first = history + days
    events = events_of(first, days, city, SIZES)
    busy = watched(watch, city, range(first, first + days), events, step)
    return {
        "tickets_a_day": per_day,
        "days": days,
        "history": {"tickets": count, "seconds_with_simulation": round(taught, 1)},
        **_judged(quiet, busy, events),
        "cost": {**_costs(quiet, busy), **cost(city)},
    }


def _judged(quiet: Seen, busy: Seen, events: list[Event]) -> dict[str, Any]:
    wrong, in_busy = false_alarms(quiet), false_alarms(busy)
    sudden = [e for e in events if e.hours < 24 and e.messages == 1]
    promised = [e for e in sudden if e.citizens >= PROMISED]
    result = _recall(promised, busy, IN_TIME)
    kinds = {kind: [e for e in promised if e.name.endswith(kind)] for kind in KINDS}
    loud = [e for e in events if e.messages > 1]
    rate = len(wrong) / quiet.days
    return {
        "false_alarms_a_day_quiet": round(rate, 3),
        "false_alarms_a_day_busy": round(len(in_busy) / busy.days, 3),
        "market_alarms": sum(
            t.topic.topic.place == MARKET[1] and t.topic.topic.category[:2] == MARKET[0][:2]
            for _, t in wrong
        ),
        "holiday_alarms": sum((at + LOCAL).date() in HOLIDAYS for at, _ in wrong),
        "promised": result,
        "by_size": {
            n: _recall([e for e in sudden if e.citizens == n], busy, IN_TIME) for n in SIZES
        },
        "by_kind": {kind: _recall(members, busy, IN_TIME) for kind, members in kinds.items()},
        "slow_rise": _recall([e for e in events if e.hours >= 24], busy, None),
        "loud_citizens_told": _recall(loud, busy, None)["recall"],
        "told_per_found_event": _told_per_event(busy, sudden),
        "met": rate <= MOST_FALSE and (result["recall"] or 0) >= LEAST_RECALL,
    }


def _told_per_event(busy: Seen, events: list[Event]) -> float:
    names = {event.name for event in events}
    told = [owners for _, item, owners in busy.told if item.change is not HotChange.ENDED]
    mine = [
        o for o in told if any(2 * o.get(name, 0) >= sum(o.values()) for name in names & o.keys())
    ]
    hit = sum(found_at(event, busy) is not None for event in events)
    return round(len(mine) / hit, 2) if hit else 0.0


def _costs(quiet: Seen, busy: Seen) -> dict[str, Any]:
    tickets = quiet.tickets + busy.tickets
    return {
        "cpu_us_a_ticket_with_looks": round((quiet.seconds + busy.seconds) / tickets * 1e6, 1),
        "slowest_look_cpu_ms": round(max(quiet.slowest, busy.slowest) * 1e3, 1),
    }


def run(tiny: bool) -> dict[str, Any]:  # noqa: FBT001 — the shape all benchmarks share
    """Measure; ``tiny`` is a small city, four weeks, two days of each and a look every half hour."""
    if tiny:
        return measure(200, 2, timedelta(minutes=30), history=28)
    return measure(3_000, MONTH, STEP)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tiny", action="store_true", help="a short run for the tests")
    result = run(parser.parse_args().tiny)
    for name, value in result.items():
        print(f"{name:26} {value}")


if __name__ == "__main__":
    main()
