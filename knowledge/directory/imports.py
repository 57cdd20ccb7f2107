"""Importing the ledger of published numbers (公布号码导入): JSON lines or a table, idempotent, with a dry run."""

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import Actor
from hotline.kit.errors import Problem
from knowledge.directory.queries import find_number
from knowledge.directory.schemas import NumberIn
from knowledge.directory.service import add_number, change_number, told_of_number
from knowledge.lines import Entry, EntryReport, read_entries, refusal, taken
from knowledge.owning import owner_of, require_own

_LISTS = frozenset({"published_in"})


async def import_numbers(
    session: AsyncSession, content: bytes, *, dry_run: bool, actor: Actor
) -> EntryReport:
    """Take the numbers of a file; changes wait to be announced like any other.

    A repeat stores nothing, a wrong entry stops no other. Raises ``SheetUnreadable`` (422).
    """
    report = EntryReport(dry_run=dry_run)
    for entry in read_entries(content, _LISTS):
        try:
            await _take(session, entry, report, actor)
        except Problem as problem:
            report.refused.append(refusal(entry, "number", problem))
    return report


async def _take(session: AsyncSession, entry: Entry, report: EntryReport, actor: Actor) -> None:
    wanted = taken(entry, NumberIn)
    unit = await owner_of(session, wanted.unit_code)
    await require_own(session, actor, unit.id)
    standing = await find_number(session, wanted.number)
    if standing is None:
        if not report.dry_run:
            await add_number(session, wanted=wanted, actor=actor)
        report.added.append(wanted.number)
        return
    await require_own(session, actor, standing.unit_id)
    if told_of_number(standing) == wanted.model_dump(mode="json"):
        report.unchanged.append(wanted.number)
        return
    report.differ(wanted.number, told_of_number(standing), wanted.model_dump(mode="json"))
    if not report.dry_run:
        await change_number(
            session, number_id=standing.id, version=standing.version, wanted=wanted, actor=actor
        )
    report.changed.append(wanted.number)
