"""Hot topics (热点诉求): bursts by topic and place against their own season, as reports stream in.

``HotTopics.add`` takes reports, ``tick`` looks at what they touched (every few minutes) and returns the
little that must be told. A burst shows in many cells at once – word, leaf, branch, town, district – and is
told once: the most surprising cell speaks, and a cell that is ordinary without those tickets is explained
by it. Plain computation: no clock, no database; the state can be dumped as JSON and loaded.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Self

from hotline.kit.errors import Invalid
from routing.hot.reports import Report, Reports, Topic, local_day
from routing.hot.rising import DAYS, SHIPPED, Rising, RisingRule, ordered, risen
from routing.hot.score import HOUR, Policy, Score, Scorer, Seasons
from routing.hot.season import BehavesAs, ordinary
from routing.hot.state import HotChange, HotState, HotTopic, Live
from routing.hot.terms import common_words, medoids

FORMAT = 1  # raise whenever what is dumped, or how it is counted, changes
TREND_HOURS = 48
DAY_HOURS = 24
SKEW = timedelta(minutes=5)  # clocks of two machines may differ
REMEMBERED = 72 * HOUR  # how long an ended topic's tickets stay explained


class HotStateUnreadable(Invalid):
    """The dumped state is damaged or of another version; count again from the tickets."""

    code = "hot_state_unreadable"
    title_zh = "热点状态无法读取"
    title_en = "The state of the hot topics cannot be read"


@dataclass(frozen=True)
class Told:
    """One thing to tell: what happened to which topic."""

    change: HotChange
    topic: HotTopic


class HotTopics:
    """Watches a stream of reports; times are aware instants."""

    def __init__(self, policy: Policy | None = None, behaves_as: BehavesAs = ordinary) -> None:
        """Start empty; ``behaves_as`` tells holidays and make-up days (``season.by_calendar``)."""
        self._policy = policy or Policy()
        self._reports = Reports()
        self._seasons = Seasons(self._reports, behaves_as)
        self._live: list[Live] = []
        self._touched: set[Topic] = set()
        self._last = 0

    def add(self, report: Report, now: datetime | None = None) -> bool:
        """Take one report; false if it is known already, too old to count, or later than ``now``.

        Pass ``now`` wherever dates may be wrong: one report of next year would make all others too old.
        """
        if now is not None and report.at > now + SKEW:
            return False
        topics = self._reports.add(report)
        if topics:
            self._touched.update(topics)
            self._seasons.learn_late(local_day(_seconds(report.at)))
        return bool(topics)

    def replace(self, report: Report, now: datetime | None = None) -> bool:
        """Take a report whose category, place or words may have changed since; true if that changed a count.

        A report of more than three days ago stays as it was counted.
        """
        if self._reports.held(report.id) == report:
            return False
        taken_back = self.remove(report.id)
        return self.add(report, now) or taken_back

    def remove(self, report_id: str) -> bool:
        """Take back a report of the last three days that was no report, or that nobody may learn of."""
        topics = self._reports.remove(report_id)
        self._touched.update(topics)
        for live in self._live:
            live.ids.discard(report_id)
        return bool(topics)

    def tick(self, now: datetime) -> list[Told]:
        """Look at everything touched since the last look; return what is to be told.

        Call it every few minutes with rising instants. Raises ``ValueError`` if ``now`` is naive or before
        the last look.
        """
        at = _seconds(now)
        if at < self._last:
            msg = "the watch cannot look back before its last look"
            raise ValueError(msg)
        self._advance(at)
        scorer = Scorer(self._seasons, self._policy, at)
        told: dict[str, tuple[HotChange, Live]] = {}
        for live in self._open():
            change = self._followed(live, scorer, at)
            if change is not None:
                told[live.id] = (change, live)
        touched = sorted(self._touched & self._reports.recent.keys())
        self._touched.clear()
        for change, live in self._met(scorer.ranked(touched), scorer, at):
            told.setdefault(live.id, (change, live))  # one word about a topic at a look
        return [Told(change, self._row(live, at)) for change, live in told.values()]

    def survey(self, now: datetime) -> list[Score]:
        """Return every topic that is hot at ``now`` by its counts alone, whatever was told before."""
        at = _seconds(now)
        self._advance(max(at, self._last))
        return Scorer(self._seasons, self._policy, at).ranked(sorted(self._reports.recent))

    def rising(self, day: date, rule: RisingRule = SHIPPED) -> list[Rising]:
        """Return the categories that rise on the local ``day`` by the rule of the reports (§9.6)."""
        last = day.toordinal() - date(1970, 1, 1).toordinal()
        found = []
        for topic in self._reports.categories():
            counts = self._reports.daily(topic, last, DAYS + 1)
            found.append(risen(topic, counts[-1], counts[:-1], rule) if counts else None)
        return ordered(found)

    def about(self, rise: Rising, now: datetime) -> tuple[HotTopic, frozenset[str]]:
        """Describe a rising category of the day of ``now`` like a topic, with the tickets of that day."""
        at = _seconds(now)
        members = self._reports.recent.get(rise.topic, {})
        ids = {key for key, held in members.items() if local_day(held.at) == local_day(at)}
        first = min((members[key].at for key in ids), default=at)
        score = Score(rise.topic, DAY_HOURS, rise.count, rise.mean, 1.0, tuple(sorted(ids)))
        live = Live.opened_by(score, at, first)
        return self._row(live, at), frozenset(ids)

    def topics(self, *, closed: bool = False) -> list[HotTopic]:
        """Return the topics that are followed, the most over expectation first; ended ones of three days too."""
        chosen = [live for live in self._live if closed or live.state is not HotState.CLOSED]
        chosen.sort(key=lambda live: (live.expected - live.observed, live.id))
        return [self._row(live, self._last) for live in chosen]

    def tickets(self, topic_id: str) -> frozenset[str]:
        """Return the recent tickets of a topic, to open or to join into an incident; empty if unknown."""
        return frozenset().union(*(live.ids for live in self._live if live.id == topic_id))

    def follow_calendar(self, behaves_as: BehavesAs) -> None:
        """Take over a changed calendar: what is usual today is computed anew."""
        self._seasons = Seasons(self._reports, behaves_as)

    def followed(self) -> list[dict[str, Any]]:
        """Return the topics that are followed, as JSON values for ``adopt``."""
        return [live.dump() for live in self._live]

    def adopt(self, followed: Iterable[Any]) -> None:
        """Go on with topics followed before a restart, after the reports were read again.

        Raises ``HotStateUnreadable`` (422) for what ``followed`` never returned.
        """
        try:
            self._live = [Live.load(record) for record in followed]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise HotStateUnreadable from error

    def _open(self) -> list[Live]:
        return [live for live in self._live if live.state is not HotState.CLOSED]

    def _advance(self, at: int) -> None:
        if local_day(at) != local_day(self._last):
            self._reports.expire(at)
            self._reports.forget_old()
        self._reports.expire(at)
        self._last = at
        self._live = [
            live for live in self._live if live.closed is None or at - live.closed < REMEMBERED
        ]

    def _followed(self, live: Live, scorer: Scorer, at: int) -> HotChange | None:
        members = self._reports.recent.get(live.topic, {})
        live.ids = self._reports.still_recent(live.ids)
        live.ids.update(key for key, held in members.items() if held.at >= live.first)
        change = live.follow(scorer, self._policy, at)
        if change is not None:
            self._describe(live)
        return change

    def _met(
        self, ranked: list[Score], scorer: Scorer, at: int
    ) -> Iterator[tuple[HotChange, Live]]:
        """Open what nothing explains; then see whether the cells that overlap with it hold more."""
        overlapping = []
        for score in ranked:
            if self._explained(score):
                overlapping.append(score)
            else:
                yield HotChange.OPENED, self._opened(score, score.ids, at)
        for score in overlapping:
            explained = self._explained(score)
            rest = scorer.score(score.topic, without=explained)
            if rest is None or not scorer.is_hot(rest):
                continue
            wider = self._goes_on_as(score)
            if wider is None:
                yield (
                    HotChange.OPENED,
                    self._opened(
                        replace(rest, false_rate=score.false_rate),
                        tuple(key for key in score.ids if key not in explained),
                        at,
                    ),
                )
            elif wider.move_to(score):
                self._describe(wider)
                yield HotChange.GREW, wider

    def _explained(self, score: Score) -> frozenset[str]:
        """Return the tickets of ``score`` that a topic of these days has already told of."""
        known: set[str] = set().union(*(live.ids for live in self._live))
        return frozenset(known.intersection(score.ids))

    def _goes_on_as(self, score: Score) -> Live | None:
        """Return the followed topic most of whose tickets lie in this wider cell."""
        inside = set(score.ids)
        for live in self._open():
            if 2 * len(live.ids & inside) >= len(live.ids):
                return live
        return None

    def _opened(self, score: Score, ids: tuple[str, ...], at: int) -> Live:
        held = self._reports.recent[score.topic]
        first = min((held[key].at for key in ids), default=at)
        live = Live.opened_by(replace(score, ids=ids), at, first)
        self._live.append(live)
        self._describe(live)
        return live

    def _describe(self, live: Live) -> None:
        live.examples, live.words = self._described(live)

    def _described(self, live: Live) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return examples and shared words; those kept, once the tickets are no longer recent."""
        members = self._reports.recent.get(live.topic, {})
        chosen = sorted((members[key].at, key) for key in live.ids if key in members)
        texts = {key: members[key].report.terms for _, key in chosen}
        if not texts:
            return live.examples, live.words
        return medoids(texts), common_words(list(texts.values()))

    def _row(self, live: Live, at: int) -> HotTopic:
        members = self._reports.recent.get(live.topic, {})
        trend = [0] * TREND_HOURS
        places: Counter[str] = Counter()
        for key, held in members.items():
            ago = (at - held.at) // HOUR
            if 0 <= ago < TREND_HOURS:
                trend[TREND_HOURS - 1 - ago] += 1
            if key in live.ids and held.report.places:
                places[held.report.places[-1]] += 1
        ranked = sorted(places.items(), key=lambda item: (-item[1], item[0]))
        row = live.told_as(tuple(trend), tuple(ranked))
        examples, words = self._described(live)
        return replace(row, examples=examples, words=words)

    def dump(self) -> dict[str, Any]:
        """Return the state as JSON values (about 25 MB for two months of 3,000 reports a day)."""
        return {
            "format": FORMAT,
            "last": self._last,
            "reports": self._reports.dump(),
            "touched": [list(topic) for topic in sorted(self._touched)],
            "live": [live.dump() for live in self._live],
        }

    @classmethod
    def load(
        cls, data: Any, policy: Policy | None = None, behaves_as: BehavesAs = ordinary
    ) -> Self:
        """Return what was dumped; raises ``HotStateUnreadable`` (422) for anything else."""
        watch = cls(policy, behaves_as)
        try:
            if data["format"] != FORMAT:
                raise HotStateUnreadable
            watch._reports = Reports.load(data["reports"])
            watch._seasons = Seasons(watch._reports, behaves_as)
            watch._touched = {Topic(*values) for values in data["touched"]}
            watch._live = [Live.load(record) for record in data["live"]]
            watch._last = int(data["last"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise HotStateUnreadable from error
        return watch


def fed(reports: Iterable[Report], watch: HotTopics, now: datetime) -> int:
    """Give many reports (a start-up reading) to ``watch``; returns how many counted."""
    return sum(watch.add(report, now) for report in reports)


def _seconds(now: datetime) -> int:
    if now.tzinfo is None:
        msg = "an instant must be aware"
        raise ValueError(msg)
    return int(now.timestamp())
