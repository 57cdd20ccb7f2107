"""Confidence (把握程度): how likely the first hit is the right one; logistic over few named signals.

The coefficients are fitted by ``knowledge.answer.calibrating`` on labelled questions and kept for the stamp
of the index they were fitted on; before that the shipped table answers, and says so.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from knowledge.search.ranking import Ranked
from knowledge.search.weights import GramWeights
from knowledge.understanding.grams import fold
from knowledge.understanding.question import Question

_RANKED = ("base", "covered", "covers", "begins")
SIGNALS = (*_RANKED, "score", "gap", "short", "exact", "told", "strange", "bare", "says", "silent")
_SHORT = 4  # folded characters of a question that says little
_MOST = 2.0  # of a signal; an engine's score is not bounded

# Fitted by ``python -m benchmarks.refusal`` on 556 questions of our own about the demonstration city (44 of
# them outside of what it knows). On held-out fifths: 378 answered, 91.3 % of them right; 175 handed over;
# of the questions that would have been answered wrongly 71.3 % were handed over. With the table fitted
# on all, 41 of the 44 outside questions are handed over.
SHIPPED: Mapping[str, float] = {
    "bias": -0.1511,
    "base": 0.7651,
    "covered": 0.7569,
    "covers": 0.86,
    "begins": -0.1799,
    "score": 0.2477,
    "gap": 1.4704,
    "short": -0.0095,
    "exact": 0.3337,
    "told": 1.644,
    "strange": -1.7679,
    "bare": -0.1413,
    "says": -0.4951,
    "silent": -0.3649,
}
SHIPPED_THRESHOLD = 0.71


@dataclass(frozen=True)
class Calibration:
    """Coefficients with the threshold below which nothing is answered; ``fitted`` for this index or not."""

    coefficients: Mapping[str, float] = field(default_factory=lambda: SHIPPED)
    threshold: float = SHIPPED_THRESHOLD
    fitted: bool = False

    def of(self, signals: Mapping[str, float]) -> float:
        """Return the probability, in 0..1, that the first hit is right."""
        weighed = sum(self.coefficients.get(name, 0.0) * value for name, value in signals.items())
        return logistic(self.coefficients.get("bias", 0.0) + weighed)


def logistic(value: float) -> float:
    """Return the logistic of ``value`` without overflow."""
    if value < 0:
        small = math.exp(max(value, -700.0))
        return small / (1 + small)
    return 1 / (1 + math.exp(-min(value, 700.0)))


def seen(question: Question, weights: GramWeights, text: str) -> dict[str, float]:
    """Return which share of the question stands in a whole source, and which in no line of any source."""
    folded = fold(text)
    whole = told = strange = 0.0
    for term, share in question.terms.items():
        weight = weights.of(term) * share
        whole += weight
        told += weight * (term in folded)
        strange += weight * (term not in weights.counts)
    return {"told": told / whole, "strange": strange / whole} if whole else {}


def signals(
    question: Question, first: Ranked, rival: Ranked | None, read: Mapping[str, float]
) -> dict[str, float]:
    """Return what tells of the first hit; ``rival`` is the best about another matter, ``read`` from ``seen``."""
    found = {name: min(_MOST, first.features.get(name, 0.0)) for name in _RANKED}
    found |= read
    found["score"] = max(-_MOST, min(_MOST, first.score))
    found["gap"] = gap(first, rival)
    found["short"] = float(len(question.text) <= _SHORT)
    found["exact"] = found["covered"] * found["covers"]
    return found


def gap(first: Ranked, rival: Ranked | None) -> float:
    """Return how far the rival is behind, as a share of the first one's score, in 0..1."""
    if rival is None or first.score <= 0:
        return 1.0
    return min(1.0, max(0.0, 1.0 - rival.score / first.score))
