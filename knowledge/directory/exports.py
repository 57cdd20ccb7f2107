"""Exporting the directory (名录导出) as files that the imports take: numbers, and units with windows."""

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.service import Export, record_export
from hotline.kit.auth.actor import Actor
from hotline.kit.organisation.models import Unit
from hotline.kit.organisation.queries import valid_on
from knowledge.directory.entries import told_of_unit
from knowledge.directory.models import PublishedNumber
from knowledge.directory.schemas import NumberIn
from knowledge.directory.service import told_of_number
from knowledge.lines import EntryFormat, write_entries


async def export_numbers(
    session: AsyncSession, form: EntryFormat = "jsonl", *, actor: Actor
) -> bytes:
    """Return the numbers in their order as a file that can be imported again; the export is audited."""
    rows = await session.scalars(select(PublishedNumber).order_by(PublishedNumber.number))
    entries = [told_of_number(row) for row in rows]
    told = {"format": form}
    await record_export(session, actor, Export("numbers", len(entries), False, told))
    return write_entries(form, tuple(NumberIn.model_fields), entries)


async def export_units(session: AsyncSession, *, actor: Actor) -> bytes:
    """Return valid units with duties or own windows by code, one a line; the export is audited."""
    query = select(Unit).where(valid_on(clock.local_date())).order_by(Unit.code)
    lines = []
    for unit in (await session.scalars(query)).all():
        told = await told_of_unit(session, unit.id)
        if any(told.values()):
            lines.append(orjson.dumps({"unit_code": unit.code, **told}) + b"\n")
    export = Export("directory_units", len(lines), masked=False, filters={})
    await record_export(session, actor, export)
    return b"".join(lines)
