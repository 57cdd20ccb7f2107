"""What a document is called (知识的各种编号): ids, codes and keys by which files of questions name it."""

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.articles.models import Article
from knowledge.items.models import ServiceItem
from knowledge.search.port import DocumentKind


async def names(session: AsyncSession) -> dict[str, frozenset[str]]:
    """Return the names of every article and item by document id; an id is a name too.

    An item may be named by its code, and by the id it has in the system it came from; an article by its key.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for row in await session.execute(
        select(ServiceItem.id, ServiceItem.code, ServiceItem.external_ref)
    ):
        found[f"{DocumentKind.ITEM.value}:{row.id}"] |= {row.id, row.code, row.external_ref}
    for key in await session.execute(select(Article.id, Article.key)):
        found[f"{DocumentKind.ARTICLE.value}:{key.id}"] |= {key.id, key.key}
    return {document: frozenset(called - {""}) for document, called in found.items()}
