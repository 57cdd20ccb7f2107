"""Claims (占用标记): a file that one process holds; the kernel lets go of it however the process ends."""

import fcntl
import os
from pathlib import Path


class Claim:
    """A claim on one file; nobody else has it until ``release``, or until this process is gone."""

    def __init__(self, path: Path) -> None:
        """Take it; waits for whoever has it."""
        self._path = path
        self._handle = _locked(path)
        while not _is_at(self._handle, path):  # somebody removed the file while we waited
            os.close(self._handle)
            self._handle = _locked(path)

    def release(self, *, forget: bool = False) -> None:
        """Let go of it; with ``forget`` the file is removed too."""
        if self._handle < 0:
            return
        if forget:
            self._path.unlink(missing_ok=True)
        os.close(self._handle)
        self._handle = -1


def _locked(path: Path) -> int:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.fstat(handle).st_ino == path.stat().st_ino
    except FileNotFoundError:
        return False


def is_claimed(path: Path) -> bool:
    """Tell whether some process, this one included, has a claim on a file."""
    return path.exists() and not is_left(path)


def is_left(path: Path) -> bool:
    """Tell whether the file is there and whoever claimed it is gone."""
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True
