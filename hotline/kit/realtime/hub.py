"""The hub (推送中心): bounded connections that pull their streams when told that something is new."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from hotline.kit.db import Database
from hotline.kit.logs import get_logger
from hotline.kit.realtime import service
from hotline.kit.realtime.service import Told

log = get_logger(__name__)
QUEUE_LIMIT = 512
Message = dict[str, Any]
Filter = Callable[[Told], Awaitable[bool]]


class SlowClient(Exception):  # noqa: N818 — names what happened
    """The client does not read; it is cut off (1013) and resumes by (stream, seq)."""


@dataclass
class Subscriber:
    """One stream watched by one connection."""

    id: int
    stream: str
    seq: int
    may_see: Filter
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Outgoing:
    """The bounded queue of one connection; exactly one writer task empties it."""

    def __init__(self, *, limit: int = QUEUE_LIMIT) -> None:
        """Create an empty queue."""
        self._queue: asyncio.Queue[Message | None] = asyncio.Queue(limit)
        self.overflowed = asyncio.Event()

    def put(self, message: Message) -> None:
        """Queue a message; raises ``SlowClient`` when the client lags too far behind."""
        try:
            self._queue.put_nowait(message)
        except asyncio.QueueFull:
            self.overflowed.set()
            raise SlowClient from None

    async def get(self) -> Message | None:
        """Return the next message."""
        return await self._queue.get()


class Hub:
    """Knows which connections watch which streams, in this process."""

    def __init__(self, database: Database) -> None:
        """Start empty."""
        self.database = database
        self._watchers: dict[str, dict[int, tuple[Subscriber, Outgoing]]] = {}

    def add(self, key: int, subscriber: Subscriber, outgoing: Outgoing) -> None:
        """Watch a stream; ``key`` is unique in the process."""
        self._watchers.setdefault(subscriber.stream, {})[key] = (subscriber, outgoing)

    def remove(self, key: int, stream: str) -> None:
        """Stop watching."""
        watchers = self._watchers.get(stream, {})
        watchers.pop(key, None)
        if not watchers:
            self._watchers.pop(stream, None)

    def watched(self) -> list[str]:
        """List the streams someone in this process watches."""
        return list(self._watchers)

    async def told(self, streams: list[str]) -> None:
        """Something is new in ``streams`` (``*``: perhaps in all): bring their watchers up to date."""
        if "*" in streams:
            streams = self.watched()
        for stream in streams:
            for subscriber, outgoing in list(self._watchers.get(stream, {}).values()):
                await self.catch_up(subscriber, outgoing)

    async def catch_up(self, subscriber: Subscriber, outgoing: Outgoing) -> None:
        """Send everything above the subscriber's number; safe to call at any time, any number of times.

        It reads page by page to the end of the stream: what lies beyond the first page must not wait
        for the next news. Between pages the writer task gets its turn.
        """
        async with subscriber.lock:
            try:
                sent = service.PAGE
                while sent == service.PAGE:
                    sent = await self._send_page(subscriber, outgoing)
                    await asyncio.sleep(0)
            except SlowClient:
                log.info("realtime.slow_client", stream=subscriber.stream)

    async def _send_page(self, subscriber: Subscriber, outgoing: Outgoing) -> int:
        async with self.database.read() as session:
            messages = await service.read_after(session, subscriber.stream, subscriber.seq)
        for message in messages:
            subscriber.seq = message.seq
            if await subscriber.may_see(message):
                outgoing.put(_event(subscriber, message))
        return len(messages)


def _event(subscriber: Subscriber, message: Told) -> Message:
    return {
        "id": subscriber.id,
        "type": "event",
        "stream": message.stream,
        "seq": message.seq,
        "name": message.name,
        "data": message.data,
    }
