"""What is heard in a text (各方判断): the trained model, the words of the tree and what was confirmed lately.

Each witness gives shares of labels; model and words are mixed in the proportion that held-out texts chose, and
the memory is added with the weight that later confirmations chose. Without the memory the result is exactly
that of the trained pipeline.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from hotline.kit.text import Wording, normalise
from routing.classify.classifier import Classifier, Vector
from routing.classify.coldstart import ColdStart, Guess, Reading
from routing.classify.features import MAX_CLASSIFIED, prepare
from routing.classify.kinds import KindCues, Span
from routing.classify.memory import NEAR_IDENTICAL, Lesson, Memory, Neighbour, Vote, mixed
from routing.classify.modelfile import LoadedModel
from routing.taxonomy.tree import RequestKind, Taxonomy

MAX_TEXT = 20_000
CATEGORY, KIND, UNIT = "category", "kind", "unit"
_SHARED = 3  # characters that two texts have in common to be shown
_SPANS = 8
_HEARD = 8  # labels of the model that take part in the mixture


class Known(Protocol):
    """What of the snapshot is listened with."""

    @property
    def taxonomy(self) -> Taxonomy:
        """Return the tree."""

    @property
    def wording(self) -> Wording:
        """Return the dialect table."""

    @property
    def cold(self) -> ColdStart:
        """Return the cold start."""

    @property
    def cues(self) -> KindCues:
        """Return the cue words of the kinds."""

    @property
    def model(self) -> LoadedModel:
        """Return the model."""

    @property
    def memory(self) -> Memory | None:
        """Return the memory of confirmed tickets, unless it is switched off."""


@dataclass(frozen=True)
class Heard:
    """What the witnesses say about one text."""

    normal: str
    model: Classifier | None
    vector: Vector | None
    reading: Reading
    memory: Memory | None = None
    neighbours: Sequence[Neighbour] = ()

    @property
    def guesses(self) -> Sequence[Guess]:
        """Return the categories that the words of the tree suggest."""
        return self.reading.guesses

    def shares(self, head: str, k: int = _HEARD) -> dict[str, float]:
        """Return the model's best labels of a question with their confidence."""
        if self.model is None or self.vector is None or not self.model.has(head):
            return {}
        return {s.label: s.confidence for s in self.model.top(self.vector, head, k)}

    def trained(
        self, head: str, learned: Mapping[str, float], words: Mapping[str, float]
    ) -> dict[str, float]:
        """Mix model and words in the proportion that held-out texts chose."""
        trust = self.model.heads[head].trust if learned and self.model is not None else 0.0
        points = {label: trust * share for label, share in learned.items()}
        for label, share in words.items():
            points[label] = points.get(label, 0.0) + (1.0 - trust) * share
        return points

    def vote(self, head: str) -> Vote:
        """Return what the nearest confirmed tickets say."""
        if self.memory is None or not self.neighbours:
            return Vote()
        return self.memory.vote(self.neighbours, head)

    def joined(self, head: str, trained: Mapping[str, float], k: int) -> list[tuple[str, float]]:
        """Add the vote of the memory; the best ``k``, best first."""
        points = mixed(trained, self.vote(head))
        return sorted(points.items(), key=lambda item: -item[1])[:k]

    def shared(self, head: str, label: str) -> list[tuple[int, int]]:
        """Return the words of the text that the nearest confirmed ticket with this label has too."""
        if not self.vote(head).weight:
            return []
        nearest = next((n for n in self.neighbours if n.lesson.labels.get(head) == label), None)
        return _common(self.normal, normalise(nearest.lesson.text)) if nearest else []

    def rulings(self) -> list[Lesson]:
        """Return near-identical matters that a ruling took from a unit, nearest first."""
        return [
            n.lesson
            for n in self.neighbours
            if n.similarity >= NEAR_IDENTICAL and n.lesson.refused and n.lesson.labels.get(UNIT)
        ]


