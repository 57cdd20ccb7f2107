"""What was confirmed lately (实例记忆): the last few thousand confirmed tickets vote on new ones at once.

An inverted index of character pairs and triples finds the tickets that share the rarest of them with a text;
the cosine of the few best is exact. How much a vote counts beside the other witnesses is measured all the time:
every new lesson is first answered without it, with each of a few weights, and the weight that was right most
often for tickets that similar is used for the next. Until there is such evidence only near-identical tickets
count. So the memory helps where it knows better, and is silent where the trained model does.

One memory serves all requests of a process; a lock guards it, because suggestions may run in threads.
"""

import threading
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hotline.kit.text import Wording
from routing.classify.features import prepare_raw
from routing.classify.lookup import char_keys

CAPACITY = 5_000
NEAREST = 5
ALIKE = 0.15  # tickets less similar say nothing
NEAR_IDENTICAL = 0.75  # a ruling speaks for matters at least this similar
_RARE = 48  # n-grams of a text that are looked up
_CANDIDATES = 24  # tickets whose cosine is computed
WEIGHTS = (0.0, 0.15, 0.3, 0.5, 0.8)
_EDGES = (0.3, 0.45, 0.6, NEAR_IDENTICAL)  # of the similarity of the nearest ticket
_UNTRIED = 3  # place in WEIGHTS for near-identical tickets, before there is evidence
_BELIEF = 3.0  # lessons' worth of it
_SHARP = 4.0  # how much more the nearer ticket counts
Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Lesson:
    """A confirmed ticket: words without personal data, what people decided, whom a ruling relieved.

    ``labels`` may hold ``kind``, ``category`` and ``unit`` (codes); ``refused`` are codes of units.
    """

    key: str
    text: str
    labels: Mapping[str, str]
    number: str = ""
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Neighbour:
    """A remembered ticket and its likeness (cosine, 0–1)."""

    lesson: Lesson
    similarity: float


@dataclass(frozen=True)
class Vote:
    """What the nearest tickets say about one question: shares that sum to one, and their weight (0–1)."""

    shares: Mapping[str, float] = field(default_factory=dict)
    weight: float = 0.0


Answers = Mapping[str, Mapping[str, float]]  # question → label → share
Base = Callable[[str], Answers]


@dataclass(frozen=True)
class _Held:
    lesson: Lesson
    grams: Numbers
    counts: Floats


