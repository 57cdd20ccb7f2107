"""Named crash points (崩溃点): places where a test kills the process to prove that nothing is lost."""

import os
import signal

_NAMES: dict[str, str] = {}
_armed: str | None = None
_skip = 0


def declare(name: str, meaning: str) -> str:
    """Make the crash point known to the docs and to ``arm``; returns the name."""
    _NAMES[name] = meaning
    return name


def declared() -> dict[str, str]:
    """Return every crash point with what it proves."""
    return dict(sorted(_NAMES.items()))


def arm(name: str | None, *, after: int = 0) -> None:
    """Kill the process (SIGKILL) when ``name`` is reached for the ``after + 1``-th time."""
    global _armed, _skip
    _armed, _skip = name, after


def reach(name: str) -> None:
    """Die here if armed; otherwise do nothing."""
    global _skip  # noqa: PLW0603 — one switch a process
    if _armed != name:
        return
    if _skip > 0:
        _skip -= 1
        return
    os.kill(os.getpid(), signal.SIGKILL)
