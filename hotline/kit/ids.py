"""Sortable identifiers (标识): ULIDs of 26 characters."""

import os
import time

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [a + b for a in _ALPHABET for b in _ALPHABET]


def new_id() -> str:
    """Return a new ULID: 48 bits of milliseconds and 80 random bits, Crockford base 32.

    Order between two ids of one process within one millisecond is not promised: never page by id alone.
    """
    number = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    return "".join([_PAIRS[(number >> shift) & 1023] for shift in range(120, -1, -10)])
