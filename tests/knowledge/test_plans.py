"""What is known by its key is read by its key: a city's 100,000 entries are not read for sixteen of them.

SQLite keeps no statistics, so that the plan of a statement is the same on an empty database as on a full one.
"""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from hotline.kit.db import Database
from hotline.kit.ids import new_id
from knowledge.answer.queries import read_texts
from knowledge.answer.texts import Reader
from knowledge.audience import Audience
from knowledge.index import SOURCES
from knowledge.itemwindows import ItemWindows
from knowledge.search.port import DocumentKind

MANY = [new_id() for _ in range(24)]
TABLES = ("articles", "service_items", "knowledge_notices")  # units are a few hundred


@pytest.fixture
def asked(database: Database) -> list[tuple[str, Any]]:
    """Every statement asked of the database, with its values."""
    found: list[tuple[str, Any]] = []

    @event.listens_for(database.engine.sync_engine, "before_cursor_execute")
    def remember(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        found.append((statement, values))

    return found


async def plans(database: Database, asked: list[tuple[str, Any]]) -> list[str]:
    """Return how SQLite would do what was asked, a line a step."""
    steps: list[str] = []
    async with database.engine.connect() as connection:
        for statement, values in [one for one in asked if one[0].startswith("SELECT")]:
            rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            steps += [str(row.detail) for row in rows]
    return steps


def by_state(steps: list[str]) -> list[str]:
    """Return the steps that read all rows of one state, or all rows."""
    large = tuple(f"SCAN {table}" for table in TABLES)
    return [step for step in steps if "_state" in step or step in large]


async def test_documents_of_keys_are_read_by_their_keys(
    database: Database, asked: list[tuple[str, Any]]
) -> None:
    async with database.read() as session:
        for source in SOURCES.values():
            await source.heads(session, MANY)
            await source.some(session, MANY)
    steps = await plans(database, asked)
    assert by_state(steps) == []
    assert sum(step.startswith("SEARCH") for step in steps) >= 2 * len(SOURCES)


async def test_the_next_documents_are_read_from_where_the_last_ended(
    database: Database, asked: list[tuple[str, Any]]
) -> None:
    async with database.read() as session:
        for source in SOURCES.values():
            await source.after(session, MANY[0], 500)
    steps = await plans(database, asked)
    assert by_state(steps) == []
    assert {f"SEARCH {t} USING INDEX sqlite_autoindex_{t}_1 (id>?)" for t in TABLES} <= set(steps)


async def test_the_sources_of_an_answer_are_read_by_their_keys(
    database: Database, asked: list[tuple[str, Any]]
) -> None:
    ids = [f"{kind.value}:{key}" for kind in DocumentKind for key in MANY]
    reader = Reader(Audience.PUBLIC, date(2026, 3, 4))
    async with database.read() as session:
        await read_texts(session, ids, reader)
        await ItemWindows().of_units(session, MANY)
    steps = await plans(database, asked)
    assert by_state(steps) == []
    assert any("ix_service_items_unit_id" in step for step in steps)
