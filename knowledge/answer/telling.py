"""Telling (全文比对): of the texts found, those first in which most of what was asked stands; pure.

The engine knows the best line of a text only; a question in somebody's own words is spread over several of its
questions and its answer. A long story is moreover about the words that stand in one of the texts found and not in
the others, and whoever has read many requests knows what it is about (measured: ``benchmarks/notes/q4.md``).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from knowledge.answer.texts import Texts, words_of
from knowledge.search.ranking import Ranked
from knowledge.search.weights import GramWeights
from knowledge.understanding.grams import fold
from knowledge.understanding.question import Question

TOLD = 0.8  # of a whole question that stands in a text, beside the score of its best line
STORY = 0.7  # of a whole story besides
SUBJECT = 0.2  # of the subject that the words are about, if that is certain
_SHARES = {"told": TOLD, "story": STORY, "subject": SUBJECT}


def told_first(
    question: Question,
    hits: Sequence[Ranked],
    texts: Texts,
    weights: GramWeights,
    subjects: Mapping[str, float],
) -> list[Ranked]:
    """Return hits in a new order with their new scores; the features tell ``told``, ``story`` and ``subject``.

    ``subjects`` are the categories that the words are likely about, by code with shares in 0..1.
    """
    told = [f"{hit.found.folded}\n{fold(words_of(texts.by_id[hit.found.id]))}" for hit in hits]
    everywhere = {term: weights.of(term) * share for term, share in question.terms.items()}
    among = _among(question, told) if question.story else {}
    moved = [
        _moved(
            hit,
            told=_share(everywhere, text),
            story=question.story * _share(among, text),
            subject=_about(hit, subjects),
        )
        for hit, text in zip(hits, told, strict=True)
    ]
    return sorted(moved, key=lambda hit: (-hit.score, hit.found.id))


def of_line(hit: Ranked) -> float:
    """Return the score of a hit's best line alone."""
    return hit.score - sum(share * hit.features.get(name, 0.0) for name, share in _SHARES.items())


def of_words(hit: Ranked) -> float:
    """Return the score that a hit has by its words alone, whatever they are about."""
    return hit.score - SUBJECT * hit.features.get("subject", 0.0)


def _moved(hit: Ranked, **found: float) -> Ranked:
    added = {name: value for name, value in found.items() if value or name == "told"}
    score = hit.score + sum(_SHARES[name] * value for name, value in added.items())
    return replace(hit, score=score, features={**hit.features, **added})


def _about(hit: Ranked, subjects: Mapping[str, float]) -> float:
    """Return how likely the words are about the subject of a text, or about what is above or below it."""
    own = hit.found.category_code
    return max(
        (
            p
            for code, p in subjects.items()
            if own and (own.startswith(code) or code.startswith(own))
        ),
        default=0.0,
    )


def _share(weights: Mapping[str, float], text: str) -> float:
    """Return the share by weight of the terms that stand in ``text``."""
    whole = sum(weights.values())
    return sum(w for term, w in weights.items() if term in text) / whole if whole else 0.0


def _among(question: Question, told: Sequence[str]) -> dict[str, float]:
    """Return what each pair of the story weighs: much if few of the texts hold it, nothing if none does."""
    found: dict[str, float] = {}
    for term, share in question.terms.items():
        seen = sum(term in text for text in told) if len(term) > 1 else 0
        if seen:
            found[term] = share * math.log(1 + (len(told) - seen + 0.5) / (seen + 0.5))
    return found
