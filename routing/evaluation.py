"""Measuring a classifier (评估): accuracy, macro-F1, calibration and what a gate would let through; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_BINS = 10
_GATES = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
_TRUSTS = np.linspace(0.0, 1.0, 21)
_TEMPERATURES = np.geomspace(0.02, 5.0, 60)


@dataclass(frozen=True)
class HeldOut:
    """Scores of texts by models that had not seen them; ``truth`` are columns of ``margins``."""

    labels: tuple[str, ...]
    margins: Array
    truth: NDArray[np.intp]
    texts: tuple[str, ...] = ()


def shares(margins: Array, temperature: float) -> Array:
    """Return the softmax of ``margins`` / ``temperature``, row by row."""
    scaled = margins / temperature
    raised = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def best_temperature(held_out: HeldOut) -> float:
    """Return the temperature under which the held-out truth is most likely."""
    rows = np.arange(len(held_out.truth))
    losses = [
        -np.log(shares(held_out.margins, float(t))[rows, held_out.truth] + 1e-12).mean()
        for t in _TEMPERATURES
    ]
    return float(_TEMPERATURES[int(np.argmin(losses))])


def best_trust(held_out: HeldOut, temperature: float, words: Array) -> float:
    """Return the model's share in a mixture with ``words`` under which the truth is most likely.

    ``words`` are the shares that the words of the tree give to every label of every text.
    """
    rows = np.arange(len(held_out.truth))
    learned = shares(held_out.margins, temperature)[rows, held_out.truth]
    told = words[rows, held_out.truth]
    gains = [np.log(t * learned + (1 - t) * told + 1e-6).mean() for t in _TRUSTS]
    return float(_TRUSTS[int(np.argmax(gains))])


def mixture_report(
    held_out: HeldOut, temperature: float, words: Array, trust: float
) -> dict[str, float]:
    """Return the figures of the mixture: what an agent is shown."""
    mixed = trust * shares(held_out.margins, temperature) + (1 - trust) * words
    order = np.argsort(-mixed, axis=1, kind="stable")
    return {
        "trust": round(trust, 2),
        "top1": _share(order[:, 0] == held_out.truth),
        "top3": _share((order[:, :3] == held_out.truth[:, None]).any(axis=1)),
        "words_alone_top1": _share(words.argmax(axis=1) == held_out.truth),
    }


def report(held_out: HeldOut, temperature: float) -> dict[str, Any]:
    """Return the figures of one question, each with the number of texts behind it."""
    confidences = shares(held_out.margins, temperature)
    order = np.argsort(-held_out.margins, axis=1, kind="stable")
    right = order[:, 0] == held_out.truth
    in_three = (order[:, :3] == held_out.truth[:, None]).any(axis=1)
    best = confidences.max(axis=1)
    return {
        "texts": len(held_out.truth),
        "labels": len(held_out.labels),
        "top1": _share(right),
        "top3": _share(in_three),
        "macro_f1": macro_f1(held_out.truth, order[:, 0], len(held_out.labels)),
        "majority": round(float(np.bincount(held_out.truth).max() / len(held_out.truth)), 4),
        "calibration_error": calibration_error(best, right),
        "gates": [_gate(gate, best, right) for gate in _GATES],
        "per_label": _per_label(held_out, order[:, 0]),
    }


def _share(flags: NDArray[np.bool_]) -> float:
    return round(float(flags.mean()), 4)


def _gate(gate: float, best: Array, right: NDArray[np.bool_]) -> dict[str, Any]:
    passed = best >= gate
    precision = _share(right[passed]) if passed.any() else None
    return {"confidence": gate, "coverage": _share(passed), "precision": precision}


def macro_f1(truth: NDArray[np.intp], told: NDArray[np.intp], labels: int) -> float:
    """Return the mean F1 over the labels that occur in truth or prediction."""
    hits = np.bincount(truth[truth == told], minlength=labels)
    total = np.bincount(truth, minlength=labels) + np.bincount(told, minlength=labels)
    seen = total > 0
    return round(float((2 * hits[seen] / total[seen]).mean()), 4)


def calibration_error(best: Array, right: NDArray[np.bool_]) -> float:
    """Return the expected calibration error over ten equal bins of confidence."""
    bins = np.minimum((best * _BINS).astype(np.intp), _BINS - 1)
    error = 0.0
    for number in range(_BINS):
        inside = bins == number
        if inside.any():
            error += inside.mean() * abs(best[inside].mean() - right[inside].mean())
    return round(float(error), 4)


def _per_label(held_out: HeldOut, told: NDArray[np.intp]) -> list[dict[str, Any]]:
    rows = []
    for number, label in enumerate(held_out.labels):
        is_truth, is_told = held_out.truth == number, told == number
        hits = int((is_truth & is_told).sum())
        rows.append(
            {
                "label": label,
                "texts": int(is_truth.sum()),
                "precision": round(hits / int(is_told.sum()), 4) if is_told.any() else None,
                "recall": round(hits / int(is_truth.sum()), 4) if is_truth.any() else None,
            }
        )
    return rows


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