def _common(text: str, other: str) -> list[tuple[int, int]]:
    """Return the spans of ``text`` of at least ``_SHARED`` characters that stand in ``other``."""
    pieces = {other[i : i + _SHARED] for i in range(len(other) - _SHARED + 1)}
    spans: list[tuple[int, int]] = []
    for start in range(min(len(text), MAX_CLASSIFIED) - _SHARED + 1):
        if text[start : start + _SHARED] in pieces:
            if spans and start < spans[-1][1]:
                spans[-1] = (spans[-1][0], start + _SHARED)
            else:
                spans.append((start, start + _SHARED))
    return spans[:_SPANS]


def hear(known: Known, normal: str, *, memory: bool = True) -> Heard:
    """Listen to a text of normal form; ``memory=False`` leaves the confirmed tickets out."""
    model = known.model.classifier
    vector = None
    if model is not None:
        vector = model.vector(prepare(normal, model.wording))
        if not model.understands(vector):
            model, vector = None, None  # no known word: the model has nothing to say
    standard = known.wording.apply(normal)
    reading = known.cold.read(standard)
    if standard != normal:
        own = (replace(g, spans=_own_spans(g.spans, standard, normal)) for g in reading.guesses)
        reading = replace(reading, guesses=tuple(own))
    remembered = known.memory if memory else None
    near = remembered.similar(prepare(normal, remembered.wording)) if remembered else []
    return Heard(normal, model, vector, reading, remembered, near)


def category_shares(known: Known, heard: Heard) -> dict[str, float]:
    """Return the shares of the categories in force, without the memory."""
    tree = known.taxonomy.categories
    learned = {c: p for c, p in heard.shares(CATEGORY).items() if c in tree}
    words = {guess.code: guess.confidence for guess in heard.guesses}
    return heard.trained(CATEGORY, learned, words)


def kind_shares(
    known: Known, heard: Heard, hint: RequestKind | None
) -> tuple[dict[str, float], dict[RequestKind, list[Span]]]:
    """Return the shares of the kinds without the memory, and the cue words of each."""
    shares, spans = known.cues.score(heard.normal, hint)
    words = {kind.value: share for kind, share in shares.items()}
    return heard.trained(KIND, heard.shares(KIND), words), spans


def branch_shares(known: Known, heard: Heard, k: int = 3) -> list[tuple[str, float]]:
    """Return the likeliest categories of the first level; the best ``k``, best first."""
    learned = _upward(known.taxonomy, heard.shares(CATEGORY))
    points = heard.trained(CATEGORY, learned, heard.reading.branches)
    vote = heard.vote(CATEGORY)
    points = mixed(points, Vote(_upward(known.taxonomy, vote.shares), vote.weight))
    return sorted(points.items(), key=lambda item: -item[1])[:k]


def _upward(taxonomy: Taxonomy, shares: Mapping[str, float]) -> dict[str, float]:
    """Sum shares by the first level; codes that are no longer in force are left out."""
    found: dict[str, float] = {}
    for code, share in shares.items():
        chain = taxonomy.chain(code)
        if chain:
            found[chain[-1]] = found.get(chain[-1], 0.0) + share
    return found


def answers(known: Known, text: str) -> dict[str, dict[str, float]]:
    """Answer every question about a raw text without the memory: what it is measured against."""
    heard = hear(known, normalise(text[:MAX_TEXT]), memory=False)
    categories = category_shares(known, heard)
    best = max(categories, key=lambda code: categories[code], default=None)
    hint = known.taxonomy.categories[best].kind_hint if best else None
    return {
        CATEGORY: categories,
        KIND: kind_shares(known, heard, hint)[0],
        UNIT: heard.shares(UNIT),
    }


def _own_spans(
    spans: Iterable[tuple[int, int]], standard: str, normal: str
) -> tuple[tuple[int, int], ...]:
    """Find words of the standard wording again in the citizen's own words; replaced ones drop out."""
    found = ((normal.find(standard[start:end]), end - start) for start, end in spans)
    return tuple((start, start + size) for start, size in found if start >= 0)
