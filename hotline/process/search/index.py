"""The index of tickets (工单索引): built anew without a pause, followed by one process at a time.

The database is the truth. Every build is an index with a mark of its own: where its reading of the log goes
on. A build begins by remembering where the log stands, so that whatever is done while it runs – by whichever
process – is read after it is published.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.crashpoints import declare, reach
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.kit.logs import get_logger
from hotline.process import turns
from hotline.process.search.documents import Batch, read_batch, stamp
from hotline.process.search.following import SETTLED, Stream, floor_id, messages_after, millis_of
from hotline.process.search.models import TicketIndexMark
from hotline.process.search.noting import note
from hotline.process.turns import Turn
from hotline.tickets.models import Ticket, TicketAction
from knowledge.index import BuildReport, IndexIncomplete
from knowledge.search.seeking import TaggedBuild, TaggedEngine
from routing.state import RoutingState

log = get_logger(__name__)
BATCH = 100  # tickets read and written at once: a tenth of a second
LEASE = timedelta(seconds=30)  # how long an index is not followed after its process was killed
RENEW_SECONDS = 10.0
_MESSAGES = "messages"  # stands for an index in the table: how far messages were read
_BEFORE_PUBLISH = declare("tickets.before_publish", "新的工单索引已写满，尚未启用")


async def ids_after(database: Database) -> AsyncIterator[list[str]]:
    """Yield the ids of all tickets in batches, each read in a short transaction of its own."""
    last = ""
    while True:
        async with database.read() as session:
            query = select(Ticket.id).where(Ticket.id > last).order_by(Ticket.id).limit(BATCH)
            found = list(await session.scalars(query))
        if not found:
            return
        last = found[-1]
        yield found


async def rebuild(
    database: Database,
    engine: TaggedEngine,
    routing: RoutingState,
    *,
    rest: float = 0.0,
    progress: Callable[[int], Awaitable[None]] | None = None,
) -> BuildReport:
    """Build a new index while the old one answers; ``rest`` is how long to pause for a second of work.

    ``progress`` is told after every batch how many records were written.

    Raises:
        BuildOvertaken: another build was published meanwhile.
        IndexIncomplete: tickets failed; nothing is published.
    """
    began = floor_id(SETTLED)
    build = await engine.build(stamp())
    report = BuildReport()
    try:
        async for ids in ids_after(database):
            started = monotonic()
            async with database.read() as session:
                batch = await read_batch(session, ids, routing)
            await _fill(build, batch, report)
            if progress is not None:
                await progress(report.documents)
            await asyncio.sleep(rest * (monotonic() - started))
        reach(_BEFORE_PUBLISH)
        if report.failed:
            raise IndexIncomplete(f"{len(report.failed)} 件写入失败", "tickets failed")
    except BaseException:
        await build.abandon()
        raise
    await build.publish()
    generation = (await engine.state()).generation
    async with database.write() as session:
        await _begin(session, TicketIndexMark(generation=generation, engine=engine.name), began)
    return report


async def _fill(build: TaggedBuild, batch: Batch, report: BuildReport) -> None:
    written = await build.put(batch.records)
    report.documents += len(written.written)
    report.failed += written.failed


async def _begin(session: AsyncSession, row: TicketIndexMark, mark: str) -> None:
    row.steps = row.notes = mark
    row.moved_at = clock.now()
    await session.merge(row)
    old = delete(TicketIndexMark).where(
        TicketIndexMark.engine == row.engine,
        TicketIndexMark.moved_at < clock.now() - timedelta(days=30),
    )
    await session.execute(old)


@dataclass
class Follower:
    """What keeps one engine's index up, in one process; another with the turn does it instead."""

    engine: TaggedEngine
    holder: str = field(default_factory=new_id)
    _generation: str = ""
    _held: str = ""  # the index whose turn this process has
    _steps: Stream | None = None
    _notes: Stream | None = None
    _renewed: float = float("-inf")
    _is_ahead: bool = False

    async def follow(self, database: Database, routing: RoutingState) -> int:
        """Read what was done since; returns how many tickets were written. Raises ``EngineDown``.

        An index that is missing, that was made for another form of record or that knows more than the
        database is built first.
        """
        told = await self.engine.state()
        if not told.answers:
            return 0
        if not await self._has_turn(database, told.generation):
            return 0
        if told.stamp != stamp() or self._is_ahead:
            self._generation, self._is_ahead = "", False

            async def renewed(_written: int) -> None:
                await self._has_turn(database, told.generation)

            report = await rebuild(database, self.engine, routing, rest=1.0, progress=renewed)
            log.info("tickets.indexed", engine=self.engine.name, records=report.documents)
            return report.documents
        if told.generation != self._generation:
            await self._resume(database, told.generation)
        return await self._step(database, routing)

    async def _has_turn(self, database: Database, generation: str) -> bool:
        if monotonic() - self._renewed < RENEW_SECONDS and generation == self._held:
            return True
        async with database.write() as session:
            mine = await turns.take(session, self._turn(generation), clock.now())
        self._held = generation if mine else ""
        if mine:
            self._renewed = monotonic()
        elif self._generation:
            self._generation = ""  # whoever has it reads on: take up his mark when it is ours again
            await self.engine.close()  # and let him write
        return mine

    def _turn(self, generation: str) -> Turn:
        return Turn(f"search:{generation[-12:]}", self.holder, LEASE)

    async def stop(self, database: Database) -> None:
        """Give the turn up, so that another process need not wait for the lease."""
        if self._held:
            async with database.write() as session:
                await turns.give_up(session, self._turn(self._held), clock.now())
            self._held = ""

    async def _resume(self, database: Database, generation: str) -> None:
        """Go on where the mark of this index stands; without one the log is read from its beginning."""
        async with database.read() as session:
            row = await session.get(TicketIndexMark, generation)
            mark = (row.steps, row.notes) if row is not None else ("", "")
        self._steps, self._notes = Stream.steps(mark[0]), Stream.notes(mark[1])
        self._generation = generation

    async def _step(self, database: Database, routing: RoutingState) -> int:
        steps, notes = self._steps, self._notes
        if steps is None or notes is None:
            return 0
        before = (steps.tail, notes.tail)
        async with database.read() as session:
            done = await steps.read(session)
            noted = await notes.read(session)
            ids = {pair[1] for pair in (*done, *noted)}
            batch = await read_batch(session, ids, routing) if ids else Batch()
        if batch.removals:
            await self.engine.drop(batch.removals)
        if batch.records:
            await self._put(database, batch)
        steps.taken(done)
        notes.taken(noted)
        if before != (steps.tail, notes.tail):
            await self._mark(database, steps.tail, notes.tail)
        return len(ids)

    async def _put(self, database: Database, batch: Batch) -> None:
        """Write what was read; what the engine did not take is noted and so read again.

        Nobody else writes: what is refused as older means that the index knows a later day than the
        database, which was restored.
        """
        written = await self.engine.put(batch.records)
        self._is_ahead = bool(written.older)
        if written.failed:
            log.warning("tickets.not_indexed", engine=self.engine.name, records=len(written.failed))
            async with database.write() as session:
                await note(
                    session, {record_id.partition(":")[2] for record_id, _ in written.failed}
                )

    async def _mark(self, database: Database, steps: str, notes: str) -> None:
        row = TicketIndexMark(
            generation=self._generation,
            engine=self.engine.name,
            steps=steps,
            notes=notes,
            moved_at=clock.now(),
        )
        async with database.write() as session:
            await session.merge(row)


