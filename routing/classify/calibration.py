"""Honest confidences (置信度校准): a temperature, a monotone curve for the winner, and the gate; pure.

All is learned on texts the scoring model had not seen. The curve maps the best label's share after the
temperature to how often such answers were right; the other labels keep their proportions, and the best
label stays the best.
"""

from bisect import bisect_right
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Curve = tuple[tuple[float, float], ...]
_TEMPERATURES = np.geomspace(0.02, 5.0, 60)
_FEW = 200  # below this many texts a curve would fit noise
_KNOTS = 12
_BINS = 15
_PRECISION = 0.98
_Z = 1.645  # one-sided 95 %
_SMALLEST = 1e-6
_POINTS = 41
_NEVER_SURE = 1e-9  # leaves every other label something that can be scaled


@dataclass(frozen=True)
class Calibration:
    """How margins become confidences; an empty ``curve`` leaves the shares as they are."""

    temperature: float = 1.0
    curve: Curve = ()


@dataclass(frozen=True)
class Gate:
    """The smallest confidence whose answers are right often enough, on unseen texts.

    ``confidence`` is ``None`` where no threshold reaches the wanted precision. ``lower`` is the lower
    95 % bound of the precision, ``texts`` how many passed.
    """

    confidence: float | None
    coverage: float = 0.0
    precision: float | None = None
    lower: float | None = None
    texts: int = 0
    wanted: float = _PRECISION


def shares(margins: Array, temperature: float) -> Array:
    """Return the softmax of ``margins`` / ``temperature``, row by row."""
    scaled = margins / temperature
    raised = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def best_temperature(margins: Array, truth: NDArray[np.intp]) -> float:
    """Return the temperature under which the held-out truth is most likely."""
    rows = np.arange(len(truth))
    losses = [-np.log(shares(margins, float(t))[rows, truth] + 1e-12).mean() for t in _TEMPERATURES]
    return float(_TEMPERATURES[int(np.argmin(losses))])


def calibrate(margins: Array, truth: NDArray[np.intp]) -> Calibration:
    """Choose temperature and curve on held-out margins; ``truth`` are their columns."""
    temperature = best_temperature(margins, truth)
    if len(truth) < _FEW:
        return Calibration(temperature)
    told = shares(margins, temperature)
    return Calibration(temperature, rising_curve(told.max(axis=1), told.argmax(axis=1) == truth))


def rising_curve(best: Array, right: Flags) -> Curve:
    """Return a rising line through the accuracy of equally filled bins of confidence."""
    order = np.argsort(best, kind="stable")
    parts = np.array_split(order, _KNOTS)
    at = np.array([best[part].mean() for part in parts])
    # A bin's own share speaks as one more text each way, so that no bin is ever sure.
    hit = np.array([(right[part].sum() + at[i]) / (part.size + 1) for i, part in enumerate(parts)])
    level = isotonic(hit, np.array([part.size for part in parts], np.float64))
    keep = np.concatenate(([True], np.diff(at) > _SMALLEST))
    return tuple(
        (round(float(x), 6), round(float(y), 6)) for x, y in zip(at[keep], level[keep], strict=True)
    )


def isotonic(values: Array, weights: Array) -> Array:
    """Return the closest never-falling sequence (pool adjacent violators)."""
    blocks: list[list[float]] = []  # value, weight, length
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        blocks.append([value, weight, 1.0])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            late, early = blocks.pop(), blocks.pop()
            total = early[1] + late[1]
            mean = (early[0] * early[1] + late[0] * late[1]) / total
            blocks.append([mean, total, early[2] + late[2]])
    return np.repeat([b[0] for b in blocks], [int(b[2]) for b in blocks])


def confidences(margins: Array, calibration: Calibration) -> Array:
    """Return the confidences of all labels, row by row; each row sums to one."""
    told = shares(margins, calibration.temperature)
    if not calibration.curve:
        return told
    told += _NEVER_SURE
    told /= told.sum(axis=1, keepdims=True)
    rows, top = np.arange(len(told)), told.argmax(axis=1)
    best = told[rows, top]
    others = told.copy()
    others[rows, top] = 0.0
    second = others.max(axis=1)
    wanted = curved(best, second, calibration.curve)
    told = np.asarray(others * ((1.0 - wanted) / np.maximum(1.0 - best, 1e-12))[:, None])
    told[rows, top] = wanted
    return told


def curved(best: Array, second: Array, curve: Curve) -> Array:
    """Return the best label's confidence; never below the second's after it is rescaled."""
    xs, ys = (np.array(side) for side in zip(*curve, strict=True))
    wanted = np.interp(best, np.concatenate(([0.0], xs, [1.0])), _ends(ys))
    floor = second / np.maximum(1.0 - best + second, 1e-12)
    return np.asarray(np.minimum(np.maximum(wanted, floor), 1.0))


