"""Exporting a catalogue (事项目录导出): JSON lines, CSV or XLSX, as the import takes them."""

import json
from collections.abc import Mapping
from typing import Any, Literal

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.audit.service import Export, record_export
from hotline.kit.auth.actor import Actor
from hotline.kit.sheets import write_sheet
from knowledge.items.cells import read_cell
from knowledge.items.models import ServiceItem
from knowledge.items.queries import ItemFilter, narrowed
from knowledge.items.schemas import ItemContent
from knowledge.items.vocabulary import ItemChange, ItemState

ItemFormat = Literal["csv", "xlsx", "jsonl"]
COLUMNS = ("code", "situation_code", "version", "change", *ItemContent.model_fields)


async def export_items(
    session: AsyncSession, wanted: ItemFilter, form: ItemFormat, *, actor: Actor
) -> bytes:
    """Return the items of a filter by code as a file that can be imported again; the export is audited."""
    records = await _records(session, wanted, form, actor)
    if form == "jsonl":
        option = orjson.OPT_APPEND_NEWLINE
        return b"".join(orjson.dumps(record, option=option) for record in records)
    return write_sheet(form, COLUMNS, [_flat(record) for record in records])


async def item_rows(
    session: AsyncSession, wanted: ItemFilter, *, actor: Actor
) -> list[dict[str, str]]:
    """Return the items of a filter as rows of a table with ``COLUMNS``; the export is audited."""
    return [_flat(record) for record in await _records(session, wanted, "table", actor)]


async def _records(
    session: AsyncSession, wanted: ItemFilter, form: str, actor: Actor
) -> list[dict[str, Any]]:
    query = narrowed(select(ServiceItem), wanted)
    order = (ServiceItem.code, ServiceItem.situation_code)
    records = [_record(item) for item in await session.scalars(query.order_by(*order))]
    told = {"format": form, **wanted.told()}
    await record_export(session, actor, Export("service_items", len(records), False, told))
    return records


def _record(item: ServiceItem) -> dict[str, Any]:
    abolished = item.state == ItemState.ABOLISHED.value
    return {
        "code": item.code,
        "situation_code": item.situation_code,
        "version": item.item_version,
        "change": (ItemChange.ABOLISH if abolished else ItemChange.ADJUST).value,
        **item.content,
    }


def _flat(record: Mapping[str, Any]) -> dict[str, str]:
    return {name: _cell(name, record.get(name)) for name in COLUMNS}


def _cell(name: str, value: Any) -> str:
    """Return a value for a cell: texts of a list on lines of their own, what would be cut as JSON."""
    if value is None or value in ([], {}):
        return ""
    if isinstance(value, list) and read_cell(name, "\n".join(map(str, value))) == value:
        return "\n".join(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)
