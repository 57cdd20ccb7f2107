"""Confidence (把握程度): how likely the first hit is the right one; logistic over few named signals.

The coefficients are fitted by ``knowledge.answer.calibrating`` on labelled questions and kept for the stamp
of the index they were fitted on; before that the shipped table answers, and says so.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from hotline.kit.text import default_tokenizer
from knowledge.search.ranking import Ranked
from knowledge.search.weights import GramWeights
from knowledge.understanding.grams import fold, pairs
from knowledge.understanding.question import Question

_RANKED = ("base", "covered", "covers", "begins")
SIGNALS = (
    *_RANKED,
    *("score", "gap", "short", "exact"),
    *("told", "strange", "worded", "unheard"),
    *("bare", "says", "silent"),
)
_SHORT = 4  # folded characters of a question that says little
_MOST = 2.0  # of a signal; an engine's score is not bounded

# Fitted by ``python -m benchmarks.refusal`` on 596 questions of our own about the demonstration city (84 of
# them outside of what it knows, 18 of these long stories). On held-out fifths: 433 answered, 88.4 % of them
# right; 160 handed over; of the questions that would have been answered wrongly 65.5 % were handed over.
SHIPPED: Mapping[str, float] = {
    "bias": 0.0461,
    "base": 0.4643,
    "covered": 0.3118,
    "covers": 0.8594,
    "begins": -0.0956,
    "score": 0.5366,
    "gap": 1.8583,
    "short": -0.1334,
    "exact": -0.1637,
    "told": 0.6952,
    "strange": -1.2497,
    "worded": 0.7265,
    "unheard": -1.0926,
    "bare": -0.0396,
    "says": -0.5241,
    "silent": -0.1268,
}
SHIPPED_THRESHOLD = 0.61


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
    """Return which share of the question stands in a whole source, and which in no line of any source.

    ``told`` and ``strange`` count characters and pairs, ``worded`` and ``unheard`` whole words: a word counts
    as told if any pair of it stands there, as unheard if one of its pairs stands in no line.
    """
    folded = fold(text)
    whole = told = strange = 0.0
    for term, share in question.terms.items():
        weight = weights.of(term) * share
        whole += weight
        told += weight * (term in folded)
        strange += weight * (term not in weights.counts)
    if not whole:
        return {}
    found = {"told": told / whole, "strange": strange / whole}
    return found | _words(question, weights, folded, found["told"])


def _words(
    question: Question, weights: GramWeights, folded: str, otherwise: float
) -> dict[str, float]:
    whole = told = unheard = 0.0
    for word in default_tokenizer().cut(question.text):
        parts = [word] if word.isascii() else pairs(word)
        if len(word) == 1 or not parts:
            continue
        weight = sum(map(weights.of, parts))
        whole += weight
        told += weight * any(part in folded for part in parts)
        unheard += weight * any(part not in weights.counts for part in parts)
    if not whole:
        return {"worded": otherwise, "unheard": 0.0}
    return {"worded": told / whole, "unheard": unheard / whole}


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
