"""Importing notices (通知公告导入): JSON lines or a table, idempotent by key, with a dry run and reasons."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from knowledge.lines import Entry, EntryReport, Taken, Taking, read_entries, take_each, taken
from knowledge.notices.schemas import NoticeIn, NoticeRow, content_of
from knowledge.notices.taking import LABELS, take_notice

_LISTS = frozenset({"districts", "questions"})
# A table may be headed in Chinese.
_HEADINGS = {label: name for name, label in LABELS.items()} | {"编码": "key", "版本号": "version"}


@dataclass(frozen=True)
class NoticeOptions:
    """With ``as_drafts`` the texts wait for a second person; else the import itself publishes them."""

    dry_run: bool = False
    as_drafts: bool = False


async def import_notices(
    session: AsyncSession, content: bytes, *, options: NoticeOptions, actor: Actor
) -> EntryReport:
    """Take the notices of a file; a repeat changes nothing, a wrong entry stops no other.

    Raises ``SheetUnreadable`` (422) for a file that cannot be read at all.
    """
    report = EntryReport(dry_run=options.dry_run)

    async def take(entry: Entry) -> Taken:
        row = taken(entry, NoticeRow)
        how = Taking(row.version, options.dry_run, options.as_drafts)
        wanted = NoticeIn(key=row.key, **content_of(row).model_dump())
        return await take_notice(session, wanted, how=how, actor=actor)

    await take_each(read_entries(content, _LISTS, _HEADINGS), "key", report, take)
    if report.changes and not options.dry_run:
        after = {"created": len(report.added), "revised": len(report.changed)}
        await record_change(session, actor, Change("notice.import", "notice", "-", None, after))
    return report
