"""Stories (长述): of the texts found for a long story, those first in which most of what it tells stands; pure.

The question of a story is seldom a sentence of its own; what it is about shows in the words that stand in
one of the texts found and not in the others (measured: ``benchmarks/notes/q4.md``).
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from knowledge.answer.texts import Texts, words_of
from knowledge.search.ranking import Ranked
from knowledge.understanding.grams import fold
from knowledge.understanding.question import Question

TOLD = 0.7  # of a whole story that stands in a text, beside the score of its best line


def told_first(question: Question, hits: Sequence[Ranked], texts: Texts) -> list[Ranked]:
    """Return hits in a new order with their new scores; what is no story stays as it is."""
    if not question.story or not hits:
        return list(hits)
    told = [f"{hit.found.folded}\n{fold(words_of(texts.by_id[hit.found.id]))}" for hit in hits]
    weights = _weights(question, told)
    whole = sum(weights.values()) or 1.0
    moved = [
        _moved(hit, question.story * sum(w for term, w in weights.items() if term in text) / whole)
        for hit, text in zip(hits, told, strict=True)
    ]
    return sorted(moved, key=lambda hit: (-hit.score, hit.found.id))


def _moved(hit: Ranked, share: float) -> Ranked:
    return replace(hit, score=hit.score + TOLD * share, features={**hit.features, "story": share})


def _weights(question: Question, told: Sequence[str]) -> dict[str, float]:
    """Return what each pair of the story weighs: much if few of the texts hold it, nothing if none does."""
    found: dict[str, float] = {}
    for term, share in question.terms.items():
        seen = sum(term in text for text in told) if len(term) > 1 else 0
        if seen:
            found[term] = share * math.log(1 + (len(told) - seen + 0.5) / (seen + 0.5))
    return found
