"""Benchmarks run tiny on copies of the seeded city; P2 loads its own, on PostgreSQL."""

from pathlib import Path

import pytest

from benchmarks import measure
from tests.support.seeded import seeded_sqlite

__all__ = ["seeded_sqlite"]


@pytest.fixture
def seeded_before(seeded_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs find the demonstration loaded: what they measure is not the loading."""
    monkeypatch.setattr(measure, "city", seeded_sqlite)
