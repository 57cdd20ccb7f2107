"""The index (索引): built anew without a pause, and kept up with the database by the outbox.

The database is the truth. A message only says that something changed: the row is read again, so that late
and repeated messages do no harm.
"""

import json
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.crashpoints import declare, reach
from hotline.kit.db import Database
from hotline.kit.errors import Problem
from hotline.kit.ids import new_id
from hotline.kit.outbox.models import DeliveryStatus, OutboxDelivery, OutboxEvent
from hotline.kit.text import default_tokenizer
from knowledge.articles import documents as articles
from knowledge.audience import Audience
from knowledge.directory import documents as directory
from knowledge.events import KnowledgeChanged
from knowledge.feedback.queries import popularity_of
from knowledge.items import documents as items
from knowledge.models import IndexBuild
from knowledge.notices import documents as notices
from knowledge.search.port import (
    Build,
    Document,
    DocumentKind,
    Engine,
    Head,
    NotTaken,
    Removal,
    Written,
)
from knowledge.search.rows import SCHEMA
from knowledge.search.weights import GramWeights
from knowledge.understanding.grams import grams

BATCH = 500
LISTENER = "knowledge.index"  # who hears of changes for the index
_DOCUMENTS = 2  # grows with what the documents of a row say
_Held = dict[str, tuple[int, bool]]  # version and whether for citizens, of what a build holds
_BEFORE_PUBLISH = declare("index.before_publish", "新索引已写满，尚未启用")


class IndexIncomplete(Problem):
    """What was written is not what the database holds; the old index goes on answering."""

    status = 500
    code = "index_incomplete"
    title_zh = "新索引不完整，继续使用旧索引"
    title_en = "The new index is incomplete; the old one goes on"


class Source(Protocol):
    """A room's documents."""

    async def some(self, session: AsyncSession, keys: Sequence[str]) -> list[Document]:
        """Return those of these rows that can be found."""

    async def after(self, session: AsyncSession, key: str, limit: int) -> list[Document]:
        """Return the next ones by key, at most ``limit``; none at the end."""

    async def heads(self, session: AsyncSession, keys: Sequence[str] | None = None) -> list[Head]:
        """Return version and audience of all that can be found, or of those of ``keys``."""


SOURCES: dict[DocumentKind, Source] = {
    DocumentKind.ARTICLE: articles,
    DocumentKind.ITEM: items,
    DocumentKind.NOTICE: notices,
    DocumentKind.UNIT: directory,
}


@dataclass
class BuildReport:
    """What a build wrote; ``failed`` are ids with their reasons."""

    documents: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)


def stamp() -> str:
    """Return what an index depends on beside its documents: another stamp means that it must be rebuilt."""
    return f"schema-{SCHEMA}+documents-{_DOCUMENTS}+{default_tokenizer().stamp}"


async def documents(database: Database) -> AsyncIterator[list[Document]]:
    """Yield every document, in batches, each read in a short transaction of its own."""
    for source in SOURCES.values():
        key = ""
        while True:
            async with database.read() as session:
                batch = await _wanted(session, await source.after(session, key, BATCH))
            if not batch:
                break
            key = batch[-1].key
            yield batch


async def rebuild(
    database: Database,
    engine: Engine,
    *,
    progress: Callable[[int], Awaitable[None]] | None = None,
) -> BuildReport:
    """Build a new index while the old one answers, then let the new one answer.

    What changed while it was read is brought in before it answers and once more after, whichever process
    changed it: from then on every process writes into it by itself.

    Raises:
        BuildOvertaken: another build was published meanwhile.
        IndexIncomplete: documents failed; nothing is published.
    """
    build = await engine.build(stamp())
    report, lines = BuildReport(), 0
    counts: Counter[str] = Counter()
    held: _Held = {}
    try:
        async for batch in documents(database):
            await _fill(build, batch, report)
            held |= {d.id: (d.version, d.audience is Audience.PUBLIC) for d in batch}
            # what nobody but staff may read is not counted: spelling and confidence must not tell of it
            for line in (line for d in batch if d.audience is Audience.PUBLIC for line in d.lines):
                counts.update(set(grams(line)))
                lines += 1
            if progress is not None:
                await progress(report.documents)
        await _catch_up(database, build, held)
        reach(_BEFORE_PUBLISH)
        if report.failed:
            raise IndexIncomplete(f"{len(report.failed)} 条写入失败", "documents failed")
    except BaseException:
        await build.abandon()
        raise
    await build.publish()
    await _catch_up(database, engine, held)
    await _record(database, engine, report, GramWeights(lines, dict(counts)))
    return report


async def _fill(build: Build, batch: Sequence[Document], report: BuildReport) -> None:
    written = await build.put(batch)
    report.documents += len(written.written)
    report.failed += written.failed


