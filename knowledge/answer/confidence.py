"""Confidence (把握程度): how likely the first hit is the right one; logistic over few named signals.

The coefficients are fitted by ``knowledge.answer.calibrating`` on labelled questions and kept for the stamp
of the index they were fitted on; before that the shipped table answers, and says so.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hotline.kit.text import default_tokenizer
from knowledge.search.ranking import Ranked
from knowledge.search.weights import GramWeights
from knowledge.understanding.grams import fold, pairs
from knowledge.understanding.question import Question

_RANKED = ("base", "covered", "covers", "begins")
SIGNALS = (
    *_RANKED,
    *("score", "gap", "short", "long", "exact"),
    *("told", "strange", "worded", "wholly", "lined", "unheard", "lost"),
    *("bare", "says", "silent"),
)
_SHORT = 4  # folded characters of a question that says little
_LONG = 20  # of one that says much; twice as many count for no more
_HEAVY = 10.0  # about the weight of a pair that stands in one line alone
_MOST = 2.0  # of a signal; an engine's score is not bounded

# Fitted by ``python -m benchmarks.refusal`` on 646 questions of our own about the demonstration city, one in seven of
# them outside of what it knows, when it had 504 articles: on held-out fifths 356 were answered, 89.9% of them right.
# With its 620 articles the same table answers 384, 89.6% of them right; of 194 offers 76.8% hold the right one; 65
# are handed over (a new fit on held-out fifths, with 615: 417, 88.2%, 157, 75.2%). What is worth what:
# ``knowledge.answer.calibrating``.
SHIPPED: Mapping[str, float] = {
    "bias": -1.2663,
    "base": -0.0988,
    "covered": 1.203,
    "covers": -0.0104,
    "begins": 0.1917,
    "score": 0.0414,
    "gap": 1.4832,
    "short": -0.0044,
    "long": 0.4812,
    "exact": -0.2834,
    "told": 1.058,
    "strange": -1.015,
    "worded": 0.323,
    "wholly": 1.6098,
    "lined": -0.4372,
    "unheard": -1.1193,
    "lost": 0.6711,
    "bare": 0.2354,
    "says": 0.59,
    "silent": -0.6426,
}
SHIPPED_THRESHOLD = 0.77
SHIPPED_OFFER = 0.47


@dataclass(frozen=True)
class Calibration:
    """Coefficients with the threshold from which is answered; ``fitted`` for this index or not.

    Between ``offer`` and ``threshold`` the nearest matters are offered to choose from; below, nothing is.
    """

    coefficients: Mapping[str, float] = field(default_factory=lambda: SHIPPED)
    threshold: float = SHIPPED_THRESHOLD
    offer: float = SHIPPED_OFFER
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


def seen(question: Question, weights: GramWeights, line: str, text: str) -> dict[str, float]:
    """Return which share of the question stands in a source, and which in no line of any source.

    ``told`` and ``strange`` count characters and pairs by their weights. Of its words of two characters and
    more ``worded`` is the share by weight of which any pair stands in the source and ``unheard`` that of
    which a pair stands in no line; ``wholly`` is the share by number that stands there as a whole, ``lined``
    the share of which a pair stands in the line found. ``lost`` is what the heaviest word weighs (a pair, in
    tens) of which no pair stands in the source: the thing asked about is another one.
    """
    folded = fold(f"{line}{text}")
    whole = told = strange = 0.0
    for term, share in question.terms.items():
        weight = weights.of(term) * share
        whole += weight
        told += weight * (term in folded)
        strange += weight * (term not in weights.counts)
    if not whole:
        return {}
    found = {"told": told / whole, "strange": strange / whole}
    words = [w for w in default_tokenizer().cut(question.text) if len(w) > 1]
    if not words:
        alike = dict.fromkeys(("worded", "wholly", "lined"), found["told"])
        return found | alike | {"unheard": 0.0, "lost": 0.0}
    return found | _worded([_Word.of(w, weights) for w in words], fold(line), folded)


@dataclass(frozen=True)
class _Word:
    """One word of a question: its pairs, its weight, and whether one of its pairs stands in no line."""

    parts: tuple[str, ...]
    weight: float
    unheard: bool

    @classmethod
    def of(cls, word: str, weights: GramWeights) -> "_Word":
        parts = (word,) if word.isascii() else tuple(pairs(word))
        unheard = any(part not in weights.counts for part in parts)
        return cls(parts, sum(map(weights.of, parts)), unheard)

    @property
    def each(self) -> float:
        """Return what one of its pairs weighs."""
        return self.weight / len(self.parts)

    def any_in(self, text: str) -> bool:
        return any(part in text for part in self.parts)

    def all_in(self, text: str) -> bool:
        return all(part in text for part in self.parts)


def _worded(words: Sequence[_Word], line: str, text: str) -> dict[str, float]:
    weight = sum(word.weight for word in words) or 1.0
    return {
        "worded": sum(word.weight for word in words if word.any_in(text)) / weight,
        "unheard": sum(word.weight for word in words if word.unheard) / weight,
        "wholly": sum(word.all_in(text) for word in words) / len(words),
        "lined": sum(word.any_in(line) for word in words) / len(words),
        "lost": max((word.each for word in words if not word.any_in(text)), default=0.0) / _HEAVY,
    }


def signals(
    question: Question, first: Ranked, rival: Ranked | None, read: Mapping[str, float]
) -> dict[str, float]:
    """Return what tells of the first hit; ``rival`` is the best about another matter, ``read`` from ``seen``."""
    found = {name: min(_MOST, first.features.get(name, 0.0)) for name in _RANKED}
    found |= read
    found["score"] = max(-_MOST, min(_MOST, first.score))
    found["gap"] = gap(first, rival)
    found["short"] = float(len(question.text) <= _SHORT)
    found["long"] = min(_MOST, len(question.text) / _LONG)
    found["exact"] = found["covered"] * found["covers"]
    return found


def gap(first: Ranked, rival: Ranked | None) -> float:
    """Return how far the rival is behind, as a share of the first one's score, in 0..1."""
    if rival is None or first.score <= 0:
        return 1.0
    return min(1.0, max(0.0, 1.0 - rival.score / first.score))
