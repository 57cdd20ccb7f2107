"""N-gram look-up (特征查表): an open-addressing table over 64-bit keys, asked for a whole text at once.

A character n-gram is one number of up to three 21-bit code points; a pair of words is the numbers of its
words with the top bit set. So a text costs a handful of array operations instead of a thousand string
look-ups.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Rows = NDArray[np.int32]
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: spreads neighbouring keys
_POINT = np.uint64(21)
_WORD = np.uint64(31)
_PAIR = np.uint64(1 << 63)
_SPARSE = 8  # slots per key: hardly any key stands far from its home


def char_keys(text: str) -> Keys:
    """Return the keys of all single characters, pairs and triples of ``text``, in that order."""
    points: Keys = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32).astype(np.uint64)
    pairs = (points[:-1] << _POINT) | points[1:]
    triples = (pairs[:-1] << _POINT) | points[2:]
    return np.concatenate((points, pairs, triples))


def gram_key(gram: str) -> int:
    """Return the key of one character n-gram."""
    key = 0
    for char in gram:
        key = key << int(_POINT) | ord(char)
    return key


def pair_keys(words: Keys) -> Keys:
    """Return the keys of neighbouring words from their numbers, which count from one.

    An unknown word has the number 0; no stored key holds one, so its pairs are not found.
    """
    keys = words[:-1] << _WORD
    keys |= words[1:]
    keys |= _PAIR
    return keys


class Table:
    """Maps keys to row numbers; built once.

    A key stands at its home slot or at one of the few slots behind it, so that one gather of that
    window answers for a whole text.
    """

    def __init__(self, keys: Sequence[int] | Keys, rows: Sequence[int] | Rows) -> None:
        """Place every key at the first free slot from its home on; keys are distinct and not 0."""
        wanted = np.asarray(keys, dtype=np.uint64)
        values = np.asarray(rows, dtype=np.int32)
        bits = max(4, (len(wanted) * _SPARSE).bit_length())
        self._shift = np.uint64(64 - bits)
        self._keys: Keys = np.zeros((1 << bits) + len(wanted) + 1, np.uint64)
        self._rows: Rows = np.full(len(self._keys), -1, np.int32)
        steps = 0
        slots = self._home(wanted)
        while len(wanted):
            chosen = self._free_and_first(slots)
            self._keys[slots[chosen]] = wanted[chosen]
            self._rows[slots[chosen]] = values[chosen]
            wanted, values, slots = wanted[~chosen], values[~chosen], slots[~chosen] + 1
            steps += 1
        self._window = np.arange(max(steps, 1))

    def _free_and_first(self, slots: Any) -> NDArray[np.bool_]:
        """Tell which of the waiting keys may take their slot now."""
        _, first = np.unique(slots, return_index=True)
        chosen = np.zeros(len(slots), bool)
        chosen[first] = True
        chosen &= self._keys[slots] == 0
        return chosen

    def _home(self, keys: Keys) -> Any:
        return ((keys * _MULTIPLIER) >> self._shift).astype(np.intp)

    def find(self, keys: Keys) -> Rows:
        """Return the rows of the known keys, in no particular order; unknown keys are left out."""
        slots = self._home(keys)[:, None] + self._window
        hit = self._keys.take(slots) == keys[:, None]
        rows: Rows = self._rows.take(slots[hit])
        return rows


class ShortTexts:
    """The same look-up for a title: dictionaries and plain numbers, without the price of array calls."""

    def __init__(
        self, words: Sequence[str], chars: Sequence[str], idf: NDArray[np.float32]
    ) -> None:
        """Number the features: words first, then characters."""
        self._words = {gram: row for row, gram in enumerate(words)}
        self._chars = {gram: row for row, gram in enumerate(chars, start=len(words))}
        self._idf: list[float] = idf.tolist()
        self._longest = max(map(len, chars), default=0)

    def weighed(
        self, prepared: str, words: Sequence[str]
    ) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Return the known features and their weights, each view of unit length."""
        grams = [*prepared, *map("".join, pairwise(prepared))]
        if self._longest > 2:
            grams += map("".join, zip(prepared, prepared[1:], prepared[2:], strict=False))
        rows, values = self._view(grams, self._chars.get)
        if words:
            found = [*words, *(f"{a} {b}" for a, b in pairwise(words))]
            more, weights = self._view(found, self._words.get)
            rows, values = more + rows, weights + values
        return np.array(rows, np.intp), np.array(values, np.float32)

    def _view(
        self, grams: Sequence[str], number: Callable[[str], int | None]
    ) -> tuple[list[int], list[float]]:
        counts: dict[int, int] = {}
        for gram in grams:
            row = number(gram)
            if row is not None:
                counts[row] = counts.get(row, 0) + 1
        idf = self._idf
        values = [idf[row] * (1.0 + log(n)) if n > 1 else idf[row] for row, n in counts.items()]
        length = sqrt(sum([value * value for value in values])) or 1.0
        return list(counts), [value / length for value in values]


def counted(rows: Rows) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the distinct rows in rising order and how often each occurs."""
    if not rows.size:
        return rows.astype(np.intp), rows.astype(np.intp)
    ordered = np.sort(rows)
    new = np.empty(ordered.size + 1, bool)
    new[0] = new[-1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:-1])
    bounds = new.nonzero()[0]
    return ordered.take(bounds[:-1]).astype(np.intp), bounds[1:] - bounds[:-1]
