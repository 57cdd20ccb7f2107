"""Exporting notices (通知公告导出): those in force and past ones as JSON lines, as the import takes them."""

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.audit.service import Export, record_export
from hotline.kit.auth.actor import Actor
from knowledge.notices.models import Notice, NoticeState
from knowledge.notices.taking import told_of_notice

_TOLD = (NoticeState.PUBLISHED.value, NoticeState.EXPIRED.value)


async def export_notices(session: AsyncSession, *, actor: Actor) -> bytes:
    """Return notices by key, one a line, internal ones among them; the export is audited."""
    rows = await session.scalars(select(Notice).where(Notice.state.in_(_TOLD)).order_by(Notice.key))
    lines = [
        orjson.dumps({"key": row.key, **told_of_notice(row).model_dump(mode="json")}) + b"\n"
        for row in rows
    ]
    await record_export(session, actor, Export("notices", len(lines), masked=False, filters={}))
    return b"".join(lines)
