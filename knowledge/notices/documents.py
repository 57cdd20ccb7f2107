"""Notices as documents (通知公告入索引): those that count now; a timer brings and takes them."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.db import unindexed
from knowledge.audience import Audience
from knowledge.notices.models import Notice
from knowledge.notices.queries import counts_at
from knowledge.search.port import Document, DocumentKind, Head


async def some(session: AsyncSession, keys: Sequence[str]) -> list[Document]:
    """Return the documents of these ids; a notice that does not count now has none."""
    return await _read(session, select(Notice).where(Notice.id.in_(keys)))


async def after(session: AsyncSession, key: str, limit: int) -> list[Document]:
    """Return the next documents by id; a notice without one is passed over."""
    return await _read(session, select(Notice).where(Notice.id > key).limit(limit))


async def heads(session: AsyncSession, keys: Sequence[str] | None = None) -> list[Head]:
    """Return version and audience of what counts now, of all notices or of ``keys``."""
    query = select(Notice.id, Notice.version, Notice.audience).where(
        unindexed(counts_at(clock.now()))
    )
    if keys is not None:
        query = query.where(Notice.id.in_(keys))
    rows = await session.execute(query)
    return [Head(key, version, kind == Audience.PUBLIC.value) for key, version, kind in rows]


async def _read(session: AsyncSession, query: Select[Notice]) -> list[Document]:
    rows = await session.scalars(query.where(unindexed(counts_at(clock.now()))).order_by(Notice.id))
    return [document_of(notice) for notice in rows]


def document_of(notice: Notice) -> Document:
    """Return what is searched of a notice; the engines know days, its hours are the timer's matter."""
    return Document(
        kind=DocumentKind.NOTICE,
        key=notice.id,
        version=notice.version,
        lines=tuple(dict.fromkeys((notice.title, *notice.questions))),
        body=notice.text,
        unit_code=notice.unit_code,
        audience=Audience(notice.audience),
        districts=tuple(notice.districts),
        valid_from=clock.local_date(notice.valid_from),
        valid_to=clock.local_date(notice.valid_to) if notice.valid_to else None,
        updated_on=clock.local_date(notice.updated_at),
    )
