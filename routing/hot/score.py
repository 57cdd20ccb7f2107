"""Is this more than usual (热度评分): every topic of the last three days against its own season.

A topic is looked at in four windows that end now. Its expectation is that of its own weekday and hours,
scaled by how busy the whole city is at present (without the topic itself), so that a quiet holiday or a
busy Monday is no event. The smallest chance of the four windows speaks for the topic; how many cells and
windows were looked at is accounted for by the false-discovery rate.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from routing.hot.reports import ALL, CITY, RECENT, Reports, Topic, local_day
from routing.hot.season import (
    GAP,
    BehavesAs,
    Floats,
    Past,
    ordinary,
    past_of,
    recent_slots,
    season,
    weekly,
)
from routing.hot.tail import adjusted, upper_tail

HOUR = 3600
WINDOWS = (1, 4, 24, int(RECENT.total_seconds()) // HOUR)  # hours
# Independent looks a day: a window that has half moved on is a new look.
LOOKS_A_DAY = sum(48 / window for window in WINDOWS)
TEMPO_WEIGHT = 30.0  # reports: with few in a window the city's tempo is taken as usual
FIRST_CITY, FIRST_CATEGORY, FIRST_TERM = 1.0, 0.1, 0.05  # reports a day before any was seen


@dataclass(frozen=True)
class Policy:
    """What counts as hot (热点口径); the numbers are ours and may be changed by an administrator.

    ``least_citizens``: fewer different citizens are no event (as for batches, domain rules §5: five).
    ``least_excess`` and ``least_ratio``: how far over the expectation in reports and as a factor.
    ``false_share``: bound of the expected share of false alarms of a day among the alarms.
    ``least_days``: days of history below which nothing is said.
    """

    least_citizens: int = 5
    least_excess: float = 4.0
    least_ratio: float = 1.5
    false_share: float = 0.1
    least_days: int = 14


@dataclass(frozen=True)
class Score:
    """One topic in its most surprising window; ``ids`` of the tickets in it, the oldest first."""

    topic: Topic
    window: int
    observed: int
    expected: float
    chance: float
    ids: tuple[str, ...] = ()
    false_rate: float = 1.0

    @property
    def excess(self) -> float:
        """Return reports over the expectation."""
        return self.observed - self.expected


@dataclass(frozen=True)
class _Usual:
    """The season of a topic laid out over the last days: sums from the first hour on.

    ``profile`` is kept of the topics only whose week others borrow; thousands are held at once.
    """

    level: float
    cv2: float
    profile: Floats | None
    mean: "array[float]"
    variance: "array[float]"


@dataclass
class Seasons:
    """The seasons of today, each computed when first asked for."""

    reports: Reports
    behaves_as: BehavesAs = ordinary
    today: int = -1
    past: Past = field(default_factory=lambda: past_of(0, 1, ordinary))
    _slots: "np.ndarray[tuple[int], np.dtype[np.intp]]" = field(
        default_factory=lambda: recent_slots(0, GAP + 1, ordinary)
    )
    _known: dict[Topic, _Usual] = field(default_factory=dict)

    def turn_to(self, today: int) -> None:
        """Begin a day (counted from 1970-01-01): what was usual yesterday is computed anew."""
        if today == self.today:
            return
        first = self.reports.first_day
        self.today = today
        self.past = past_of(today, today if first is None else first, self.behaves_as)
        self._slots = recent_slots(today, GAP + 1, self.behaves_as)
        self._known.clear()

    def learn_late(self, day: int) -> None:
        """Compute today's seasons anew if a report of a teaching ``day`` came late."""
        if day <= self.past.last:
            self.today = -1

    def usual(self, topic: Topic) -> _Usual:
        """Return the season of ``topic``."""
        known = self._known.get(topic)
        if known is None:
            known = self._known[topic] = self._compute(topic)
        return known

    def _compute(self, topic: Topic) -> _Usual:
        table = weekly(self.reports.past_hours(topic), self.past)
        parent = _parent(topic)
        profile = None if parent is None else self.usual(parent).profile
        found = season(table, self.past, prior_level=self._prior(topic), profile=profile)
        return _Usual(
            level=found.level,
            cv2=found.cv2,
            profile=found.profile if _is_borrowed(topic) else None,
            mean=_sums(found.mean[self._slots]),
            variance=_sums(found.variance[self._slots]),
        )

    def _prior(self, topic: Topic) -> float:
        """Return the reports a day that the wider topics let expect."""
        if topic.place == CITY:
            if topic.term:
                return FIRST_TERM
            return FIRST_CATEGORY if topic.category else FIRST_CITY
        if topic == Topic("", "", topic.place):
            return FIRST_CATEGORY
        wide = self._level(Topic(topic.category, topic.term, CITY))
        above = topic.category if topic.term else ""
        share = self._level(Topic(above, "", topic.place)) / self._level(Topic(above, "", CITY))
        return wide * min(share, 1.0)

    def _level(self, topic: Topic) -> float:
        return self.usual(topic).level

    def expected(self, topic: Topic, begin: int, end: int) -> tuple[float, float]:
        """Return mean and variance of what is usual between two instants (seconds since 1970)."""
        usual = self.usual(topic)
        origin = (self.today - GAP - 1) * 86_400 - 8 * HOUR
        first, last = (begin - origin) / HOUR, (end - origin) / HOUR
        mean = _until(usual.mean, last) - _until(usual.mean, first)
        variance = _until(usual.variance, last) - _until(usual.variance, first)
        return mean, variance + usual.cv2 * mean * mean


