"""Seen before? (疑似重复件): near-duplicates of a window of texts, in memory, at a price that hardly grows.

A text leaves its number in a few buckets: its leading grams, alone and together with the names and numbers
that tell its place, so that a set phrase heard all over the city costs nothing. A bucket keeps the latest
two. Texts met in two buckets are compared in full by the Jaccard share of their grams, and one that names
another building, route or estate is another matter however alike the words are. Only hashes are kept.
"""

import math
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from hotline.kit.text import Wording
from routing.extract.gazetteer import PlaceEntry
from routing.similar.reading import (
    LONGEST,
    Flags,
    Keys,
    Reader,
    Reading,
    Sameness,
    own_sameness,
    sameness,
)

NO_WORDING = Wording({})
SHARED = 2  # buckets in which two texts must meet
COMPARED = 48  # texts compared in full, those met most often
FEW = 500  # texts: as many are all compared
PER_TEXT = 32  # buckets for each text; with fewer they are doubled
FEWEST, MOST = 20, 25  # buckets, as powers of two; beyond, the eldest of a bucket give way
CAPACITY = (1 << 22) - 1  # texts; beyond, the eldest hour gives way
COMMON, FEWEST_COMMON = 0.01, 16  # a gram in more texts than both stands in a set phrase
COUNTED = 8  # in every eighth text grams are counted
# The least share of grams, between that asked for (0) and all (1):
ONE_SIDED = 0.8  # only one text names a spot
MORE_SPOTS = 0.3  # they share a spot, and one of them names others
AT_ONE_SPOT = 0.84  # of the share asked for: they agree on the spot
_SLOT = np.uint32(CAPACITY)
_PART = np.uint64(0xFFC00000)
_FIRST = np.uint32(1)
_UP, _TWICE = np.uint64(32), np.uint64(0x100000001)
Homes = NDArray[np.intp]
_NO_KEYS: Keys = np.zeros(0, np.uint64)
_NO_HOMES: Homes = np.zeros(0, np.intp)
_CELL = 1 << 16
_HOUR = 3600
_ONES = np.ones(LONGEST, np.float32)


@dataclass(frozen=True)
class Hint:
    """A stored text that looks the same; ``similarity`` is the Jaccard share of grams (0–1)."""

    key: str
    similarity: float
    at: datetime


