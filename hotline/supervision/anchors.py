"""Anchors (存证锚点): daily heads of every chained log, kept outside the database as well.

An anchor seals, object by object, the rows that no earlier one sealed; it holds how many rows are sealed
in all and the folded head of their digests, recomputed from the rows. It depends on no clock.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import chain, clock
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish
from hotline.supervision import logbook, outside, record
from hotline.supervision.events import AnchorMade
from hotline.supervision.logbook import Log, Span
from hotline.supervision.models import Anchor, AnchorSpan

FOLDER = "anchors"
# How far before the last anchor objects are looked for: longer than any transaction or wrong clock.
LOOK_BACK = timedelta(days=7)


@dataclass
class Fold:
    """A running head over one log."""

    count: int = 0
    head: str = chain.GENESIS

    def add(self, digest: str) -> None:
        """Take one more row in."""
        self.count += 1
        self.head = chain.link(self.head, digest)


@dataclass(frozen=True)
class Draft:
    """An anchor computed but not stored: what it would hold and which rows it would seal."""

    log: Log
    after: int
    number: int
    until: datetime
    fold: Fold
    spans: list[Span]


async def run(database: Database, folder: Path, *, force: bool = False) -> list[Anchor]:
    """Seal what is new, once a day unless ``force``, and keep every anchor outside the database.

    Digests are computed without holding up writers. Returns the new anchors.
    """
    async with database.read() as session:
        drafts = await prepare(session, folder, force=force)
    made: list[Anchor] = []
    if drafts:
        async with database.write() as session:
            made = await seal(session, drafts)
    async with database.read() as session:
        await keep_outside(session, folder)
    return made


async def make(session: AsyncSession, folder: Path, *, force: bool = False) -> list[Anchor]:
    """Seal within one transaction of the caller; what earlier ones committed is kept outside first."""
    await keep_outside(session, folder)
    return await seal(session, await prepare(session, folder, force=force))


async def prepare(session: AsyncSession, folder: Path, *, force: bool) -> list[Draft]:
    """Compute the anchor of every log that has none of today (of every log if ``force``)."""
    now = clock.now()
    kept = outside.read(folder / outside.FILE)
    drafts = []
    for log in logbook.LOGS:
        last = await _last(session, log.name)
        if last is not None and not force and _same_day(last.until, now):
            continue
        kept_up_to = max((entry.number for entry in kept.anchors_of(log.name)), default=0)
        drafts.append(await _draft(session, log, last, kept_up_to))
    return drafts


def _same_day(one: datetime, other: datetime) -> bool:
    return clock.local_date(one) == clock.local_date(other)


async def _draft(session: AsyncSession, log: Log, last: Anchor | None, kept_up_to: int) -> Draft:
    recent = true() if last is None else log.table.c.at > last.until - LOOK_BACK
    spans = await logbook.new_spans(session, log, recent)
    fold = Fold(last.count, last.head) if last else Fold()
    async for row in logbook.rows_of(session, log, spans):
        fold.add(log.digest(row))
    after = last.number if last else 0
    return Draft(log, after, max(after, kept_up_to) + 1, clock.now(), fold, spans)


async def seal(session: AsyncSession, drafts: list[Draft]) -> list[Anchor]:
    """Store the anchors; one that another worker has made meanwhile is left out."""
    made = []
    await record.take_turn(session, "anchors")
    for draft in drafts:
        last = await _last(session, draft.log.name)
        if (last.number if last else 0) != draft.after:
            continue
        anchor = Anchor(
            id=new_id(),
            log=draft.log.name,
            number=draft.number,
            until=draft.until,
            count=draft.fold.count,
            head=draft.fold.head,
        )
        session.add(anchor)
        made.append(anchor)
        if draft.spans:
            await session.execute(insert(AnchorSpan), [_span_row(draft, s) for s in draft.spans])
    await session.flush()
    for until in sorted({anchor.until for anchor in made}):
        await publish(session, AnchorMade(until.isoformat()))
    return made


def _span_row(draft: Draft, span: Span) -> dict[str, object]:
    return {
        "log": draft.log.name,
        "subject": span.subject,
        "first_seq": span.first_seq,
        "last_seq": span.last_seq,
        "number": draft.number,
    }


async def _last(session: AsyncSession, log: str) -> Anchor | None:
    query = select(Anchor).where(Anchor.log == log).order_by(Anchor.number.desc()).limit(1)
    return (await session.execute(query)).scalar_one_or_none()


async def keep_outside(session: AsyncSession, folder: Path) -> int:
    """Append to the file every stored anchor it lacks; returns how many. Safe to repeat."""
    path = folder / outside.FILE
    kept = outside.read(path)
    have = {(entry.log, entry.number) for entry in kept.entries}
    stored = await session.scalars(select(Anchor).order_by(Anchor.until, Anchor.log, Anchor.number))
    missing = [entry_of(a) for a in stored if (a.log, a.number) not in have]
    outside.append(path, missing)
    return len(missing)


def entry_of(anchor: Anchor) -> outside.Entry:
    """Return the anchor as it is kept in the file and in the mail."""
    return outside.Entry(anchor.log, anchor.number, anchor.until, anchor.count, anchor.head)


async def list_made(session: AsyncSession, *, until: datetime) -> list[Anchor]:
    """List the anchors made at one instant, by log."""
    query = select(Anchor).where(Anchor.until == until).order_by(Anchor.log)
    return list(await session.scalars(query))
