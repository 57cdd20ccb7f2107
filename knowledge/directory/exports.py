"""Exporting the ledger of published numbers (公布号码导出) as JSON lines, as the import takes them."""

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.audit.service import Export, record_export
from hotline.kit.auth.actor import Actor
from knowledge.directory.models import PublishedNumber
from knowledge.directory.service import told_of_number


async def export_numbers(session: AsyncSession, *, actor: Actor) -> bytes:
    """Return the numbers in their order, one a line; the export is audited."""
    rows = await session.scalars(select(PublishedNumber).order_by(PublishedNumber.number))
    lines = [orjson.dumps(told_of_number(row)) + b"\n" for row in rows]
    await record_export(session, actor, Export("numbers", len(lines), masked=False, filters={}))
    return b"".join(lines)
