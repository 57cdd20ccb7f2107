"""Reading sources (读取来源): what the database says now about what an index found.

An index may lag: what is no longer published, valid or public is left out here again, so that nothing
withdrawn and nothing internal is ever answered.
"""

from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.db import unindexed
from hotline.kit.organisation.models import Unit, UnitKind
from knowledge.answer.othersources import read_notices, read_units
from knowledge.answer.texts import ArticleText, ItemText, Reader, Standing, Text, Texts
from knowledge.articles.models import Article
from knowledge.articles.queries import currently_valid
from knowledge.articles.schemas import Details
from knowledge.audience import Audience
from knowledge.items.models import ItemVersion, ServiceItem
from knowledge.items.vocabulary import ItemState, Publication
from knowledge.search.port import DocumentKind


async def read_texts(session: AsyncSession, ids: Sequence[str], reader: Reader) -> Texts:
    """Return what these documents say, those only that ``reader`` may read, with their situations."""
    keys: dict[DocumentKind, list[str]] = {}
    for document_id in ids:
        kind, _, key = document_id.partition(":")
        if kind in DocumentKind.__members__:
            keys.setdefault(DocumentKind(kind), []).append(key)
    found: dict[str, Text] = {}
    for kind, wanted in keys.items():
        if kind in READERS:
            found |= {t.standing.id: t for t in await READERS[kind](session, wanted, reader)}
    families = await _families(session, found.values(), reader)
    return Texts(found, families, await _districts(session))


async def _articles(
    session: AsyncSession, keys: Sequence[str], reader: Reader
) -> Sequence[ArticleText]:
    query = currently_valid(reader.today, keyed=True).where(Article.id.in_(keys))
    if reader.audience is Audience.PUBLIC:
        query = query.where(Article.audience == Audience.PUBLIC.value)
    rows = (await session.execute(query)).all()
    names = await _unit_names(session, {article.owner_unit_code for article, _ in rows})
    return [
        ArticleText(
            Standing(
                id=f"{DocumentKind.ARTICLE.value}:{article.id}",
                kind=DocumentKind.ARTICLE,
                title=revision.title,
                version=revision.number,
                revision_id=revision.id,
                unit_code=article.owner_unit_code,
                unit_name=names.get(article.owner_unit_code, ""),
                audience=Audience[article.audience],
                valid_from=revision.valid_from,
                valid_to=revision.valid_to,
                updated_on=clock.local_date(revision.created_at),
                districts=tuple(article.districts),
                under_correction=article.under_correction,
            ),
            spoken=revision.spoken,
            answer=revision.answer,
            details=Details.model_validate(revision.details),
            items=tuple(revision.items),
            asked=(*revision.questions, *revision.keywords),
        )
        for article, revision in rows
    ]


async def _items(session: AsyncSession, keys: Sequence[str], reader: Reader) -> Sequence[ItemText]:
    return await _items_where(session, ServiceItem.id.in_(keys), reader)


READERS: Mapping[
    DocumentKind,
    Callable[[AsyncSession, Sequence[str], Reader], Coroutine[Any, Any, Sequence[Text]]],
] = {
    DocumentKind.ARTICLE: _articles,
    DocumentKind.ITEM: _items,
    DocumentKind.NOTICE: read_notices,
    DocumentKind.UNIT: read_units,
}


async def _items_where(
    session: AsyncSession, condition: ColumnElement[bool], reader: Reader
) -> list[ItemText]:
    query = (
        select(ServiceItem, ItemVersion.id)
        .outerjoin(
            ItemVersion,
            (ItemVersion.item_id == ServiceItem.id) & (ItemVersion.number == ServiceItem.version),
        )
        .where(
            condition,
            unindexed(ServiceItem.state == ItemState.IN_FORCE.value),
            or_(ServiceItem.valid_from.is_(None), ServiceItem.valid_from <= reader.today),
            or_(ServiceItem.valid_to.is_(None), ServiceItem.valid_to >= reader.today),
        )
        .order_by(ServiceItem.code, ServiceItem.situation_code)
    )
    if reader.audience is Audience.PUBLIC:
        query = query.where(ServiceItem.publication == Publication.PUBLIC.value)
    rows = (await session.execute(query)).all()
    names = await _unit_names(session, {item.unit_code for item, _ in rows})
    hidden: dict[str, Any] = (
        {"more": {}} if reader.audience is Audience.PUBLIC else {}
    )  # may be the office's own
    return [
        _item_text(item, version_id or "", names, item.content | hidden)
        for item, version_id in rows
    ]


def _item_text(
    item: ServiceItem, version_id: str, names: Mapping[str, str], content: Mapping[str, Any]
) -> ItemText:
    public = item.publication == Publication.PUBLIC.value
    return ItemText(
        Standing(
            id=f"{DocumentKind.ITEM.value}:{item.id}",
            kind=DocumentKind.ITEM,
            title=item.name,
            version=item.version,
            revision_id=version_id,
            unit_code=item.unit_code,
            unit_name=names.get(item.unit_code) or item.department,
            audience=Audience.PUBLIC if public else Audience.INTERNAL,
            valid_from=item.valid_from,
            valid_to=item.valid_to,
            updated_on=clock.local_date(item.updated_at),
            districts=tuple(item.districts),
            under_correction=item.under_correction,
        ),
        code=item.code,
        situation=item.situation_code,
        parent_code=item.parent_code,
        raw=content,
    )


async def _families(
    session: AsyncSession, texts: Iterable[Text], reader: Reader
) -> dict[str, list[ItemText]]:
    """Return the situations beside the items found: those of one parent or of one code."""
    codes = sorted({t.family for t in texts if isinstance(t, ItemText)})
    if not codes:
        return {}
    condition = or_(ServiceItem.code.in_(codes), ServiceItem.parent_code.in_(codes))
    families: dict[str, list[ItemText]] = {}
    for member in await _items_where(session, condition, reader):
        families.setdefault(member.family, []).append(member)
    return families


async def _unit_names(session: AsyncSession, codes: Iterable[str]) -> dict[str, str]:
    rows = await session.execute(select(Unit.code, Unit.name).where(Unit.code.in_(sorted(codes))))
    return {row.code: row.name for row in rows}


async def _districts(session: AsyncSession) -> dict[str, str]:
    """Return the districts' short names by their codes."""
    rows = await session.execute(
        select(Unit.district_code, Unit.short_name)
        .where(Unit.kind == UnitKind.DISTRICT_GOVERNMENT.value, Unit.district_code.is_not(None))
        .order_by(Unit.district_code)
    )
    return {code: name for code, name in rows if code and name}