class Memory:
    """The bounded index; the oldest lesson makes room for the newest."""

    def __init__(self, capacity: int = CAPACITY, wording: Wording | None = None) -> None:
        """Start empty; ``wording`` is applied to what is learnt as it is to what is asked.

        Whoever fills it notes in ``rebuilt_at`` when all was read anew, in ``fed_at`` when something came last.
        """
        self.capacity = capacity
        self.wording = wording or Wording({})
        self._lock = threading.Lock()
        self._numbers: dict[int, int] = {}
        self._postings: list[array[int]] = []
        self._spread: Numbers = np.zeros(1024, np.int64)
        self._scratch: Floats = np.zeros(1024)
        self._held: dict[int, _Held] = {}
        self._slots: dict[str, int] = {}
        self._next = 0
        self._right: dict[str, Floats] = {}
        self._judged: dict[str, int] = {}
        self.rebuilt_at: datetime | None = None
        self.fed_at: datetime | None = None

    def __len__(self) -> int:
        """Return how many lessons are held."""
        return len(self._held)

    def learn(self, lessons: Iterable[Lesson], base: Base | None = None) -> None:
        """Hold lessons; a known key takes the new content.

        ``base`` answers a raw text without the memory; where it is given, each lesson is first used to
        find out how much the memory should count. Leave it out for lessons the model was trained on.
        """
        for lesson in lessons:
            prepared = prepare_raw(lesson.text, self.wording)
            answers = base(lesson.text) if base is not None else {}
            with self._lock:
                if not self._is_known(lesson):
                    self._forget(lesson.key)
                    if answers:
                        self._judge(lesson, self._nearest(prepared, NEAREST), answers)
                    self._hold(lesson, prepared)

    def forget(self, keys: Iterable[str]) -> None:
        """Drop lessons: tickets that became confidential, were merged, withdrawn or erased."""
        with self._lock:
            for key in keys:
                self._forget(key)

    def keys(self) -> set[str]:
        """Return the keys of all lessons held."""
        with self._lock:
            return set(self._slots)

    def similar(self, prepared: str, k: int = NEAREST) -> list[Neighbour]:
        """Return the ``k`` most similar lessons of a prepared text, most similar first."""
        with self._lock:
            return self._nearest(prepared, k)

    def vote(self, neighbours: Sequence[Neighbour], head: str) -> Vote:
        """Return what the nearest lessons say about a question, and how far to believe it."""
        shares = _shares(neighbours, head)
        if not shares:
            return Vote()
        return Vote(
            shares, WEIGHTS[int(self._trust(head)[_bucket(_top(neighbours, head))].argmax())]
        )

    def figures(self) -> dict[str, dict[str, Any]]:
        """Return, for every question, how many lessons were judged, and the weights that were chosen."""
        return {
            head: {
                "judged": judged,
                "weights": [WEIGHTS[place] for place in self._trust(head).argmax(axis=1).tolist()],
            }
            for head, judged in self._judged.items()
        }

    def bands(self, head: str) -> list[tuple[float, float, float]]:
        """Return (from, to, weight): how much the memory counts, by the likeness of the nearest lesson."""
        with self._lock:
            best = self._trust(head).argmax(axis=1).tolist()
        edges = (ALIKE, *_EDGES, 1.0)
        return [(edges[at], edges[at + 1], WEIGHTS[place]) for at, place in enumerate(best)]

    def count_labels(self, head: str) -> Counter[str]:
        """Return how many of the lessons held answer a question with each label."""
        with self._lock:
            held = [one.lesson.labels.get(head) for one in self._held.values()]
        return Counter(label for label in held if label)

    def _is_known(self, lesson: Lesson) -> bool:
        slot = self._slots.get(lesson.key)
        return slot is not None and self._held[slot].lesson == lesson

    def _judge(self, lesson: Lesson, neighbours: Sequence[Neighbour], answers: Answers) -> None:
        for head, label in lesson.labels.items():
            shares = _shares(neighbours, head)
            if not shares or head not in answers:
                continue
            right = self._right.setdefault(head, np.zeros((len(_EDGES) + 1, len(WEIGHTS))))
            row = right[_bucket(_top(neighbours, head))]
            self._judged[head] = self._judged.get(head, 0) + 1
            for place, weight in enumerate(WEIGHTS):
                row[place] += _best(mixed(answers[head], Vote(shares, weight))) == label

    def _trust(self, head: str) -> Floats:
        """Return how often each weight was right, by similarity, with what was believed before."""
        believed = np.zeros((len(_EDGES) + 1, len(WEIGHTS)))
        believed[:-1, 0] = _BELIEF
        believed[-1, _UNTRIED] = _BELIEF
        return believed + self._right.get(head, 0.0)

    def _hold(self, lesson: Lesson, prepared: str) -> None:
        while len(self._held) >= self.capacity:
            self._forget(self._held[next(iter(self._held))].lesson.key)
        keys, counts = _grams(prepared)
        grams = np.array([self._number(key) for key in keys.tolist()], np.int64)
        slot = self._free_slot()
        for gram in grams.tolist():
            self._postings[gram].append(slot)
        self._spread[grams] += 1
        self._held[slot] = _Held(lesson, grams, 1 + np.log(counts))
        self._slots[lesson.key] = slot

    def _free_slot(self) -> int:
        """Return a number of a lesson; numbers stay below twice the capacity."""
        while self._next in self._held:
            self._next = (self._next + 1) % (2 * self.capacity)
        return self._next

    def _number(self, key: int) -> int:
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._postings)
            self._postings.append(array("i"))
            if number >= len(self._spread):
                self._spread = np.concatenate((self._spread, np.zeros_like(self._spread)))
                self._scratch = np.zeros(len(self._spread))
        return number

    def _forget(self, key: str) -> None:
        slot = self._slots.pop(key, None)
        if slot is None:
            return
        held = self._held.pop(slot)
        for gram in held.grams.tolist():
            self._postings[gram].remove(slot)
        self._spread[held.grams] -= 1

    def _nearest(self, prepared: str, k: int) -> list[Neighbour]:
        if not self._held:
            return []
        keys, counts = _grams(prepared)
        number = self._numbers.get
        numbers = np.array([number(key, -1) for key in keys.tolist()], np.int64)
        known = numbers >= 0
        grams, often = numbers[known], counts[known]
        spread = self._spread.take(grams)
        grams, often, spread = grams[spread > 0], often[spread > 0], spread[spread > 0]
        if not grams.size:
            return []
        rarity = self._rarity(spread)
        values = (1 + np.log(often)) * rarity
        new = float(len(keys) - grams.size) * self._rarity(np.zeros(1))[0] ** 2
        length = float(np.sqrt(values @ values + new))
        self._scratch[grams] = values
        slots = self._candidates(grams, values, spread)
        alike = self._likeness(slots) / length
        self._scratch[grams] = 0.0
        best = (-alike).argsort(kind="stable")[:k].tolist()
        pairs = [(slots[place], float(alike[place])) for place in best]
        return [Neighbour(self._held[slot].lesson, near) for slot, near in pairs if near >= ALIKE]

    def _rarity(self, spread: Any) -> Floats:
        rarity: Floats = np.log((1 + len(self._held)) / (1 + spread)) + 1
        return rarity

    def _candidates(self, grams: Numbers, values: Floats, spread: Numbers) -> list[int]:
        """Return the lessons that share most of the rarest n-grams."""
        rare = spread.argsort(kind="stable")[:_RARE]
        # Views, not copies: nobody learns or forgets meanwhile, and they are gone before anybody does.
        lists = [np.frombuffer(self._postings[gram], np.intc) for gram in grams.take(rare).tolist()]
        slots = np.concatenate(lists)
        weights = np.repeat(values.take(rare) ** 2, spread.take(rare))
        points = np.bincount(slots, weights)
        best = points.argpartition(-min(_CANDIDATES, points.size))[-_CANDIDATES:]
        found: list[int] = best[points.take(best) > 0].tolist()
        return found

    def _likeness(self, slots: Sequence[int]) -> Floats:
        """Return the product of each lesson with the text in ``_scratch``, by the lesson's length."""
        held = [self._held[slot] for slot in slots]
        grams = np.concatenate([one.grams for one in held])
        values = np.concatenate([one.counts for one in held])
        values *= self._rarity(self._spread.take(grams))
        starts = np.cumsum([0, *(len(one.grams) for one in held[:-1])])
        told = np.add.reduceat(values * self._scratch.take(grams), starts)
        alike: Floats = told / np.sqrt(np.add.reduceat(values**2, starts))
        return alike


