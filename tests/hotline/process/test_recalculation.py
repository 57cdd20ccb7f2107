"""A changed calendar moves every open clock it touches, in batches, with old and new due times on record."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from hotline.kit import clock
from hotline.kit.calendars import queries, service
from hotline.kit.calendars.arrangement import Day, Proposal
from hotline.kit.calendars.models import DayKind
from hotline.kit.calendars.seed import published_days
from hotline.kit.db import Database
from hotline.kit.organisation.events import UnitChanged
from hotline.kit.organisation.models import Unit
from hotline.kit.outbox.models import OutboxDelivery, OutboxEvent
from hotline.kit.outbox.service import publish
from hotline.process.recalculation import BATCH
from hotline.tickets.models import ClockChange, Ticket, TicketAction, TicketClock
from tests.conftest import BACKENDS
from tests.hotline.kit.floor_app import LI, WANG
from tests.hotline.process.mailroom import House, add_ticket
from tests.journeys.sms_desk import Desk, desk, wired_info

NEW_HOLIDAY = date(2026, 3, 10)
LAMPS = "祖庙街道建新路有三盏路灯坏了，晚上很黑，老人不敢出门"


@pytest.fixture
def session_info(tmp_path: Path) -> dict[str, Any]:
    return wired_info(tmp_path)


@pytest.fixture
async def at(database: Database) -> AsyncIterator[Desk]:
    async with desk(database) as found:
        yield found


async def declare_holiday(place: House) -> None:
    """Let two persons put a calendar in force in which one more day is free."""
    days = [d for d in published_days() if d.day.year == 2026]
    days.append(Day(NEW_HOLIDAY, DayKind.HOLIDAY, "临时放假"))
    proposal = Proposal("国务院通知", year=2026, days=tuple(sorted(days, key=lambda d: d.day)))
    async with place.database.write() as session:
        calendar = await queries.get_calendar(session)
        version = await service.propose(
            session, calendar_id=calendar.id, proposal=proposal, actor=LI
        )
        await service.approve(session, version_id=version.id, actor=WANG)


async def tickets(place: House, number: int) -> None:
    async with place.database.write() as session:
        for _ in range(number):
            await add_ticket(session, place)


async def counted(place: House, table: Any, *where: Any) -> int:
    async with place.database.read() as session:
        query = select(func.count()).select_from(table).where(*where)
        return int(await session.scalar(query) or 0)


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_a_new_holiday_moves_the_promise_and_keeps_the_old_time(at: Desk) -> None:
    await at.text(LAMPS)
    before = (await at.ticket()).promise_due_at
    await declare_holiday(at.house)
    await at.house.run()
    after = (await at.ticket()).promise_due_at
    assert before is not None
    assert after is not None
    assert (f"{clock.to_local(before):%m-%d %H:%M}", f"{clock.to_local(after):%m-%d %H:%M}") == (
        "03-18 17:30",
        "03-19 17:30",
    )
    async with at.house.database.read() as session:
        change = (await session.scalars(select(ClockChange))).one()
        action = (
            await session.scalars(select(TicketAction).where(TicketAction.action == "RECALCULATE"))
        ).one()
        assert (change.old_due_at, change.new_due_at) == (before, after)
        assert change.action_id == action.id
        assert action.actor_kind == "system"
        assert "工作日历调整" in str(action.texts)


async def test_many_tickets_go_in_several_batches_each_once(at: Desk) -> None:
    await tickets(at.house, BATCH + 3)
    await declare_holiday(at.house)
    await at.house.run()
    moved = TicketAction.action == "RECALCULATE"
    assert await counted(at.house, TicketAction, moved) == BATCH + 3
    batches = OutboxEvent.name == "clocks.recalculation_due"
    assert await counted(at.house, OutboxEvent, batches) == 2


async def test_tickets_that_are_over_stay_as_they_are(at: Desk) -> None:
    await tickets(at.house, 1)
    async with at.house.database.write() as session:
        await session.execute(update(Ticket).values(status="WITHDRAWN"))
    await declare_holiday(at.house)
    await at.house.run()
    assert await counted(at.house, TicketAction, TicketAction.action == "RECALCULATE") == 0


async def test_one_ticket_that_fails_holds_up_no_other(at: Desk) -> None:
    await tickets(at.house, 3)
    async with at.house.database.write() as session:
        broken = await session.scalar(select(Ticket.id).order_by(Ticket.id).limit(1))
        await session.execute(
            update(Ticket).where(Ticket.id == broken).values(profile="unknown-profile")
        )
    await declare_holiday(at.house)
    await at.house.run()
    assert await counted(at.house, TicketAction, TicketAction.action == "RECALCULATE") == 2
    async with at.house.database.write() as session:
        waiting = await session.execute(
            select(OutboxDelivery.status, OutboxEvent.payload)
            .join(OutboxEvent, OutboxEvent.id == OutboxDelivery.event_id)
            .where(OutboxDelivery.status != "DONE")
        )
        assert [(s, p["scope"], p["key"]) for s, p in waiting] == [("PENDING", "ticket", broken)]
        await session.execute(update(OutboxDelivery).values(last_error=None))


async def test_a_unit_with_another_calendar_gets_its_own_clocks_recomputed(at: Desk) -> None:
    await at.text(LAMPS)
    await at.dispatch()
    unit_id = at.house.units["FS-CG"]
    async with at.house.database.write() as session:
        always = await queries.find_calendar_id(session, "always")
        await session.execute(update(Unit).where(Unit.id == unit_id).values(calendar_id=always))
        await publish(session, UnitChanged(unit_id, "CHANGED", 2, calendar_changed=True))
        await publish(session, UnitChanged(at.house.units["FS-CC-ZM"], "CHANGED", 2))
    await at.house.run()
    async with at.house.database.read() as session:
        versions = await session.execute(
            select(TicketClock.unit_id, TicketClock.calendar_version).where(
                TicketClock.state == "RUNNING"
            )
        )
        found = {(unit is not None, version.split("#")[0]) for unit, version in versions}
    assert (True, "always") in found
    assert (False, "always") not in found
    assert await counted(at.house, TicketAction, TicketAction.action == "RECALCULATE") == 1
