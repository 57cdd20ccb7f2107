"""Gaps (知识缺口): what is asked ten times in a week without a sure answer becomes somebody's task.

Domain rules §12.6. What people typed is masked before it is stored, and read here as it is stored.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock, counters
from hotline.kit.auth.actor import Actor
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.kit.organisation.queries import ids_by_code
from hotline.kit.outbox.service import publish
from knowledge.articles.models import ArticleState
from knowledge.articles.queries import get_article
from knowledge.audience import Audience
from knowledge.desk import Asked, SearchDesk
from knowledge.editorial.errors import GapEndInvalid, GapStale, GapStepIllegal, GapUnknown
from knowledge.editorial.events import GapOpened
from knowledge.editorial.grouping import Group, Unanswered, grouped, same_meaning
from knowledge.editorial.models import GapOutcome, GapState, KnowledgeGap
from knowledge.editorial.schemas import GapEndIn, GapOut
from knowledge.feedback.models import KnowledgeSearch
from knowledge.feedback.vocabulary import SearchChannel
from knowledge.owning import require_own
from knowledge.search.port import EngineDown
from knowledge.settings import settings_of
from knowledge.understanding.understand import understand

DAYS = 7
OFTEN = 10
MOST = 5_000  # of the newest searches: more of them are not read one by one by anybody
_LOCK = "knowledge_gaps"
_WAITING = (GapState.OPEN.value, GapState.CLAIMED.value)


async def unanswered(session: AsyncSession, *, days: int = DAYS) -> list[Unanswered]:
    """Return the searches of the last days that were told nothing sure, newest first.

    What assistance heard of a running conversation is cut anywhere and is no question.
    """
    query = (
        select(
            KnowledgeSearch.words,
            KnowledgeSearch.folded,
            KnowledgeSearch.at,
            KnowledgeSearch.asker,
            KnowledgeSearch.top_id,
        )
        .where(
            KnowledgeSearch.answered.is_(False),
            KnowledgeSearch.at >= clock.now() - timedelta(days=days),
            KnowledgeSearch.channel != SearchChannel.ASSIST.value,
        )
        .order_by(KnowledgeSearch.at.desc(), KnowledgeSearch.id.desc())
        .limit(MOST)
    )
    rows = (await session.execute(query)).all()
    return [Unanswered(words, folded, at, asker, not top) for words, folded, at, asker, top in rows]


def by_meaning(searches: Sequence[Unanswered], desk: SearchDesk) -> list[Group]:
    """Group searches by what the desk understands of them, weighed as its index weighs."""
    understood = [
        Unanswered(
            one.words,
            understand(one.words, desk.lexicon).text or one.meaning,
            one.at,
            one.asker,
            one.nothing_found,
        )
        for one in searches
    ]
    return grouped(understood, weigh=desk.weights.of if desk.weights.lines else None)


async def scan(database: Database, desk: SearchDesk) -> int:
    """Open a task for every question asked often enough; returns how many are new.

    A gap that waits only grows. One that was closed opens again by what was asked since; one that was
    declined stays so as long as a review counts.
    """
    async with database.read() as session:
        searches = await unanswered(session)
    groups = await asyncio.to_thread(by_meaning, searches, desk)
    often = [group for group in groups if group.searches >= OFTEN]
    if not often:
        return 0
    owners = [await _likely_owner(desk, group) for group in often]
    async with database.write() as session:
        await counters.take(session, _LOCK)  # one scan at a time, whichever process
        return await _keep(session, list(zip(often, owners, strict=True)), searches, desk)


async def _likely_owner(desk: SearchDesk, group: Group) -> str:
    """Return the code of the unit whose knowledge comes nearest, empty if nothing does."""
    try:
        found = await desk.search(Asked(group.words, Audience.INTERNAL, limit=1))
    except EngineDown:
        return ""
    return found.hits[0].found.unit_code if found.hits else ""


async def _keep(
    session: AsyncSession,
    groups: Sequence[tuple[Group, str]],
    searches: Sequence[Unanswered],
    desk: SearchDesk,
) -> int:
    units = await ids_by_code(session)
    known = list(
        await session.scalars(select(KnowledgeGap).order_by(KnowledgeGap.opened_at.desc()))
    )
    weigh = desk.weights.of if desk.weights.lines else None
    opened = 0
    for group, owner in groups:
        place = same_meaning(group.meaning, [gap.meaning for gap in known], weigh=weigh)
        gap = None if place is None else known[place]
        if gap is not None and gap.state in _WAITING:
            _grow(gap, group)
        elif gap is None or _asked_again(session, gap, group, searches):
            known.insert(0, await _open(session, group, units.get(owner)))
            opened += 1
    return opened


def _grow(gap: KnowledgeGap, group: Group) -> None:
    gap.searches, gap.nothing_found = group.searches, group.nothing_found
    gap.last_at = group.last_at or gap.last_at
    gap.forms = group.forms


def _asked_again(
    session: AsyncSession, gap: KnowledgeGap, group: Group, searches: Sequence[Unanswered]
) -> bool:
    closed = gap.closed_at or clock.now()
    if gap.outcome == GapOutcome.NO.value:
        return clock.now() - closed > settings_of(session).review_after
    said = {group.words, *group.forms}
    return sum(one.at > closed for one in searches if one.words in said) >= OFTEN


async def _open(session: AsyncSession, group: Group, unit_id: str | None) -> KnowledgeGap:
    now: datetime = clock.now()
    gap = KnowledgeGap(
        id=new_id(),
        words=group.words,
        meaning=group.meaning,
        forms=group.forms,
        searches=group.searches,
        nothing_found=group.nothing_found,
        first_at=group.first_at or now,
        last_at=group.last_at or now,
        unit_id=unit_id,
        state=GapState.OPEN.value,
        reason="",
        version=1,
        opened_at=now,
    )
    session.add(gap)
    await session.flush()
    await publish(session, GapOpened(gap.id, unit_id))
    return gap


async def list_gaps(
    session: AsyncSession, *, state: GapState | None = None, unit_id: str | None = None
) -> list[GapOut]:
    """List gaps, those asked most often first; by default all that are not closed."""
    states = _WAITING if state is None else (state.value,)
    query = select(KnowledgeGap).where(KnowledgeGap.state.in_(states))
    if unit_id is not None:
        query = query.where(KnowledgeGap.unit_id == unit_id)
    query = query.order_by(KnowledgeGap.searches.desc(), KnowledgeGap.id).limit(200)
    return [GapOut.model_validate(gap) for gap in await session.scalars(query)]


async def claim(session: AsyncSession, *, gap_id: str, version: int, actor: Actor) -> GapOut:
    """Take a gap upon oneself: an editor any, an owner those of its unit.

    Raises ``GapUnknown`` (404), ``GapStale``, ``GapStepIllegal`` (409), ``OfAnotherUnit`` (403).
    """
    gap = await _at_version(session, gap_id, version)
    await require_own(session, actor, gap.unit_id)
    if gap.state != GapState.OPEN.value:
        raise GapStepIllegal("该缺口已被认领", "The gap was claimed already")
    gap.state = GapState.CLAIMED.value
    gap.claimed_by, gap.claimed_at = actor.account_id, clock.now()
    gap.version += 1
    return GapOut.model_validate(gap)


async def close(session: AsyncSession, *, gap_id: str, end: GapEndIn, actor: Actor) -> GapOut:
    """End a gap: an article in force answers it, or there will be none for a reason.

    Raises ``GapEndInvalid`` (422) beside what ``claim`` raises.
    """
    gap = await _at_version(session, gap_id, end.version)
    await require_own(session, actor, gap.unit_id)
    if gap.state == GapState.CLOSED.value:
        raise GapStepIllegal("该缺口已办结", "The gap is closed already")
    await _check_end(session, end)
    gap.state, gap.outcome = GapState.CLOSED.value, end.outcome.value
    gap.article_id, gap.reason = end.article_id, end.reason
    gap.closed_by, gap.closed_at = actor.account_id, clock.now()
    gap.version += 1
    return GapOut.model_validate(gap)


async def _check_end(session: AsyncSession, end: GapEndIn) -> None:
    if end.outcome is GapOutcome.NO:
        if len(end.reason) < 2:
            raise GapEndInvalid("不予补充须说明理由", "Say why there will be none")
        return
    if end.article_id is None:
        raise GapEndInvalid("须指明已发布的知识", "Name the article that answers")
    article = await get_article(session, end.article_id)
    if article.state != ArticleState.PUBLISHED.value:
        raise GapEndInvalid("该知识尚未发布", "The article is not in force")


async def _at_version(session: AsyncSession, gap_id: str, version: int) -> KnowledgeGap:
    gap = await session.get(KnowledgeGap, gap_id, with_for_update=True)
    if gap is None:
        raise GapUnknown
    if gap.version != version:
        raise GapStale(version=gap.version)
    return gap
