"""Reading service items (查事项): lists, one item, its versions and what differs between them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, String, case, cast, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from hotline.kit import clock
from hotline.kit.organisation.models import Unit
from hotline.kit.pagination import Page, PageQuery, after, decode, encode
from knowledge.items.changes import field_changes
from knowledge.items.decisions import Standing, Waiting
from knowledge.items.errors import ItemUnknown, ItemVersionUnknown
from knowledge.items.models import ItemVersion, ServiceItem, day_of
from knowledge.items.schemas import (
    ItemDiffOut,
    ItemLineOut,
    ItemOut,
    ItemVersionDetailOut,
    ItemVersionOut,
    PublicItemOut,
)
from knowledge.items.vocabulary import (
    ItemLevel,
    ItemState,
    ItemType,
    Publication,
    VersionStanding,
)

_BATCH = 400  # codes a statement names: databases bind a limited number
_LINE = tuple(
    column for column in ServiceItem.__table__.columns if column.name not in {"content", "digest"}
)
_STANDING = (
    ServiceItem.id,
    ServiceItem.name,
    ServiceItem.version,
    ServiceItem.item_version,
    ServiceItem.state,
    ServiceItem.unit_id,
    ServiceItem.unit_code,
    ServiceItem.department,
    ServiceItem.digest,
)
_VALID = (ServiceItem.valid_from, ServiceItem.valid_to)
_WAITING = (
    ServiceItem.waiting_number,
    ItemVersion.item_version,
    ServiceItem.waiting_state,
    ItemVersion.digest,
    ServiceItem.waiting_from,
)
_WAITS = (ItemVersion.item_id == ServiceItem.id) & (
    ItemVersion.number == ServiceItem.waiting_number
)

_ENDED = aliased(ItemVersion)
_LAPSED = case(
    (
        ServiceItem.state == ItemState.ABOLISHED.value,
        select(_ENDED.id)
        .where(
            _ENDED.item_id == ServiceItem.id,
            _ENDED.number == ServiceItem.version,
            _ENDED.item_version.is_(None),
        )
        .correlate(ServiceItem)
        .exists(),
    ),
    else_=False,
)


@dataclass(frozen=True)
class ItemFilter:
    """Which items; every member narrows the list, ``text`` looks into code and name, ``unit_id`` is a subtree,
    ``district`` a code: items without districts hold everywhere.
    """

    text: str | None = None
    unit_id: str | None = None
    item_type: ItemType | None = None
    level: ItemLevel | None = None
    state: ItemState | None = None
    publication: Publication | None = None
    category_code: str | None = None
    parent_code: str | None = None
    external_ref: str | None = None
    district: str | None = None

    def told(self) -> dict[str, str]:
        """Return the members that narrow, for the audit."""
        return {name: str(value) for name, value in vars(self).items() if value is not None}


async def get_item(session: AsyncSession, item_id: str, *, lock: bool = False) -> ServiceItem:
    """Return the item as it stands now, abolished or not; raises ``ItemUnknown`` (404)."""
    found = await session.get(
        ServiceItem, item_id, populate_existing=True, with_for_update=lock or None
    )
    if found is None:
        raise ItemUnknown
    return found


async def read_item(session: AsyncSession, item_id: str) -> ItemOut:
    """Return the item, complete; raises ``ItemUnknown`` (404)."""
    return ItemOut.model_validate(await get_item(session, item_id))


async def list_items(
    session: AsyncSession, wanted: ItemFilter, page: PageQuery
) -> Page[ItemLineOut]:
    """Return one page of items in the order of their codes."""
    columns = ServiceItem.__table__.columns
    order = (columns["code"], columns["situation_code"])
    query = narrowed(select(*_LINE), wanted).order_by(*order)
    if page.cursor is not None:
        query = query.where(after(order, decode(page.cursor, (str, str))))
    rows = (await session.execute(query.limit(page.limit + 1))).mappings().all()
    shown = [ItemLineOut.model_validate(dict(row)) for row in rows[: page.limit]]
    more = len(rows) > page.limit
    return Page(
        items=shown,
        next_cursor=encode([shown[-1].code, shown[-1].situation_code]) if more else None,
    )


def narrowed(query: Select[Any], wanted: ItemFilter) -> Select[Any]:
    """Add the conditions of a filter to a query of items."""
    for name in (
        *("item_type", "level", "state", "publication"),
        *("category_code", "parent_code", "external_ref"),
    ):
        value = getattr(wanted, name)
        if value is not None:
            query = query.where(getattr(ServiceItem, name) == str(value))
    if wanted.text:
        columns = (ServiceItem.code, ServiceItem.name)
        query = query.where(or_(*(c.icontains(wanted.text, autoescape=True) for c in columns)))
    if wanted.unit_id is not None:
        query = query.where(ServiceItem.unit_id.in_(_subtree(wanted.unit_id)))
    if wanted.district is not None:
        held = cast(ServiceItem.districts, String)
        here = held.contains(f'"{wanted.district}"', autoescape=True)
        query = query.where(or_(here, held == "[]"))
    return query


def _subtree(unit_id: str) -> Select[str]:
    return select(Unit.id).where(Unit.path.contains(f"/{unit_id}/", autoescape=True))


async def standing_items(
    session: AsyncSession, codes: Iterable[str]
) -> dict[tuple[str, str], Standing]:
    """Return what stands under these codes, every situation of theirs, without its content."""
    wanted = list(dict.fromkeys(codes))
    found: dict[tuple[str, str], Standing] = {}
    for start in range(0, len(wanted), _BATCH):
        part = wanted[start : start + _BATCH]
        found |= await _standing(session, ServiceItem.code.in_(part))
    return found


async def standing_of_units(
    session: AsyncSession, unit_ids: Iterable[str]
) -> dict[tuple[str, str], Standing]:
    """Return the items in force of these units, without their content."""
    found: dict[tuple[str, str], Standing] = {}
    for unit_id in dict.fromkeys(unit_ids):
        of_unit = ServiceItem.unit_id == unit_id
        found |= await _standing(session, of_unit & (ServiceItem.state == ItemState.IN_FORCE.value))
    return found


async def _standing(
    session: AsyncSession, condition: ColumnElement[bool]
) -> dict[tuple[str, str], Standing]:
    columns = (ServiceItem.code, ServiceItem.situation_code, _LAPSED, *_VALID, *_WAITING)
    # a version decided upon must still be the newest when it is stored
    query = (
        select(*columns, *_STANDING)
        .outerjoin(ItemVersion, _WAITS)
        .where(condition)
        .with_for_update(of=ServiceItem)
    )
    found: dict[tuple[str, str], Standing] = {}
    for code, situation, lapsed, begins, ends, *rest in await session.execute(query):
        waiting, standing = rest[: len(_WAITING)], rest[len(_WAITING) :]
        found[code, situation] = replace(
            Standing(*standing),
            lapsed=bool(lapsed),
            valid_from=begins,
            valid_to=ends,
            waiting=Waiting(*waiting) if waiting[0] else None,
        )
    return found


async def with_contents(session: AsyncSession, items: Iterable[Standing]) -> dict[str, Standing]:
    """Return these items with their content and that of what waits, by id."""
    wanted = {item.id: item for item in items}
    ids = list(wanted)
    found: dict[str, Standing] = {}
    for start in range(0, len(ids), _BATCH):
        query = select(ServiceItem.id, ServiceItem.content, ItemVersion.content)
        query = query.outerjoin(ItemVersion, _WAITS)
        rows = await session.execute(query.where(ServiceItem.id.in_(ids[start : start + _BATCH])))
        for item_id, said, later in rows:
            waiting = wanted[item_id].waiting
            waiting = replace(waiting, content=later) if waiting else None
            found[item_id] = replace(wanted[item_id], content=said, waiting=waiting)
    return found


async def list_versions(session: AsyncSession, item_id: str) -> list[ItemVersionOut]:
    """List every version ever received, newest first, the waiting one marked; raises ``ItemUnknown`` (404)."""
    item = await get_item(session, item_id)
    rows = await session.scalars(
        select(ItemVersion)
        .where(ItemVersion.item_id == item_id)
        .order_by(ItemVersion.number.desc())
    )
    return [
        ItemVersionOut.model_validate(row).model_copy(update=_standing_of(item, row))
        for row in rows
    ]


def _standing_of(item: ServiceItem, row: ItemVersion) -> dict[str, Any]:
    standings = {item.version: VersionStanding.CURRENT}
    if item.waiting_from is not None and item.waiting_number is not None:
        standings[item.waiting_number] = VersionStanding.WAITING
    return {
        "standing": standings.get(row.number, VersionStanding.PAST),
        "valid_from": day_of(row.content["valid_from"]),
    }


async def get_version(session: AsyncSession, item_id: str, number: int) -> ItemVersionDetailOut:
    """Return one version with all it said; raises ``ItemVersionUnknown`` (404)."""
    found = await session.scalar(
        select(ItemVersion).where(ItemVersion.item_id == item_id, ItemVersion.number == number)
    )
    if found is None:
        raise ItemVersionUnknown
    shown = _standing_of(await get_item(session, item_id), found)
    return ItemVersionDetailOut.model_validate(found).model_copy(update=shown)


async def diff(session: AsyncSession, item_id: str, older: int, newer: int) -> ItemDiffOut:
    """Return what differs between two versions; raises ``ItemVersionUnknown`` (404)."""
    before = await get_version(session, item_id, older)
    now = await get_version(session, item_id, newer)
    contents = (before.content.model_dump(mode="json"), now.content.model_dump(mode="json"))
    return ItemDiffOut(older=older, newer=newer, changes=field_changes(*contents))


async def read_public_item(session: AsyncSession, item_id: str) -> PublicItemOut:
    """Return an item for citizens: public, in force and valid today; everything else is ``ItemUnknown``.

    Columns that we do not know may hold what is meant for the office: they are not handed out.
    """
    today = clock.local_date()
    found = await session.scalar(
        select(ServiceItem).where(
            ServiceItem.id == item_id,
            ServiceItem.publication == Publication.PUBLIC.value,
            ServiceItem.state == ItemState.IN_FORCE.value,
            or_(ServiceItem.valid_from.is_(None), ServiceItem.valid_from <= today),
            or_(ServiceItem.valid_to.is_(None), ServiceItem.valid_to >= today),
        )
    )
    if found is None:
        raise ItemUnknown
    shown = PublicItemOut.model_validate(found, from_attributes=True)
    content = shown.content.model_copy(update={"more": {}, "external_ref": ""})
    return shown.model_copy(update={"content": content})
