"""Articles as documents (知识点入索引): what is searched of a published article."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.db import unindexed
from knowledge.articles.models import Article, ArticleState, Revision
from knowledge.audience import Audience
from knowledge.search.port import Document, DocumentKind, Head


async def some(session: AsyncSession, keys: Sequence[str]) -> list[Document]:
    """Return the documents of these article ids; what is not published has none."""
    return await _read(session, select(Article.id).where(Article.id.in_(keys)))


async def after(session: AsyncSession, key: str, limit: int) -> list[Document]:
    """Return the next documents by id; an article without one is passed over."""
    ids = select(Article.id).where(Article.id > key, _published()).order_by(Article.id).limit(limit)
    return await _read(session, ids)


async def heads(session: AsyncSession, keys: Sequence[str] | None = None) -> list[Head]:
    """Return version and audience of what is published, of all articles or of ``keys``."""
    query = select(Article.id, Article.version, Article.audience).where(_published())
    if keys is not None:
        query = query.where(Article.id.in_(keys))
    rows = await session.execute(query)
    return [Head(key, version, kind == Audience.PUBLIC.value) for key, version, kind in rows]


def _published() -> ColumnElement[bool]:
    return unindexed(Article.state == ArticleState.PUBLISHED.value)


async def _read(session: AsyncSession, ids: Select[str]) -> list[Document]:
    rows = await session.execute(
        select(Article, Revision)
        .join(Revision, Revision.id == Article.current_revision_id)
        .where(Article.id.in_(ids), _published())
        .order_by(Article.id)
    )
    return [document_of(article, revision) for article, revision in rows]


def document_of(article: Article, revision: Revision) -> Document:
    """Return what is searched of ``article`` as ``revision`` tells it."""
    details = revision.details
    parts = [revision.spoken, revision.answer]
    for name in ("conditions", "materials", "steps", "basis"):
        parts += details.get(name, [])
    parts += [details.get(name, "") for name in ("fee", "place", "phone")]
    parts += [one["name"] for one in revision.attachments]
    return Document(
        kind=DocumentKind.ARTICLE,
        key=article.id,
        version=article.version,
        lines=tuple(dict.fromkeys((revision.title, *revision.questions, *revision.keywords))),
        body="\n".join(part for part in parts if part),
        unit_code=article.owner_unit_code,
        audience=Audience[article.audience],
        category_code=article.category_code or "",
        districts=tuple(article.districts),
        valid_from=revision.valid_from,
        valid_to=revision.valid_to,
        updated_on=clock.local_date(revision.created_at),
    )
