"""Reading calendars (查工作日历): loading one for arithmetic, listing, warning of gaps."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.calendars.arrangement import Day, Known, table_of
from hotline.kit.calendars.errors import (
    CalendarNotInForce,
    CalendarUnknown,
    CalendarVersionUnknown,
)
from hotline.kit.calendars.models import (
    CalendarDay,
    CalendarVersion,
    DayKind,
    VersionState,
    WorkCalendar,
)
from hotline.kit.calendars.seed import statutory_days
from hotline.kit.officehours import OfficeHours
from hotline.kit.worktime import Calendar

CURRENT = "calendars.current"  # in session.info: what this transaction has loaded
ANNOUNCED_IN = 12  # the next year's table is missed from 1 December (domain rules §4.4)
_KEPT = 64
_built: OrderedDict[str, Calendar] = OrderedDict()


@dataclass(frozen=True)
class CoverageWarning:
    """A gap that managers must see; ``code`` is stable, ``zh`` and ``en`` are for people."""

    code: str
    calendar_id: str | None
    year: int | None
    zh: str
    en: str


async def load(
    session: AsyncSession, calendar_id: str | None = None, at: datetime | None = None
) -> Calendar:
    """Return the calendar for arithmetic: the version in force now, or at the instant ``at``.

    ``None`` means the default calendar. A version is built once a process, and looked up once a
    transaction. Raises ``CalendarUnknown`` (404) and ``CalendarNotInForce`` (409).
    """
    if at is not None:
        return await load_version(session, await _version_at(session, calendar_id, at))
    current: dict[str | None, Calendar] = session.info.setdefault(CURRENT, {})
    found = current.get(calendar_id)
    if found is None:
        version_id = await get_current_version_id(session, calendar_id)
        found = current[calendar_id] = await load_version(session, version_id)
    return found


async def load_version(session: AsyncSession, version_id: str) -> Calendar:
    """Return the calendar of one version; raises ``CalendarVersionUnknown`` (404)."""
    built = _built.get(version_id)
    if built is None:
        built = _built[version_id] = await _build(session, version_id)
        if len(_built) > _KEPT:
            _built.popitem(last=False)
    _built.move_to_end(version_id)
    return built


async def _build(session: AsyncSession, version_id: str) -> Calendar:
    query = (
        select(
            WorkCalendar.code,
            CalendarVersion.number,
            CalendarVersion.weekly,
            CalendarVersion.every_day,
            CalendarVersion.known_years,
        )
        .join(WorkCalendar, WorkCalendar.id == CalendarVersion.calendar_id)
        .where(CalendarVersion.id == version_id)
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise CalendarVersionUnknown
    code, number, weekly, every_day, known_years = row
    hours = hours_of(weekly, every_day=every_day)
    if every_day:
        return Calendar(code, number, hours, Calendar.always().table)
    days = [day for day, _ in (await days_of(session, version_id)).values()]
    return Calendar(code, number, hours, table_of(days, known_years, statutory_days()))


def hours_of(weekly: list[list[list[int]]], *, every_day: bool) -> OfficeHours:
    """Return stored hours; raises ``ValueError`` if nobody can work them."""
    periods = tuple(tuple((opens, closes) for opens, closes in day) for day in weekly)
    return OfficeHours(periods, every_day=every_day)


def _named(query: Select[str], calendar_id: str | None) -> Select[str]:
    if calendar_id is None:
        return query.where(WorkCalendar.is_default)
    return query.where(WorkCalendar.id == calendar_id)


def _versions() -> Select[str]:
    return select(CalendarVersion.id).join(
        WorkCalendar, WorkCalendar.id == CalendarVersion.calendar_id
    )


async def get_current_version_id(session: AsyncSession, calendar_id: str | None = None) -> str:
    """Return the id of the version in force of a calendar (default: the default calendar)."""
    query = _named(_versions(), calendar_id).where(
        CalendarVersion.state == VersionState.IN_FORCE.value
    )
    found = await session.scalar(query)
    if found is None:
        await get_calendar(session, calendar_id)
        raise CalendarNotInForce
    return found


async def _version_at(session: AsyncSession, calendar_id: str | None, at: datetime) -> str:
    """Return the version in force at ``at``; before the first one, the first."""
    started = _named(_versions(), calendar_id).where(CalendarVersion.in_force_from.is_not(None))
    found = await session.scalar(
        started.where(CalendarVersion.in_force_from <= at)
        .order_by(CalendarVersion.number.desc())
        .limit(1)
    ) or await session.scalar(started.order_by(CalendarVersion.number).limit(1))
    return found or await get_current_version_id(session, calendar_id)


async def get_calendar(session: AsyncSession, calendar_id: str | None = None) -> WorkCalendar:
    """Return a calendar (default: the default calendar); raises ``CalendarUnknown`` (404)."""
    query = select(WorkCalendar)
    if calendar_id is None:
        found = await session.scalar(query.where(WorkCalendar.is_default))
    else:
        found = await session.get(WorkCalendar, calendar_id)
    if found is None:
        raise CalendarUnknown
    return found


async def get_by_code(session: AsyncSession, code: str | None) -> WorkCalendar:
    """Return the calendar with ``code`` (default: the default calendar); raises ``CalendarUnknown`` (404)."""
    if code is None:
        return await get_calendar(session)
    found = await session.scalar(select(WorkCalendar).where(WorkCalendar.code == code))
    if found is None:
        raise CalendarUnknown
    return found


async def find_calendar_id(session: AsyncSession, code: str) -> str | None:
    """Return the id of the calendar with ``code``."""
    return await session.scalar(select(WorkCalendar.id).where(WorkCalendar.code == code))


async def find_default_id(session: AsyncSession) -> str | None:
    """Return the id of the default calendar."""
    return await session.scalar(select(WorkCalendar.id).where(WorkCalendar.is_default))


async def list_calendars(session: AsyncSession) -> list[tuple[WorkCalendar, str | None]]:
    """List every calendar with the id of its version in force."""
    query = (
        select(WorkCalendar, CalendarVersion.id)
        .outerjoin(
            CalendarVersion,
            (CalendarVersion.calendar_id == WorkCalendar.id)
            & (CalendarVersion.state == VersionState.IN_FORCE.value),
        )
        .order_by(WorkCalendar.is_default.desc(), WorkCalendar.code)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def list_followers(session: AsyncSession, calendar_id: str) -> list[WorkCalendar]:
    """List the calendars that take over the days of ``calendar_id``."""
    query = select(WorkCalendar).where(WorkCalendar.follows_id == calendar_id)
    return list(await session.scalars(query.order_by(WorkCalendar.code)))


async def get_version(session: AsyncSession, version_id: str) -> CalendarVersion:
    """Return one version; raises ``CalendarVersionUnknown`` (404)."""
    found = await session.get(CalendarVersion, version_id)
    if found is None:
        raise CalendarVersionUnknown
    return found


async def list_versions(session: AsyncSession, calendar_id: str) -> list[CalendarVersion]:
    """List the versions of a calendar, newest first; raises ``CalendarUnknown`` (404)."""
    await get_calendar(session, calendar_id)
    query = select(CalendarVersion).where(CalendarVersion.calendar_id == calendar_id)
    return list(await session.scalars(query.order_by(CalendarVersion.number.desc())))


async def days_of(session: AsyncSession, version_id: str) -> dict[date, tuple[Day, int]]:
    """Return the days of a version by date, each with the year that announced it."""
    query = (
        select(CalendarDay.day, CalendarDay.kind, CalendarDay.name, CalendarDay.year)
        .where(CalendarDay.version_id == version_id)
        .order_by(CalendarDay.day)
    )
    rows = await session.execute(query)
    return {day: (Day(day, DayKind[kind], name), year) for day, kind, name, year in rows}


async def known_of(session: AsyncSession, version: CalendarVersion | None) -> Known:
    """Return what ``version`` knows, to check a new table against; ``None`` knows nothing."""
    if version is None:
        return Known({}, frozenset(), statutory_days())
    days = await days_of(session, version.id)
    return Known(days, frozenset(version.known_years), statutory_days())


async def coverage_warnings(session: AsyncSession, at: datetime) -> list[CoverageWarning]:
    """List the gaps at ``at``: no calendar at all, this year unknown, next year unknown in December."""
    query = (
        select(WorkCalendar.id, WorkCalendar.name, CalendarVersion.known_years)
        .join(CalendarVersion, CalendarVersion.calendar_id == WorkCalendar.id)
        .where(
            CalendarVersion.state == VersionState.IN_FORCE.value,
            CalendarVersion.every_day.is_(False),
        )
        .order_by(WorkCalendar.code)
    )
    rows = (await session.execute(query)).all()
    if not rows:
        return [
            CoverageWarning(
                "calendar_missing",
                None,
                None,
                "没有生效的工作日历",
                "No working calendar is in force",
            )
        ]
    today = clock.local_date(at)
    return [
        _gap(calendar_id, name, year)
        for calendar_id, name, known in rows
        for year in _needed(today)
        if year not in known
    ]


def _needed(today: date) -> list[int]:
    return [today.year, today.year + 1] if today.month >= ANNOUNCED_IN else [today.year]


def _gap(calendar_id: str, name: str, year: int) -> CoverageWarning:
    return CoverageWarning(
        "calendar_year_missing",
        calendar_id,
        year,
        f"工作日历“{name}”缺少 {year} 年放假安排，落在该年的期限均为暂定",
        f"The table of {year} is missing; due times in that year are provisional",
    )
