"""What takes an alarm back (收回条件): idioms and doubts in the same sentence or half sentence, and tales of the past.

The phrases of all rules stand in one automaton, and a text is looked through once for them, only when some
rule matches.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Protocol

from routing.rules.patterns import PatternSet, members, prepare

_SENTENCE_END = re.compile(r"[。!?;…]")
_CLAUSE_END = re.compile(r"[。!?;…,、:]")
Span = tuple[int, int]


class Guarded(Protocol):
    """The phrases of a rule that take a match back."""

    @property
    def unless(self) -> Sequence[str]:
        """Return what takes back in the same sentence."""

    @property
    def unless_here(self) -> Sequence[str]:
        """Return what takes back between the same commas."""

    @property
    def past(self) -> Sequence[str]:
        """Return what tells the sentence as over."""

    @property
    def present(self) -> Sequence[str]:
        """Return what tells that it goes on all the same."""


class Guards:
    """The phrases of all rules, each prepared once."""

    def __init__(self, rules: Iterable[Guarded]) -> None:
        """Prepare the phrases; raises ``ValueError`` for one that is no pattern."""
        self._numbers: dict[str, int] = {}
        self.sets = [
            tuple(map(self._bits, (rule.unless, rule.unless_here, rule.past, rule.present)))
            for rule in rules
        ]
        self.patterns = PatternSet([prepare(phrase) for phrase in self._numbers])

    def _bits(self, phrases: Sequence[str]) -> int:
        bits = 0
        for phrase in phrases:
            bits |= 1 << self._numbers.setdefault(phrase, len(self._numbers))
        return bits

    def around(self, normal: str) -> "Around":
        """Return the judge of matches in one text of normal form."""
        return Around(self, normal)


class Around:
    """Judges matches by what stands around them in one text."""

    def __init__(self, guards: Guards, normal: str) -> None:
        """Look at nothing yet: most texts have no match."""
        self._guards = guards
        self._normal = normal
        self._stops: tuple[list[int], list[int]] | None = None
        self._possible: dict[str, int] = {}

    def takes_back(self, rule: int, span: Span) -> bool:
        """Tell whether the words around a match of the rule say that it is none."""
        if self._stops is None:
            self._stops = _ends(_SENTENCE_END, self._normal), _ends(_CLAUSE_END, self._normal)
        sentences, clauses = self._stops
        sentence = _around(self._normal, sentences, span)
        possible = self._possible.get(sentence)
        if possible is None:
            possible = self._possible[sentence] = self._guards.patterns.possible(sentence)
        unless, here, past, present = (bits & possible for bits in self._guards.sets[rule])
        if self._holds(unless, sentence):
            return True
        if here and self._holds(here, _around(self._normal, clauses, span)):
            return True
        return self._holds(past, sentence) and not self._holds(present, sentence)

    def _holds(self, numbers: int, text: str) -> bool:
        """Tell whether a text holds one of the patterns."""
        patterns = self._guards.patterns.patterns
        return any(patterns[number].search(text) for number in members(numbers))


def _around(normal: str, ends: Sequence[int], span: Span) -> str:
    """Return the text between the stops around ``span``."""
    first = bisect_right(ends, span[0])
    last = bisect_right(ends, max(span[1] - 1, span[0]))
    start = ends[first - 1] if first else 0
    return normal[start : ends[last] if last < len(ends) else len(normal)]


def _ends(pattern: re.Pattern[str], normal: str) -> list[int]:
    return [found.end() for found in pattern.finditer(normal)]
