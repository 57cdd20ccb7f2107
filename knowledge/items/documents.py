"""Service items as documents (服务事项入索引): what is searched of an item that is in force.

Its name, aliases and keywords are lines; everything else it says is the body. What stood in columns that we
do not know may be meant for the office only: of an item that is public nobody finds it.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.db import unindexed
from knowledge.audience import Audience
from knowledge.items.models import ServiceItem
from knowledge.items.vocabulary import ApplicantKind, ItemState, ItemType, Publication
from knowledge.search.port import Document, DocumentKind, Head

# In the order of what people ask for: a very long body is cut at its end.
_TOLD = (
    "main_name",
    "department",
    "deciding_body",
    "accepting_body",
    "division",
    "target",
    "themes",
    "conditions",
    "materials",
    "result_document",
    "result_validity",
    "quantity",
    "steps",
    "forms",
    "fee",
    "legal_basis",
    "annual_check",
    "remedies",
    "windows",
)
_UNKNOWN = "more"  # columns that we do not know
# Codes and addresses of machines inside the parts: nobody asks for them in words.
_SILENT = frozenset({"form", "original", "source", "district_code", "map_url", "url", "sample_url"})


async def some(session: AsyncSession, keys: Sequence[str]) -> list[Document]:
    """Return the documents of these item ids; an abolished item has none."""
    return await _read(session, select(ServiceItem).where(ServiceItem.id.in_(keys)))


async def after(session: AsyncSession, key: str, limit: int) -> list[Document]:
    """Return the next documents by id; an abolished item is passed over."""
    return await _read(session, select(ServiceItem).where(ServiceItem.id > key).limit(limit))


async def heads(session: AsyncSession, keys: Sequence[str] | None = None) -> list[Head]:
    """Return version and audience of what is in force, of all items or of ``keys``."""
    columns = (ServiceItem.id, ServiceItem.version, ServiceItem.publication)
    query = select(*columns).where(_in_force())
    if keys is not None:
        query = query.where(ServiceItem.id.in_(keys))
    rows = await session.execute(query)
    return [Head(key, version, kind == Publication.PUBLIC.value) for key, version, kind in rows]


def _in_force() -> ColumnElement[bool]:
    return unindexed(ServiceItem.state == ItemState.IN_FORCE.value)


async def _read(session: AsyncSession, query: Select[ServiceItem]) -> list[Document]:
    rows = await session.scalars(query.where(_in_force()).order_by(ServiceItem.id))
    return [document_of(item) for item in rows]


def document_of(item: ServiceItem) -> Document:
    """Return what is searched of ``item``; a restricted one is for staff only."""
    content = item.content
    public = item.publication == Publication.PUBLIC.value
    return Document(
        kind=DocumentKind.ITEM,
        key=item.id,
        version=item.version,
        lines=tuple(dict.fromkeys((item.name, *content["aliases"], *content["keywords"]))),
        body="\n".join(_body(item)),
        unit_code=item.unit_code,
        audience=Audience.PUBLIC if public else Audience.INTERNAL,
        category_code=item.category_code,
        districts=tuple(item.districts),
        valid_from=item.valid_from,
        valid_to=item.valid_to,
        updated_on=clock.local_date(item.updated_at),
    )


def _body(item: ServiceItem) -> Iterator[str]:
    inside = item.publication != Publication.PUBLIC.value
    for name in (*_TOLD, _UNKNOWN) if inside else _TOLD:
        yield from _words(item.content.get(name))
    yield ItemType(item.item_type).label
    yield from (ApplicantKind(kind).label for kind in item.content["applicant_kinds"])


def _words(value: Any) -> Iterator[str]:
    """Yield every text inside a value."""
    if isinstance(value, str):
        if value:
            yield value
    elif isinstance(value, list):
        for part in value:
            yield from _words(part)
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in _SILENT:
                yield from _words(part)
