"""N-gram look-up (特征查表): an open-addressing table over 64-bit keys, asked for a whole text at once.

A character n-gram is one number of up to three 21-bit code points; a pair of words is the numbers of its
words with the top bit set. So a text costs a handful of array operations instead of a thousand string
look-ups.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Rows = NDArray[np.int32]
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: spreads neighbouring keys
_POINT = np.uint64(21)
_WORD = np.uint64(31)
_PAIR = np.uint64(1 << 63)
_SPARSE = 4  # slots per key: most look-ups end at the first slot


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


def pair_keys(left: Rows, right: Rows) -> Keys:
    """Return the keys of word pairs from the row numbers of their words."""
    first = (left.astype(np.uint64) + np.uint64(1)) << _WORD
    return _PAIR | first | (right.astype(np.uint64) + np.uint64(1))


class Table:
    """Maps keys to row numbers; built once."""

    def __init__(self, keys: Sequence[int] | Keys, rows: Sequence[int] | Rows) -> None:
        """Place every key at the first free slot from its own place on; keys are distinct and not 0."""
        wanted = np.asarray(keys, dtype=np.uint64)
        values = np.asarray(rows, dtype=np.int32)
        size = 1 << max(4, (len(wanted) * _SPARSE - 1).bit_length())
        self._shift = np.uint64(64 - (size.bit_length() - 1))
        self._mask = np.intp(size - 1)
        self._keys: Keys = np.zeros(size, np.uint64)
        self._rows: Rows = np.full(size, -1, np.int32)
        slots = self._home(wanted)
        while len(wanted):
            free = self._keys[slots] == 0
            _, first = np.unique(slots, return_index=True)
            chosen = np.zeros(len(wanted), bool)
            chosen[first] = True
            chosen &= free
            self._keys[slots[chosen]] = wanted[chosen]
            self._rows[slots[chosen]] = values[chosen]
            wanted, values = wanted[~chosen], values[~chosen]
            slots = (slots[~chosen] + 1) & self._mask

    def _home(self, keys: Keys) -> Any:
        return ((keys * _MULTIPLIER) >> self._shift).astype(np.intp)

    def find(self, keys: Keys) -> Rows:
        """Return the rows of the known keys, in no particular order; unknown keys are left out."""
        slots = self._home(keys)
        found = self._keys.take(slots)
        hit = found == keys
        rows = [self._rows.take(slots[hit])]
        waiting = (found != 0) & ~hit
        while waiting.any():
            keys, slots = keys[waiting], (slots[waiting] + 1) & self._mask
            found = self._keys.take(slots)
            hit = found == keys
            rows.append(self._rows.take(slots[hit]))
            waiting = (found != 0) & ~hit
        return np.concatenate(rows) if len(rows) > 1 else rows[0]


def counted(rows: Rows) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the distinct rows in rising order and how often each occurs."""
    if not rows.size:
        return rows.astype(np.intp), rows.astype(np.intp)
    ordered = np.sort(rows)
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    return ordered[starts].astype(np.intp), np.diff(starts, append=ordered.size)
