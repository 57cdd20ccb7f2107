"""Exporting articles (知识导出): the published ones as JSON lines, as the import takes them."""

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.audit.service import Export, record_export
from hotline.kit.auth.actor import Actor
from knowledge.articles.models import Article, ArticleState, Revision
from knowledge.articles.rows import content_of, line_of, place_of
from knowledge.audience import Audience

READ_INTERNAL = "knowledge.read"


async def export_articles(session: AsyncSession, *, actor: Actor) -> bytes:
    """Return the published articles by key, one a line; the export is audited.

    Internal ones are among them only for the system and for who may read them (domain rules §12.9).
    """
    internal = actor.kind == "system" or actor.may(READ_INTERNAL)
    query = (
        select(Article, Revision)
        .join(Revision, Revision.id == Article.current_revision_id)
        .where(Article.state == ArticleState.PUBLISHED.value)
        .order_by(Article.key)
    )
    if not internal:
        query = query.where(Article.audience == Audience.PUBLIC.value)
    lines = [_line(article, revision) for article, revision in await session.execute(query)]
    export = Export("articles", len(lines), masked=False, filters={"internal": internal})
    await record_export(session, actor, export)
    return b"".join(lines)


def _line(article: Article, revision: Revision) -> bytes:
    row = {"key": article.key, **line_of(content_of(revision), place_of(article))}
    return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)
