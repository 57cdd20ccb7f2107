"""Units are created, changed, moved and closed, and leave their history."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.models import Account
from hotline.kit.calendars import queries as calendars
from hotline.kit.calendars.errors import CalendarUnknown
from hotline.kit.calendars.seed import seed
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.kit.organisation import queries, service
from hotline.kit.organisation.errors import (
    UnitClosed,
    UnitCodeTaken,
    UnitCycle,
    UnitHasChildren,
    UnitInvalid,
    UnitStale,
    UnitUnknown,
)
from hotline.kit.organisation.models import Duty, Unit, UnitKind, UnitLevel
from hotline.kit.organisation.schemas import (
    MemberIn,
    UnitChangeIn,
    UnitCloseIn,
    UnitIn,
    UnitMoveIn,
)
from hotline.kit.outbox.models import OutboxEvent
from tests.conftest import BACKENDS
from tests.hotline.kit.floor_app import WANG

DAY = date(2026, 3, 2)
KINDS = {2: UnitKind.BUREAU, 3: UnitKind.DISTRICT_GOVERNMENT, 4: UnitKind.TOWN, 5: UnitKind.VILLAGE}


async def found(session: AsyncSession, code: str, parent: Unit | None = None, **more: Any) -> Unit:
    """Create a unit one level below its parent (a root is a city unit)."""
    level = more.pop("level", parent.level + 1 if parent else 2)
    unit = UnitIn(
        code=code,
        name=f"{code} 单位",
        short_name=code,
        level=level,
        kind=KINDS[level],
        parent_id=parent.id if parent else None,
        **{"valid_from": DAY - timedelta(days=300), **more},
    )
    return await service.create_unit(session, unit=unit, actor=WANG)


async def change(session: AsyncSession, unit: Unit, **given: Any) -> Unit:
    wanted = UnitChangeIn(version=unit.version, **given)
    return await service.change_unit(session, unit_id=unit.id, change=wanted, actor=WANG)


async def move(session: AsyncSession, unit: Unit, parent: Unit | None) -> Unit:
    wanted = UnitMoveIn(
        version=unit.version, parent_id=parent.id if parent else None, reason="机构改革"
    )
    return await service.move_unit(session, unit_id=unit.id, move=wanted, actor=WANG)


async def close(session: AsyncSession, unit: Unit, valid_to: date | None = None) -> Unit:
    wanted = UnitCloseIn(version=unit.version, valid_to=valid_to, reason="撤销")
    return await service.close_unit(session, unit_id=unit.id, close=wanted, actor=WANG)


@pytest.fixture
async def city(session: AsyncSession) -> Unit:
    await seed(session)
    return await found(session, "FS")


async def test_a_unit_knows_its_place(session: AsyncSession, city: Unit) -> None:
    district = await found(session, "FS-CC", city)
    town = await found(session, "FS-CC-ZM", district)
    assert town.path == f"/{city.id}/{district.id}/{town.id}/"
    assert await queries.ancestor_ids(session, unit_id=town.id) == [city.id, district.id, town.id]
    assert [u.code for u in await queries.ancestors(session, town.id)] == ["FS", "FS-CC"]
    assert [u.code for u in await queries.subtree(session, district.path)] == ["FS-CC", "FS-CC-ZM"]
    assert [u.code for u in await queries.children(session, city.id)] == ["FS-CC"]
    assert set(await queries.subtree_ids(session, city.path)) == {city.id, district.id, town.id}
    assert await queries.find_by_code(session, "FS-CC-ZM") is town
    tree = await queries.tree(session)
    assert tree[0]["children"][0]["children"][0]["code"] == "FS-CC-ZM"


async def test_a_unit_is_refused_that_contradicts_its_superior(
    session: AsyncSession, city: Unit
) -> None:
    district = await found(session, "FS-CC", city)
    with pytest.raises(UnitInvalid):
        await found(session, "FS-X", district, level=2)
    with pytest.raises(UnitCodeTaken):
        await found(session, "FS-CC", city)
    with pytest.raises(CalendarUnknown):
        await found(session, "FS-Y", city, calendar_id=new_id())
    with pytest.raises(UnitUnknown):
        await found(session, "FS-Z", Unit(id=new_id(), level=2))


def test_only_another_line_has_a_line_mode() -> None:
    base = {"code": "L", "name": "热线", "short_name": "热线", "level": 2}
    with pytest.raises(ValueError, match="并入方式"):
        UnitIn(**base, kind="EXTERNAL_LINE")
    with pytest.raises(ValueError, match="并入方式"):
        UnitIn(**base, kind="BUREAU", line_mode="PARALLEL")
    assert UnitIn(**base, kind="EXTERNAL_LINE", line_mode="SUBCENTRE").level is UnitLevel.CITY


async def test_a_change_keeps_what_was_before(session: AsyncSession, city: Unit) -> None:
    await change(session, city, short_name="市府", reason="更名")
    assert (city.version, city.short_name, city.name) == (2, "市府", "FS 单位")
    newest, first = await queries.list_revisions(session, city.id)
    assert (newest.change, newest.reason) == ("CHANGED", "更名")
    assert newest.before is not None
    assert (newest.before["short_name"], newest.after["short_name"]) == ("FS", "市府")
    assert (first.change, first.before) == ("CREATED", None)
    events = await session.scalars(
        select(OutboxEvent.payload).where(OutboxEvent.name == "unit.changed")
    )
    assert [(e["change"], e["version"]) for e in events] == [("CREATED", 1), ("CHANGED", 2)]


async def test_a_change_that_changes_nothing_leaves_no_trace(
    session: AsyncSession, city: Unit
) -> None:
    await change(session, city, short_name="FS")
    assert city.version == 1
    assert len(await queries.list_revisions(session, city.id)) == 1


async def test_a_stale_or_senseless_change_is_refused(session: AsyncSession, city: Unit) -> None:
    district = await found(session, "FS-CC", city)
    stale = UnitChangeIn(version=7, short_name="旧")
    with pytest.raises(UnitStale):
        await service.change_unit(session, unit_id=city.id, change=stale, actor=WANG)
    with pytest.raises(UnitInvalid):
        await change(session, city, level=4)
    with pytest.raises(UnitInvalid):
        await change(session, district, level=2, name=None)
    with pytest.raises(UnitInvalid):
        await change(session, city, short_name="明天", valid_from=clock.local_date() + timedelta(1))


async def test_a_changed_phone_filed_after_ten_working_days_is_marked_late(
    session: AsyncSession, city: Unit
) -> None:
    monday = date(2026, 3, 16)
    at_noon = datetime(2026, 3, 16, 12, tzinfo=clock.SHANGHAI)
    with clock.frozen(at_noon):
        await change(session, city, duty_phone="0757-82000001", valid_from=date(2026, 3, 2))
        await change(session, city, duty_phone="0757-82000002", valid_from=date(2026, 2, 28))
        await change(session, city, short_name="市府", valid_from=date(2026, 2, 2))
    late = [r.filed_late for r in await queries.list_revisions(session, city.id)]
    assert late == [False, True, False, False]
    assert monday.weekday() == 0


async def test_a_moved_unit_takes_its_subtree_along(session: AsyncSession, city: Unit) -> None:
    one, two = await found(session, "D1", city), await found(session, "D2", city)
    town = await found(session, "T", one)
    village = await found(session, "V", town)
    moved = await move(session, town, two)
    assert moved.path == f"/{city.id}/{two.id}/{town.id}/"
    village = await queries.get_unit(session, village.id)
    assert village.path == f"/{city.id}/{two.id}/{town.id}/{village.id}/"
    assert await queries.children(session, one.id) == []
    assert [u.code for u in await queries.ancestors(session, village.id)] == ["FS", "D2", "T"]


async def test_a_circle_is_refused(session: AsyncSession, city: Unit) -> None:
    bureau = await found(session, "B", city, level=2)
    office = await found(session, "B-1", bureau, level=2)
    for unit, parent in ((bureau, bureau), (bureau, office), (city, office)):
        with pytest.raises(UnitCycle):
            await move(session, unit, parent)
    with pytest.raises(UnitInvalid):
        await move(session, office, await found(session, "D", city))


async def test_a_unit_with_subordinates_is_not_closed(session: AsyncSession, city: Unit) -> None:
    district = await found(session, "FS-CC", city)
    with pytest.raises(UnitHasChildren):
        await close(session, city)
    yesterday = clock.local_date() - timedelta(days=1)
    await close(session, district, yesterday)
    assert await queries.children(session, city.id) == []
    with pytest.raises(UnitClosed):
        await change(session, district, short_name="新")
    with pytest.raises(UnitClosed):
        await found(session, "FS-CC-ZM", district)
    await close(session, city, yesterday)
    assert await queries.tree(session) == []


async def test_a_unit_cannot_end_before_it_began(session: AsyncSession, city: Unit) -> None:
    with pytest.raises(UnitInvalid):
        await close(session, city, city.valid_from - timedelta(days=1))


async def test_the_tree_of_another_day_is_rebuilt(session: AsyncSession, city: Unit) -> None:
    today = clock.local_date()
    district = await found(session, "FS-CC", city, valid_from=today - timedelta(days=90))
    await change(session, city, name="佛山市", valid_from=today - timedelta(days=30))
    await change(session, city, short_name="佛山", valid_from=today - timedelta(days=60))
    await close(session, district, today - timedelta(days=10))

    async def seen(days_ago: int) -> tuple[str, str, int]:
        (root,) = await queries.tree(session, today - timedelta(days=days_ago))
        return root["name"], root["short_name"], len(root["children"])

    assert await seen(100) == ("FS 单位", "FS", 0)
    assert await seen(90) == ("FS 单位", "FS", 1)
    assert await seen(45) == ("FS 单位", "佛山", 1), "filed later, but in force earlier"
    assert await seen(30) == ("佛山市", "佛山", 1)
    assert await seen(10) == ("佛山市", "佛山", 1)
    assert await seen(9) == ("佛山市", "佛山", 0)


async def test_a_unit_works_by_the_calendar_of_its_nearest_superior(
    session: AsyncSession, city: Unit
) -> None:
    always = await calendars.find_calendar_id(session, "always")
    district = await found(session, "FS-CC", city)
    town = await found(session, "FS-CC-ZM", district)
    assert await queries.calendar_id_of(session, town.id) is None
    await change(session, district, calendar_id=always)
    assert await queries.calendar_id_of(session, town.id) == always
    assert (await queries.calendar_of(session, town.id)).day_minutes == 1440
    assert (await queries.calendar_of(session, city.id)).day_minutes == 420
    payloads = list(
        await session.scalars(select(OutboxEvent.payload).where(OutboxEvent.name == "unit.changed"))
    )
    assert [p["calendar_changed"] for p in payloads] == [False, False, False, True]
    await move(session, town, city)
    assert await queries.calendar_id_of(session, town.id) is None
    await change(session, district, calendar_id=None)
    assert await queries.calendar_id_of(session, district.id) is None


async def account(session: AsyncSession, login: str) -> str:
    row = Account(
        id=new_id(), login=login, display_name=login, roles=["clerk"], created_at=clock.now()
    )
    session.add(row)
    await session.flush()
    return row.id


async def test_people_take_up_and_give_up_duties(session: AsyncSession, city: Unit) -> None:
    clerk, leader = await account(session, "clerk"), await account(session, "leader")
    members = [
        await service.assign_member(
            session, unit_id=city.id, member=MemberIn(account_id=who, duty=duty), actor=WANG
        )
        for who, duty in ((clerk, Duty.CLERK), (leader, Duty.LEADER))
    ]
    assert await queries.account_ids_on_duty(session, city.id, duty=Duty.CLERK) == [clerk]
    assert await queries.unit_ids_of(session, clerk) == [city.id]
    yesterday = clock.local_date() - timedelta(days=1)
    await service.end_member(session, member_id=members[1].id, valid_to=yesterday, actor=WANG)
    listed = await queries.list_members(session, city.id)
    assert [(m["duty"], m["display_name"]) for m in listed] == [("CLERK", "clerk")]
    assert await queries.unit_ids_of(session, leader) == []


async def test_a_duty_filed_years_late_is_marked(session: AsyncSession, city: Unit) -> None:
    who = await account(session, "clerk")
    late = MemberIn(account_id=who, duty=Duty.CLERK, valid_from=date(2019, 1, 1))
    member = await service.assign_member(session, unit_id=city.id, member=late, actor=WANG)
    assert member.filed_late
    with pytest.raises(UnitInvalid):
        await service.assign_member(
            session,
            unit_id=city.id,
            member=MemberIn(account_id=new_id(), duty=Duty.CLERK),
            actor=WANG,
        )


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_a_subtree_moves_on_every_database(database: Database) -> None:
    async with database.write() as session:
        await seed(session)
        city = await found(session, "FS")
        one, two = await found(session, "D1", city), await found(session, "D2", city)
        town = await found(session, "T", one)
        village = await found(session, "V", town)
    async with database.write() as session:
        await move(session, town, two)
    async with database.read() as session:
        assert [u.code for u in await queries.subtree(session, two.path)] == ["D2", "T", "V"]
        assert (await queries.get_unit(session, village.id)).path.count("/") == 5