def _sums(values: Floats) -> "array[float]":
    return array("d", [0.0, *np.cumsum(values).tolist()])


def _until(sums: "array[float]", hours: float) -> float:
    """Return the sum up to a time between two full hours."""
    whole = int(hours)
    if whole + 1 >= len(sums):
        return sums[-1]
    return sums[whole] + (hours - whole) * (sums[whole + 1] - sums[whole])


def _is_borrowed(topic: Topic) -> bool:
    """Tell whether sparser topics borrow the week of this one (see ``_parent``)."""
    return topic.place == CITY and not topic.term


def _parent(topic: Topic) -> Topic | None:
    """Return whose week a sparse topic borrows."""
    if topic == ALL:
        return None
    if topic.term:
        return Topic(topic.category, "", CITY)
    return ALL if topic.place == CITY or not topic.category else Topic(topic.category, "", CITY)


class Scorer:
    """Scores topics at one instant (seconds since 1970)."""

    def __init__(self, seasons: Seasons, policy: Policy, now: int) -> None:
        """Count the whole city once."""
        seasons.turn_to(local_day(now))
        self._seasons, self._policy, self._now = seasons, policy, now
        self._recent = seasons.reports.recent
        self._city: dict[int, tuple[int, float]] = {}
        for window, count in zip(WINDOWS, self._counts(ALL), strict=True):
            expected, _ = seasons.expected(ALL, now - window * HOUR, now)
            self._city[window] = (count, expected)

    def _counts(self, topic: Topic, without: frozenset[str] = frozenset()) -> list[int]:
        """Return the different citizens heard on ``topic`` in each of the windows."""
        latest: dict[int, int] = {}
        for key, item in self._recent.get(topic, {}).items():
            at = item.at
            if at <= self._now and at > latest.get(item.person, 0) and key not in without:
                latest[item.person] = at
        ordered = sorted(latest.values())
        return [len(ordered) - bisect_right(ordered, self._now - w * HOUR) for w in WINDOWS]

    @property
    def _limit(self) -> float:
        """Return the allowed false share of one of the two families, categories and words."""
        return self._policy.false_share / 2

    def is_hot(self, score: Score) -> bool:
        """Tell whether the topic would be hot were it the only one of its day (Bonferroni)."""
        cells = self._seasons.reports.cells[bool(score.topic.term)]
        return score.chance * cells * LOOKS_A_DAY <= self._limit

    @property
    def is_taught(self) -> bool:
        """Tell whether there is enough history to say anything."""
        return self._seasons.past.days >= self._policy.least_days

    def ranked(self, topics: Iterable[Topic]) -> list[Score]:
        """Return the topics that are hot, the most surprising first; each with its false-discovery rate."""
        if not self.is_taught:
            return []
        found = [score for topic in topics if (score := self.score(topic)) is not None]
        cells = self._seasons.reports.cells
        ranked: list[Score] = []
        for is_term in (False, True):  # half of the allowed false share for each family
            family = [score for score in found if bool(score.topic.term) == is_term]
            rates = adjusted([score.chance for score in family], cells[is_term] * LOOKS_A_DAY)
            for score, rate in zip(family, rates, strict=True):
                if rate <= self._limit:
                    ranked.append(replace(score, false_rate=rate, ids=self._ids(score)))
        return sorted(ranked, key=_surprise)

    def score(self, topic: Topic, *, without: frozenset[str] = frozenset()) -> Score | None:
        """Return the most surprising window of ``topic``, without ids; ``None`` if none is over the least numbers.

        Tickets named in ``without`` are left out: what is already explained surprises nobody.
        """
        members = self._recent.get(topic, ())
        if not topic.category or len(members) < self._policy.least_citizens:
            return None
        best: Score | None = None
        for window, count in zip(WINDOWS, self._counts(topic, without), strict=True):
            if count >= self._policy.least_citizens:
                found = self._in_window(topic, window, count)
                if found is not None and (best is None or found.chance < best.chance):
                    best = found
        return best

    def _in_window(self, topic: Topic, window: int, observed: int) -> Score | None:
        mean, variance = self._seasons.expected(topic, self._now - window * HOUR, self._now)
        tempo = self._tempo(window, observed, mean)
        mean, variance = mean * tempo, variance * tempo * tempo
        least = max(mean + self._policy.least_excess, mean * self._policy.least_ratio)
        if observed < least:
            return None
        return Score(topic, window, observed, mean, upper_tail(observed, mean, variance))

    def _ids(self, score: Score) -> tuple[str, ...]:
        begin = self._now - score.window * HOUR
        members = self._recent[score.topic].items()
        inside = [(m.at, key) for key, m in members if begin < m.at <= self._now]
        return tuple(key for _, key in sorted(inside))

    def _tempo(self, window: int, own: int, usual: float) -> float:
        """Return how busy the rest of the city is in this window, 1 is as usual."""
        count, expected = self._city[window]
        rest = max(expected - usual, 0.0)
        return (max(count - own, 0) + TEMPO_WEIGHT) / (rest + TEMPO_WEIGHT)

    def heard(self, topic: Topic, hours: int) -> tuple[int, float]:
        """Return different citizens and expectation of ``topic`` in the last ``hours`` (one of ``WINDOWS``)."""
        observed = self._counts(topic)[WINDOWS.index(hours)]
        mean, _ = self._seasons.expected(topic, self._now - hours * HOUR, self._now)
        return observed, mean * self._tempo(hours, observed, mean)


def _surprise(score: Score) -> tuple[float, int, Topic]:
    """Order scores: the smaller chance, then the more specific topic."""
    return (score.chance, -len(score.topic.category), score.topic)
