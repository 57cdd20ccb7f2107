"""Giving memory back (归还内存): what a large piece of work took and freed returns to the system."""

import ctypes


def give_back() -> None:
    """Return freed memory to the system after seeding, loading or building; elsewhere than on glibc do nothing.

    The allocator keeps what was freed for later use: after the first start of the demonstration 70 MB that nobody
    needs again. Takes some tens of milliseconds.
    """
    try:
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    except (OSError, AttributeError):  # another C library
        return
