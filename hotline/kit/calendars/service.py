"""Changing calendars (改工作日历): propose, check, approve by another person, tell the roof."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.calendars.arrangement import Day, NewCalendar, Proposal, Report, inspect
from hotline.kit.calendars.errors import (
    ArrangementInvalid,
    CalendarCodeTaken,
    DaysFollowAnother,
    ProposalDecided,
    ProposalOutdated,
    TwoPersonsDecide,
)
from hotline.kit.calendars.events import CalendarChanged
from hotline.kit.calendars.models import CalendarDay, CalendarVersion, VersionState, WorkCalendar
from hotline.kit.calendars.queries import (
    CURRENT,
    days_of,
    find_calendar_id,
    get_calendar,
    get_version,
    known_of,
    list_followers,
)
from hotline.kit.calendars.seed import day_row, stored_hours
from hotline.kit.ids import new_id
from hotline.kit.officehours import OfficeHours
from hotline.kit.outbox.service import publish


@dataclass(frozen=True)
class _Content:
    """What a version holds beside its number and its decision."""

    weekly: list[list[list[int]]]
    every_day: bool
    known_years: list[int]
    basis: str
    year: int | None = None
    days: list[tuple[Day, int]] = field(default_factory=list)


async def create_calendar(
    session: AsyncSession, *, calendar: NewCalendar, actor: Actor
) -> CalendarVersion:
    """Create a calendar with its own hours; its first version waits for another person's approval.

    Raises ``CalendarCodeTaken`` (409).
    """
    if await find_calendar_id(session, calendar.code) is not None:
        raise CalendarCodeTaken
    followed = await get_calendar(session, calendar.follows_id)
    source = await _current(session, followed.id)
    if not calendar.hours.every_day and source is not None and source.every_day:
        raise ArrangementInvalid(
            "不能随全天候日历放假", "A round-the-clock calendar has no days to follow"
        )
    row = WorkCalendar(
        id=new_id(),
        code=calendar.code,
        name=calendar.name,
        is_default=False,
        follows_id=None if calendar.hours.every_day else followed.follows_id or followed.id,
        created_at=clock.now(),
    )
    session.add(row)
    await session.flush()
    content = await _followed_content(session, row, calendar.hours, "新建工作日历")
    return await _write_version(session, row.id, content, actor)


async def _followed_content(
    session: AsyncSession, row: WorkCalendar, hours: OfficeHours, basis: str
) -> _Content:
    source = await _current(session, row.follows_id) if row.follows_id else None
    days = list((await days_of(session, source.id)).values()) if source else []
    known = source.known_years if source else []
    return _Content(stored_hours(hours), hours.every_day, known, basis, days=days)


async def check(session: AsyncSession, *, calendar_id: str, proposal: Proposal) -> Report | None:
    """Report what ``proposal`` would do, storing nothing; ``None`` if only the hours change.

    Raises ``DaysFollowAnother`` (409) if the calendar takes its days from another one.
    """
    calendar = await get_calendar(session, calendar_id)
    if proposal.year is None:
        return None
    current = await _current(session, calendar_id)
    if calendar.follows_id is not None or (current is not None and current.every_day):
        raise DaysFollowAnother
    report = inspect(proposal.year, proposal.days, await known_of(session, current))
    expected = proposal.expected_working_days
    if expected is not None and expected != report.working_days:
        report.errors.append(
            f"核对数不符：填报 {expected} 个工作日，按表计算为 {report.working_days} 个"
        )
    return report


async def propose(
    session: AsyncSession, *, calendar_id: str, proposal: Proposal, actor: Actor
) -> CalendarVersion:
    """Store a proposed version; it changes nothing before ``approve``.

    Raises ``ArrangementInvalid`` (422) with the errors of the report.
    """
    report = await check(session, calendar_id=calendar_id, proposal=proposal)
    if report is not None and report.errors:
        raise ArrangementInvalid("；".join(report.errors), errors=report.errors)
    base = await _current(session, calendar_id) or await _newest(session, calendar_id)
    content = await _content(session, base, proposal)
    return await _write_version(session, calendar_id, content, actor)


async def _content(session: AsyncSession, base: CalendarVersion, proposal: Proposal) -> _Content:
    hours = proposal.hours
    merged = {
        day.day: (day, year)
        for day, year in (await days_of(session, base.id)).values()
        if year != proposal.year
    }
    known = set(base.known_years)
    if proposal.year is not None:
        merged |= {day.day: (day, proposal.year) for day in proposal.days}
        known.add(proposal.year)
    return _Content(
        weekly=stored_hours(hours) if hours else base.weekly,
        every_day=hours.every_day if hours else base.every_day,
        known_years=sorted(known),
        basis=proposal.basis,
        year=proposal.year,
        days=[merged[day] for day in sorted(merged)],
    )


async def _write_version(
    session: AsyncSession, calendar_id: str, content: _Content, actor: Actor
) -> CalendarVersion:
    await session.get(WorkCalendar, calendar_id, with_for_update=True)
    last = await session.scalar(
        select(func.max(CalendarVersion.number)).where(CalendarVersion.calendar_id == calendar_id)
    )
    base = await _current(session, calendar_id)
    version = CalendarVersion(
        id=new_id(),
        calendar_id=calendar_id,
        number=(last or 0) + 1,
        state=VersionState.PROPOSED.value,
        weekly=content.weekly,
        every_day=content.every_day,
        known_years=content.known_years,
        year=content.year,
        basis=content.basis,
        base_version_id=base.id if base else None,
        proposed_by=actor.account_id,
        proposed_at=clock.now(),
    )
    session.add(version)
    await session.flush()
    if content.days:
        rows = [day_row(version.id, day, year) for day, year in content.days]
        await session.execute(insert(CalendarDay), rows)
    await _record(session, actor, "calendar.propose", version)
    return version


async def approve(
    session: AsyncSession, *, version_id: str, note: str = "", actor: Actor
) -> CalendarVersion:
    """Put a proposed version in force and publish ``calendar.changed``, followers included.

    Raises ``TwoPersonsDecide`` (403) for the proposer, ``ProposalDecided`` and ``ProposalOutdated`` (409).
    """
    version = await _undecided(session, version_id)
    if actor.account_id is None or actor.account_id == version.proposed_by:
        raise TwoPersonsDecide
    calendar = await session.get_one(WorkCalendar, version.calendar_id, with_for_update=True)
    current = await _current(session, calendar.id)
    if version.base_version_id != (current.id if current else None):
        raise ProposalOutdated
    _sign(version, note, actor)
    if calendar.follows_id is not None:
        await _take_over_days(session, version, calendar.follows_id)
    await _put_in_force(session, version, current)
    await _record(session, actor, "calendar.approve", version)
    if version.year is not None:
        await _carry_to_followers(session, version, actor)
    return version


async def _take_over_days(
    session: AsyncSession, version: CalendarVersion, followed_id: str
) -> None:
    """Renew the days of a follower's proposal; the followed calendar may have changed meanwhile."""
    source = await _current(session, followed_id)
    if source is None:
        return
    version.known_years = source.known_years
    await session.execute(delete(CalendarDay).where(CalendarDay.version_id == version.id))
    days = (await days_of(session, source.id)).values()
    if days:
        await session.execute(
            insert(CalendarDay), [day_row(version.id, day, year) for day, year in days]
        )


