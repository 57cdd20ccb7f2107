"""A calendar changes only by two persons, and the roof is told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.calendars import queries, service
from hotline.kit.calendars.arrangement import Day, NewCalendar, Proposal
from hotline.kit.calendars.errors import (
    ArrangementInvalid,
    CalendarCodeTaken,
    CalendarNotInForce,
    CalendarUnknown,
    DaysFollowAnother,
    ProposalDecided,
    ProposalOutdated,
    TwoPersonsDecide,
)
from hotline.kit.calendars.models import CalendarVersion, DayKind, VersionState
from hotline.kit.calendars.seed import ROUND_THE_CLOCK, seed, statutory_days
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.kit.officehours import OfficeHours
from hotline.kit.outbox.models import OutboxEvent
from tests.conftest import BACKENDS
from tests.hotline.kit.floor_app import LI, WANG

SHORT_DAY = OfficeHours((((540, 720),),) * 7)
DAYS_2027 = tuple(
    Day(d, DayKind.HOLIDAY, "法定") for d in sorted(statutory_days()) if d.year == 2027
)
NEXT_YEAR = Proposal("国办发明电〔2026〕1号", year=2027, days=DAYS_2027)


@pytest.fixture
async def office(session: AsyncSession) -> str:
    await seed(session)
    return (await queries.get_calendar(session)).id


async def changes(session: AsyncSession) -> list[dict[str, object]]:
    query = select(OutboxEvent.payload).where(OutboxEvent.name == "calendar.changed")
    return list(await session.scalars(query))


async def test_the_seeded_calendar_computes_the_first_vector(
    session: AsyncSession, office: str
) -> None:
    calendar = await queries.load(session)
    start = datetime(2026, 2, 13, 8, 0, tzinfo=UTC)
    assert calendar.add_days(start, 15) == datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
    assert (calendar.name, calendar.version) == ("office", 1)
    assert await queries.load(session, office) is calendar
    always = await queries.load(session, await queries.find_calendar_id(session, "always"))
    assert always.add_minutes(start, 60) == start + timedelta(hours=1)


async def test_a_proposal_changes_nothing_before_another_person_approves(
    session: AsyncSession, office: str
) -> None:
    proposed = await service.propose(session, calendar_id=office, proposal=NEXT_YEAR, actor=WANG)
    instant = datetime(2027, 3, 1, 2, 0, tzinfo=UTC)
    assert (await queries.load(session)).is_provisional(instant)
    for actor in (WANG, SYSTEM):
        with pytest.raises(TwoPersonsDecide):
            await service.approve(session, version_id=proposed.id, actor=actor)
    before = await queries.get_current_version_id(session)
    await service.approve(session, version_id=proposed.id, actor=LI)
    assert not (await queries.load(session)).is_provisional(instant)
    assert await changes(session) == [
        {
            "calendar_id": office,
            "version_id": proposed.id,
            "previous_version_id": before,
        }
    ]
    old = await queries.get_version(session, before)
    assert old.state == VersionState.SUPERSEDED
    assert old.in_force_to == proposed.in_force_from


async def test_an_earlier_instant_loads_the_version_of_that_time(
    session: AsyncSession, office: str
) -> None:
    start = clock.now()
    with clock.frozen(start) as move:
        move(start + timedelta(days=1))
        proposed = await service.propose(
            session, calendar_id=office, proposal=NEXT_YEAR, actor=WANG
        )
        await service.approve(session, version_id=proposed.id, actor=LI)
    versions = [
        (await queries.load(session, office, at=start + timedelta(hours=hours))).version
        for hours in (-48, 23, 25)
    ]
    assert versions == [1, 1, 2]


async def test_a_decided_proposal_cannot_be_decided_again(
    session: AsyncSession, office: str
) -> None:
    proposed = await service.propose(session, calendar_id=office, proposal=NEXT_YEAR, actor=WANG)
    await service.reject(session, version_id=proposed.id, note="文号有误", actor=LI)
    with pytest.raises(ProposalDecided):
        await service.approve(session, version_id=proposed.id, actor=LI)
    assert (await queries.load(session)).version == 1
    assert await changes(session) == []


async def test_a_proposal_on_an_old_version_is_outdated(session: AsyncSession, office: str) -> None:
    first = await service.propose(session, calendar_id=office, proposal=NEXT_YEAR, actor=WANG)
    second = await service.propose(
        session, calendar_id=office, proposal=Proposal("夏令", hours=SHORT_DAY), actor=WANG
    )
    await service.approve(session, version_id=second.id, actor=LI)
    with pytest.raises(ProposalOutdated):
        await service.approve(session, version_id=first.id, actor=LI)


async def test_new_hours_keep_the_days_and_new_days_keep_the_hours(
    session: AsyncSession, office: str
) -> None:
    for proposal in (Proposal("夏令", hours=SHORT_DAY), NEXT_YEAR):
        version = await service.propose(session, calendar_id=office, proposal=proposal, actor=WANG)
        await service.approve(session, version_id=version.id, actor=LI)
    calendar = await queries.load(session)
    assert calendar.day_minutes == 180
    assert calendar.working_days(2026) == 248
    assert calendar.table.known_years == {2024, 2025, 2026, 2027}


async def test_a_wrong_table_or_a_wrong_count_is_refused(
    session: AsyncSession, office: str
) -> None:
    monday = Day(date(2027, 1, 4), DayKind.MAKEUP, "")
    wrong = [
        Proposal("依据", year=2027, days=(monday,)),
        Proposal("依据", year=2027, days=DAYS_2027, expected_working_days=248),
    ]
    for proposal in wrong:
        with pytest.raises(ArrangementInvalid):
            await service.propose(session, calendar_id=office, proposal=proposal, actor=WANG)
    assert len(await queries.list_versions(session, office)) == 1


async def test_a_calendar_that_follows_takes_over_approved_days_with_its_own_hours(
    session: AsyncSession, office: str
) -> None:
    created = await service.create_calendar(
        session, calendar=NewCalendar("window", "办事窗口", SHORT_DAY), actor=WANG
    )
    with pytest.raises(CalendarNotInForce):
        await queries.load(session, created.calendar_id)
    waiting = await service.create_calendar(
        session, calendar=NewCalendar("night", "夜间窗口", SHORT_DAY), actor=WANG
    )
    await service.approve(session, version_id=created.id, actor=LI)
    with pytest.raises(DaysFollowAnother):
        await service.propose(
            session, calendar_id=created.calendar_id, proposal=NEXT_YEAR, actor=WANG
        )
    proposed = await service.propose(session, calendar_id=office, proposal=NEXT_YEAR, actor=WANG)
    await service.approve(session, version_id=proposed.id, actor=LI)
    window = await queries.load(session, created.calendar_id)
    assert (window.version, window.day_minutes) == (2, 180)
    assert 2027 in window.table.known_years
    assert {c["calendar_id"] for c in await changes(session)} == {office, created.calendar_id}
    await service.approve(session, version_id=waiting.id, actor=LI)
    night = await queries.load(session, waiting.calendar_id)
    assert 2027 in night.table.known_years, "approved late, it has the days of today"


async def test_a_round_the_clock_calendar_has_no_days(session: AsyncSession, office: str) -> None:
    always = await queries.find_calendar_id(session, "always")
    assert always is not None
    with pytest.raises(DaysFollowAnother):
        await service.propose(session, calendar_id=always, proposal=NEXT_YEAR, actor=WANG)
    with pytest.raises(ArrangementInvalid):
        await service.create_calendar(
            session, calendar=NewCalendar("odd", "随全天候", SHORT_DAY, always), actor=WANG
        )
    created = await service.create_calendar(
        session, calendar=NewCalendar("grid", "电网抢修", ROUND_THE_CLOCK), actor=WANG
    )
    await service.approve(session, version_id=created.id, actor=LI)
    start = datetime(2026, 10, 1, tzinfo=UTC)
    grid = await queries.load(session, created.calendar_id)
    assert grid.add_minutes(start, 1440) == start + timedelta(days=1)


async def test_unknown_calendars_and_taken_codes_are_told(
    session: AsyncSession, office: str
) -> None:
    with pytest.raises(CalendarUnknown):
        await queries.load(session, new_id())
    with pytest.raises(CalendarCodeTaken):
        await service.create_calendar(
            session, calendar=NewCalendar("office", "重名", SHORT_DAY), actor=WANG
        )


@pytest.mark.parametrize(
    ("day", "years"),
    [
        (date(2026, 11, 30), []),
        (date(2026, 12, 1), [2027]),
        (date(2027, 3, 1), [2027]),
        (date(2027, 12, 1), [2027, 2028]),
    ],
)
async def test_a_missing_table_is_warned_of_from_december(
    session: AsyncSession, office: str, day: date, years: list[int]
) -> None:
    at = datetime(day.year, day.month, day.day, tzinfo=clock.SHANGHAI)
    found = await queries.coverage_warnings(session, at)
    assert [w.year for w in found] == years
    assert {w.calendar_id for w in found} <= {office}


async def test_no_calendar_at_all_is_warned_of(session: AsyncSession) -> None:
    found = await queries.coverage_warnings(session, clock.now())
    assert [w.code for w in found] == ["calendar_missing"]
    with pytest.raises(CalendarUnknown):
        await queries.load(session)


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_only_one_version_is_ever_in_force(database: Database) -> None:
    async with database.write() as session:
        await seed(session)
        office = (await queries.get_calendar(session)).id
    for proposal in (NEXT_YEAR, Proposal("夏令", hours=SHORT_DAY)):
        async with database.write() as session:
            version = await service.propose(
                session, calendar_id=office, proposal=proposal, actor=WANG
            )
        async with database.write() as session:
            await service.approve(session, version_id=version.id, actor=LI)
    async with database.read() as session:
        in_force = await session.scalars(
            select(CalendarVersion.number).where(
                CalendarVersion.calendar_id == office,
                CalendarVersion.state == VersionState.IN_FORCE.value,
            )
        )
        assert list(in_force) == [3]
        assert (await queries.load(session)).version == 3
