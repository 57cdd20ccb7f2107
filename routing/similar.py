"""Seen before? (疑似重复件): near-duplicates by sampled character triples, in memory, inside a window.

Every text is a set of character triples; those whose hash falls into the sample are indexed. A text
that shares enough of them is compared in full by Jaccard. Long texts are sampled one in eight; short
ones, where that would leave too few, one in two as well. Whoever feeds it (a subscription, or a start-up
reading) gives ids and texts; only hashes are kept, never words.
"""

from collections import Counter, deque
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from hotline.kit.text import Wording, normalise
from routing.features import prepare
from routing.lookup import char_keys

Hashes = NDArray[np.uint64]
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_TOP_BITS = np.uint64(61)  # three bits choose one in eight
_HALF = 4
SHORT = 100  # triples; a shorter text is indexed in the finer sample too
MIN_SHARED = 3
MIN_SHARED_SHORT = 2
RAREST = 16
COMMON, COMMON_SHARE = (
    64,
    400,
)  # a triple in more than 64 texts and more than one in 400 is a set phrase
LEAST_SHARE = 0.3  # texts that share half of all triples share this much of a sample of sixteen, nearly always
NO_WORDING = Wording({})


@dataclass(frozen=True)
class Hint:
    """A stored text that looks the same; ``similarity`` is the Jaccard share of triples (0–1)."""

    key: str
    similarity: float
    at: datetime


@dataclass(frozen=True)
class _Stored:
    key: str
    at: datetime
    triples: frozenset[int]
    coarse: tuple[int, ...]
    fine: tuple[int, ...]


class NearDuplicates:
    """An in-memory index of the texts of a window."""

    def __init__(self, window: timedelta, *, threshold: float = 0.5) -> None:
        """``window`` bounds how far back a duplicate counts; ``threshold`` is the least Jaccard share."""
        self._window = window
        self._threshold = threshold
        self._stored: dict[int, _Stored] = {}
        self._numbers: dict[str, int] = {}
        self._coarse: dict[int, list[int]] = {}
        self._fine: dict[int, list[int]] = {}
        self._order: deque[int] = deque()
        self._next = 0

    def __len__(self) -> int:
        """Return how many texts are held."""
        return len(self._stored)

    def add(self, key: str, text: str, at: datetime) -> None:
        """Hold a text under ``key`` (a ticket id); a known key is replaced. Old texts leave the window."""
        self.forget(key)
        self._drop_before(at - self._window)
        number, self._next = self._next, self._next + 1
        stored = _read(key, text, at)
        self._stored[number] = stored
        self._numbers[key] = number
        self._order.append(number)
        for gram in stored.coarse:
            self._coarse.setdefault(gram, []).append(number)
        for gram in stored.fine:
            self._fine.setdefault(gram, []).append(number)

    def forget(self, key: str) -> None:
        """Drop a text (merged, voided, confidential)."""
        number = self._numbers.pop(key, None)
        if number is not None:
            self._remove(number)

    def find(self, text: str, at: datetime, *, limit: int = 5) -> list[Hint]:
        """Return the texts of the window that look the same, the most similar first."""
        wanted = _read("", text, at)
        if not wanted.triples:
            return []
        hints = []
        for number in self._candidates(wanted):
            stored = self._stored[number]
            if not at - self._window <= stored.at <= at + self._window:
                continue
            similarity = _jaccard(wanted.triples, stored.triples)
            if similarity >= self._threshold:
                hints.append(Hint(stored.key, round(similarity, 4), stored.at))
        return sorted(hints, key=lambda hint: (-hint.similarity, hint.key))[:limit]

    def _candidates(self, wanted: _Stored) -> set[int]:
        size = len(wanted.triples)
        common = max(COMMON, len(self._stored) // COMMON_SHARE)
        if size > SHORT:
            return _sharing(self._coarse, wanted.coarse, MIN_SHARED, common)
        found = _sharing(self._fine, wanted.fine, MIN_SHARED_SHORT, common)
        if (
            size > SHORT * self._threshold
        ):  # a look-alike may be just long enough to miss the fine sample
            found |= _sharing(self._coarse, wanted.coarse, MIN_SHARED, common)
        return found

    def _drop_before(self, oldest: datetime) -> None:
        while self._order:
            number = self._order[0]
            stored = self._stored.get(number)
            if stored is not None and stored.at >= oldest:
                return
            self._order.popleft()
            if stored is not None:
                self._numbers.pop(stored.key, None)
                self._remove(number)

    def _remove(self, number: int) -> None:
        stored = self._stored.pop(number)
        for table, grams in ((self._coarse, stored.coarse), (self._fine, stored.fine)):
            for gram in grams:
                posting = table[gram]
                posting.remove(number)
                if not posting:
                    del table[gram]


def _sharing(
    table: dict[int, list[int]], grams: tuple[int, ...], least: int, common: int
) -> set[int]:
    """Return the texts that share at least ``least``, or three in ten, of the rarest known grams.

    Set phrases ("来电人反映") stand in every second text and tell nothing apart; a near-duplicate
    shares the rare ones too. ``common`` is the number of texts from which a gram counts as one.
    """
    known = sorted((table[gram] for gram in grams if gram in table), key=len)[:RAREST]
    postings = [posting for posting in known if len(posting) <= common] or known[:least]
    counts: Counter[int] = Counter()
    for posting in postings:
        counts.update(posting)
    least = min(max(least, round(len(postings) * LEAST_SHARE)), len(postings))
    return {number for number, shared in counts.items() if shared >= least}


def _jaccard(left: frozenset[int], right: frozenset[int]) -> float:
    shared = len(left & right)
    return shared / (len(left) + len(right) - shared)


def _read(key: str, text: str, at: datetime) -> _Stored:
    hashes = _triples(prepare(normalise(text), NO_WORDING))
    bits = hashes >> _TOP_BITS
    coarse = tuple(hashes[bits == 0].tolist())
    short = len(hashes) <= SHORT
    fine = tuple(hashes[bits < _HALF].tolist()) if short else ()
    return _Stored(key, at, frozenset(hashes.tolist()), coarse, fine)


def _triples(prepared: str) -> Hashes:
    """Return the distinct hashed triples of a text; a shorter text counts as one gram."""
    squeezed = prepared.replace(" ", "")
    if not squeezed:
        return np.zeros(0, np.uint64)
    size = len(squeezed)
    keys = char_keys(squeezed)[2 * size - 1 :] if size >= 3 else char_keys(squeezed)[-1:]
    return np.unique(keys * _MULTIPLIER)
