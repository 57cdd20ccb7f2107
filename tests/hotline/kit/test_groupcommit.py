"""Group commit: one transaction for many, no harm from one to another."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, func, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from hotline.kit.bulk import insert_rows
from hotline.kit.db import Database
from hotline.kit.errors import Unavailable
from hotline.kit.groupcommit import GroupCommit

metadata = MetaData()
notes = Table(
    "notes", metadata, Column("text", String(40), primary_key=True), Column("size", Integer)
)


class Store:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.batches: list[int] = []
        self.commit = GroupCommit[str, str](database, self.apply)

    def apply(self, connection: Connection, commands: Sequence[str]) -> list[str]:
        self.batches.append(len(commands))
        insert_rows(connection, notes, [{"text": c, "size": len(c)} for c in commands])
        return [f"stored {c}" for c in commands]

    async def count(self) -> int:
        async with self.database.read() as session:
            return int(await session.scalar(select(func.count()).select_from(notes)) or 0)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/group.db")
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    yield Store(database)
    await database.close()


async def test_concurrent_commands_share_transactions_and_all_are_stored(store: Store) -> None:
    results = await asyncio.gather(*(store.commit.submit(f"n{i}") for i in range(200)))
    assert sorted(results) == sorted(f"stored n{i}" for i in range(200))
    assert await store.count() == 200
    assert len(store.batches) < 20


async def test_one_bad_command_fails_alone(store: Store) -> None:
    await store.commit.submit("taken")
    results = await asyncio.gather(
        *(store.commit.submit(t) for t in ("a", "taken", "b")), return_exceptions=True
    )
    assert results[0] == "stored a"
    assert isinstance(results[1], IntegrityError)
    assert results[2] == "stored b"
    assert await store.count() == 3


async def test_a_closing_group_commit_finishes_what_it_accepted(store: Store) -> None:
    tasks = [asyncio.create_task(store.commit.submit(f"n{i}")) for i in range(10)]
    await asyncio.sleep(0)
    await store.commit.close()
    await asyncio.gather(*tasks)
    assert await store.count() == 10
    with pytest.raises(Unavailable):
        await store.commit.submit("late")


@pytest.mark.services
@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
async def test_a_lost_connection_is_told_as_such_to_every_command(database: Database) -> None:
    def apply(connection: Connection, _commands: Sequence[str]) -> list[str]:
        connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
        return []

    commit = GroupCommit[str, str](database, apply)
    results = await asyncio.gather(
        *(commit.submit(t) for t in ("a", "b", "c")), return_exceptions=True
    )
    await commit.close()
    assert all(isinstance(r, DBAPIError) and r.connection_invalidated for r in results), results
