"""The server's clock jumps (时钟跳变): set back by hours or forward by days, nothing turns negative or double."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hotline.kit import clock
from hotline.tickets import timers
from hotline.tickets.models import Ticket, TicketAction, TicketClock
from hotline.tickets.vocabulary import ClockId
from routing.taxonomy.tree import RequestKind
from tests.hotline.tickets import invariants, walk
from tests.hotline.tickets.beginnings import BEGINNINGS
from tests.hotline.tickets.city import (
    CHECKLIST,
    MONDAY,
    SATISFIED,
    City,
    contacted,
    dispatched,
    following,
    handled,
    reply,
)

BACK = timedelta(hours=3)


async def nothing_is_negative(city: City, ticket: Ticket) -> None:
    """Every stored stretch of time has a length of at least nothing, and the log its order."""
    for row in await city.clocks(ticket):
        assert row.paused_minutes >= 0
        ends = [at for at in (row.paused_at, row.stopped_at) if at is not None]
        assert all(at >= row.started_at for at in ends), row.clock
    for part in await city.parts(ticket):
        steps = [part.assigned_at, part.signed_at, part.replied_at]
        known = [at for at in steps if at is not None]
        assert known == sorted(known)
        assert part.revoked_at is None or part.revoked_at >= part.assigned_at
        assert (part.worked_minutes or 0) >= 0
    await invariants.check(city, ticket)


async def test_a_life_lived_backwards_keeps_its_order(city: City) -> None:
    at = MONDAY + timedelta(days=2)
    with clock.frozen(at) as move:

        def earlier() -> None:
            nonlocal at
            at -= BACK
            move(at)

        ticket = await dispatched(city)
        earlier()
        await city.act(ticket, "SIGN", city.person("unit_clerk", "bureau"))
        earlier()
        await contacted(city, ticket)
        await reply(city, ticket)
        earlier()
        await city.act(
            ticket,
            "SEND_BACK",
            city.person("result_reviewer"),
            defect_codes=["TONE"],
            instruction="请改写",
        )
        assert "case" in await city.running(ticket)
        await nothing_is_negative(city, ticket)
        earlier()
        await reply(city, ticket)
        await city.act(ticket, "ACCEPT_RESULT", city.person("result_reviewer"), checklist=CHECKLIST)
        earlier()
        await city.act(
            ticket, "CLOSE", city.person("follow_up_agent"), close_outcome="RESOLVED", **SATISFIED
        )
        await nothing_is_negative(city, ticket)
    assert not any(row.late for row in await city.clocks(ticket))


async def test_a_pause_over_a_clock_set_back_adds_nothing_and_takes_nothing(city: City) -> None:
    with clock.frozen(MONDAY + timedelta(days=1)) as move:
        ticket = await handled(city, RequestKind.COMPLAINT, profile="consumer_complaint")
        (before,) = await city.clocks(ticket, ClockId.CONSUMER_ACCEPT)
        due = before.due_at
        worker, boss = city.person("handler", "bureau"), city.person("unit_approver", "bureau")
        given = await walk.payload(city, ticket, "SUSPEND")
        await city.confirm(ticket, "SUSPEND", worker, boss, **given)
        move(MONDAY + timedelta(days=1) - BACK)
        await city.act(ticket, "RESUME", worker)
        await nothing_is_negative(city, ticket)
    (after,) = await city.clocks(ticket, ClockId.CONSUMER_ACCEPT)
    assert (after.due_at, after.paused_minutes) == (due, 0)


@pytest.mark.parametrize("beginning", list(BEGINNINGS))
async def test_every_timer_rings_once_over_a_jump_forward_and_back(
    city: City, beginning: str
) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await BEGINNINGS[beginning](city)
        far = MONDAY + timedelta(days=60)
        move(far)
        ids = [row.id for row in await city.clocks(ticket) if row.state == "RUNNING"]
        for clock_id in ids:
            await timers.expire(city.session, clock_id=clock_id, now=far)
        await nothing_is_negative(city, ticket)
        done = await told(city, ticket)
        move(MONDAY + timedelta(hours=1))
        for clock_id in ids:
            await timers.expire(city.session, clock_id=clock_id, now=clock.now())
        assert await told(city, ticket) == done
        await nothing_is_negative(city, ticket)


async def told(city: City, ticket: Ticket) -> list[Any]:
    """What the log and the clocks say."""
    await city.session.flush()
    log = select(TicketAction.action).where(TicketAction.ticket_id == ticket.id)
    clocks = select(TicketClock.clock, TicketClock.state, TicketClock.due_at)
    mine = clocks.where(TicketClock.ticket_id == ticket.id).order_by(TicketClock.id)
    rows = (await city.session.execute(mine)).all()
    return [*await city.session.scalars(log.order_by(TicketAction.seq)), *map(tuple, rows)]


async def test_a_try_noted_before_the_clock_was_set_back_by_minutes_is_taken(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await following(city)
        move(MONDAY - timedelta(minutes=4))
        tried = {"channel": "VOICE", "attempted_at": MONDAY, "outcome": "NO_ANSWER"}
        await city.act(ticket, "RECORD_ATTEMPT", city.person("follow_up_agent"), **tried)
