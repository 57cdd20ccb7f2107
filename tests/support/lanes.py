"""Lanes (测试通道) that need something from outside: skipped loudly, or failed where skipping is forbidden."""

import pytest

_forbidden: set[str] = set()


def forbid_skips(names: str) -> None:
    """Name the lanes that may not be skipped, separated by commas; called once by tests/conftest.py."""
    _forbidden.clear()
    _forbidden.update(name.strip() for name in names.split(",") if name.strip())


def require_lane(name: str, *, available: bool, reason: str) -> None:
    """Go on if ``available``; else skip with ``reason``, or fail where the lane ``name`` is compulsory."""
    if available:
        return
    told = f"lane {name!r} is not available: {reason}"
    if name in _forbidden:
        pytest.fail(told, pytrace=False)
    pytest.skip(told)
