"""The classifier at serving time (分类器): n-gram look-up and one gather, no scikit-learn call.

A model answers several questions (*heads*: kind, category, unit) from one vector. It gives exactly the
labels of the pipeline it was trained with; confidences are a softmax whose temperature was chosen on
texts the model had not seen.
"""

from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hotline.kit.text import Tokenizer, Wording, default_tokenizer
from routing.classify.calibration import WinnerCurve
from routing.classify.lookup import Rows, ShortTexts, Table, char_keys, counted, gram_key, pair_keys

Floats = NDArray[np.float32]
Indexes = NDArray[np.intp]
SHORT = 80  # characters up to which plain look-ups beat array operations
_FEW, _SMALL = 4, 16
_LARGE = 300.0  # exponentials beyond this would leave the numbers' range


@dataclass(frozen=True)
class Head:
    """One question: its labels stand in the columns ``start`` to ``start + len(labels)``.

    ``trust`` is the model's share where words of the tree speak too (0–1), chosen on held-out texts.
    ``curve`` maps the best label's share to how often such an answer is right, never falling.
    ``gate`` is the smallest confidence at which held-out answers were right in 98 of 100 cases, ``None``
    where none is; ``coverage`` is the share of texts that pass it.
    """

    name: str
    labels: tuple[str, ...]
    start: int
    temperature: float
    trust: float = 1.0
    curve: tuple[tuple[float, float], ...] = ()
    gate: float | None = None
    coverage: float = 0.0

    @property
    def columns(self) -> slice:
        """Return the columns of this question."""
        return slice(self.start, self.start + len(self.labels))


@dataclass(frozen=True)
class Weights:
    """The learned numbers: rows are features (words first, then characters), columns are labels."""

    words: tuple[str, ...]
    chars: tuple[str, ...]
    idf: Floats
    matrix: Floats
    bias: Floats


class Scored(NamedTuple):
    """One label with its confidence; ``margin`` is the raw score."""

    label: str
    confidence: float
    margin: float


class Vector(NamedTuple):
    """A text as the model sees it: its known features, their weights and rows, and the labels' scores.

    ``raised`` are the exponentials of the sharpened scores and ``sums`` their sums by question: a
    confidence is one by the other, worked out only for who is asked.
    """

    positions: Indexes
    values: Floats
    rows: Floats
    scores: Floats
    raised: NDArray[np.float64]
    sums: list[float]


