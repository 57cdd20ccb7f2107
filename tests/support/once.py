"""What takes seconds to make is made once for all workers of a test run (一次备好)."""

import fcntl
from collections.abc import Callable
from pathlib import Path

import pytest


def common_folder(factory: pytest.TempPathFactory) -> Path:
    """Return the folder that all workers of this run share."""
    folder = factory.getbasetemp()
    return folder.parent if folder.name.startswith("popen-") else folder


def made_once(path: Path, make: Callable[[Path], None]) -> Path:
    """Return ``path``; the first worker to ask makes it, the others wait for him."""
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            draft = path.with_suffix(".draft")
            make(draft)
            draft.rename(path)
    return path
