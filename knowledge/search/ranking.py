"""Ranking (排序): which document of the lines found answers best; pure, the same for every engine.

The engine's score is put in relation to what the question could have scored, so that it means the same
for short and long questions; the rest are small additions with names, which learning may weigh anew.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from knowledge.search.port import Candidate, DocumentKind
from knowledge.search.weights import GramWeights
from knowledge.understanding.grams import fold
from knowledge.understanding.question import Question

_ABBREVIATION = range(2, 9)  # characters of a question that may be a short form of a name
_FRESH_DAYS = 400
# Matters that are asked about in the same words and have nothing to do with one another.
_SIDES = (
    *(("结婚", "离婚"), ("迁入", "迁出"), ("转入", "转出"), ("入职", "离职"), ("开户", "销户")),
    *(("居民医保", "职工医保"), ("租房", "购房"), ("中考", "高考"), ("出租", "承租")),
)
_OTHER_SIDE = {one: other for a, b in _SIDES for one, other in ((a, b), (b, a))}

# What each feature adds to a rank; ``base`` is the engine's share (measured: benchmarks/notes/q3.md).
DEFAULTS: Mapping[str, float] = {
    "base": 1.0,
    "begins": 0.25,
    "in_order": 0.1,
    "covered": 0.25,
    "covers": 0.1,
    "asked_kind": 0.1,
    "here": 0.05,
    "elsewhere": -0.3,
    "popular": 0.05,
    "fresh": 0.02,
    "named": 0.3,
    "other_side": -0.8,
}


@dataclass(frozen=True)
class Asker:
    """Who asks and when; ``district`` is the code of where he is, if known."""

    today: date
    district: str = ""


@dataclass(frozen=True)
class Ranked:
    """One document in its place; ``features`` are what decided, by name."""

    found: Candidate
    score: float
    features: Mapping[str, float] = field(default_factory=dict)


def rank(
    question: Question,
    found: Iterable[Candidate],
    weights: GramWeights,
    asker: Asker,
    shares: Mapping[str, float] = DEFAULTS,
) -> list[Ranked]:
    """Return every document once, best first, ties by id."""
    sought = _Sought(question, weights)
    best: dict[str, Ranked] = {}
    for candidate in found:
        features = sought.features(candidate)
        features |= _standing(question, candidate, asker)
        score = sum(shares.get(name, 0.0) * value for name, value in features.items())
        known = best.get(candidate.id)
        if known is None or score > known.score:
            best[candidate.id] = Ranked(candidate, score, features)
    return sorted(best.values(), key=lambda r: (-r.score, r.found.id))


class _Sought:
    """A question prepared for many lines; looking a gram up in a text is quicker than cutting the text."""

    def __init__(self, question: Question, weights: GramWeights) -> None:
        self._text = question.text
        self._weights = weights
        self._weighed = [(t, weights.of(t) * share) for t, share in question.terms.items()]
        self._whole = sum(weight for _term, weight in self._weighed) or 1.0
        self._short = len(self._text) in _ABBREVIATION
        text = self._text
        self._sides = [(a, b) for a, b in _OTHER_SIDE.items() if a in text and b not in text]

    def features(self, candidate: Candidate) -> dict[str, float]:
        """Return how the words of one line fit."""
        line = candidate.folded or fold(candidate.line)
        shared = sum(weight for gram, weight in self._weighed if gram in line)
        return {
            "base": candidate.score / self._whole,
            "begins": float(bool(self._text) and line.startswith(self._text)),
            "in_order": float(self._short and in_order(self._text, line)),
            "covered": shared / self._whole,
            "covers": min(1.0, shared / self._weights.of_line(line)),
            "other_side": float(any(b in line and a not in line for a, b in self._sides)),
        }


def _standing(question: Question, candidate: Candidate, asker: Asker) -> dict[str, float]:
    places = question.districts or ((asker.district,) if asker.district else ())
    limited = bool(candidate.districts and places)
    here = limited and any(place in candidate.districts for place in places)
    age = (asker.today - candidate.updated_on).days if candidate.updated_on else _FRESH_DAYS
    return {
        "asked_kind": float(question.intent is not None and candidate.kind is DocumentKind.ITEM),
        "here": float(here),
        "elsewhere": float(limited and not here),
        "popular": candidate.popularity,
        "fresh": max(0.0, 1.0 - age / _FRESH_DAYS),
        "named": float(candidate.id in question.entities),
    }


def in_order(short: str, name: str) -> bool:
    """Tell whether the characters of ``short`` stand in ``name`` in the same order (律所 in 律师事务所)."""
    rest: Sequence[str] | Iterable[str] = iter(name)
    return all(char in rest for char in short)
