"""People are on lists for a time, and the timeline holds each moment once."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from crm.identity import MergeOrder, NewCitizen, match_or_create, merge
from crm.lists import Place, add_to_list, remove_from_list
from crm.models import ListKind
from crm.queries import list_memberships, list_timeline
from crm.timeline import Moment, add_moment
from hotline.kit import clock
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.pagination import PageQuery

START = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)


async def somebody(session: AsyncSession) -> str:
    citizen, _ = await match_or_create(session, command=NewCitizen())
    return citizen.id


async def test_a_place_for_a_time_ends_by_itself(session: AsyncSession) -> None:
    with clock.frozen(START) as move:
        citizen_id = await somebody(session)
        place = Place(ListKind.SPECIAL_CARE, "独居老人", timedelta(days=30))
        await add_to_list(session, citizen_id=citizen_id, place=place, actor=SYSTEM)
        assert await list_memberships(session, citizen_id) == [ListKind.SPECIAL_CARE]
        move(START + timedelta(days=30))
        assert await list_memberships(session, citizen_id) == []


async def test_a_second_place_on_one_list_replaces_the_first(session: AsyncSession) -> None:
    citizen_id = await somebody(session)
    for reason in ("企业来电", "重点企业"):
        place = Place(ListKind.BUSINESS, reason)
        await add_to_list(session, citizen_id=citizen_id, place=place, actor=SYSTEM)
    removed = await remove_from_list(
        session, citizen_id=citizen_id, kind=ListKind.BUSINESS, actor=SYSTEM
    )
    assert removed == 1
    assert await list_memberships(session, citizen_id) == []


async def test_a_repeated_moment_adds_nothing(session: AsyncSession) -> None:
    citizen_id = await somebody(session)
    moment = Moment("ticket.opened:T1", "工单已登记", "ticket", "T1", START)
    assert await add_moment(session, citizen_id=citizen_id, moment=moment)
    assert not await add_moment(session, citizen_id=citizen_id, moment=moment)


async def test_the_timeline_is_paged_newest_first_over_merged_records(
    session: AsyncSession,
) -> None:
    kept, gone = await somebody(session), await somebody(session)
    for n in range(5):
        moment = Moment(f"m:{n}", f"第{n}件", "ticket", str(n), START + timedelta(hours=n))
        await add_moment(session, citizen_id=(kept, gone)[n % 2], moment=moment)
    await merge(session, order=MergeOrder(kept, gone, "同一人"), actor=SYSTEM)
    labels, cursor = [], None
    for _ in range(3):
        page = await list_timeline(session, gone, PageQuery(limit=2, cursor=cursor))
        labels += [e.label for e in page.items]
        cursor = page.next_cursor
    assert labels == ["第4件", "第3件", "第2件", "第1件", "第0件"]
    assert cursor is None