class Classifier:
    """A loaded model; immutable, shared by all requests."""

    def __init__(
        self, version: str, weights: Weights, heads: tuple[Head, ...], wording: Wording
    ) -> None:
        """Index the features."""
        self.version = version
        self.weights = weights
        self.heads = {head.name: head for head in heads}
        self.wording = wording
        self._first_char = len(weights.words)
        numbered = enumerate(weights.words, start=1)
        self._words = {word: number for number, word in numbered if " " not in word}
        self._table = _table(weights, self._words)
        self._short = ShortTexts(weights.words, weights.chars, weights.idf)
        self._tokenizer: Tokenizer = default_tokenizer()
        self._sizes = np.array([len(head.labels) for head in heads])
        self._starts = np.array([head.start for head in heads])
        self._sharpness = np.repeat([1.0 / head.temperature for head in heads], self._sizes)
        self._curves = {head.name: WinnerCurve(head.curve) for head in heads if head.curve}
        self._order = {head.name: number for number, head in enumerate(heads)}
        self._slices = {head.name: head.columns for head in heads}
        self._tame = self._steepest(weights) < _LARGE
        self._columns = {
            (head.name, label): column
            for head in heads
            for column, label in enumerate(head.labels, start=head.start)
        }

    def _steepest(self, weights: Weights) -> float:
        """Return what no sharpened score can exceed: each of the two views is of unit length."""
        reach = sqrt(2) * np.linalg.norm(weights.matrix, axis=0) + np.abs(weights.bias)
        return float((reach * self._sharpness).max(initial=0.0))

    def vector(self, prepared: str) -> Vector:
        """Return the vector and the scores of a prepared text (``features.prepare``)."""
        words = self._tokenizer.cut(prepared) if self._words else []
        if len(prepared) <= SHORT:
            positions, values = self._short.weighed(prepared, words)
        else:
            positions, values = self._weighed(prepared, words)
        rows = self.weights.matrix.take(positions, axis=0)
        scores = values @ rows
        scores += self.weights.bias
        raised: NDArray[np.float64] = scores * self._sharpness
        if not self._tame and (raised.max() > _LARGE or raised.min() < -_LARGE):
            raised -= np.maximum.reduceat(raised, self._starts).repeat(self._sizes)
        np.exp(raised, out=raised)
        sums = np.add.reduceat(raised, self._starts).tolist()
        return Vector(positions, values, rows, scores, raised, sums)

    def _weighed(self, prepared: str, words: list[str]) -> tuple[Indexes, Floats]:
        """Return the known features of a long text and their weights, each view of unit length."""
        positions, counts = counted(self._rows(prepared, words))
        values = np.log(counts.astype(np.float32))
        values += 1.0
        values *= self.weights.idf.take(positions)
        border = int(positions.searchsorted(self._first_char))
        _to_unit_length(values[:border])
        _to_unit_length(values[border:])
        return positions, values

    def _rows(self, prepared: str, words: list[str]) -> Rows:
        """Return the feature rows of a text, repeated as often as they occur."""
        if not words:
            return self._table.find(char_keys(prepared))
        number = self._words.get
        numbers = np.array([number(word, 0) for word in words], np.uint64)
        found = self._table.find(np.concatenate((char_keys(prepared), pair_keys(numbers))))
        known = numbers[numbers != 0].astype(np.int32)
        known -= 1
        return np.concatenate((known, found))

    def top(self, vector: Vector, head: str, k: int = 3) -> list[Scored]:
        """Return the ``k`` best labels of one question, best first."""
        question = self.heads[head]
        columns = self._slices[head]
        margins, raised = vector.scores[columns], vector.raised[columns].item
        order = _best(margins, max(k, 2))
        total = vector.sums[self._order[head]]
        shares = [raised(i) / total for i in order]
        curve = self._curves.get(head)
        if curve is not None:
            shares = curve.ranked(shares, len(question.labels))
        best = zip(order[:k], shares, strict=False)
        labels, margin = question.labels, margins.item
        return [Scored(labels[i], share, margin(i)) for i, share in best]

    def confidences(self, vector: Vector, head: str) -> NDArray[np.float64]:
        """Return the confidence of every label of one question; they sum to one."""
        told = vector.raised[self.heads[head].columns] / vector.sums[self._order[head]]
        curve = self._curves.get(head)
        if curve is not None:
            curve.apply(told)
        return told

    def predict(self, prepared: str) -> dict[str, str]:
        """Return the best label of every question."""
        vector = self.vector(prepared)
        return {name: self.top(vector, name, 1)[0].label for name in self.heads}

    def evidence(
        self, vector: Vector, head: str, label: str, k: int = 5
    ) -> list[tuple[str, float]]:
        """Return the n-grams that spoke most for ``label``, with their contribution to the margin."""
        if not vector.positions.size:
            return []
        column = self._columns[head, label]
        parts = vector.values * vector.rows[:, column]
        order = parts.argpartition(-k)[-k:].tolist() if parts.size > k else range(parts.size)
        part, row, names = parts.item, vector.positions.item, self._names
        best = sorted([(part(i), -row(i)) for i in order], reverse=True)
        return [(names[-row], part) for part, row in best if part > 0]

    def understands(self, vector: Vector) -> bool:
        """Tell whether the text holds anything known of two signs, one of them Chinese.

        The vector is of unit length: of “啊” or “My” its one known sign would speak as loud as a whole request.
        """
        names = self._names
        longest_first = reversed(vector.positions.tolist())  # of a short text
        return any(map(_is_telling, map(names.__getitem__, longest_first)))

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return self.weights.words + self.weights.chars

    def has(self, head: str) -> bool:
        """Tell whether the model answers this question."""
        return head in self.heads


def _is_telling(gram: str) -> bool:
    signs = gram.replace(" ", "")
    return len(signs) > 1 and any("\u3400" <= sign <= "\u9fff" for sign in signs)


def _best(margins: Floats, k: int) -> list[int]:
    """Return the columns of the ``k`` highest scores; of equal ones the first comes first."""
    if margins.size <= _SMALL:
        points = margins.tolist()
        return sorted(range(len(points)), key=points.__getitem__, reverse=True)[:k]
    if k > _FEW:
        order: list[int] = (-margins).argsort(kind="stable")[:k].tolist()
        return order
    left, found = margins.copy(), []
    highest = left.argmax
    for _ in range(min(k, left.size)):
        at = int(highest())
        found.append(at)
        left[at] = -np.inf
    return found


def _to_unit_length(values: Floats) -> None:
    if values.size:
        np.divide(values, np.sqrt(values @ values), out=values)


def _table(weights: Weights, words: dict[str, int]) -> Table:
    """Index character n-grams and word pairs by their keys; a pair's words are features themselves."""
    first = len(weights.words)
    chars = {gram_key(gram): first + i for i, gram in enumerate(weights.chars)}
    pairs = [(i, gram.split(" ")) for i, gram in enumerate(weights.words) if " " in gram]
    known = [(i, [words[a], words[b]]) for i, (a, b) in pairs if a in words and b in words]
    rows = [*chars.values(), *(i for i, _ in known)]
    both = [pair_keys(np.array(numbers, np.uint64)) for _, numbers in known]
    return Table(np.concatenate((np.array(list(chars), np.uint64), *both)), rows)
