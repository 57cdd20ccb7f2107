"""Exporting notices (通知公告导出): those in force and past ones as a file, as the import takes them."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.audit.service import Export, record_export
from hotline.kit.auth.actor import Actor
from knowledge.audience import Audience
from knowledge.lines import EntryFormat, write_entries
from knowledge.notices.models import Notice, NoticeState
from knowledge.notices.schemas import NoticeContent
from knowledge.notices.taking import told_of_notice

READ_INTERNAL = "knowledge.read"
_COLUMNS = ("key", *NoticeContent.model_fields)
_TOLD = (NoticeState.PUBLISHED.value, NoticeState.EXPIRED.value)


async def export_notices(
    session: AsyncSession, form: EntryFormat = "jsonl", *, actor: Actor
) -> bytes:
    """Return notices by key as a file that can be imported again; the export is audited.

    Internal ones are among them only for the system and for who may read them (domain rules §12.9).
    """
    internal = actor.kind == "system" or actor.may(READ_INTERNAL)
    query = select(Notice).where(Notice.state.in_(_TOLD)).order_by(Notice.key)
    if not internal:
        query = query.where(Notice.audience == Audience.PUBLIC.value)
    entries = [
        {"key": row.key, **told_of_notice(row).model_dump(mode="json")}
        for row in await session.scalars(query)
    ]
    told = {"format": form, "internal": internal}
    await record_export(session, actor, Export("notices", len(entries), False, told))
    return write_entries(form, _COLUMNS, entries)
