"""Freed memory goes back to the system."""

import sys
from pathlib import Path

import pytest

from hotline.kit.memory import give_back


def resident_kb() -> int:
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc can be told")
def test_what_was_freed_is_given_back() -> None:
    kept = [bytes(1000) for _ in range(200_000)]
    last = kept[-1]
    full = resident_kb()
    del kept  # its last piece holds the end of the heap
    give_back()
    assert resident_kb() < full - 100_000
    assert len(last) == 1000