async def reject(
    session: AsyncSession, *, version_id: str, note: str, actor: Actor
) -> CalendarVersion:
    """Refuse a proposed version with a reason; its proposer may withdraw it this way too."""
    version = await _undecided(session, version_id)
    _sign(version, note, actor)
    version.state = VersionState.REJECTED.value
    await _record(session, actor, "calendar.reject", version)
    return version


async def _undecided(session: AsyncSession, version_id: str) -> CalendarVersion:
    version = await get_version(session, version_id)
    if version.state != VersionState.PROPOSED.value:
        raise ProposalDecided
    return version


def _sign(version: CalendarVersion, note: str, actor: Actor) -> None:
    version.decided_by = actor.account_id
    version.decided_at = clock.now()
    version.decision_note = note


async def _put_in_force(
    session: AsyncSession, version: CalendarVersion, current: CalendarVersion | None
) -> None:
    now = clock.now()
    if current is not None:
        current.state = VersionState.SUPERSEDED.value
        current.in_force_to = now
        await session.flush()  # never two in force, not even between two statements
    version.state = VersionState.IN_FORCE.value
    version.in_force_from = now
    await session.flush()
    session.info.pop(CURRENT, None)
    previous_id = current.id if current else None
    await publish(session, CalendarChanged(version.calendar_id, version.id, previous_id))


async def _carry_to_followers(
    session: AsyncSession, version: CalendarVersion, actor: Actor
) -> None:
    """Give every follower a version of its own hours with the new days; one approval counts for all."""
    days = list((await days_of(session, version.id)).values())
    for follower in await list_followers(session, version.calendar_id):
        current = await _current(session, follower.id)
        if current is None:
            continue
        content = _Content(
            current.weekly,
            current.every_day,
            version.known_years,
            version.basis,
            version.year,
            days,
        )
        carried = await _write_version(session, follower.id, content, actor)
        carried.proposed_by = version.proposed_by
        carried.decided_by = version.decided_by
        carried.decided_at = version.decided_at
        carried.decision_note = version.decision_note
        await _put_in_force(session, carried, current)


async def _current(session: AsyncSession, calendar_id: str) -> CalendarVersion | None:
    query = select(CalendarVersion).where(
        CalendarVersion.calendar_id == calendar_id,
        CalendarVersion.state == VersionState.IN_FORCE.value,
    )
    found: CalendarVersion | None = await session.scalar(query)
    return found


async def _newest(session: AsyncSession, calendar_id: str) -> CalendarVersion:
    query = select(CalendarVersion).where(CalendarVersion.calendar_id == calendar_id)
    return (await session.scalars(query.order_by(CalendarVersion.number.desc()).limit(1))).one()


async def _record(
    session: AsyncSession, actor: Actor, action: str, version: CalendarVersion
) -> None:
    after: dict[str, Any] = {
        "calendar_id": version.calendar_id,
        "number": version.number,
        "state": version.state,
        "year": version.year,
    }
    await record_change(session, actor, Change(action, "calendar_version", version.id, after=after))
