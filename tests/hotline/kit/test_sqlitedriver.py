"""SQLite's driver in one hop: every statement goes to the thread once and behaves as SQLAlchemy's own."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.util import greenlet_spawn

from hotline.kit.db import Database
from hotline.kit.sqlitedriver import OneHopConnection, driver

META = MetaData()
THINGS = Table(
    "things",
    META,
    Column("id", Integer, primary_key=True),
    Column("name", String(20), unique=True, nullable=False),
)


class CountingConnection:
    """A connection that counts its trips to the thread."""

    def __init__(self, real: Any) -> None:
        self.real, self.trips = real, 0

    @property
    def _conn(self) -> Any:
        return self.real._conn

    @property
    def _connection(self) -> Any:
        return self.real._connection

    async def rollback(self) -> None:
        await self._execute(self._conn.rollback)

    async def _execute(self, function: Any, *args: Any) -> Any:
        self.trips += 1
        return await self.real._execute(function, *args)


@pytest.fixture
async def things(tmp_path: Path) -> AsyncIterator[Database]:
    found = Database(f"sqlite+aiosqlite:///{tmp_path}/things.db")
    async with found.engine.begin() as connection:
        await connection.run_sync(META.create_all)
    yield found
    await found.close()


async def test_statement_and_rows_cost_one_trip() -> None:
    async with aiosqlite.connect(":memory:") as real:
        counting = CountingConnection(real)
        connection = OneHopConnection(driver(), counting)

        def play() -> list[Any]:
            cursor: Any = connection.cursor()
            cursor.execute("SELECT value FROM json_each('[1,2,3]')")
            assert cursor.description[0][0] == "value"
            rows = list(cursor.fetchall())
            cursor.close()
            return rows

        assert await greenlet_spawn(play) == [(1,), (2,), (3,)]
        assert counting.trips == 1


async def test_a_transaction_begins_with_its_first_statement_and_costs_two_trips() -> None:
    async with aiosqlite.connect(":memory:", isolation_level=None) as real:
        counting = CountingConnection(real)
        connection = OneHopConnection(driver(), counting)

        def play() -> list[bool]:
            connection.begin_with_next()
            begun = [real.in_transaction]
            connection.execute("SELECT 1")
            begun.append(real.in_transaction)
            connection.rollback()
            return [*begun, real.in_transaction]

        assert await greenlet_spawn(play) == [False, True, False]
        assert counting.trips == 2


@pytest.mark.parametrize("end", ["commit", "rollback"])
async def test_a_transaction_without_a_statement_costs_nothing(end: str) -> None:
    async with aiosqlite.connect(":memory:", isolation_level=None) as real:
        counting = CountingConnection(real)
        connection = OneHopConnection(driver(), counting)

        def play() -> None:
            connection.begin_with_next()
            getattr(connection, end)()
            connection.execute("SELECT 1")

        await greenlet_spawn(play)
        assert counting.trips == 1
        assert not real.in_transaction, "it was ended before it had begun"


async def test_both_ways_of_reading_see_one_moment(things: Database) -> None:
    """What others write between two statements of a transaction is not seen by the second."""
    names = select(THINGS.c.name)
    async with things.engine.connect() as all_at_once, things.engine.connect() as by_row:
        assert (await all_at_once.execute(names)).all() == []
        stream = await by_row.stream(names)
        assert [row async for row in stream] == []
        async with things.write() as session:
            await session.execute(insert(THINGS).values(name="其间"))
        assert (await all_at_once.execute(names)).all() == []
        assert (await by_row.execute(names)).all() == []
    async with things.read() as session:
        assert (await session.execute(names)).all() == [("其间",)]


async def test_rows_counts_keys_and_returning_come_back(things: Database) -> None:
    async with things.write() as session:
        inserted = await session.execute(insert(THINGS).values(name="甲").returning(THINGS.c.id))
        assert inserted.scalar_one() == 1
        await session.execute(insert(THINGS), [{"name": "乙"}, {"name": "𠮷"}])
        changed = await session.execute(
            update(THINGS).where(THINGS.c.id > 1).values(id=THINGS.c.id + 5)
        )
        assert changed.rowcount == 2  # type: ignore[attr-defined]
    async with things.read() as session:
        rows = (await session.execute(select(THINGS.c.id, THINGS.c.name).order_by("id"))).all()
        assert [tuple(row) for row in rows] == [(1, "甲"), (7, "乙"), (8, "𠮷")]
        assert (await session.execute(select(THINGS).where(THINGS.c.id == 99))).first() is None


async def test_stream_reads_row_by_row(things: Database) -> None:
    async with things.write() as session:
        await session.execute(insert(THINGS), [{"name": f"n{i}"} for i in range(500)])
    async with things.engine.connect() as connection:
        stream = await connection.stream(select(THINGS.c.name).order_by(THINGS.c.id))
        names = [row.name async for row in stream]
    assert names == [f"n{i}" for i in range(500)]


async def test_errors_are_sqlalchemys_own(things: Database) -> None:
    with pytest.raises(IntegrityError):
        async with things.write() as session:
            await session.execute(insert(THINGS), [{"name": "同名"}, {"name": "同名"}])
    with pytest.raises(OperationalError):
        async with things.read() as session:
            await session.execute(text("SELECT * FROM nothing"))
    async with things.read() as session:
        assert (await session.execute(select(THINGS))).all() == []


async def test_a_cancelled_statement_leaves_the_database_usable(things: Database) -> None:
    slow = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n WHERE x < 3000000) SELECT max(x) FROM n"

    async def read() -> None:
        async with things.read() as session:
            await session.execute(text(slow))

    task = asyncio.create_task(read())
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with things.write() as session:
        await session.execute(insert(THINGS).values(name="后来"))
    async with things.read() as session:
        assert (await session.execute(select(THINGS.c.name))).scalar_one() == "后来"
