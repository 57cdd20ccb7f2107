"""The reports that hot topics are counted from (热点数据): two months of reports in memory, by topic and place.

Only what counting needs is kept: time, an opaque key of the citizen, category and place codes, words of
the text, and – for the last three days – the ticket's id. The store is a function of the set of reports:
in which order they came changes no count.
"""

import heapq
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from routing.hot.season import GAP, WEEKS

RECENT = timedelta(hours=72)
KEEP_DAYS = WEEKS * 7 + GAP + 2
CITY = ""
_LOCAL = 8 * 3600  # Asia/Shanghai is UTC+8 without summer time since 1992
_MASK = (1 << 63) - 1
Longs = NDArray[np.int64]


class Topic(NamedTuple):
    """What is counted: a category, or a word inside a first-level category, at a place.

    ``category`` is a code of any level, empty for all; ``term`` is empty for a category as a whole;
    ``place`` a town or district code, empty for the whole city.
    """

    category: str
    term: str
    place: str


ALL = Topic("", "", CITY)


@dataclass(frozen=True)
class Report:
    """One ticket as the watch sees it.

    ``citizen`` is an opaque key (never a name or number), empty for an unknown one: then equal texts count
    as one citizen. ``categories`` are the codes from the first level down, ``places`` the codes from the
    widest down (district, town); ``terms`` the words of the masked text (``terms.terms_of``).
    """

    id: str
    at: datetime
    citizen: str = ""
    categories: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    terms: frozenset[str] = frozenset()

    def person(self) -> int:
        """Return a number for the citizen, for equal unknown texts the same."""
        return _number(self.citizen or "\n".join(("?", *sorted(self.terms))))


def _number(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest()) & _MASK


@dataclass(frozen=True, slots=True)
class Recent:
    """A report of the last three days; ``at`` in seconds since 1970."""

    at: int
    person: int
    report: Report


def local_hours(seconds: Longs) -> Longs:
    """Return hours since 1970 of the Asia/Shanghai clock."""
    return (seconds + _LOCAL) // 3600


def local_day(at: int) -> int:
    """Return the Asia/Shanghai day, counted from 1970-01-01, of seconds since 1970."""
    return (at + _LOCAL) // 86_400


def topics_of(report: Report) -> list[Topic]:
    """Return everything that a report counts for."""
    places = (CITY, *report.places)
    topics = [ALL, *(Topic("", "", place) for place in report.places)]
    topics += [Topic(code, "", place) for code in report.categories for place in places]
    if report.categories:
        spots = (CITY, *report.places[-1:])
        first = report.categories[0]
        topics += [Topic(first, term, place) for term in sorted(report.terms) for place in spots]
    return topics


@dataclass
class _Columns:
    """One row a kept report, in the order of arrival."""

    at: "array[int]" = field(default_factory=lambda: array("q"))
    person: "array[int]" = field(default_factory=lambda: array("q"))
    place: "array[int]" = field(default_factory=lambda: array("q"))
    key: "array[int]" = field(default_factory=lambda: array("q"))

    def all(self) -> "tuple[array[int], ...]":
        """Return the columns."""
        return (self.at, self.person, self.place, self.key)