async def note_messages(database: Database, settled: timedelta = SETTLED) -> int:
    """Note the tickets whose conversations went on since the last look; returns how many.

    The first look only remembers where messages stand: what was said before is in the first build.
    """
    async with database.read() as session:
        row = await session.get(TicketIndexMark, _MESSAGES)
        before = "" if row is None else row.steps
        found: set[str] = set()
        mark = floor_id(settled)
        if before:
            mark, found = await messages_after(session, before, settled)
    if mark == before:
        return 0
    async with database.write() as session:
        fresh = TicketIndexMark(generation=_MESSAGES, engine=_MESSAGES)
        fresh.steps = fresh.notes = mark
        fresh.moved_at = clock.now()
        await session.merge(fresh)
        known = set(await session.scalars(select(Ticket.id).where(Ticket.id.in_(found))))
        await note(session, known)
    return len(known)


async def behind(session: AsyncSession, generation: str) -> float | None:
    """Return by how many seconds an index is behind the log; ``None`` for one without a mark.

    What was done within the last ``SETTLED`` counts as read: the mark always stays that far behind.
    """
    row = await session.get(TicketIndexMark, generation)
    if row is None:
        return None
    query = select(TicketAction.id).where(TicketAction.id > row.steps).order_by(TicketAction.id)
    waits = await session.scalar(query.limit(1))
    if waits is None:
        return 0.0
    age = (millis_of(floor_id()) - millis_of(waits)) / 1000
    return max(0.0, age - SETTLED.total_seconds())
