"""Telling of changed items (事项变更告知): the index reads them anew, articles that cite them are flagged."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.outbox.service import publish
from knowledge.articles.citations import ItemChanged, flag_articles
from knowledge.events import KnowledgeChanged
from knowledge.items.changes import STATE
from knowledge.items.models import ServiceItem
from knowledge.items.vocabulary import ItemState
from knowledge.search.port import DocumentKind

# A change brought to the index by itself costs as much as a hundred documents of a new index, and a new
# index as much as twenty changes whatever it holds (measured on 500 and 2,440 items, embedded engine).
FEW, SHARE, MANY = 20, 100, 200


@dataclass(frozen=True)
class Told:
    """What an item says from now on: the fields that differ from what was in force, ``state`` among them."""

    item_id: str
    code: str
    version: int
    fields: tuple[str, ...]
    state: ItemState
    new: bool = False


async def tell(session: AsyncSession, changed: Sequence[Told]) -> None:
    """Tell the index what to read anew, and flag the articles that cite what has changed."""
    kind = DocumentKind.ITEM.value
    told = [one for one in changed if one.fields or one.new]
    if len(told) > await _quicker_beyond(session):
        await publish(session, KnowledgeChanged(kind, "", 0))
    else:
        for one in told:
            await publish(session, KnowledgeChanged(kind, one.item_id, one.version))
    changes = [
        ItemChanged(
            item_id=one.item_id,
            code=one.code,
            version=one.version,
            fields=tuple(name for name in one.fields if name != STATE),
            abolished=one.state is ItemState.ABOLISHED,
        )
        for one in told
        if not one.new
    ]
    await flag_articles(session, changes)


async def _quicker_beyond(session: AsyncSession) -> int:
    """Return the number of changes beyond which building the index anew is quicker than one by one."""
    items = int(await session.scalar(select(func.count(ServiceItem.id))) or 0)
    return min(MANY, FEW + items // SHARE)
