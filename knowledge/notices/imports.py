"""Importing notices (通知公告导入): JSON lines or a table, idempotent by key, with a dry run and reasons."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.errors import Problem
from knowledge.lines import Entry, EntryReport, read_entries, refusal, taken
from knowledge.notices.models import Notice, NoticeState
from knowledge.notices.queries import find_notice
from knowledge.notices.schemas import NoticeContent, NoticeIn
from knowledge.notices.service import create_notice, file_away, put_in_force, revise
from knowledge.owning import owner_of, require_own

_LISTS = frozenset({"districts", "questions"})


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
    for entry in read_entries(content, _LISTS):
        try:
            await _take(session, entry, (options, report), actor)
        except Problem as problem:
            report.refused.append(refusal(entry, "key", problem))
    return report


async def _take(
    session: AsyncSession,
    entry: Entry,
    wanted: tuple[NoticeOptions, EntryReport],
    actor: Actor,
) -> None:
    options, report = wanted
    notice = taken(entry, NoticeIn)
    unit = await owner_of(session, notice.unit_code)
    await require_own(session, actor, unit.id)
    standing = await find_notice(session, notice.key)
    if standing is not None:
        await require_own(session, actor, standing.unit_id)
        if _holds(standing, notice.content(), as_drafts=options.as_drafts):
            report.unchanged.append(notice.key)
            return
    if standing is not None:
        before = told_of_notice(standing).model_dump(mode="json")
        report.differ(notice.key, before, notice.content().model_dump(mode="json"))
    if not options.dry_run:
        await _store(session, standing, notice, (options, actor))
    (report.added if standing is None else report.changed).append(notice.key)


async def _store(
    session: AsyncSession,
    standing: Notice | None,
    notice: NoticeIn,
    by: tuple[NoticeOptions, Actor],
) -> None:
    options, actor = by
    async with session.begin_nested():
        if standing is None:
            row = await create_notice(session, notice=notice, actor=actor)
        else:
            row = await revise(
                session,
                notice_id=standing.id,
                version=standing.version,
                content=notice.content(),
                actor=actor,
            )
        if options.as_drafts:
            return
        over = notice.valid_to is not None and notice.valid_to <= clock.now()
        await (file_away if over else put_in_force)(session, row, actor=actor)


def _holds(row: Notice, content: NoticeContent, *, as_drafts: bool) -> bool:
    """Tell whether the text is in force already, or waits as the draft that it would become."""
    if as_drafts and row.draft is not None:
        return NoticeContent.model_validate(row.draft) == content
    if row.state not in {NoticeState.PUBLISHED.value, NoticeState.EXPIRED.value}:
        return False
    return told_of_notice(row) == content


def told_of_notice(row: Notice) -> NoticeContent:
    """Return what a notice says as its entry of an import would be, without the key."""
    return NoticeContent.model_validate(
        {name: getattr(row, name) for name in NoticeContent.model_fields}
    )
