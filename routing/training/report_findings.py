"""What a training should make people look at (训练发现): sure mistakes, doubtful labels, texts that contradict.

A label is doubtful when a model that had not seen the text is sure of another one, or when nearly the same
words carry another label elsewhere. Texts are quoted masked.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from zlib import crc32

import numpy as np

from routing.classify.calibration import confidences
from routing.training.data import Prepared
from routing.training.train import Trained

_MISTAKES = 40
_SUSPECTS = 60
_SURE = 0.8
_BARELY = 0.05
_TWINS = 60
_ALIKE = 0.75
_MOST_PAIRED = 30_000
_SKETCH = 12
_BAND = 2
_SHORTEST = 6


def mistakes(trained: Trained, head: str) -> list[dict[str, Any]]:
    """Return the surest mistakes with the words that misled, most sure first."""
    measured, told = trained.measured[head], _confidences(trained, head)
    held = measured.held_out
    first = told.argmax(axis=1)
    wrong = np.flatnonzero(first != held.truth)
    order = wrong[np.argsort(-told[wrong, first[wrong]], kind="stable")]
    found = []
    for at in order[:_MISTAKES].tolist():
        row = held.rows[at]
        words = outermost(gram for gram, _ in measured.words.get(row, ()))
        found.append(
            _case(trained.data, held.labels, row, told[at], int(held.truth[at])) | {"words": words}
        )
    return found


def outermost(grams: Iterable[str]) -> list[str]:
    """Return what is worth showing: no bare figures, and nothing that stands inside another."""
    words = [gram.replace(" ", "") for gram in grams]
    told = [word for word in dict.fromkeys(words) if word.strip("0")]
    return [word for word in told if not any(word != other and word in other for other in told)]


def suspects(trained: Trained, head: str) -> list[dict[str, Any]]:
    """Return texts whose label an unseen model holds for nearly impossible, being sure of another."""
    measured, told = trained.measured[head], _confidences(trained, head)
    held = measured.held_out
    every = np.arange(len(held.truth))
    best, own = told.max(axis=1), told[every, held.truth]
    doubtful = np.flatnonzero(
        (best >= _SURE) & (own <= _BARELY) & (told.argmax(axis=1) != held.truth)
    )
    order = doubtful[np.argsort(own[doubtful] - best[doubtful], kind="stable")]
    return [
        _case(trained.data, held.labels, held.rows[at], told[at], int(held.truth[at]))
        for at in order[:_SUSPECTS].tolist()
    ]


def _confidences(trained: Trained, head: str) -> Any:
    return confidences(trained.measured[head].held_out.margins, trained.learned[head].calibration)


def _case(data: Prepared, labels: Sequence[str], row: int, told: Any, truth: int) -> dict[str, Any]:
    first = int(told.argmax())
    return {
        "text": data.quotes[row],
        "label": labels[truth],
        "told": labels[first],
        "confidence": round(float(told[first]), 4),
        "label_confidence": round(float(told[truth]), 4),
    }


def disputed(data: Prepared, head: str) -> list[dict[str, Any]]:
    """Return equal texts that were given several labels, the most often disputed first."""
    cases = [(row, votes[head]) for row, votes in data.disputed.items() if head in votes]
    ordered = sorted(cases, key=lambda case: -sum(case[1].values()))[:_TWINS]
    return [{"text": data.quotes[row], "votes": dict(votes)} for row, votes in ordered]


def twins(data: Prepared, head: str) -> list[dict[str, Any]]:
    """Return pairs of nearly equal texts with different labels, the most alike first."""
    rows = [row for row in data.rows_of(head) if len(data.texts[row]) >= _SHORTEST][:_MOST_PAIRED]
    grams = {row: _grams(data.texts[row]) for row in rows}
    found: list[tuple[float, dict[str, Any]]] = []
    for one, other in _candidates(grams):
        labels = data.labels[one][head], data.labels[other][head]
        alike = _jaccard(grams[one], grams[other]) if labels[0] != labels[1] else 0.0
        if alike >= _ALIKE:
            texts = data.quotes[one], data.quotes[other]
            found.append((alike, {"texts": texts, "labels": labels, "alike": round(alike, 3)}))
    found.sort(key=lambda pair: -pair[0])
    return [pair for _, pair in found[:_TWINS]]


def _grams(text: str) -> frozenset[int]:
    return frozenset(crc32(text[i : i + 3].encode()) for i in range(len(text) - 2))


def _candidates(grams: Mapping[int, frozenset[int]]) -> Iterator[tuple[int, int]]:
    """Yield pairs that share a band of their smallest hashes (MinHash by one permutation)."""
    homes: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for row, found in grams.items():
        sketch = sorted(found)[:_SKETCH]
        for start in range(0, len(sketch) - _BAND + 1, _BAND):
            homes[tuple(sketch[start : start + _BAND])].append(row)
    seen: set[tuple[int, int]] = set()
    for rows in homes.values():
        for i, one in enumerate(rows[:50]):
            for other in rows[i + 1 : 50]:
                if (one, other) not in seen:
                    seen.add((one, other))
                    yield one, other


def _jaccard(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / len(one | other)