class WinnerCurve:
    """The same for one text at a time, in plain numbers."""

    def __init__(self, curve: Curve) -> None:
        """Keep the knots with their ends."""
        xs, ys = (np.array(side) for side in zip(*curve, strict=True))
        self._xs: list[float] = [0.0, *xs.tolist(), 1.0]
        self._ys: list[float] = _ends(ys).tolist()

    def apply(self, told: Array) -> None:
        """Correct the shares of one question in place."""
        told += _NEVER_SURE
        told /= told.sum()
        top = int(told.argmax())
        best = float(told[top])
        told[top] = 0.0
        wanted = self._wanted(best, float(told.max()))
        told *= (1.0 - wanted) / max(1.0 - best, 1e-12)
        told[top] = wanted

    def ranked(self, shares: list[float], labels: int) -> list[float]:
        """Return the corrected shares of the best labels, best first, at least two of ``labels``."""
        whole = 1.0 + labels * _NEVER_SURE
        best, *others = ((share + _NEVER_SURE) / whole for share in shares)
        wanted = self._wanted(best, others[0])
        scale = (1.0 - wanted) / max(1.0 - best, 1e-12)
        return [wanted, *(share * scale for share in others)]

    def _wanted(self, best: float, second: float) -> float:
        return min(max(self._at(best), second / max(1.0 - best + second, 1e-12)), 1.0)

    def _at(self, best: float) -> float:
        right = min(bisect_right(self._xs, best), len(self._xs) - 1)
        x0, x1, y0, y1 = self._xs[right - 1], self._xs[right], self._ys[right - 1], self._ys[right]
        return y0 + (y1 - y0) * (best - x0) / (x1 - x0) if x1 > x0 else y1


def _ends(levels: Array) -> Array:
    """Return the levels with what holds at zero and at one, beyond the first and the last bin."""
    return np.concatenate(([0.0], levels, [max(levels[-1], 0.0)]))


def calibration_error(best: Array, right: Flags) -> float:
    """Return the expected calibration error over ten equal bins of confidence."""
    bins = np.minimum((best * 10).astype(np.intp), 9)
    return _error(bins, best, right)


def adaptive_calibration_error(best: Array, right: Flags) -> float:
    """Return the expected calibration error over bins of equally many texts."""
    bins = np.empty(len(best), np.intp)
    for number, part in enumerate(np.array_split(np.argsort(best, kind="stable"), _BINS)):
        bins[part] = number
    return _error(bins, best, right)


def _error(bins: NDArray[np.intp], best: Array, right: Flags) -> float:
    error = 0.0
    for number in np.unique(bins):
        inside = bins == number
        error += inside.mean() * abs(best[inside].mean() - right[inside].mean())
    return round(float(error), 4)


def reliability(best: Array, right: Flags) -> list[dict[str, float]]:
    """Return the calibration curve: mean confidence and accuracy of equally filled bins."""
    parts = np.array_split(np.argsort(best, kind="stable"), min(_BINS, max(1, len(best) // 10)))
    return [
        {
            "confidence": round(float(best[part].mean()), 4),
            "accuracy": round(float(right[part].mean()), 4),
            "texts": int(part.size),
        }
        for part in parts
        if part.size
    ]


def coverage_curve(best: Array, right: Flags) -> list[dict[str, float]]:
    """Return coverage and precision when only answers of some confidence pass, from few to all."""
    order = np.argsort(-best, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    points = np.unique(np.linspace(1, len(order), min(_POINTS, len(order))).astype(np.intp)) - 1
    return [
        {
            "coverage": round(float((i + 1) / len(order)), 4),
            "precision": round(float(precision[i]), 4),
            "confidence": round(float(best[order[i]]), 4),
        }
        for i in points
    ]


def choose_gate(best: Array, right: Flags, wanted: float = _PRECISION) -> Gate:
    """Return the smallest confidence whose answers reach ``wanted`` precision, as wide as possible.

    Equal confidences pass together. A gate that fewer texts pass than can show such a precision at all
    is none.
    """
    order = np.argsort(-best, kind="stable")
    sure, hits = best[order], np.cumsum(right[order])
    count = np.arange(1, len(order) + 1)
    last = np.append(sure[1:] != sure[:-1], [True]) if len(order) else np.zeros(0, bool)
    enough = count >= np.ceil(1.0 / (1.0 - wanted))
    good = np.flatnonzero(last & enough & (hits / count >= wanted))
    if not good.size:
        return Gate(None, wanted=wanted)
    at = int(good[-1])
    passed, precision = int(count[at]), float(hits[at] / count[at])
    return Gate(
        confidence=float(np.floor(sure[at] * 1e6) / 1e6),
        coverage=round(passed / len(order), 4),
        precision=round(precision, 4),
        lower=round(lower_bound(precision, passed), 4),
        texts=passed,
        wanted=wanted,
    )


def lower_bound(share: float, texts: int) -> float:
    """Return Wilson's one-sided 95 % lower bound of a share seen in ``texts`` texts."""
    if not texts:
        return 0.0
    spread = _Z * sqrt(share * (1 - share) / texts + _Z**2 / (4 * texts**2))
    return (share + _Z**2 / (2 * texts) - spread) / (1 + _Z**2 / texts)


def to_json(gate: Gate) -> dict[str, Any]:
    """Return the gate as the card tells it."""
    return {
        "wanted": gate.wanted,
        "confidence": gate.confidence,
        "coverage": gate.coverage,
        "precision": gate.precision,
        "lower_bound": gate.lower,
        "texts": gate.texts,
    }
