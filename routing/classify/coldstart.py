"""Categories without any history (冷启动): the tree, its words and our own example requests speak for themselves.

Two witnesses are joined: the words of the tree found in the text, which can be shown as evidence, and the
likeness to everything that is known to belong to a category. The shares were chosen on this project's own
requests, each judged without itself.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from hotline.kit.text import Tokenizer, Wording, default_tokenizer, is_chinese, normalise
from routing.classify.features import prepare
from routing.classify.treematch import Likeness, Phrase, TreeMatch
from routing.taxonomy.tree import Category, Taxonomy

# How much a word of each source says, relative to one of a scope note.
KEYWORD, NAME, SCOPE = 3.0, 2.0, 1.0
SUPERIOR = 0.5  # a superior's words count half for each level below
WORDS = 0.3  # share of the found words beside the likeness
SURE = 2.5  # how much the best share stands out: makes confidence what held-out requests confirm
ENOUGH = 0.15  # a text of which less is known is doubted in proportion
FOREIGN = 0.4  # Latin letters of a tree in Chinese prove little about a text without Chinese
_TOP = 5
_PLAIN = Wording({})
# What an agent's note begins with says how it was told, not what.
_FRAME = re.compile(r"^[^:]{0,14}(?:反映|投诉|举报|咨询|建议|求助):")
Span = tuple[int, int]


@dataclass(frozen=True)
class Guess:
    """A category with its confidence (0–1) and the spans of the words that speak for it."""

    code: str
    confidence: float
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Reading:
    """What the tree says about one text: up to five categories, best first, and all first-level branches."""

    guesses: tuple[Guess, ...] = ()
    branches: Mapping[str, float] = field(default_factory=dict)


class ColdStart:
    """Scores the categories of a tree by the words found in a text and by likeness."""

    def __init__(
        self,
        taxonomy: Taxonomy,
        examples: Iterable[Phrase] = (),
        tokenizer: Tokenizer | None = None,
    ) -> None:
        """Weigh every word by its source and its rarity; ``examples`` are (words or request, code)."""
        self._taxonomy = taxonomy
        self.examples = tuple(examples)
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
        self._likeness = TreeMatch(taxonomy, [*_phrases(taxonomy), *self.examples])
        self._place = {code: i for i, code in enumerate(self._likeness.leaves)}
        self._matcher: Any = (
            AhoCorasick(list(weights), matchkind=MatchKind.Standard) if weights else None
        )

    def learned_from(self, taxonomy: Taxonomy, examples: tuple[Phrase, ...]) -> bool:
        """Tell whether it was built from just these."""
        return self.examples == examples and self._taxonomy == taxonomy

    def guess(self, normal: str) -> list[Guess]:
        """Return up to five categories for a normal form, best first; empty if nothing of the tree occurs."""
        return list(self.read(normal).guesses)

    def read(self, normal: str) -> Reading:
        """Return the categories for a normal form, and the shares of all first-level branches."""
        if self._matcher is None:
            return Reading()
        by_word = self._by_words(normal)
        prepared = _prepared(normal)
        like = self._likeness.read(prepared)
        if like is None or (not by_word and not like.known):
            return Reading(tuple(by_word))
        shares = self._joined(like, by_word) * _trust(like, prepared)
        best = (-shares).argsort(kind="stable")[:_TOP].tolist()
        spans = {guess.code: guess.spans for guess in by_word}
        codes = [self._likeness.leaves[place] for place in best]
        told = [spans.get(code, ()) for code in codes]
        told[0] = told[0] or self._spans(normal, like, codes[0])
        sure = shares.take(best).tolist()
        return Reading(
            tuple(map(Guess, codes, sure, told)),
            dict(zip(self._likeness.branches, like.branches.tolist(), strict=True)),
        )

    def _joined(self, like: Likeness, by_word: Sequence[Guess]) -> Any:
        """Return the shares of the leaves, the branch's weight counted once more: they stay together."""
        shares = like.leaves * like.branches.take(self._likeness.branch_of)
        shares *= (1 - WORDS) / shares.sum()
        for guess in by_word:
            place = self._place.get(guess.code)
            if place is not None:
                shares[place] += WORDS * guess.confidence
        shares **= SURE
        return shares / shares.sum()

    def _spans(self, normal: str, like: Likeness, code: str) -> tuple[Span, ...]:
        found: list[Span] = []
        for gram in self._likeness.evidence(like, code):
            start = normal.find(gram)
            if start >= 0:
                found.append((start, start + len(gram)))
        return tuple(sorted(set(found)))

    def _by_words(self, normal: str) -> list[Guess]:
        places: dict[int, list[Span]] = {}
        for index, start, end in self._matcher.find_matches_as_indexes(normal, overlapping=True):
            places.setdefault(index, []).append((start, end))
        own: dict[str, float] = {}
        for index in places:
            for code, weight in self._says[index]:
                own[code] = own.get(code, 0.0) + weight
        return self._ranked(own, places)

    def _ranked(self, own: dict[str, float], places: Mapping[int, Sequence[Span]]) -> list[Guess]:
        whole = dict(own)
        for code, weight in own.items():
            for lower, steps in self._below[code]:
                if lower in own:
                    whole[lower] += weight * SUPERIOR**steps
        shown = sorted(whole.items(), key=lambda item: (-item[1], -len(item[0]), item[0]))[:_TOP]
        total = sum(weight for _, weight in shown) + self._doubt
        spans: dict[str, set[Span]] = {code: set() for code, _ in shown}
        for index, found in places.items():
            for code, _ in self._says[index]:
                if code in spans:
                    spans[code].update(found)
        return [Guess(code, weight / total, tuple(sorted(spans[code]))) for code, weight in shown]


_newest: list[ColdStart] = []


def cold_start(taxonomy: Taxonomy, examples: tuple[Phrase, ...]) -> ColdStart:
    """Return the cold start of a tree and its examples; the newest of this process is not built again."""
    if not (_newest and _newest[0].learned_from(taxonomy, examples)):
        _newest[:] = [ColdStart(taxonomy, examples)]
    return _newest[0]


def _prepared(normal: str) -> str:
    return prepare(_FRAME.sub("", normal), _PLAIN)


def _trust(like: Likeness, prepared: str) -> float:
    """Doubt a text of which the tree knows little."""
    known = min(like.known / ENOUGH, 1.0)
    return known if any(map(is_chinese, prepared[:200])) else known * FOREIGN


def _phrases(taxonomy: Taxonomy) -> Iterable[Phrase]:
    for category in taxonomy.categories.values():
        told = [category.name, category.scope_note, *category.keywords]
        if taxonomy.is_leaf(category.code):
            told.append(" ".join((category.name, category.scope_note, *category.keywords)))
        yield from ((words, category.code) for words in told if words.strip())


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