class Reports:
    """Reports of the last two months."""

    def __init__(self) -> None:
        """Start empty."""
        self.first_day: int | None = None
        self.recent: dict[Topic, dict[str, Recent]] = {}
        self._newest = 0
        self._columns = _Columns()
        self._postings: dict[Topic, array[int]] = {}
        self._places: dict[str, int] = {CITY: 0}
        self._queue: list[tuple[int, str]] = []
        self._held: dict[str, Recent] = {}
        self._known: set[int] = set()
        self.cells: Counter[bool] = Counter()

    def __len__(self) -> int:
        """Return how many reports are kept."""
        return len(self._columns.at)

    def add(self, report: Report) -> list[Topic]:
        """Hold one report and return what it counts for; a report already held, or too old, counts for nothing."""
        at, key = int(report.at.timestamp()), _number(report.id)
        if key in self._known or local_day(at) <= local_day(self._newest) - KEEP_DAYS:
            return []
        self._known.add(key)
        day = local_day(at)
        if day > local_day(self._newest):
            self.expire(at)  # a start-up reading need not hold two months as recent
        self._newest = max(self._newest, at)
        self.first_day = day if self.first_day is None else min(self.first_day, day)
        held = Recent(at, report.person(), report)
        topics = topics_of(report)
        self._remember(held, topics)
        if at > self._newest - RECENT.total_seconds():
            self._hold(held, topics)
        return topics

    def _remember(self, held: Recent, topics: Sequence[Topic]) -> None:
        columns = self._columns
        row = len(columns.at)
        columns.key.append(_number(held.report.id))
        columns.at.append(held.at)
        columns.person.append(held.person)
        last = held.report.places[-1] if held.report.places else CITY
        columns.place.append(self._places.setdefault(last, len(self._places)))
        for topic in topics:
            if not topic.term or not topic.place:  # a word's towns are filtered by column
                rows = self._postings.get(topic)
                if rows is None:
                    rows = self._postings[topic] = array("q")
                    self.cells[False] += not topic.term
                rows.append(row)

    def _hold(self, held: Recent, topics: Iterable[Topic]) -> None:
        self._held[held.report.id] = held
        heapq.heappush(self._queue, (held.at, held.report.id))
        for topic in topics:
            members = self.recent.get(topic)
            if members is None:
                members = self.recent[topic] = {}
                self.cells[True] += bool(topic.term)
            members[held.report.id] = held

    def held(self, report_id: str) -> Report | None:
        """Return a report of the last three days as it counts now."""
        found = self._held.get(report_id)
        return None if found is None else found.report

    def remove(self, report_id: str) -> list[Topic]:
        """Take back a report of the last three days; returns what it counted for, nothing if it is not held."""
        held = self._held.pop(report_id, None)
        if held is None:
            return []
        topics = topics_of(held.report)
        self._let_go(report_id, topics)
        number = _number(report_id)
        row = int(np.flatnonzero(np.frombuffer(self._columns.key, np.int64) == number)[0])
        self._columns.key[row] = 0  # the row stays, nothing points at it any more
        self._known.discard(number)
        for topic in topics:
            rows = None if topic.term and topic.place else self._postings.get(topic)
            if rows is None:
                continue
            rows.remove(row)
            if not rows:
                del self._postings[topic]
                self.cells[False] -= not topic.term
        return topics

    def expire(self, now: int) -> None:
        """Let go what is no longer recent at ``now`` (seconds since 1970)."""
        self._newest = max(self._newest, now)
        while self._queue and self._queue[0][0] <= now - RECENT.total_seconds():
            at, key = heapq.heappop(self._queue)
            held = self._held.get(key)
            if held is not None and held.at == at:  # else it was taken back meanwhile
                self._let_go(key, topics_of(self._held.pop(key).report))

    def _let_go(self, key: str, topics: Iterable[Topic]) -> None:
        for topic in topics:
            members = self.recent[topic]
            del members[key]
            if not members:
                del self.recent[topic]
                self.cells[True] -= bool(topic.term)

    def forget_old(self) -> None:
        """Let go the days that teach no more; once a day is enough."""
        at = np.frombuffer(self._columns.at, np.int64)
        kept = (at + _LOCAL) // 86_400 > local_day(self._newest) - KEEP_DAYS
        del at  # a column that is looked at cannot shrink
        if kept.all():
            return
        for column in self._columns.all():
            left = np.frombuffer(column, np.int64)[kept]
            del column[:]
            column.frombytes(left.tobytes())
        self._known = set(self._columns.key)
        numbers = np.cumsum(kept) - 1
        for topic, rows in list(self._postings.items()):
            old = np.frombuffer(rows, np.int64)
            new = numbers[old[kept[old]]]
            if new.size:
                self._postings[topic] = array("q", new.tobytes())
            else:
                del self._postings[topic]
                self.cells[False] -= not topic.term
        self.first_day = min((local_day(at) for at in self._columns.at), default=None)

    def categories(self) -> list[Topic]:
        """Return every category at every place that was reported on, in a fixed order."""
        return sorted(t for t in self._postings if t.category and not t.term)

    def daily(self, topic: Topic, last: int, days: int) -> list[int]:
        """Return the tickets of ``days`` local days up to ``last`` (since 1970-01-01), as far as known."""
        if self.first_day is None:
            return []
        at, _ = self._rows(topic)
        ago = last - local_hours(at) // 24
        counts = np.bincount(ago[(ago >= 0) & (ago < days)], minlength=days)
        known = min(days, last - self.first_day + 1)
        return counts[:known][::-1].tolist() if known > 0 else []

    def past_hours(self, topic: Topic) -> Longs:
        """Return the local hours at which citizens were heard on ``topic``; each citizen once a day, the first."""
        at, person = self._rows(topic)
        order = np.argsort(at, kind="stable")
        at, person = at[order], person[order]
        hours = local_hours(at)
        mixed = person * np.int64(1_000_003) + hours // 24
        _, first = np.unique(mixed, return_index=True)
        return hours[first]

    def _rows(self, topic: Topic) -> tuple[Longs, Longs]:
        wanted = Topic(topic.category, topic.term, CITY) if topic.term else topic
        rows = self._postings.get(wanted)
        if rows is None:
            empty = np.zeros(0, np.int64)
            return empty, empty
        chosen: Longs = np.frombuffer(rows, np.int64)
        if topic.term and topic.place:
            place = np.frombuffer(self._columns.place, np.int64)[chosen]
            chosen = chosen[place == self._places.get(topic.place, -1)]
        at = np.frombuffer(self._columns.at, np.int64)[chosen]
        person = np.frombuffer(self._columns.person, np.int64)[chosen]
        return at, person

    def dump(self) -> dict[str, Any]:
        """Return everything as JSON values; rows of a topic as steps from row to row."""
        columns = self._columns
        return {
            "newest": self._newest,
            "places": list(self._places),
            "columns": [list(column) for column in columns.all()],
            "topics": [
                [topic.category, topic.term, topic.place, *np.diff(rows, prepend=0).tolist()]
                for topic, rows in self._postings.items()
            ],
            "recent": [_to_json(held.report) for held in self._held.values()],
        }

    @classmethod
    def load(cls, data: dict[str, Any]) -> Self:
        """Return what was dumped; raises ``KeyError``, ``TypeError`` or ``ValueError`` for another shape."""
        reports = cls()
        reports._newest = int(data["newest"])
        reports._places = {str(code): number for number, code in enumerate(data["places"])}
        for column, values in zip(reports._columns.all(), data["columns"], strict=True):
            column.extend(values)
        if len({len(column) for column in reports._columns.all()}) != 1:
            msg = "the columns are of different lengths"
            raise ValueError(msg)
        reports._known = set(reports._columns.key)
        reports.first_day = min(map(local_day, reports._columns.at), default=None)
        for category, term, place, *steps in data["topics"]:
            rows = array("q", np.cumsum(steps).astype(np.int64).tobytes())
            if not 0 <= min(rows) <= max(rows) < len(reports):
                msg = "a topic names a row that is not there"
                raise ValueError(msg)
            reports._postings[Topic(category, term, place)] = rows
            reports.cells[False] += not term
        for record in data["recent"]:
            report = _from_json(record)
            held = Recent(int(report.at.timestamp()), report.person(), report)
            reports._hold(held, topics_of(report))
        return reports

    def still_recent(self, ids: set[str]) -> set[str]:
        """Return those of ``ids`` that are held as recent."""
        return ids & self._held.keys()


def _to_json(report: Report) -> list[Any]:
    return [
        report.id,
        report.at.isoformat(),
        report.citizen,
        list(report.categories),
        list(report.places),
        sorted(report.terms),
    ]


def _from_json(record: list[Any]) -> Report:
    key, at, citizen, categories, places, terms = record
    return Report(
        id=key,
        at=datetime.fromisoformat(at),
        citizen=citizen,
        categories=tuple(categories),
        places=tuple(places),
        terms=frozenset(terms),
    )


def instant(seconds: int) -> datetime:
    """Return the aware UTC instant of seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)
