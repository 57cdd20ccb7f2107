"""Search (知识检索): the best valid articles for a question, from an index kept in memory."""

import weakref
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from knowledge.articles.models import Article, ArticleState, Revision
from knowledge.articles.plain import Entry, Match, PlainIndex
from knowledge.articles.queries import currently_valid
from knowledge.articles.schemas import HitOut
from knowledge.audience import Audience
from knowledge.settings import settings_of


@dataclass(frozen=True)
class SearchFor:
    """What is searched and for whom; ``audience`` PUBLIC is a citizen, INTERNAL is staff (sees both)."""

    text: str
    audience: Audience = Audience.PUBLIC
    district: str | None = None
    limit: int = 10


@dataclass(frozen=True)
class _Cached:
    fingerprint: tuple[Any, ...]
    indexes: dict[Audience, PlainIndex]


# one index a database, rebuilt when any article changed; articles are few and changes are rare
_CACHE: "weakref.WeakKeyDictionary[Any, _Cached]" = weakref.WeakKeyDictionary()


async def search(
    session: AsyncSession, wanted: SearchFor, *, at: datetime | None = None
) -> list[HitOut]:
    """Return published articles valid at ``at`` (default now), best first.

    Citizens are searched on an index that holds no INTERNAL text at all, so that nothing of it can
    leak, not even as a score. Out-of-district answers are marked and come last among equals.
    """
    today = clock.local_date(at)
    index = (await _indexes(session))[wanted.audience]
    matches = index.search(
        wanted.text, limit=wanted.limit * 3, minimum=settings_of(session).minimum_score
    )
    rows = await _rows_of(session, [m.id for m in matches], today)
    hits = [_to_hit(m, rows[m.id], wanted.district) for m in matches if m.id in rows]
    hits = [
        h for h in hits if wanted.audience == Audience.INTERNAL or h.audience == Audience.PUBLIC
    ]
    hits.sort(key=lambda h: (-round(h.score, 2), h.out_of_district, h.article_id))
    return hits[: wanted.limit]


async def _indexes(session: AsyncSession) -> dict[Audience, PlainIndex]:
    row = (
        await session.execute(
            select(
                func.count(Article.id),
                func.coalesce(func.sum(Article.version), 0),
                func.max(Article.updated_at),
            )
        )
    ).one()
    fingerprint = tuple(row)
    key = session.get_bind().engine
    cached = _CACHE.get(key)
    if cached is None or cached.fingerprint != fingerprint:
        cached = _Cached(fingerprint, await _build(session))
        _CACHE[key] = cached
    return cached.indexes


async def _build(session: AsyncSession) -> dict[Audience, PlainIndex]:
    rows = (
        await session.execute(
            select(
                Article.id, Article.audience, Revision.title, Revision.questions, Revision.keywords
            )
            .join(Revision, Revision.id == Article.current_revision_id)
            .where(Article.state == ArticleState.PUBLISHED.value)
        )
    ).all()
    public = [
        Entry(r.id, (r.title, *r.questions), tuple(r.keywords))
        for r in rows
        if r.audience == Audience.PUBLIC.value
    ]
    everything = [Entry(r.id, (r.title, *r.questions), tuple(r.keywords)) for r in rows]
    return {
        Audience.PUBLIC: PlainIndex.build(public),
        Audience.INTERNAL: PlainIndex.build(everything),
    }


async def _rows_of(
    session: AsyncSession, ids: list[str], today: date
) -> dict[str, tuple[Article, Revision]]:
    if not ids:
        return {}
    found = await session.execute(currently_valid(today).where(Article.id.in_(ids)))
    return {article.id: (article, revision) for article, revision in found}


def _to_hit(match: Match, row: tuple[Article, Revision], district: str | None) -> HitOut:
    article, revision = row
    return HitOut(
        article_id=article.id,
        revision_id=revision.id,
        title=revision.title,
        spoken=revision.spoken,
        matched=match.line,
        score=round(match.score, 4),
        owner_unit_code=article.owner_unit_code,
        audience=Audience[article.audience],
        districts=article.districts,
        out_of_district=bool(district and article.districts and district not in article.districts),
        valid_from=revision.valid_from,
        valid_to=revision.valid_to,
        under_correction=article.under_correction,
    )
