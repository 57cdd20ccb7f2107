"""Counting what is wanted (热度统计): popularity over months and heat over days, from searches and clicks.

One asker counts once a day for a document and a deed, so that nobody makes anything popular alone.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.outbox.service import publish
from knowledge.events import KnowledgeChanged
from knowledge.feedback.models import KnowledgeClick, KnowledgePopularity, KnowledgeSearch
from knowledge.feedback.queries import popularity_of
from knowledge.feedback.vocabulary import Verdict
from knowledge.index import SOURCES
from knowledge.search.port import DocumentKind

HOT_DAYS, HOT_HALF = 7, 2.0  # "now" is a week, and what was two days ago counts half
LONG_DAYS, LONG_HALF = 90, 30.0  # wanted for a season; a matter of last month counts half
EVERY = timedelta(hours=1)
MOVED = 0.1  # of popularity, from which the index is told; less moves no place in a ranking
MOST_MOVED = 500  # documents told at once; the others follow an hour later
_WHOLE = 100.0  # points from which the most wanted document counts fully; a young house has few
# An adoption is the judgement of an agent who answers for it; a search that merely found it says least.
WEIGHTS: Mapping[Verdict, float] = {
    Verdict.OPENED: 1.0,
    Verdict.HELPFUL: 2.0,
    Verdict.ADOPTED: 3.0,
    Verdict.UNHELPFUL: -2.0,
}
_SEARCHED = 0.5


@dataclass
class Wanted:
    """What was counted for one document."""

    long: float = 0.0
    hot: float = 0.0
    askers: int = 0


async def recount(database: Database, *, force: bool = False) -> int:
    """Count anew, at most once an hour; returns the documents. What moved is brought to the index.

    Counting reads a season of searches: it keeps no writer waiting.
    """
    now = clock.now()
    async with database.read() as session:
        newest = await session.scalar(select(func.max(KnowledgePopularity.computed_at)))
        if newest is not None and now - newest < EVERY and not force:
            return 0
        before = await popularity_of(session)
        rows = _rows(await count(session, clock.local_date(now)), now)
    if not rows and not before:
        return 0
    after = {row["document_id"]: row["popularity"] for row in rows}
    async with database.write() as session:
        await session.execute(delete(KnowledgePopularity))
        if rows:
            await session.execute(insert(KnowledgePopularity), rows)
        await _tell(session, before, after)
    return len(rows)


def _rows(found: Mapping[str, Wanted], now: datetime) -> list[dict[str, Any]]:
    top = math.log1p(max([_WHOLE, *(one.long for one in found.values())]))
    return [
        {
            "document_id": key,
            "popularity": round(math.log1p(max(0.0, one.long)) / top, 4),
            "heat": round(max(0.0, one.hot), 4),
            "askers": one.askers,
            "computed_at": now,
        }
        for key, one in sorted(found.items())
        if one.long > 0 or one.hot > 0
    ]


async def _tell(
    session: AsyncSession, before: Mapping[str, float], after: Mapping[str, float]
) -> None:
    """Let the index take up those that moved; the row is read again there, with its new popularity."""
    moved = {key: abs(after.get(key, 0.0) - before.get(key, 0.0)) for key in {*before, *after}}
    ordered = sorted((key for key in moved if moved[key] >= MOVED), key=lambda k: (-moved[k], k))
    for key in ordered[:MOST_MOVED]:
        kind, _, row = key.partition(":")
        if DocumentKind(kind) in SOURCES:
            await publish(session, KnowledgeChanged(kind, row, 0))


async def count(session: AsyncSession, today: date) -> dict[str, Wanted]:
    """Return what every document earned in the last 90 and 7 days, older days counting less."""
    found: dict[str, Wanted] = defaultdict(Wanted)
    for age in range(LONG_DAYS):
        for key, points in (await _of_day(session, today - timedelta(days=age))).items():
            found[key].long += points * 0.5 ** (age / LONG_HALF)
            if age < HOT_DAYS:
                found[key].hot += points * 0.5 ** (age / HOT_HALF)
    for key, askers in await _askers(session, today - timedelta(days=HOT_DAYS - 1)):
        found[key].askers = askers
    return dict(found)


async def _of_day(session: AsyncSession, day: date) -> dict[str, float]:
    first, after = _start(day), _start(day + timedelta(days=1))
    points: dict[str, float] = defaultdict(float)
    searches = (
        select(KnowledgeSearch.top_id, func.count(KnowledgeSearch.asker.distinct()))
        .where(
            KnowledgeSearch.at >= first,
            KnowledgeSearch.at < after,
            KnowledgeSearch.answered.is_(True),
            KnowledgeSearch.top_id != "",
        )
        .group_by(KnowledgeSearch.top_id)
    )
    for key, askers in await session.execute(searches):
        points[key] += _SEARCHED * askers
    clicks = (
        select(
            KnowledgeClick.document_id,
            KnowledgeClick.verdict,
            func.count(KnowledgeClick.asker.distinct()),
        )
        .where(KnowledgeClick.at >= first, KnowledgeClick.at < after)
        .group_by(KnowledgeClick.document_id, KnowledgeClick.verdict)
    )
    for key, verdict, askers in await session.execute(clicks):
        points[key] += WEIGHTS[Verdict(verdict)] * askers
    return points


async def _askers(session: AsyncSession, since: date) -> Iterable[tuple[str, int]]:
    """Return by how many different people each document was wanted."""
    first = _start(since)
    both = union(
        select(KnowledgeSearch.top_id.label("key"), KnowledgeSearch.asker.label("asker")).where(
            KnowledgeSearch.at >= first, KnowledgeSearch.answered.is_(True)
        ),
        select(KnowledgeClick.document_id, KnowledgeClick.asker).where(KnowledgeClick.at >= first),
    ).subquery()
    rows = await session.execute(
        select(both.c.key, func.count()).where(both.c.key != "").group_by(both.c.key)
    )
    return [(key, askers) for key, askers in rows]


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=clock.SHANGHAI)


async def drop_old(session: AsyncSession, *, keep_days: int) -> int:
    """Delete searches and clicks older than ``keep_days``; returns how many."""
    before = clock.now() - timedelta(days=keep_days)
    gone = 0
    for table in (KnowledgeSearch, KnowledgeClick):
        result = await session.execute(delete(table).where(table.at < before))
        gone += result.rowcount  # type: ignore[attr-defined]
    return gone
