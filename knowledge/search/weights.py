"""Weights of grams (字组权重): how much a character or a pair of them says, counted over all lines.

They are counted when an index is built and kept beside it, so that confidence means the same whichever
engine found the lines.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from knowledge.understanding.grams import grams


@dataclass(frozen=True)
class GramWeights:
    """Inverse document frequencies; ``lines`` is how many lines were counted."""

    lines: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def count(cls, lines: Iterable[str]) -> "GramWeights":
        """Count every gram once a line."""
        counts: Counter[str] = Counter()
        total = 0
        for line in lines:
            counts.update(set(grams(line)))
            total += 1
        return cls(total, dict(counts))

    @cached_property
    def _known(self) -> dict[str, float]:
        return {gram: self._weight(seen) for gram, seen in self.counts.items()}

    @cached_property
    def _unknown(self) -> float:
        return self._weight(0)

    def _weight(self, seen: int) -> float:
        return math.log(1 + (self.lines - seen + 0.5) / (seen + 0.5))

    def of(self, gram: str) -> float:
        """Return the weight of ``gram``; what is in no line weighs most."""
        return self._known.get(gram, self._unknown)

    def of_line(self, folded: str) -> float:
        """Return the weight of all different characters and pairs of a folded line."""
        pairs = {folded[i : i + 2] for i in range(len(folded) - 1)}
        known, unknown = self._known.get, self._unknown
        return sum(known(gram, unknown) for gram in pairs.union(folded)) or 1.0

    def total(self, terms: Mapping[str, float]) -> float:
        """Return the weight of all ``terms``, each by its own share."""
        return sum(self.of(term) * share for term, share in terms.items())
