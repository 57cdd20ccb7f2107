"""The table of a year in and out (年度放假安排导入导出): the file that an export gives, an upload takes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import orjson
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.audit.service import Export, record_export
from hotline.kit.auth.actor import Actor
from hotline.kit.calendars import service
from hotline.kit.calendars.arrangement import COLUMNS, Day, Proposal, Report
from hotline.kit.calendars.errors import CalendarYearUnknown
from hotline.kit.calendars.models import CalendarVersion, VersionState, WorkCalendar
from hotline.kit.calendars.queries import days_of, get_current_version_id, get_version
from hotline.kit.sheets import write_sheet

YearFormat = Literal["csv", "xlsx", "json"]
_JSON = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


@dataclass(frozen=True)
class YearOutcome:
    """What became of an uploaded table: the report, and the version that waits for approval.

    ``unchanged`` tells that the very table is in force; then there is no version.
    """

    report: Report | None
    version: CalendarVersion | None = None
    unchanged: bool = False


async def days_of_year(session: AsyncSession, calendar_id: str, year: int) -> list[Day]:
    """Return the days that the arrangement of ``year`` in force names, by date.

    Raises ``CalendarUnknown``, ``CalendarYearUnknown`` (404) and ``CalendarNotInForce`` (409).
    """
    version = await get_version(session, await get_current_version_id(session, calendar_id))
    if year not in version.known_years:
        raise CalendarYearUnknown
    return _of_year((await days_of(session, version.id)).values(), year)


def _of_year(days: Iterable[tuple[Day, int]], year: int) -> list[Day]:
    return [day for day, of_year in days if of_year == year]


def year_file(days: Sequence[Day], kind: YearFormat) -> bytes:
    """Return the days as a file that can be uploaded again."""
    rows = [{"date": str(day.day), "kind": day.kind.value, "name": day.name} for day in days]
    if kind == "json":
        return orjson.dumps(rows, option=_JSON)
    return write_sheet(kind, COLUMNS, rows)


async def export_year(
    session: AsyncSession, calendar: WorkCalendar, year: int, kind: YearFormat, *, actor: Actor
) -> bytes:
    """Return the table of ``year`` in force as a file; the export is audited."""
    days = await days_of_year(session, calendar.id, year)
    told = {"calendar": calendar.code, "year": year, "format": kind}
    await record_export(
        session, actor, Export("calendar_year", len(days), masked=False, filters=told)
    )
    return year_file(days, kind)


async def import_year(
    session: AsyncSession, calendar_id: str, proposal: Proposal, *, actor: Actor | None
) -> YearOutcome:
    """Check a table and propose it for another person's approval; without ``actor`` only check.

    What is in force already, or waits already, is not proposed again. Raises ``ArrangementInvalid`` (422).
    """
    report = await service.check(session, calendar_id=calendar_id, proposal=proposal)
    wanted = sorted(proposal.days, key=lambda day: day.day)
    if proposal.year is None:
        raise CalendarYearUnknown
    clean = report is not None and not report.errors
    if clean and await _in_force(session, calendar_id, proposal.year) == wanted:
        return YearOutcome(report, unchanged=True)
    if actor is None:
        return YearOutcome(report)
    waiting = await _waiting(session, calendar_id, proposal.year, wanted) if clean else None
    return YearOutcome(
        report,
        waiting
        or await service.propose(session, calendar_id=calendar_id, proposal=proposal, actor=actor),
    )


async def _in_force(session: AsyncSession, calendar_id: str, year: int) -> list[Day] | None:
    version = await session.scalar(_versions(calendar_id, VersionState.IN_FORCE))
    if version is None or year not in version.known_years:
        return None
    return _of_year((await days_of(session, version.id)).values(), year)


async def _waiting(
    session: AsyncSession, calendar_id: str, year: int, wanted: Sequence[Day]
) -> CalendarVersion | None:
    """Return the proposal that says the same about the version in force."""
    current = await session.scalar(_versions(calendar_id, VersionState.IN_FORCE))
    base = current.id if current else None
    for version in await session.scalars(_versions(calendar_id, VersionState.PROPOSED)):
        if version.base_version_id == base and version.year == year:
            days = _of_year((await days_of(session, version.id)).values(), year)
            if days == list(wanted):
                return version
    return None


def _versions(calendar_id: str, state: VersionState) -> Select[CalendarVersion]:
    return select(CalendarVersion).where(
        CalendarVersion.calendar_id == calendar_id, CalendarVersion.state == state.value
    )
