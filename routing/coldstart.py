"""Categories without any history (冷启动): names, keywords and scope notes of the tree speak for themselves.

Two witnesses are added: the share of the found words' weight, and the likeness to the leaf's own text.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from hotline.kit.text import Tokenizer, Wording, default_tokenizer, normalise
from routing.features import prepare
from routing.taxonomy import Category, Taxonomy
from routing.treematch import TreeMatch

# How much a word of each source says, relative to one of a scope note.
KEYWORD, NAME, SCOPE = 3.0, 2.0, 1.0
SUPERIOR = 0.5  # a superior's words count half for each level below
_TOP = 5
_PLAIN = Wording({})
Span = tuple[int, int]


@dataclass(frozen=True)
class Guess:
    """A category with its confidence (0–1) and the spans of the words that speak for it."""

    code: str
    confidence: float
    spans: tuple[Span, ...]


class ColdStart:
    """Scores the categories of a tree by the words found in a text."""

    def __init__(self, taxonomy: Taxonomy, tokenizer: Tokenizer | None = None) -> None:
        """Weigh every word by its source and its rarity over the categories."""
        self._taxonomy = taxonomy
        cut = tokenizer or default_tokenizer()
        weights: dict[str, dict[str, float]] = {}
        for category in taxonomy.categories.values():
            for word, weight in _words(category, cut):
                found = weights.setdefault(word, {})
                found[category.code] = max(found.get(category.code, 0.0), weight)
        count = len(taxonomy.categories)
        self._says = [
            [(code, weight * log(1 + count / len(found))) for code, weight in found.items()]
            for found in weights.values()
        ]
        self._doubt = NAME * log(1 + count) if count else 1.0
        self._below = {code: _below(taxonomy, code) for code in taxonomy.categories}
        self._likeness = TreeMatch([(leaf.code, _text(leaf)) for leaf in taxonomy.leaves()])
        self._matcher: Any = (
            AhoCorasick(list(weights), matchkind=MatchKind.Standard) if weights else None
        )

    def guess(self, normal: str) -> list[Guess]:
        """Return up to five categories for a normal form, best first; empty if nothing of the tree occurs."""
        if self._matcher is None:
            return []
        by_word = self._by_words(normal)
        points = {guess.code: guess.confidence for guess in by_word}
        spans = {guess.code: guess.spans for guess in by_word}
        for code, likeness in self._likeness.best(prepare(normal, _PLAIN), _TOP):
            points[code] = points.get(code, 0.0) + likeness
        ranked = sorted(points.items(), key=lambda item: (-item[1], item[0]))[:_TOP]
        return [Guess(code, min(share, 1.0), spans.get(code, ())) for code, share in ranked]

    def _by_words(self, normal: str) -> list[Guess]:
        own: dict[str, float] = {}
        spans: dict[str, list[Span]] = {}
        seen: set[int] = set()
        for index, start, end in self._matcher.find_matches_as_indexes(normal, overlapping=True):
            first = index not in seen
            seen.add(index)
            for code, weight in self._says[index]:
                if first:
                    own[code] = own.get(code, 0.0) + weight
                spans.setdefault(code, []).append((start, end))
        return self._ranked(own, spans)

    def _ranked(self, own: dict[str, float], spans: dict[str, list[Span]]) -> list[Guess]:
        whole = dict(own)
        for code, weight in own.items():
            for lower, steps in self._below[code]:
                if lower in own:
                    whole[lower] += weight * SUPERIOR**steps
        shown = sorted(whole.items(), key=lambda item: (-item[1], -len(item[0]), item[0]))[:_TOP]
        total = sum(weight for _, weight in shown) + self._doubt
        return [
            Guess(code, weight / total, tuple(sorted(set(spans[code])))) for code, weight in shown
        ]


def _text(category: Category) -> str:
    return " ".join((category.name, category.scope_note, *category.keywords))


def _words(category: Category, cut: Tokenizer) -> Iterable[tuple[str, float]]:
    for word in category.keywords:
        if word.strip():
            yield normalise(word.strip()), KEYWORD
    yield normalise(category.name), KEYWORD
    for text, weight in ((category.name, NAME), (category.scope_note, SCOPE)):
        for word in cut.tokens(text):
            if len(word) >= 2:
                yield word, weight


def _below(taxonomy: Taxonomy, code: str) -> list[tuple[str, int]]:
    """Return everything under ``code`` with its distance."""
    found: list[tuple[str, int]] = []
    waiting = [(child.code, 1) for child in taxonomy.children.get(code, ())]
    while waiting:
        lower, steps = waiting.pop()
        found.append((lower, steps))
        waiting += [(child.code, steps + 1) for child in taxonomy.children.get(lower, ())]
    return found
