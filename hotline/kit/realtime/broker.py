"""Brokers (广播): tell every process that a stream has news; the news itself stays in the database."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from hotline.kit.db import Database
from hotline.kit.logs import get_logger

log = get_logger(__name__)
Listener = Callable[[list[str]], Awaitable[None]]
CHANNEL = "hotline_streams"


class Broker(Protocol):
    """Carries names of streams, nothing else."""

    async def tell(self, streams: list[str]) -> None:
        """Announce news in ``streams``."""

    async def listen(self, listener: Listener, stop: asyncio.Event) -> None:
        """Call ``listener`` for every announcement until ``stop``."""


class LocalBroker:
    """For one process (SQLite)."""

    def __init__(self) -> None:
        """Start with nothing waiting."""
        self._waiting: set[str] = set()
        self._news = asyncio.Event()

    async def tell(self, streams: list[str]) -> None:
        """Announce news to this process."""
        self._waiting.update(streams)
        self._news.set()

    async def listen(self, listener: Listener, stop: asyncio.Event) -> None:
        """Hand on announcements, several at once when they come fast."""
        while not stop.is_set():
            try:
                async with asyncio.timeout(0.5):
                    await self._news.wait()
            except TimeoutError:
                continue
            self._news.clear()
            streams, self._waiting = sorted(self._waiting), set()
            await listener(streams)


class PostgresBroker:
    """For many processes: NOTIFY with the stream's name; lost connections are remade."""

    def __init__(self, database: Database) -> None:
        """Use the database's own address."""
        self.database = database

    async def tell(self, streams: list[str]) -> None:
        """Announce news to every process (at most 7,900 bytes a name)."""
        async with self.database.engine.begin() as connection:
            for stream in streams:
                await connection.exec_driver_sql("SELECT pg_notify($1, $2)", (CHANNEL, stream))

    async def listen(self, listener: Listener, stop: asyncio.Event) -> None:
        """Listen on one connection of its own; a lost one is remade.

        Whenever a connection begins to listen, the watchers are brought up to date once: what was
        announced while nobody listened is in the database.
        """
        while not stop.is_set():
            try:
                await self._listen_once(listener, stop)
            except Exception as error:
                log.warning("realtime.broker_lost", error=type(error).__name__)
                await asyncio.sleep(1)

    async def _listen_once(self, listener: Listener, stop: asyncio.Event) -> None:
        import asyncpg  # noqa: PLC0415 — only where PostgreSQL is used

        url = self.database.url.set(drivername="postgresql")
        connection = await asyncpg.connect(url.render_as_string(hide_password=False))
        heard: asyncio.Queue[str] = asyncio.Queue()

        def on_notify(_connection: Any, _pid: int, _channel: str, payload: str) -> None:
            heard.put_nowait(payload)

        try:
            await connection.add_listener(CHANNEL, on_notify)
            await listener(["*"])
            while not stop.is_set() and not connection.is_closed():
                try:
                    async with asyncio.timeout(0.5):
                        stream = await heard.get()
                except TimeoutError:
                    continue
                await listener([stream])
            if not stop.is_set():
                msg = "the listening connection was closed"
                raise ConnectionError(msg)
        finally:
            await connection.close()


def broker_for(database: Database) -> Broker:
    """Choose the broker that the database allows."""
    return LocalBroker() if database.is_sqlite else PostgresBroker(database)
