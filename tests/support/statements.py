"""Databases of tests that share what they have compiled: each opens an engine, all say the same things."""

from typing import Any

from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from hotline.kit import db

ROOM = 5000  # statements; all that the house says, with room for the shapes of lists

_known: dict[str, tuple[Dialect, Any]] = {}


def shared_engine(url: Any, **options: Any) -> AsyncEngine:
    """Open an engine as the house does, with the dialect and compiled statements of the first of its kind.

    Compiling is a fifth of a test's time; a house compiles once, thousands of tests would each do it again.
    """
    engine = create_async_engine(url, query_cache_size=ROOM, **options)
    sync = engine.sync_engine
    dialect, compiled = _known.setdefault(sync.dialect.name, (sync.dialect, sync._compiled_cache))
    sync.dialect = sync.pool._dialect = dialect
    sync._compiled_cache = compiled
    return engine


def share() -> None:
    """Let every database opened from now on share them."""
    db.create_async_engine = shared_engine  # type: ignore[attr-defined]
