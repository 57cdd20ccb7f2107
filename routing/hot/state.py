"""The life of a hot topic (热点状态): opened, growing, fading, closed, with hysteresis so that alarms stay few.

A topic is told when it opens, when what is over the expectation has doubled, and when it ends; in between
its state changes silently. Falling needs less than a quarter of the peak, rising again at least half.
"""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Self

from hotline.kit.labels import LabelledEnum
from routing.hot.reports import Topic, instant
from routing.hot.score import HOUR, Policy, Score, Scorer

LOW, LOW_LEAST = 0.25, 2.0
HIGH = 0.5
DOUBLED, DOUBLED_LEAST = 2.0, 5.0
QUIET_AFTER_BURST, QUIET_AFTER_RISE = 24, 12  # hours; a burst must outlast a night's silence
BURST = 4  # hours; windows up to this one are bursts


class HotState(LabelledEnum):
    """Where a hot topic stands."""

    OPEN = "OPEN", "新出现"
    GROWING = "GROWING", "上升"
    FADING = "FADING", "回落"
    CLOSED = "CLOSED", "已结束"


class HotChange(LabelledEnum):
    """What is told about a hot topic (热点提醒)."""

    OPENED = "OPENED", "新热点"
    GREW = "GREW", "热点扩大"
    ENDED = "ENDED", "热点结束"


@dataclass(frozen=True)
class HotTopic:
    """One hot topic as told; counts are of different citizens, ids are ticket ids.

    ``observed`` of the ``window`` (hours) that was most over ``expected``, what is usual in it; ``confidence`` is one less the false-discovery
    rate; ``trend`` reports of each of the last 48 hours, the oldest first; ``examples`` the tickets whose
    texts stand for the rest; ``places`` reports by town, the most first; ``words`` what the texts share.
    """

    id: str
    topic: Topic
    state: HotState
    window: int
    observed: int
    expected: float
    confidence: float
    first_seen: datetime
    opened_at: datetime
    closed_at: datetime | None = None
    words: tuple[str, ...] = ()
    trend: tuple[int, ...] = ()
    examples: tuple[str, ...] = ()
    places: tuple[tuple[str, int], ...] = ()


@dataclass
class Live:
    """A topic that is being followed; instants in seconds since 1970."""

    id: str
    topic: Topic
    window: int
    opened: int
    first: int
    observed: int
    expected: float
    confidence: float
    told: float
    peak: float
    state: HotState = HotState.OPEN
    cold: int | None = None
    closed: int | None = None
    ids: set[str] = field(default_factory=set)
    examples: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @classmethod
    def opened_by(cls, score: Score, now: int, first: int) -> Self:
        """Return the topic that ``score`` opens; its id is the same in every recomputation."""
        topic = score.topic
        key = "-".join((topic.category, topic.term or "*", topic.place or "*", str(now)))
        return cls(
            id=key,
            topic=topic,
            window=score.window,
            opened=now,
            first=first,
            observed=score.observed,
            expected=score.expected,
            confidence=1 - score.false_rate,
            told=score.excess,
            peak=score.excess,
            ids=set(score.ids),
        )

    def move_to(self, score: Score) -> bool:
        """Let a wider cell go on under the same id; return whether it has grown enough to be told."""
        self.topic, self.window = score.topic, score.window
        self.observed, self.expected = 0, 0.0
        self._show(score.observed, score.expected)
        self.confidence = max(self.confidence, 1 - score.false_rate)
        self.ids |= set(score.ids)
        self.state, self.cold = HotState.GROWING, None
        self.peak = max(self.peak, score.excess)
        return self._has_doubled(score.excess)

    def _show(self, observed: int, expected: float) -> None:
        """Keep the most that was ever over the expectation."""
        if observed - expected > self.observed - self.expected:
            self.observed, self.expected = observed, expected

    def _has_doubled(self, excess: float) -> bool:
        if excess < max(DOUBLED * self.told, self.told + DOUBLED_LEAST):
            return False
        self.told = excess
        return True

    def follow(self, scorer: Scorer, policy: Policy, now: int) -> HotChange | None:
        """Look at the topic again; return what is to be told of it."""
        observed, expected = scorer.heard(self.topic, self.window)
        self._show(observed, expected)
        pace_hours = max(BURST, self.window)
        pace = observed - expected
        if pace_hours != self.window:
            count, usual = scorer.heard(self.topic, pace_hours)
            pace = count - usual
        self.peak = max(self.peak, pace)
        if pace < max(LOW_LEAST, LOW * self.peak):
            return self._cool(now)
        if pace >= max(policy.least_excess, HIGH * self.peak):
            self.cold = None
            if self.state is HotState.FADING:
                self.state = HotState.GROWING
        return self._grow(scorer)

    def _cool(self, now: int) -> HotChange | None:
        self.state = HotState.FADING
        self.cold = now if self.cold is None else self.cold
        quiet = QUIET_AFTER_BURST if self.window <= BURST else QUIET_AFTER_RISE
        if now - self.cold < quiet * HOUR:
            return None
        self.state, self.closed = HotState.CLOSED, now
        return HotChange.ENDED

    def _grow(self, scorer: Scorer) -> HotChange | None:
        count, usual = scorer.heard(self.topic, max(24, self.window))
        if not self._has_doubled(count - usual):
            return None
        self.state = HotState.GROWING
        return HotChange.GREW

    def told_as(self, trend: tuple[int, ...], places: tuple[tuple[str, int], ...]) -> HotTopic:
        """Return the row for readers."""
        return HotTopic(
            id=self.id,
            topic=self.topic,
            state=self.state,
            window=self.window,
            observed=self.observed,
            expected=round(self.expected, 2),
            confidence=round(self.confidence, 6),
            first_seen=instant(self.first),
            opened_at=instant(self.opened),
            closed_at=None if self.closed is None else instant(self.closed),
            words=self.words,
            trend=trend,
            examples=self.examples,
            places=places,
        )

    def dump(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {**asdict(self), "topic": list(self.topic), "ids": sorted(self.ids)}

    @classmethod
    def load(cls, data: dict[str, Any]) -> Self:
        """Return what was dumped; raises ``KeyError``, ``TypeError`` or ``ValueError`` for another shape."""
        return cls(
            **{
                **data,
                "topic": Topic(*data["topic"]),
                "state": HotState(data["state"]),
                "ids": set(data["ids"]),
                "examples": tuple(data["examples"]),
                "words": tuple(data["words"]),
            }
        )
