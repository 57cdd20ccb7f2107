"""Holding out (留出测量): every text is scored by a model trained without it, split by split.

What a fold's own model got wrong is noted with the words that misled it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.classify.calibration import Calibration, calibrate, confidences
from routing.training.data import Labels, Prepared
from routing.training.evaluation import HeldOut
from routing.training.machine import SEED, Fitted, Machine, Pipeline, ViewSet
from routing.training.splits import Fold

MOST_MEASURED = 60_000  # texts that take part in measuring; the model itself learns from all
_NOTED = 60  # mistakes of a fold and question whose words are noted
_WORDS = 6
Tell = Callable[[str, float], None]
Words = Mapping[int, tuple[tuple[str, float], ...]]


@dataclass(frozen=True)
class Recipe:
    """How to learn: the questions, their machines, and texts that teach but are never measured on."""

    heads: tuple[str, ...]
    machines: Mapping[str, Machine]
    chosen: ViewSet = field(default_factory=ViewSet)
    extra: tuple[tuple[str, Labels], ...] = ()

    def fit(self, data: Prepared, rows: Sequence[int] | None = None) -> Pipeline:
        """Learn from these rows, or all, and from the extra texts."""
        chosen = range(len(data.texts)) if rows is None else rows
        texts = [data.texts[row] for row in chosen] + [text for text, _ in self.extra]
        labels = [data.labels[row] for row in chosen] + [found for _, found in self.extra]
        return Pipeline(self.heads, self.machines, self.chosen).fit(texts, labels)


@dataclass(frozen=True)
class Measured:
    """One question on one split: held-out scores, the fold of each, and the words behind mistakes."""

    held_out: HeldOut
    folds: NDArray[np.intp]
    words: Words = field(default_factory=dict)

    def crossed(self, *, forward: bool) -> tuple[HeldOut, NDArray[np.float64]]:
        """Return texts with confidences calibrated on other folds only – with ``forward``, on earlier ones.

        Where there is no such fold the text is left out, so the error of calibration is honest.
        """
        parts: list[NDArray[np.intp]] = []
        told: list[NDArray[np.float64]] = []
        held = self.held_out
        for fold in np.unique(self.folds):
            here = np.flatnonzero(self.folds == fold)
            other = np.flatnonzero(self.folds < fold if forward else self.folds != fold)
            if other.size:
                learned = calibrate(held.margins[other], held.truth[other])
                told.append(confidences(held.margins[here], learned))
                parts.append(here)
        if not parts:
            return held, confidences(held.margins, Calibration())
        rows = np.concatenate(parts)
        return HeldOut(held.labels, held.margins[rows], held.truth[rows]), np.concatenate(told)


@dataclass
class _Part:
    margins: list[Any] = field(default_factory=list)
    truth: list[Any] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    folds: list[int] = field(default_factory=list)
    words: dict[int, tuple[tuple[str, float], ...]] = field(default_factory=dict)


def measure(
    data: Prepared, recipe: Recipe, folds: Sequence[Fold], tell: Tell
) -> dict[str, Measured]:
    """Return the held-out scores of every question; ``tell`` gets the step and its share of the work."""
    labels = {h: tuple(sorted({f[h] for f in data.labels if h in f})) for h in recipe.heads}
    parts: dict[str, _Part] = defaultdict(_Part)
    for number, fold in enumerate(folds):
        tell(f"交叉验证 {number + 1}/{len(folds)}", number / len(folds))
        pipeline = recipe.fit(data, fold.learn.tolist())
        for head, fitted in pipeline.fitted.items():
            rows = [row for row in fold.held.tolist() if head in data.labels[row]]
            if rows:
                part = parts[head]
                part.folds += [number] * len(rows)
                part.rows += rows
                _score(part, _Scored(data, pipeline, head, fitted), rows, labels[head])
    return {head: _measured(part, data, labels[head]) for head, part in parts.items()}


@dataclass(frozen=True)
class _Scored:
    data: Prepared
    pipeline: Pipeline
    head: str
    fitted: Fitted


def _score(part: _Part, scored: _Scored, rows: list[int], labels: tuple[str, ...]) -> None:
    matrix = scored.pipeline.views.transform([scored.data.texts[row] for row in rows])
    margins = scored.fitted.aligned(matrix, labels)
    number = {label: column for column, label in enumerate(labels)}
    truth = np.array([number[scored.data.labels[row][scored.head]] for row in rows])
    part.margins.append(margins)
    part.truth.append(truth)
    for at, grams in _misleading(scored.fitted, matrix, margins, (truth, labels)):
        names = scored.pipeline.views
        part.words[rows[at]] = tuple((names.name(gram), points) for gram, points in grams)


def _misleading(
    fitted: Fitted, matrix: Any, margins: Any, answers: tuple[Any, tuple[str, ...]]
) -> Iterator[tuple[int, list[tuple[int, float]]]]:
    """Yield the surest mistakes with the features that spoke for the answer against the truth."""
    truth, labels = answers
    known = {label: column for column, label in enumerate(fitted.labels)}
    every = np.arange(len(truth))
    told = margins.argmax(axis=1)
    gap = margins[every, told] - margins[every, truth]
    for at in np.argsort(-gap, kind="stable")[:_NOTED].tolist():
        if gap[at] <= 0 or labels[truth[at]] not in known:
            continue
        row = matrix[at]
        lead = (
            fitted.weights[:, known[labels[told[at]]]] - fitted.weights[:, known[labels[truth[at]]]]
        )
        points = row.data * lead[row.indices]
        best = np.argsort(-points, kind="stable")[:_WORDS]
        yield at, [(int(row.indices[i]), round(float(points[i]), 4)) for i in best if points[i] > 0]


def _measured(part: _Part, data: Prepared, labels: tuple[str, ...]) -> Measured:
    held = HeldOut(
        labels,
        np.concatenate(part.margins),
        np.concatenate(part.truth),
        tuple(data.texts[row] for row in part.rows),
        tuple(part.rows),
    )
    return Measured(held, np.array(part.folds, np.intp), part.words)


def thinned(data: Prepared, most: int) -> Prepared:
    """Return a fair sample of at most ``most`` texts, in their order."""
    if len(data.texts) <= most:
        return data
    chosen = np.sort(np.random.default_rng(SEED).choice(len(data.texts), most, replace=False))
    rows = chosen.tolist()

    return Prepared(
        texts=tuple(data.texts[row] for row in rows),
        labels=tuple(data.labels[row] for row in rows),
        dropped=data.dropped,
        digest=data.digest,
        quotes=tuple(data.quotes[row] for row in rows),
        groups=tuple(data.groups[row] for row in rows),
        days=tuple(data.days[row] for row in rows),
        disputed={new: data.disputed[old] for new, old in enumerate(rows) if old in data.disputed},
    )
