"""Hearing by example (例句听辨): which flag of the house a sentence sounds like, though no rule has its words.

A city keeps sentences that were emergencies, group events, matters of the courts … and sentences of daily life
that sound alike. Characters and pairs of them that are commoner among the former speak for a flag, the others
against it. How loud is loud enough is chosen on the sentences themselves, each judged by all the others.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from routing.rules.counting import Exact, Kinds, Scale
from routing.rules.examples import Example, Flag
from routing.rules.grams import Grams, Vocabulary, letters, pieces

# The quiet sentences of the book that may sound like a flag, for each example of it, and the share of the house's
# ordinary requests that may. A danger missed costs more than one asked about in vain, unrest or a child missed
# somewhat more; the other flags are hints, and hints that are often wrong go unread.
HARD_SHARE = {Flag.EMERGENCY: 0.1, Flag.SELF_HARM: 0.1}
HARD_SHARE_OF_HINTS = 0.2
ORDINARY_SHARE = {Flag.EMERGENCY: 0.02, Flag.GROUP_EVENT: 0.01, Flag.MINOR: 0.01}
ORDINARY_SHARE_OF_HINTS = 0.005
FEWEST = 50  # examples of a flag, and quiet sentences, without which it is never heard
SHORTEST_HEARD = 6  # characters without signs and digits; what is shorter says too little and is left to the rules
WORDS = 4  # grams that are told as the reason


@dataclass(frozen=True)
class Heard:
    """A piece of the text that sounds like a flag, by how much more than is loud enough, and why.

    ``kind`` is the line or ground where it is sure, ``example`` the nearest sentence of the house, ``words`` the
    characters and pairs that spoke loudest.
    """

    flag: Flag
    kind: str
    start: int
    end: int
    margin: float
    example: str
    words: tuple[str, ...]


class ByExample:
    """The counts of a house's examples; immutable, shared by all requests."""

    def __init__(self, examples: Iterable[Example], ordinary: Iterable[str] = ()) -> None:
        """Count examples and ordinary requests, all in normal form; the latter are cut as they will be heard."""
        written = [example for example in examples if letters(example.text)]
        cut = [(n, text[a:b]) for n, text in enumerate(ordinary) for a, b in pieces(text)]
        cut = [(owner, text) for owner, text in cut if letters(text)]
        self.examples = [*written, *(Example(text) for _, text in cut)]
        self._written = len(written)
        self._requests = np.array([owner for owner, _ in cut], np.int64)
        self.flags = self._audible()
        self.enough = np.zeros(0)
        if self.flags:
            self._count()

    def _audible(self) -> list[Flag]:
        quiet = sum(not example.flags for example in self.examples)
        sizes = {flag: sum(flag in e.flags for e in self.examples) for flag in Flag}
        return [flag for flag, size in sizes.items() if min(size, quiet) >= FEWEST]

    def _count(self) -> None:
        texts = [letters(example.text) for example in self.examples]
        self._vocabulary = Vocabulary(texts)
        grams = self._vocabulary.grams(texts)
        own = [[example.side(flag) for flag in self.flags] for example in self.examples]
        self._scale = Scale(grams, self._vocabulary.size, np.array(own, np.int8))
        self.enough = self._chosen(self._scale.held_out())
        kinds = {flag: self._kinds_of(flag, grams) for flag in self.flags}
        self._kinds = {flag: found for flag, found in kinds.items() if found is not None}

    def _kinds_of(self, flag: Flag, grams: Grams) -> Kinds | None:
        told = {n: kinds for n, e in enumerate(self.examples) if (kinds := e.kinds(flag))}
        if len(frozenset[str]().union(*told.values())) < 2:
            return None
        return Kinds(grams.only(list(told)), self._vocabulary.size, list(told.values()))

    def _chosen(self, told: Exact) -> Exact:
        """Return how loud each flag must be: neither quiet sentences nor ordinary requests pass too often.

        What is as much a flag as not never is.
        """
        silent = [not example.flags for example in self.examples[: self._written]]
        quiet = told[: self._written][silent]
        firsts = np.unique(self._requests, return_index=True)[1]
        requests = told[self._written :]
        if len(firsts):
            requests = np.maximum.reduceat(requests, firsts)
        enough = []
        for number, flag in enumerate(self.flags):
            share = HARD_SHARE.get(flag, HARD_SHARE_OF_HINTS)
            hard = share * sum(flag in example.flags for example in self.examples)
            usual = ORDINARY_SHARE.get(flag, ORDINARY_SHARE_OF_HINTS) * len(requests)
            columns = ((quiet[:, number], hard), (requests[:, number], usual))
            enough.append(max(0.0, *(_exceeded_by(loud, count) for loud, count in columns)))
        return np.array(enough)

    def hear(self, normal: str) -> list[Heard]:
        """Return the flags that a text of normal form sounds like, each by its loudest piece."""
        if not self.flags:
            return []
        cut = [(span, letters(normal[span[0] : span[1]])) for span in pieces(normal)]
        cut = [(span, text) for span, text in cut if len(text) >= SHORTEST_HEARD]
        if not cut:
            return []
        told = self._scale.loudness(self._vocabulary.read([text for _, text in cut])) - self.enough
        if told.max() <= 0:
            return []
        loudest = told.argmax(axis=0)
        margins = told.max(axis=0)
        return [
            self._heard(number, cut[loudest[number]], float(margins[number]))
            for number in np.flatnonzero(margins > 0).tolist()
        ]

    def _heard(self, number: int, piece: tuple[tuple[int, int], str], margin: float) -> Heard:
        flag, (span, text) = self.flags[number], piece
        own = self._vocabulary.grams([text]).of(0)
        kinds = self._kinds.get(flag)
        return Heard(
            flag=flag,
            kind=kinds.name(self._vocabulary.read([text])) if kinds else "",
            start=span[0],
            end=span[1],
            margin=margin,
            example=self.examples[self._scale.nearest(own, number)].text,
            words=self._loudest(own.tolist(), number),
        )

    def _loudest(self, grams: Sequence[int], number: int) -> tuple[str, ...]:
        loud = sorted(grams, key=lambda gram: -self._scale.weights[gram, number])
        return tuple(self._vocabulary.word(gram) for gram in loud[:WORDS])


def _exceeded_by(told: Exact, count: float) -> float:
    """Return the value that ``count`` of the values, rounded up, exceed."""
    ordered = np.sort(told)[::-1]
    return float(ordered[min(ceil(count), len(ordered) - 1)]) if len(ordered) else -np.inf
