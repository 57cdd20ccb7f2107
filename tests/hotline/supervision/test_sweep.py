"""The sweep takes every step once: rungs in time, long stops, clocks set back, two workers, bad clocks."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.outbox.models import OutboxDelivery
from hotline.kit.outbox.relay import Relay
from hotline.supervision import sweep
from hotline.supervision.models import Card, Order, SupervisionRecord
from hotline.tickets.models import TicketAction, TicketClock
from tests.conftest import BACKENDS
from tests.hotline.supervision.stage import DUE, Stage, local, staged
from tests.hotline.tickets import city as cities

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


@pytest.fixture
async def stage(database: Database, relay: Relay) -> AsyncIterator[Stage]:
    async with staged(database, relay) as stage:
        yield stage


@both
async def test_a_late_case_climbs_rung_by_rung(stage: Stage) -> None:
    assert (await stage.clock_row()).due_at == DUE
    await stage.at("2026-03-04 17:29")
    assert await stage.records() == ["YELLOW"]
    await stage.at("2026-03-04 17:30")
    assert await stage.records() == ["YELLOW", "DUE", "CARD_YELLOW"]
    await stage.at("2026-03-05 08:29")
    assert await stage.orders() == []
    await stage.at("2026-03-05 08:30")
    assert await stage.orders() == [("URGED", "ISSUED")]
    await stage.at("2026-03-05 17:30")
    assert await stage.orders() == [("URGED", "ISSUED"), ("SUPERVISED", "ISSUED")]
    assert (await stage.ticket()).supervise_level == "SUPERVISED"
    await stage.at("2026-03-06 17:30")
    assert ("TICKET_RED", "RED", "case") in await stage.cards()


@pytest.mark.parametrize(("others", "level"), [(1, []), (2, [("SUPERVISED", "ISSUED")])])
async def test_what_three_citizens_asked_for_is_supervised_the_moment_it_is_late(
    stage: Stage, others: int, level: list[tuple[str, str]]
) -> None:
    for _ in range(others):
        async with stage.city() as (city, ticket):
            asker = await cities.another_citizen(city.session)
            told = await city.open(citizen_id=asker)
            await city.act(
                told,
                "MERGE_INTO",
                city.person("reviewer"),
                lead_ticket_id=ticket.id,
                same_fact=True,
                reason="同一盏路灯",
            )
    await stage.at("2026-03-04 17:29")
    assert await stage.orders() == []
    await stage.at("2026-03-04 17:30")
    assert await stage.orders() == level
    await stage.at("2026-03-05 17:30")
    assert [order for order, _ in await stage.orders()].count("SUPERVISED") == 1


@both
async def test_nothing_is_taken_before_its_instant(stage: Stage) -> None:
    yellow = (await stage.clock_row()).yellow_at
    assert yellow is not None
    stage.move(yellow - timedelta(seconds=1))
    await sweep.run_once(stage.database)
    assert await stage.records() == []
    stage.move(yellow)
    assert await sweep.run_once(stage.database) >= 1
    assert await stage.records() == ["YELLOW"]
    assert await sweep.run_once(stage.database) == 0


async def test_after_a_week_of_standstill_every_step_is_taken_once_and_in_order(
    stage: Stage,
) -> None:
    await stage.at("2026-03-12 10:00")
    kinds = await stage.records()
    steps = [kind for kind in kinds if not kind.startswith(("CARD", "ORDER"))]
    assert steps == ["YELLOW", "DUE", "URGE_NOTICE", "SUPERVISE", "RED_CARD"]
    assert len(await stage.cards()) == 2
    await stage.at("2026-03-12 10:01")
    assert await stage.records() == kinds


async def test_after_a_standstill_the_circular_waits_until_the_urge_may_be_answered(
    stage: Stage,
) -> None:
    await stage.at("2026-03-12 10:00")
    assert "NOTIFIED" not in dict(await stage.orders())
    assert (await stage.clock_row()).next_at == local("2026-03-13 10:00")
    await stage.at("2026-03-13 10:00")
    assert ("NOTIFIED", "ISSUED") in await stage.orders()


async def test_a_unit_that_answered_its_urge_is_not_put_into_a_circular(stage: Stage) -> None:
    await stage.at("2026-03-05 08:30")
    async with stage.city() as (city, ticket):
        await city.act(
            ticket,
            "NOTE_PROGRESS",
            city.person("handler", "bureau"),
            internal_text="等候配件",
            next_step="安装",
            next_date="2026-03-20",
        )
    await stage.at("2026-03-12 08:30")
    orders = await stage.orders()
    assert ("URGED", "REPLIED") in orders
    assert "NOTIFIED" not in dict(orders)
    assert "NOTIFY" in await stage.records()


@both
async def test_a_clock_set_back_an_hour_takes_no_step_twice(stage: Stage) -> None:
    await stage.at("2026-03-04 17:30")
    before = await stage.records()
    stage.move(local("2026-03-04 16:30"))
    assert await sweep.run_once(stage.database) == 0
    await stage.at("2026-03-04 17:31")
    assert await stage.records() == before


@both
async def test_two_workers_take_no_step_twice(stage: Stage, database_url: str) -> None:
    stage.move(local("2026-03-06 17:30"))
    other = Database(database_url, info=stage.database.info)
    try:
        await asyncio.gather(*(sweep.run_once(d) for d in (stage.database, other) * 2))
    finally:
        await other.close()
    await sweep.run_once(stage.database)
    async with stage.database.read() as session:
        steps = select(SupervisionRecord.clock_id, SupervisionRecord.kind)
        taken = [tuple(row) for row in (await session.execute(steps)).all() if row.clock_id]
        cards = await session.scalar(select(func.count()).select_from(Card))
        orders = await session.scalar(select(func.count()).select_from(Order))
        urges = select(func.count()).where(TicketAction.action == "ISSUE_URGE_NOTICE")
        assert await session.scalar(urges) == 1
    assert sorted(taken) == sorted(set(taken))
    assert len(taken) == 7
    assert (cards, orders) == (2, 2)


@both
async def test_a_clock_that_fails_holds_up_no_other_and_comes_back(stage: Stage) -> None:
    async with stage.database.write() as session:
        rows = select(TicketClock.id).where(TicketClock.clock == "case")
        bad = await session.scalar(rows)
        await session.execute(
            update(TicketClock)
            .where(TicketClock.id == bad)
            .values(clock="no_such_clock", next_at=local("2026-03-02 10:00"))
        )
    stage.move(local("2026-03-04 17:30"))
    assert await sweep.run_once(stage.database, limit=1) >= 2
    async with stage.database.read() as session:
        again = await session.scalar(select(TicketClock.next_at).where(TicketClock.id == bad))
        others = await sweep.due_ids(session, now=clock.now())
    assert again == local("2026-03-04 17:30") + sweep.TRY_AGAIN
    assert others == []


async def test_a_moved_due_time_starts_a_new_climb_and_keeps_the_old_steps(stage: Stage) -> None:
    await stage.at("2026-03-04 17:30")
    async with stage.city() as (city, ticket):
        await city.act(
            ticket,
            "RECLASSIFY",
            city.person("reviewer"),
            kind="HELP",
            category_code="010101",
            reason="改为求助",
        )
    row = await stage.clock_row()
    assert row.due_at > local("2026-03-10 00:00")
    stage.move(row.due_at)
    await sweep.run_once(stage.database)
    assert (await stage.records()).count("DUE") == 2
    assert [rule for rule, _, _ in await stage.cards()].count("TICKET_DUE") == 2


async def test_a_late_sign_in_is_reminded_then_signed_by_the_system_and_carded(
    database: Database, relay: Relay
) -> None:
    from tests.hotline.tickets import city as cities

    with clock.frozen(cities.MONDAY) as move:
        async with database.write() as session:
            city = await cities.build(session)
            ticket = await cities.dispatched(city)
        stage = Stage(database, relay, move, ticket.id, city.id("bureau"))
        await stage.at("2026-03-02 16:00")
        assert await stage.records("sign") == ["REMIND"]
        await stage.at("2026-03-03 10:00")
        assert (await stage.ticket()).status == "HANDLING"
        assert ("TICKET_DUE", "YELLOW", "sign") in await stage.cards()
        assert await stage.running() == {"promise", "case", "first_contact", "progress"}


async def test_after_a_standstill_a_sign_in_deemed_done_gets_no_red_card(
    database: Database, relay: Relay
) -> None:
    from tests.hotline.tickets import city as cities

    with clock.frozen(cities.MONDAY) as move:
        async with database.write() as session:
            city = await cities.build(session)
            ticket = await cities.dispatched(city)
        stage = Stage(database, relay, move, ticket.id, city.id("bureau"))
        await stage.at("2026-03-11 10:00")
        steps = {step for rule, _, step in await stage.cards() if rule == "TICKET_RED"}
        assert steps == {"first_contact"}


async def test_the_timer_of_an_unanswered_card_stands_in_the_outbox(stage: Stage) -> None:
    await stage.at("2026-03-04 17:30")
    async with stage.database.read() as session:
        query = select(OutboxDelivery.run_at).where(
            OutboxDelivery.handler == "supervision.card_answer_due"
        )
        assert local("2026-03-06 17:30") in set(await session.scalars(query))
