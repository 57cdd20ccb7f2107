"""Sortable identifiers (标识): ULIDs of 26 characters."""

import os
import random
import time

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [a + b for a in _ALPHABET for b in _ALPHABET]
_random = random.Random(os.urandom(32))  # noqa: S311 — ids are names, not secrets
os.register_at_fork(after_in_child=lambda: _random.seed(os.urandom(32)))


def new_id() -> str:
    """Return a new ULID: 48 bits of milliseconds and 80 random bits, Crockford base 32.

    Order between two ids of one process within one millisecond is not promised: never page by id alone.
    An id is no secret: what must not be guessed has a token of its own.
    """
    number = (time.time_ns() // 1_000_000) << 80 | _random.getrandbits(80)
    pairs = _PAIRS
    return (
        pairs[number >> 120 & 1023]
        + pairs[number >> 110 & 1023]
        + pairs[number >> 100 & 1023]
        + pairs[number >> 90 & 1023]
        + pairs[number >> 80 & 1023]
        + pairs[number >> 70 & 1023]
        + pairs[number >> 60 & 1023]
        + pairs[number >> 50 & 1023]
        + pairs[number >> 40 & 1023]
        + pairs[number >> 30 & 1023]
        + pairs[number >> 20 & 1023]
        + pairs[number >> 10 & 1023]
        + pairs[number & 1023]
    )