async def _catch_up(database: Database, index: Build | Engine, held: _Held) -> None:
    """Bring ``index`` to what the database says now, where that is not what was ``held`` of it."""
    for kind, source in SOURCES.items():
        async with database.read() as session:
            told = {f"{kind.value}:{h.key}": h for h in await source.heads(session)}
        mine = [one for one in held if one.startswith(f"{kind.value}:")]
        if gone := [Removal(one, held.pop(one)[0]) for one in mine if one not in told]:
            await index.drop(gone)
        changed = [h.key for one, h in told.items() if held.get(one) != (h.version, h.public)]
        for start in range(0, len(changed), BATCH):
            keys = changed[start : start + BATCH]
            async with database.read() as session:
                found = await _wanted(session, await source.some(session, keys))
            _all_taken(await index.put(found))
            held |= {d.id: (d.version, d.audience is Audience.PUBLIC) for d in found}


async def _record(
    database: Database, engine: Engine, report: BuildReport, weights: GramWeights
) -> None:
    async with database.write() as session:
        session.add(
            IndexBuild(
                id=new_id(),
                engine=engine.name,
                stamp=stamp(),
                documents=report.documents,
                lines=weights.lines,
                weights=zlib.compress(json.dumps(weights.counts, ensure_ascii=False).encode()),
                built_at=clock.now(),
            )
        )


async def weights_of(session: AsyncSession, *engine_names: str) -> tuple[str, GramWeights]:
    """Return the id of the newest build of any of these engines and the weights counted then.

    Every engine's are counted from the same database; before the first build they are empty.
    """
    row = (
        await session.execute(
            select(IndexBuild.id, IndexBuild.lines, IndexBuild.weights)
            .where(IndexBuild.engine.in_(engine_names))
            .order_by(IndexBuild.built_at.desc(), IndexBuild.id.desc())
            .limit(1)
        )
    ).one_or_none()
    if row is None:
        return "", GramWeights()
    return row.id, GramWeights(row.lines, json.loads(zlib.decompress(row.weights)))


# Literals, so that the partial indexes serve; what was given up was not heard of either.
_WAITING = [
    select(func.min(OutboxEvent.occurred_at))
    .join(OutboxDelivery, OutboxDelivery.event_id == OutboxEvent.id)
    .where(
        text(f"outbox_deliveries.status = '{status.value}'"),
        OutboxDelivery.handler == LISTENER,
        OutboxEvent.name == KnowledgeChanged.name,
    )
    for status in (DeliveryStatus.PENDING, DeliveryStatus.DEAD)
]


@dataclass(frozen=True)
class Lag:
    """How far an index is behind: seconds since the oldest change that it has not heard of, and its building."""

    behind: float
    built_at: datetime | None


async def lag_of(session: AsyncSession, engine_name: str) -> Lag:
    """Return how far the index of an engine is behind the database; one that was never built has no day."""
    waiting = [await session.scalar(query) for query in _WAITING]
    oldest = min((at for at in waiting if at is not None), default=None)
    built = await session.scalar(
        select(func.max(IndexBuild.built_at)).where(IndexBuild.engine == engine_name)
    )
    behind = (clock.now() - oldest).total_seconds() if oldest is not None else 0.0
    return Lag(max(0.0, behind), built)


async def current(session: AsyncSession, kind: DocumentKind, key: str) -> Document | None:
    """Return the document as the database has it now, or ``None`` if it is not to be found."""
    found = await _wanted(session, await SOURCES[kind].some(session, [key]))
    return found[0] if found else None


async def may_be_shown(session: AsyncSession, ids: Sequence[str], audience: Audience) -> set[str]:
    """Return those of ``ids`` that the database lets ``audience`` see; the index may be a moment behind.

    Units are taken as they are found: they are neither withdrawn nor hidden by their editors.
    """
    keys: dict[DocumentKind, list[str]] = {}
    for one in ids:
        kind, _, key = one.partition(":")
        keys.setdefault(DocumentKind(kind), []).append(key)
    shown = {f"{DocumentKind.UNIT.value}:{key}" for key in keys.pop(DocumentKind.UNIT, [])}
    for kind, some in keys.items():
        for head in await SOURCES[kind].heads(session, some):
            if head.public or audience is Audience.INTERNAL:
                shown.add(f"{kind.value}:{head.key}")
    return shown


async def _wanted(session: AsyncSession, found: Sequence[Document]) -> list[Document]:
    """Return the documents with how much each is wanted."""
    popular = await popularity_of(session, [one.id for one in found])
    return [replace(one, popularity=popular.get(one.id, one.popularity)) for one in found]


async def bring(engine: Engine, found: Document | None, document_id: str, version: int) -> None:
    """Let ``engine`` hold what was read; raises ``EngineDown``, as ``NotTaken`` where it was refused."""
    if found is None:
        await engine.drop([Removal(document_id, version)])
    else:
        _all_taken(await engine.put([found]))


def _all_taken(written: Written) -> None:
    """Raise ``NotTaken`` where something failed; what was refused as older is held in a newer version."""
    if written.failed:
        raise NotTaken(len(written.failed))