class NearDuplicates:
    """An in-memory index of the texts of a window; for one thread."""

    def __init__(
        self,
        window: timedelta,
        *,
        threshold: float = 0.5,
        wording: Wording = NO_WORDING,
        places: Iterable[PlaceEntry] = (),
    ) -> None:
        """``window`` bounds how far back a duplicate counts; ``threshold`` is the least Jaccard share.

        With the dialect table ``wording`` other wordings are found; with the known ``places`` two of them
        are told apart also where the name shows no road, village or estate.
        """
        self._window, self._seconds = window, window.total_seconds()
        least = {
            Sameness.OTHER: math.inf,
            Sameness.ONE_SIDED: threshold + (1 - threshold) * ONE_SIDED,
            Sameness.SILENT: threshold,
            Sameness.MORE_SPOTS: threshold + (1 - threshold) * MORE_SPOTS,
            Sameness.SAME_SPOT: threshold * AT_ONE_SPOT,
        }
        self._least = tuple(least[verdict] for verdict in Sameness)
        self._reader = Reader(wording, places)
        self._last: tuple[int, Reading] | None = None
        self._held = _Held()
        self._buckets = _Buckets()
        self._cells = np.zeros(_CELL, np.float32)

    def __len__(self) -> int:
        """Return how many texts are held."""
        return len(self._held.slots)

    def __contains__(self, key: str) -> bool:
        """Tell whether a text is held under ``key``."""
        return key in self._held.slots

    def holds(self, key: str, text: str) -> bool:
        """Tell whether the text held under ``key`` is this one."""
        slot = self._held.slots.get(key)
        reading = self._read(text)
        return (
            slot is not None
            and self._held.codes[slot] == reading.codes.tobytes()
            and self._held.marks[slot] == reading.packed
        )

    def likeness(self, one: str, other: str) -> float:
        """Return the Jaccard share of two texts (0–1), 0 where they name two places or numbers."""
        theirs, ours = self._read(other), self._read(one)
        if sameness(ours.marks, theirs.packed) is Sameness.OTHER or not theirs.codes.size:
            return 0.0
        return round(self._shares_of(ours, [theirs.codes.tobytes()])[0], 4)

    def add(self, key: str, text: str, at: datetime) -> None:
        """Hold a text under ``key`` (a ticket id); a known key is replaced. Old texts leave the window.

        A text is let go in the hour after it left; until then it is held but no longer found.
        """
        self._held.drop(key)
        stamp = at.timestamp()
        self._held.drop_before(stamp - self._seconds)
        reading = self._read(text)
        slot = self._held.put(key, reading, at, int(stamp // _HOUR))
        self._buckets.make_room(len(self._held.slots))
        self._buckets.put(reading, slot)

    def forget(self, key: str) -> None:
        """Drop a text (merged, voided, confidential)."""
        self._held.drop(key)

    def find(self, text: str, at: datetime, *, limit: int = 5) -> list[Hint]:
        """Return the texts of the window that look the same, the most similar first."""
        wanted = self._read(text)
        held, first, last = self._held, at - self._window, at + self._window
        few = len(held.slots) <= FEW
        met = held.slots.values() if few else self._buckets.met(wanted)
        asked = {
            slot: self._least_share(wanted, held.marks[slot])
            for slot in met
            if held.codes[slot] and first <= held.times[slot] <= last
        }
        near = [slot for slot, least in asked.items() if least <= 1]
        if not near:
            return []
        hints = [
            Hint(held.keys[slot], round(share, 4), held.times[slot])
            for slot, share in zip(near, self._shares(wanted, near), strict=True)
            if share >= asked[slot]
        ]
        return sorted(hints, key=lambda hint: (-hint.similarity, hint.key))[:limit]

    def _least_share(self, wanted: Reading, marks: bytes) -> float:
        """Return the least share of grams that two texts must have, by what their marks say."""
        if marks == wanted.packed:
            return self._least[own_sameness(wanted.marks)]
        return self._least[sameness(wanted.marks, marks)]

    def _read(self, text: str) -> Reading:
        """Read a text; asking for it and adding it, as is done at intake, reads it once."""
        if self._last is None or self._last[0] != hash(text):
            self._last = (hash(text), self._reader.read(text, self._held.leads()))
        return self._last[1]

    def _shares(self, wanted: Reading, slots: list[int]) -> list[float]:
        """Return the Jaccard share of ``wanted`` and each held text."""
        return self._shares_of(wanted, [self._held.codes[slot] for slot in slots])

    def _shares_of(self, wanted: Reading, stored: list[bytes]) -> list[float]:
        cells, codes = self._cells, wanted.codes
        weights = self._held.weights()
        cells[codes] = 1
        own = np.dot(weights.take(codes), _ONES[: codes.size])
        shares = []
        for packed in stored:
            grams = np.frombuffer(packed, np.uint16)
            weight = weights.take(grams)
            shared = np.dot(weight, cells.take(grams))
            size = np.dot(weight, _ONES[: grams.size])
            shares.append(float(shared / max(own + size - shared, shared)))
        cells[codes] = 0
        return shares


class _Held:
    """The texts of the window: parallel lists by slot; a free slot is used again."""

    def __init__(self) -> None:
        self.slots: dict[str, int] = {}
        self.keys: list[str] = []
        self.times: list[datetime] = []
        self.codes: list[bytes] = []
        self.marks: list[bytes] = []
        self._free: list[int] = []
        self._hours: dict[int, array[int]] = {}
        self._eldest: list[int] = []
        self._counts = np.zeros(_CELL, np.int32)
        self._weights: NDArray[np.float32] = np.ones(_CELL, np.float32)
        self._leads: Flags = np.ones(_CELL, bool)
        self._weighed = 0

    def leads(self) -> Flags:
        """Tell of each gram whether it leads: whether it stands in no set phrase."""
        self.weights()
        return self._leads

    def weights(self) -> NDArray[np.float32]:
        """Return what each gram weighs: less than one if it stands in set phrases.

        Counted anew when the number of texts has grown or shrunk by a quarter.
        """
        held, known = len(self.slots), self._weighed
        if held > FEW and not 0.75 * known <= held <= 1.25 * known:
            common = max(FEWEST_COMMON, held / COUNTED * COMMON)
            self._weights = np.minimum(1, common / np.maximum(self._counts, 1)).astype(np.float32)
            self._leads = self._weights == 1
            self._weighed = held
        return self._weights

    def put(self, key: str, reading: Reading, at: datetime, hour: int) -> int:
        """Hold a text of the ``hour`` and return its slot."""
        codes = reading.codes.tobytes()
        if self._free or len(self.keys) >= CAPACITY - 1:
            slot = self._free.pop() if self._free else self._give_way()
            self.keys[slot], self.times[slot] = key, at
            self.codes[slot], self.marks[slot] = codes, reading.packed
        else:
            slot = len(self.keys)
            self.keys.append(key)
            self.times.append(at)
            self.codes.append(codes)
            self.marks.append(reading.packed)
        self.slots[key] = slot
        if slot % COUNTED == 0:
            self._counts[reading.codes] += 1
        if hour not in self._hours:
            self._hours[hour] = array("I")
            heappush(self._eldest, hour)
        self._hours[hour].append(slot)
        return slot

    def _give_way(self) -> int:
        """Drop the eldest hour of a full index and return a slot."""
        while not self._free:
            self._drop_hour()
        return self._free.pop()

    def drop(self, key: str) -> None:
        """Let a text go, if it is held."""
        slot = self.slots.pop(key, None)
        if slot is not None:
            if slot % COUNTED == 0:
                self._counts[np.frombuffer(self.codes[slot], np.uint16)] -= 1
            self.keys[slot], self.codes[slot], self.marks[slot] = "", b"", b""
            self._free.append(slot)

    def drop_before(self, oldest: float) -> None:
        """Let every text go whose hour ended before ``oldest`` (seconds since 1970)."""
        first = oldest // _HOUR
        while self._eldest and self._eldest[0] < first:
            self._drop_hour()

    def _drop_hour(self) -> None:
        hour = heappop(self._eldest)
        for slot in self._hours.pop(hour):
            key = self.keys[slot]  # the slot may have been freed and taken by a later text
            if self.slots.get(key) == slot and _hour(self.times[slot]) == hour:
                self.drop(key)


def _hour(at: datetime) -> int:
    return int(at.timestamp() // _HOUR)


class _Buckets:
    """Pairs of slots by key; an entry is ten bits of the key and a slot counted from one, 0 is empty.

    The later entry of a pair stands in its lower half; writing shifts it up, over the elder one.
    """

    def __init__(self) -> None:
        self._bits = FEWEST
        self._pairs: NDArray[np.uint64] = np.zeros(1 << FEWEST, np.uint64)
        self._last: tuple[Reading | None, int, Homes, Keys] = (None, 0, _NO_HOMES, _NO_KEYS)

    def _places(self, reading: Reading) -> tuple[Homes, Keys]:
        """Return the buckets of a text's keys and the part of each that an entry holds."""
        if self._last[0] is not reading or self._last[1] != self._bits:
            homes = (reading.keys >> np.uint64(64 - self._bits)).view(np.intp)
            self._last = (reading, self._bits, homes, reading.keys & _PART)
        return self._last[2:]

    def put(self, reading: Reading, slot: int) -> None:
        """Write a slot into the buckets of a text, over the elder entry where both are taken."""
        homes, parts = self._places(reading)
        homes = homes[reading.stored]
        pairs = self._pairs.take(homes)
        pairs <<= _UP
        pairs |= parts[reading.stored] | np.uint64(slot + 1)
        self._pairs[homes] = pairs

    def met(self, reading: Reading) -> list[int]:
        """Return the slots that stand in at least two of the buckets; those met most often, if many."""
        homes, parts = self._places(reading)
        pairs = self._pairs.take(homes[reading.asked])
        pairs ^= parts[reading.asked] * _TWICE
        entries = pairs.view(np.uint32)
        slots = entries.compress(entries - _FIRST < _SLOT)
        slots.sort()
        if len(pairs) >= SHARED:
            slots = slots[1:].compress(slots[1:] == slots[:-1])
        if slots.size > COMPARED:
            met, times = np.unique(slots, return_counts=True)
            slots = met[np.argsort(-times, kind="stable")[:COMPARED]]
        return [slot - 1 for slot in dict.fromkeys(slots.tolist())]

    def make_room(self, held: int) -> None:
        """Double the buckets while ``held`` texts are many for them.

        Both halves of a bucket begin with what it held: what is in the wrong one is never met and gives way.
        """
        while self._bits < MOST and held * PER_TEXT > 1 << self._bits:
            self._pairs = self._pairs.repeat(2)
            self._bits += 1