def _grams(prepared: str) -> tuple[Any, Any]:
    """Return the distinct pairs and triples of characters with their counts."""
    return np.unique(char_keys(prepared)[len(prepared) :], return_counts=True)


def mixed(base: Mapping[str, float], vote: Vote) -> dict[str, float]:
    """Return the shares of a question with the vote of the memory; those of ``base`` alone without one."""
    points = {label: (1.0 - vote.weight) * share for label, share in base.items()}
    if vote.weight:
        for label, share in vote.shares.items():
            points[label] = points.get(label, 0.0) + vote.weight * share
    return points


def _best(shares: Mapping[str, float]) -> str:
    return max(shares, key=lambda label: shares[label], default="")


def _bucket(similarity: float) -> int:
    return bisect_right(_EDGES, similarity)


def _top(neighbours: Sequence[Neighbour], head: str) -> float:
    return max(n.similarity for n in neighbours if head in n.lesson.labels)


def _shares(neighbours: Sequence[Neighbour], head: str) -> dict[str, float]:
    points: dict[str, float] = {}
    for neighbour in neighbours:
        label = neighbour.lesson.labels.get(head)
        if label:
            points[label] = points.get(label, 0.0) + neighbour.similarity**_SHARP
    total = sum(points.values())
    return {label: share / total for label, share in points.items()}
