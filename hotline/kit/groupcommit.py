"""Group commit (组提交): concurrent commands share one durable transaction, each answered after it."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

from sqlalchemy import Connection, Engine

from hotline.kit import crashpoints
from hotline.kit.db import Database
from hotline.kit.errors import Unavailable
from hotline.kit.logs import get_logger

log = get_logger(__name__)
C = TypeVar("C")
R = TypeVar("R")
Apply = Callable[[Connection, Sequence[C]], Sequence[R]]

BEFORE_COMMIT = crashpoints.declare(
    "groupcommit.before_commit", "commands that were not answered leave nothing behind"
)
AFTER_COMMIT = crashpoints.declare(
    "groupcommit.after_commit", "commands of a committed batch are stored although no answer left"
)
_GATHER_TURNS = 4


class GroupCommit(Generic[C, R]):
    """Collects the commands that arrive while a commit is running and commits them together.

    ``apply(connection, commands)`` writes all of them and returns one result each. If it fails, the
    batch is undone to a savepoint and each command is applied alone in a savepoint of its own, so that
    one bad command never harms its neighbours. On SQLite the whole batch runs in one thread of its own
    (one hop instead of one a statement), on PostgreSQL on the event loop.
    """

    def __init__(self, database: Database, apply: Apply[C, R], *, max_batch: int = 128) -> None:
        """Prepare; the worker starts with the first command."""
        self.database = database
        self.apply = apply
        self.max_batch = max_batch
        self._waiting: list[tuple[C, asyncio.Future[R]]] = []
        self._arrived = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None
        self._closed = False
        self._thread: ThreadPoolExecutor | None = None
        self._engine: Engine | None = None

    async def submit(self, command: C) -> R:
        """Apply ``command`` durably; raises what its own application raised.

        Raises:
            Unavailable: the group commit is shutting down; nothing was stored.
        """
        if self._closed:
            raise Unavailable
        if self._worker is None:
            self._worker = asyncio.create_task(self._run())
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((command, future))
        self._arrived.set()
        return await future

    async def close(self) -> None:
        """Finish what was accepted, then stop."""
        self._closed = True
        self._arrived.set()
        if self._worker is not None:
            await self._worker
        if self._thread is not None:
            self._thread.shutdown()
        if self._engine is not None:
            self._engine.dispose()

    async def _run(self) -> None:
        while not (self._closed and not self._waiting):
            await self._arrived.wait()
            await self._gather()
            batch = self._waiting[: self.max_batch]
            self._waiting = self._waiting[self.max_batch :]
            if not self._waiting and not self._closed:
                self._arrived.clear()
            if batch:
                await self._commit(batch)

    async def _gather(self) -> None:
        """Let whoever is ready in this moment come along: a few turns of the loop, no waiting."""
        for _ in range(_GATHER_TURNS):
            before = len(self._waiting)
            await asyncio.sleep(0)
            if len(self._waiting) == before or before >= self.max_batch:
                return

    async def _commit(self, batch: list[tuple[C, asyncio.Future[R]]]) -> None:
        commands = [command for command, _ in batch]
        failed: Exception | None = None
        try:
            results = await self._transact(commands)
        except Exception as error:
            failed, results = error, [error] * len(batch)
        for (_, future), result in zip(batch, results, strict=True):
            if future.cancelled():
                continue
            if isinstance(result, Exception):
                future.set_exception(result)
            else:
                future.set_result(result)
        if failed is not None:
            log.error("groupcommit.failed", error=type(failed).__name__, commands=len(batch))

    async def _transact(self, commands: list[C]) -> list[R | Exception]:
        if self.database.is_sqlite:
            async with self.database.writer_turn():
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(self._own_thread(), self._in_thread, commands)
        async with self.database.engine.connect() as connection, connection.begin():
            results = await connection.run_sync(self._apply_together, commands)
            crashpoints.reach(BEFORE_COMMIT)
        crashpoints.reach(AFTER_COMMIT)
        return results

    def _own_thread(self) -> ThreadPoolExecutor:
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="groupcommit")
        return self._thread

    def _in_thread(self, commands: list[C]) -> list[R | Exception]:
        if self._engine is None:
            self._engine = self.database.sync_engine()
        with self._engine.connect() as raw:
            connection = raw.execution_options(hotline_write=True)
            with connection.begin():
                results = self._apply_together(connection, commands)
                crashpoints.reach(BEFORE_COMMIT)
        crashpoints.reach(AFTER_COMMIT)
        return results

    def _apply_together(self, connection: Connection, commands: list[C]) -> list[R | Exception]:
        try:
            with connection.begin_nested():
                return list(self.apply(connection, commands))
        except Exception as error:
            if connection.invalidated:
                raise  # nothing more can be done on a lost connection, and nothing was stored
            if len(commands) == 1:
                return [error]
            log.info("groupcommit.one_by_one", error=type(error).__name__)
        return [self._apply_alone(connection, command) for command in commands]

    def _apply_alone(self, connection: Connection, command: C) -> R | Exception:
        try:
            with connection.begin_nested():
                (result,) = self.apply(connection, [command])
                return result
        except Exception as error:
            if connection.invalidated:
                raise
            return error
