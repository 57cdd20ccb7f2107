"""The comparators of P1 and P2 (对照): bare FastAPI that stores one row durably per request."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel


class TextIn(BaseModel):
    """The same body that the intake gets."""

    content: str


class SqliteStore:
    """Group commit of one row each on SQLite FULL, in one writer thread."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.waiting: list[tuple[str, asyncio.Future[int]]] = []
        self.arrived = asyncio.Event()

    async def start(self) -> None:
        self.connection = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            self.connection.execute(f"PRAGMA {pragma}")
        self.connection.execute("CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, text TEXT)")
        self.task = asyncio.create_task(self.work())

    async def stop(self) -> None:
        self.task.cancel()
        self.connection.close()

    def commit(self, texts: list[str]) -> list[int]:
        self.connection.execute("BEGIN IMMEDIATE")
        ids = [
            int(self.connection.execute("INSERT INTO t (text) VALUES (?)", (t,)).lastrowid or 0)
            for t in texts
        ]
        self.connection.execute("COMMIT")
        return ids

    async def work(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self.arrived.wait()
            batch, self.waiting = self.waiting[:64], self.waiting[64:]
            if not self.waiting:
                self.arrived.clear()
            ids = await loop.run_in_executor(None, self.commit, [text for text, _ in batch])
            for (_, future), row in zip(batch, ids, strict=True):
                if not future.cancelled():
                    future.set_result(row)

    async def store(self, text: str) -> int:
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.waiting.append((text, future))
        self.arrived.set()
        return await future


class PostgresStore:
    """asyncpg, one commit each, a pool of twenty connections."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn

    async def start(self) -> None:
        import asyncpg

        self.pool: Any = await asyncpg.create_pool(self.dsn, min_size=20, max_size=20)
        await self.pool.execute(
            "CREATE TABLE IF NOT EXISTS t (id BIGSERIAL PRIMARY KEY, text TEXT)"
        )

    async def stop(self) -> None:
        await self.pool.close()

    async def store(self, text: str) -> int:
        return int(await self.pool.fetchval("INSERT INTO t (text) VALUES ($1) RETURNING id", text))


def create_app() -> FastAPI:
    """Build the comparator named by BARE_STORE (a SQLite path or a PostgreSQL address)."""
    where = os.environ["BARE_STORE"]
    store: SqliteStore | PostgresStore = (
        PostgresStore(where) if where.startswith("postgres") else SqliteStore(where)
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await store.start()
        yield
        await store.stop()

    app = FastAPI(lifespan=lifespan)

    @app.post("/t", status_code=201)
    async def accept(body: TextIn) -> dict[str, str]:
        return {"number": str(await store.store(body.content))}

    return app
