"""Databases (数据库): one engine, one writer on SQLite, and the column types all tables share."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import (
    JSON,
    ColumnElement,
    DateTime,
    Dialect,
    Index,
    MetaData,
    String,
    case,
    create_engine,
    event,
    text,
)
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import StaticPool
from sqlalchemy.types import TypeDecorator

from hotline.kit import sqlitedriver

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "busy_timeout=5000",
    "foreign_keys=ON",
    "cache_size=-65536",
    "mmap_size=268435456",
    "temp_store=MEMORY",
)


# How SQLite and PostgreSQL name what is not there; a name only, so that no value can stand in it.
_LACKS = (
    re.compile(r"no such (?:column|table): (?P<name>[\w.]{1,130})"),
    re.compile(r"table (?P<table>\w{1,63}) has no column named (?P<name>\w{1,63})"),
    re.compile(
        r'column "?(?P<name>[\w.]{1,130})"? of relation "(?P<table>\w{1,63})" does not exist'
    ),
    re.compile(r'(?:column|relation) "?(?P<name>[\w.]{1,130})"? does not exist'),
)


def lacking(error: BaseException) -> dict[str, str]:
    """Return for a log line which column or table a database of another release lacks (``tickets.title``)."""
    said = str(getattr(error, "orig", None) or "")
    found = next((match for pattern in _LACKS if (match := pattern.search(said))), None)
    if found is None:
        return {}
    table = found.groupdict().get("table")
    return {"lacks": f"{table}.{found['name']}" if table else found["name"]}


class Base(DeclarativeBase):
    """Declarative base with the naming convention of every constraint."""

    metadata = MetaData(naming_convention=NAMING)


def aware(instant: datetime) -> datetime:
    """Return the instant itself; raises ``ValueError`` for a naive one, which is a bug."""
    if instant.tzinfo is None:
        msg = "a stored instant must be aware"
        raise ValueError(msg)
    return instant


@lru_cache(maxsize=4096)
def stored_text(instant: datetime) -> str:
    """Return the stored text; one transaction stores the same few instants many times."""
    return aware(instant).astimezone(UTC).isoformat(timespec="microseconds")


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC instants; SQLite stores sortable ISO text of fixed width (microseconds)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Store text on SQLite, ``timestamptz`` elsewhere."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(32))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse naive instants; they are bugs."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return stored_text(value)
        return aware(value).astimezone(UTC)

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        """Return aware UTC instants."""
        if value is None:
            return None
        instant = datetime.fromisoformat(value) if isinstance(value, str) else value
        return instant.astimezone(UTC)


Json = JSON


def index_where(name: str, *columns: str, where: str) -> Index:
    """Return an index of those rows alone for which ``where`` holds, in the words of both databases."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


def unindexed(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return a condition that no index serves, for rows that are named by their keys.

    SQLite keeps no statistics and takes ``state = ?`` for ten rows: asked for sixteen of 100,000 published
    articles it read all of them, and a keystroke took 50 ms instead of 5.
    """
    return case((condition, 1), else_=0) == 1


def dump_json(value: Any) -> str:
    """Serialise with sorted keys, so that equal values have equal text."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def synchronous_pragma(*, durable: bool) -> str:
    """FULL survives power loss; NORMAL only by explicit setting (shown in the health page)."""
    return f"synchronous={'FULL' if durable else 'NORMAL'}"


class Database:
    """One database with its sessions: ``read()`` never blocks writers, ``write()`` commits at its end."""

    def __init__(
        self,
        url: str,
        *,
        durable: bool = True,
        pool_size: int = 10,
        info: dict[str, Any] | None = None,
    ) -> None:
        """Open lazily; ``url`` is an SQLAlchemy async URL (sqlite+aiosqlite or postgresql+asyncpg).

        ``info`` travels with every session (``subscriptions`` for the outbox, ``wake`` for its relay).
        """
        self.url = make_url(url)
        self.durable = durable
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        options: dict[str, Any] = {
            "json_serializer": dump_json,
            "json_deserializer": orjson.loads,
            "hide_parameters": True,  # an error's text goes into logs and dead letters
        }
        if self.is_sqlite:
            options["module"] = sqlitedriver.driver()
        else:
            options |= {"pool_size": pool_size, "max_overflow": pool_size, "pool_pre_ping": True}
        self.engine: AsyncEngine = create_async_engine(self.url, **options)
        self.write_lock = asyncio.Lock()
        self.waiting = 0  # who wants the writer's place
        self.info: dict[str, Any] = info if info is not None else {}
        self.after_commit: list[Callable[[dict[str, Any]], Awaitable[None]]] = []
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False, info=self.info)
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", self._on_connect)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)

    def sync_engine(self) -> Engine:
        """Return a blocking engine on the same SQLite file, for one thread that owns it."""
        engine = create_engine(
            self.url.set(drivername="sqlite"),
            json_serializer=dump_json,
            json_deserializer=orjson.loads,
            hide_parameters=True,
            poolclass=StaticPool,
            connect_args={"check_same_thread": False},
        )
        event.listen(engine, "connect", self._on_connect)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    def _on_connect(self, dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.isolation_level = None  # we say BEGIN ourselves
        cursor = dbapi_connection.cursor()
        for pragma in (*SQLITE_PRAGMAS, synchronous_pragma(durable=self.durable)):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Yield a session for reading; anything written in it is rolled back."""
        async with self._sessions() as session:
            yield session
            await session.rollback()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """Yield a writing session: one transaction, committed at the end, rolled back on any error."""
        async with self.writer_turn(), self._sessions() as session:
            if self.is_sqlite:
                await session.connection(execution_options={"hotline_write": True})
            yield session
            await session.commit()
            for hook in self.after_commit:
                await hook(session.info)

    @asynccontextmanager
    async def writer_turn(self) -> AsyncIterator[None]:
        """Wait for the one writer's place on SQLite, counted among ``waiting``; free elsewhere."""
        if not self.is_sqlite:
            yield
            return
        self.waiting += 1
        try:
            await self.write_lock.acquire()
        finally:
            self.waiting -= 1
        try:
            yield
        finally:
            self.write_lock.release()

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def _begin_sqlite(connection: Any) -> None:
    driver = connection.connection.dbapi_connection
    if connection.get_execution_options().get("hotline_write", False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    elif isinstance(driver, sqlitedriver.OneHopConnection):
        driver.begin_with_next()
    else:
        connection.exec_driver_sql("BEGIN")
