"""Plain search (朴素检索): normalised substring and bigram overlap over short Chinese texts, pure."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from hotline.kit.text import normalise

MAX_QUERY = 500
_EXACT = 1.0
_CONTAINED = 0.9
_PHRASE_BONUS = 0.15


@dataclass(frozen=True)
class Entry:
    """What is searched of one article: every line is matched on its own, the best line counts."""

    id: str
    lines: tuple[str, ...]
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """One hit; ``score`` is in 0..1 and ``line`` is the line that decided."""

    id: str
    score: float
    line: str


def fold(text: str) -> str:
    """Fold width, case and traditional characters; keep letters, digits and Chinese only."""
    return "".join(c for c in normalise(text[:MAX_QUERY]) if c.isalnum())


def bigrams(folded: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters; a single character stands for itself."""
    if len(folded) < 2:
        return frozenset({folded} if folded else ())
    return frozenset(folded[i : i + 2] for i in range(len(folded) - 1))


@dataclass
class _Line:
    entry: int
    text: str
    folded: str
    grams: frozenset[str]
    weight: float = 0.0


@dataclass
class PlainIndex:
    """An inverted bigram index; rare pairs weigh more. Built once, read many times."""

    entries: list[Entry] = field(default_factory=list)
    _lines: list[_Line] = field(default_factory=list)
    _postings: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _idf: dict[str, float] = field(default_factory=dict)

    @classmethod
    def build(cls, entries: Iterable[Entry]) -> "PlainIndex":
        """Index every line and keyword of ``entries``."""
        index = cls(entries=list(entries))
        for number, entry in enumerate(index.entries):
            for text in (*entry.lines, *entry.keywords):
                index._add(number, text)
        counts: Counter[str] = Counter(g for line in index._lines for g in line.grams)
        total = len(index._lines)
        index._idf = {g: math.log(1 + total / n) for g, n in counts.items()}
        for line in index._lines:
            line.weight = index._weight(line.grams)
        return index

    def _add(self, number: int, text: str) -> None:
        folded = fold(text)
        if not folded:
            return
        line = _Line(number, text, folded, bigrams(folded))
        for gram in line.grams:
            self._postings[gram].append(len(self._lines))
        self._lines.append(line)

    def _weight(self, grams: Iterable[str]) -> float:
        unseen = math.log(1 + len(self._lines)) if self._lines else 1.0
        return sum(self._idf.get(g, unseen) for g in grams)

    def search(self, query: str, *, limit: int = 10, minimum: float = 0.18) -> list[Match]:
        """Return the best entries, best first; ties are broken by id so that pages are stable."""
        folded = fold(query)
        grams = bigrams(folded)
        if not grams:
            return []
        shared: dict[int, float] = defaultdict(float)
        for gram in grams:
            weight = self._idf.get(gram, 0.0)
            for position in self._postings.get(gram, ()):
                shared[position] += weight
        best = self._best_lines(folded, self._weight(grams), shared)
        hits = [m for m in best.values() if m.score >= minimum]
        return sorted(hits, key=lambda m: (-m.score, m.id))[:limit]

    def _best_lines(self, folded: str, weight: float, shared: dict[int, float]) -> dict[int, Match]:
        best: dict[int, Match] = {}
        for position, overlap in shared.items():
            line = self._lines[position]
            score = _score(folded, weight, line, overlap)
            known = best.get(line.entry)
            if known is None or score > known.score:
                best[line.entry] = Match(self.entries[line.entry].id, score, line.text)
        return best


def _score(folded: str, weight: float, line: _Line, overlap: float) -> float:
    if folded == line.folded:
        return _EXACT
    dice = 2 * overlap / (weight + line.weight)
    if folded in line.folded:
        return max(dice, _CONTAINED * len(folded) / len(line.folded), 0.5) * _CONTAINED
    if line.folded in folded:
        # a long story that contains a whole question or keyword: the part found speaks for itself
        share = overlap / weight
        return min(_CONTAINED, max(dice, share) + _PHRASE_BONUS)
    cover = overlap / line.weight
    return max(dice, 0.6 * cover * min(1.0, dice * 3))
