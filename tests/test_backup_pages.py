"""A backup holds a page of a table at a time, never the table: a hotline keeps ten years of requests."""

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from hotline import backup as archive
from hotline import schema
from hotline.kit import clock
from hotline.kit.bulk import insert_rows
from hotline.kit.db import Base, Database
from hotline.kit.ids import new_id
from hotline.tickets.papers import Draft
from tests.conftest import BACKENDS

ROWS = archive.PAGE * 12 + 1
EACH = 4_000
# Less than the table alone; a page, its JSON and the compressor fit well inside. Reading the first migration
# takes 16 MB by itself, before any row: a table of several pages must be larger than that to tell anything.
LIMIT = ROWS * EACH * 0.85


@contextmanager
def little_memory() -> Iterator[None]:
    """Fail if more than ``LIMIT`` bytes are held at once."""
    tracemalloc.start()
    try:
        yield
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < LIMIT, f"{peak:,} of at most {LIMIT:,.0f} bytes"


@pytest.fixture
async def full(database: Database) -> Database:
    """A database one table of which has several pages and the beginning of another."""
    now, account = clock.now(), new_id()
    rows = [
        {
            "id": new_id(),
            "account_id": account,
            "key": f"{number:06}",
            "form": {"text": f"{number:06}" * (EACH // 6)},
            "saved_at": now,
        }
        for number in range(ROWS)
    ]
    async with database.write() as session:
        connection = await session.connection()
        await connection.run_sync(insert_rows, Draft.__table__, rows)
    return database


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_a_table_of_many_pages_goes_out_and_comes_back_in_little_memory(
    full: Database, tmp_path: Path
) -> None:
    path = tmp_path / "hotline.tar.gz"
    with little_memory():
        made = await archive.backup(full, tmp_path / "data", path)
    assert made.rows["ticket_drafts"] == ROWS
    assert _archives(tmp_path) == ["hotline.tar.gz"]
    target = Database(f"sqlite+aiosqlite:///{tmp_path / 'restored.db'}")
    await _migrated(target)
    with little_memory():
        read = await archive.restore(target, tmp_path / "again", path)
    assert read == made
    async with target.read() as session:
        keys = list(await session.scalars(select(Draft.key).order_by(Draft.key)))
        last = await session.scalar(select(Draft.form).where(Draft.key == f"{ROWS - 1:06}"))
    assert keys == [f"{number:06}" for number in range(ROWS)]
    assert last == {"text": f"{ROWS - 1:06}" * (EACH // 6)}
    await target.close()


def _archives(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if "tar" in path.name]


async def _migrated(database: Database) -> None:
    """Import what a migration needs before memory is counted."""
    await schema.migrate(database)


async def test_all_pages_are_of_one_moment(full: Database, tmp_path: Path) -> None:
    """What is written while the pages go out belongs to the next backup."""
    reader = Base.metadata.tables["ticket_drafts"]
    async with full.engine.connect() as connection:
        before = await connection.scalar(select(func.count()).select_from(reader))
        async with full.write() as session:
            await session.execute(update(Draft).values(key=Draft.key + "x"))
        with (tmp_path / "pages").open("wb+") as pages:
            count = await archive._dump(connection, reader, pages)
            pages.seek(0)
            assert b'x","form"' not in pages.read()
    assert count == before == ROWS


async def test_a_backup_that_fails_leaves_nothing_behind(full: Database, tmp_path: Path) -> None:
    async with full.engine.begin() as connection:
        await connection.exec_driver_sql("DROP TABLE ticket_drafts")
    with pytest.raises(Exception, match="ticket_drafts"):
        await archive.backup(full, tmp_path, tmp_path / "hotline.tar.gz")
    assert _archives(tmp_path) == []
