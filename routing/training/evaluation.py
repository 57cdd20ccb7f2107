"""Measuring a classifier (评估): accuracy, macro-F1, calibration and what a gate would let through; pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.classify.calibration import (
    Calibration,
    adaptive_calibration_error,
    calibration_error,
    choose_gate,
    confidences,
    coverage_curve,
    reliability,
    to_json,
)

Array = NDArray[np.float64]
_GATES = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
_TRUSTS = np.linspace(0.0, 1.0, 21)
_CONFUSIONS = 30
_LEVEL = "/"


@dataclass(frozen=True)
class HeldOut:
    """Scores of texts by models that had not seen them; ``truth`` are columns of ``margins``.

    ``rows`` are the places of the texts in the data; ``texts`` the prepared texts themselves.
    """

    labels: tuple[str, ...]
    margins: Array
    truth: NDArray[np.intp]
    texts: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class Scores:
    """The figures that decide, of one question on one split."""

    texts: int
    labels: int
    top1: float
    top3: float
    macro_f1: float

    @property
    def merit(self) -> float:
        """Return what settings are chosen by: first answer, three answers and fairness to rare labels."""
        return (2 * self.top1 + self.top3 + self.macro_f1) / 4


def scores(margins: Array, truth: NDArray[np.intp], labels: int) -> Scores:
    """Return the figures of ranking by ``margins``."""
    order = np.argsort(-margins, axis=1, kind="stable")[:, :3]
    return Scores(
        texts=len(truth),
        labels=labels,
        top1=share(order[:, 0] == truth),
        top3=share((order == truth[:, None]).any(axis=1)),
        macro_f1=macro_f1(truth, order[:, 0], labels),
    )


def best_trust(held_out: HeldOut, calibration: Calibration, words: Array) -> float:
    """Return the model's share in a mixture with ``words`` under which the truth is most likely.

    ``words`` are the shares that the words of the tree give to every label of every text.
    """
    rows = np.arange(len(held_out.truth))
    learned = confidences(held_out.margins, calibration)[rows, held_out.truth]
    told = words[rows, held_out.truth]
    gains = [np.log(t * learned + (1 - t) * told + 1e-6).mean() for t in _TRUSTS]
    return float(_TRUSTS[int(np.argmax(gains))])


def mixture_report(
    held_out: HeldOut, calibration: Calibration, words: Array, trust: float
) -> dict[str, Any]:
    """Return the figures of the mixture: what an agent is shown."""
    mixed = trust * confidences(held_out.margins, calibration) + (1 - trust) * words
    found = scores(mixed, held_out.truth, len(held_out.labels))
    right = mixed.argmax(axis=1) == held_out.truth
    return {
        "trust": round(trust, 2),
        "top1": found.top1,
        "top3": found.top3,
        "words_alone_top1": share(words.argmax(axis=1) == held_out.truth),
        "calibration_error": calibration_error(np.minimum(mixed.max(axis=1), 1.0), right),
    }


def report(held_out: HeldOut, calibration: Calibration) -> dict[str, Any]:
    """Return the figures of one question, each with the number of texts behind it."""
    told = confidences(held_out.margins, calibration)
    found = scores(held_out.margins, held_out.truth, len(held_out.labels))
    first = held_out.margins.argmax(axis=1)
    best, right = told.max(axis=1), first == held_out.truth
    return {
        **asdict(found),
        "majority": round(float(np.bincount(held_out.truth).max() / len(held_out.truth)), 4),
        **honest_errors(told, held_out.truth),
        "coverage_curve": coverage_curve(best, right),
        "gate": to_json(choose_gate(best, right)),
        "gates": [_gate(gate, best, right) for gate in _GATES],
        "levels": levels(held_out.labels, held_out.truth, first),
        "per_label": per_label(held_out, first),
        "confusions": confusions(held_out, first),
    }


def honest_errors(told: Array, truth: NDArray[np.intp]) -> dict[str, Any]:
    """Return the errors of confidences that were calibrated on other texts, and their curve."""
    best, right = told.max(axis=1), told.argmax(axis=1) == truth
    return {
        "calibration_error": calibration_error(best, right),
        "adaptive_calibration_error": adaptive_calibration_error(best, right),
        "reliability": reliability(best, right),
    }


def share(flags: NDArray[np.bool_]) -> float:
    """Return the share of true flags."""
    return round(float(flags.mean()), 4)


def _gate(gate: float, best: Array, right: NDArray[np.bool_]) -> dict[str, Any]:
    passed = best >= gate
    precision = share(right[passed]) if passed.any() else None
    return {"confidence": gate, "coverage": share(passed), "precision": precision}


def macro_f1(truth: NDArray[np.intp], told: NDArray[np.intp], labels: int) -> float:
    """Return the mean F1 over the labels that occur in truth or prediction."""
    hits = np.bincount(truth[truth == told], minlength=labels)
    total = np.bincount(truth, minlength=labels) + np.bincount(told, minlength=labels)
    seen = total > 0
    return round(float((2 * hits[seen] / total[seen]).mean()), 4)


def levels(
    labels: Sequence[str], truth: NDArray[np.intp], told: NDArray[np.intp]
) -> list[dict[str, Any]]:
    """Return the accuracy at every coarser level of a hierarchy; empty where labels have none.

    Levels are parts joined by ``/``, or pairs of digits of codes such as ``010203``.
    """
    paths = [_path(label) for label in labels]
    depth = max(map(len, paths), default=1)
    found = []
    for level in range(1, depth):
        names = {path[:level] for path in paths}
        number = {name: i for i, name in enumerate(sorted(names))}
        of = np.array([number[path[:level]] for path in paths])
        found.append({"level": level, "labels": len(names), "top1": share(of[truth] == of[told])})
    return found


def _path(label: str) -> tuple[str, ...]:
    if _LEVEL in label:
        return tuple(label.split(_LEVEL))
    if label.isascii() and label.isdigit() and len(label) % 2 == 0:
        return tuple(label[i : i + 2] for i in range(0, len(label), 2))
    return (label,)


def per_label(held_out: HeldOut, told: NDArray[np.intp]) -> list[dict[str, Any]]:
    """Return precision, recall and F1 of every label, with the number of its texts."""
    size = len(held_out.labels)
    hits = np.bincount(held_out.truth[held_out.truth == told], minlength=size).tolist()
    is_truth = np.bincount(held_out.truth, minlength=size).tolist()
    is_told = np.bincount(told, minlength=size).tolist()
    return [
        {
            "label": label,
            "texts": is_truth[i],
            "precision": _ratio(hits[i], is_told[i]),
            "recall": _ratio(hits[i], is_truth[i]),
            "f1": _ratio(2 * hits[i], is_truth[i] + is_told[i]),
        }
        for i, label in enumerate(held_out.labels)
    ]


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def confusions(held_out: HeldOut, told: NDArray[np.intp]) -> list[dict[str, Any]]:
    """Return the most frequent mistakes: what it was, what was said, how often."""
    size = len(held_out.labels)
    wrong = held_out.truth != told
    pairs, counts = np.unique(held_out.truth[wrong] * size + told[wrong], return_counts=True)
    order = np.argsort(-counts, kind="stable")[:_CONFUSIONS]
    return [
        {
            "truth": held_out.labels[int(pairs[i]) // size],
            "told": held_out.labels[int(pairs[i]) % size],
            "texts": int(counts[i]),
        }
        for i in order
    ]


def lines(card: dict[str, Any]) -> Sequence[str]:
    """Return the readable summary of a model card."""
    told = [f"模型 {card['version']}：{card['texts']} 条去重文本"]
    for name, figures in card["heads"].items():
        told.append(
            f"  {name}: top1 {figures['top1']:.3f}  top3 {figures['top3']:.3f}  "
            f"macro-F1 {figures['macro_f1']:.3f}  ECE {figures['calibration_error']:.3f}  "
            f"({figures['labels']} 类，{figures['texts']} 条留出；多数类 {figures['majority']:.3f})"
        )
        if mixed := figures.get("mixture"):
            told.append(
                f"    与词语合用: top1 {mixed['top1']:.3f}  top3 {mixed['top3']:.3f}"
                f"（仅词语 {mixed['words_alone_top1']:.3f}，模型占比 {mixed['trust']:.2f}）"
            )
    return told
