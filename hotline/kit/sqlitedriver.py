"""SQLite in one hop (单次往返): a statement and all its rows cross to SQLite's thread once, not four times.

SQLAlchemy's adapter asks aiosqlite's thread for a cursor, the execution, the rows and the closing, one
after the other. The reading itself takes a few microseconds; waiting for a thread takes ten times that.
"""

import collections
import sqlite3
from types import SimpleNamespace
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
    AsyncAdapt_aiosqlite_ss_cursor,
)
from sqlalchemy.util import EMPTY_DICT

_UNUSED = SimpleNamespace(description=None, rowcount=-1, lastrowid=None, close=lambda: None)


def _run(
    connection: sqlite3.Connection, begin: str, operation: str, parameters: Any
) -> tuple[Any, list[Any]]:
    """Execute and fetch in SQLite's own thread; returns what a cursor says of itself, and its rows."""
    cursor = connection.cursor()
    try:
        if begin:
            cursor.execute(begin)
        cursor.execute(operation, () if parameters is None else parameters)
        rows = cursor.fetchall() if cursor.description else []
        return _outcome(cursor), rows
    finally:
        cursor.close()


def _run_many(
    connection: sqlite3.Connection, begin: str, operation: str, parameters: Any
) -> tuple[Any, list[Any]]:
    cursor = connection.cursor()
    try:
        if begin:
            cursor.execute(begin)
        cursor.executemany(operation, parameters)
        return _outcome(cursor), []
    finally:
        cursor.close()


def _outcome(cursor: sqlite3.Cursor) -> SimpleNamespace:
    return SimpleNamespace(
        description=cursor.description,
        rowcount=cursor.rowcount,
        lastrowid=cursor.lastrowid,
        close=lambda: None,
    )


class OneHopCursor(AsyncAdapt_aiosqlite_cursor):
    """A buffered cursor whose only trip to the thread is the execution."""

    __slots__ = ()
    _awaitable_cursor_close = False

    def __init__(self, adapt_connection: Any) -> None:
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection
        self._cursor: Any = _UNUSED
        self._soft_closed_memoized = EMPTY_DICT
        self._rows = collections.deque()

    async def _execute_async(self, operation: Any, parameters: Any) -> Any:
        await self._hop(_run, operation, parameters)

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> Any:
        await self._hop(_run_many, operation, seq_of_parameters)

    async def _hop(self, run: Any, operation: Any, parameters: Any) -> None:
        driver: Any = self._connection
        adapted: Any = self._adapt_connection
        async with adapted._execute_mutex:
            begin = adapted.take_begin()
            told = await driver._execute(run, driver._conn, begin, operation, parameters)
            self._cursor, rows = told
            self._rows = collections.deque(rows)


class ByRowCursor(AsyncAdapt_aiosqlite_ss_cursor):
    """SQLAlchemy's cursor that reads row by row; a transaction begins before it looks."""

    __slots__ = ()

    async def _execute_async(self, operation: Any, parameters: Any) -> Any:
        adapted: Any = self._adapt_connection
        if begin := adapted.take_begin():
            await self._connection.execute(begin)
        await super()._execute_async(operation, parameters)


class OneHopConnection(AsyncAdapt_aiosqlite_connection):
    """A connection with such cursors."""

    __slots__ = ("_begin",)
    _cursor_cls = OneHopCursor
    _ss_cursor_cls = ByRowCursor

    def __init__(self, dbapi: Any, connection: Any) -> None:
        """Hold the connection, outside a transaction."""
        super().__init__(dbapi, connection)
        self._begin = ""

    def begin_with_next(self) -> None:
        """Begin a transaction on the way of the next statement; without one there is none to end."""
        self._begin = "BEGIN"

    def take_begin(self) -> str:
        """Return what begins the transaction if it has not begun; it is up to the caller from now on."""
        begin, self._begin = self._begin, ""
        return begin

    def commit(self) -> None:
        """Commit what has begun."""
        if not self.take_begin():
            super().commit()

    def rollback(self) -> None:
        """Roll back what has begun."""
        if not self.take_begin():
            super().rollback()


class OneHopDriver(AsyncAdapt_aiosqlite_dbapi):
    """SQLAlchemy's module for aiosqlite, with such connections."""

    def connect(self, *arg: Any, **kw: Any) -> OneHopConnection:
        """Connect as aiosqlite does."""
        return OneHopConnection(self, super().connect(*arg, **kw)._connection)


def driver() -> OneHopDriver:
    """Return the module to give to ``create_async_engine(module=…)``."""
    return OneHopDriver(aiosqlite, sqlite3)
