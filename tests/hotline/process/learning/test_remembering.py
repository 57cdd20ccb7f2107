"""Every process remembers what was confirmed, at start and while it runs (实例记忆的更新)."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.process.learning.confirmed import Confirmed
from hotline.process.learning.remembering import MemoryFeed, _judge, alike
from hotline.tickets.events import TicketActed
from hotline.tickets.models import Ticket
from routing.classify.memory import Memory
from routing.classify.modelfile import LoadedModel, ModelStatus
from routing.state import RoutingHolder
from tests.hotline.process.learning.test_confirmed import objected
from tests.hotline.tickets import city as c
from tests.hotline.tickets.city import City, build
from tests.routing.city import state


@pytest.fixture
async def city(session: AsyncSession) -> City:
    """Units and calendars on the open session."""
    return await build(session)


def process(tmp_path: Path, *, size: int = 100) -> RoutingHolder:
    """One process's holder with its memory and feed."""
    holder = RoutingHolder(tmp_path, b"k" * 32, memory=Memory(size) if size else None)
    holder.feeds.append(MemoryFeed(holder))
    return holder


def held(holder: RoutingHolder) -> set[str]:
    memory = holder.state.memory
    assert memory is not None
    return memory.keys()


async def test_a_second_process_takes_up_what_another_confirmed(city: City, tmp_path: Path) -> None:
    first, second = process(tmp_path), process(tmp_path)
    await first.refresh(city.session)
    await second.refresh(city.session)
    assert held(first) == held(second) == set()
    ticket = await c.dispatched(city)
    event = TicketActed(ticket.id, "-", "DISPATCH", "READY", "DISPATCHED", ticket.version)
    await first.feeds[0].on_acted(city.session, event)  # type: ignore[attr-defined]
    assert held(first) == {ticket.id}
    assert held(second) == set()
    await second.feeds[0](city.session)
    assert held(second) == {ticket.id}


async def test_a_process_that_starts_knows_what_was_confirmed_before(
    city: City, tmp_path: Path
) -> None:
    tickets = [await c.dispatched(city) for _ in range(3)]
    holder = process(tmp_path, size=2)
    await holder.refresh(city.session)
    assert held(holder) == {tickets[1].id, tickets[2].id}


async def test_a_ticket_made_confidential_is_forgotten_everywhere(
    city: City, tmp_path: Path
) -> None:
    holder = process(tmp_path)
    ticket = await c.dispatched(city)
    await holder.refresh(city.session)
    assert held(holder) == {ticket.id}
    await city.act(
        ticket,
        "SET_CONFIDENTIAL",
        city.person("reviewer"),
        level="CITIZEN_HIDDEN",
        named_account_ids=[],
    )
    await holder.feeds[0](city.session)
    assert held(holder) == set()


async def test_a_ruling_teaches_the_ruled_unit(city: City, tmp_path: Path) -> None:
    holder = process(tmp_path)
    await holder.refresh(city.session)
    ticket = await objected(city)
    await holder.feeds[0](city.session)
    memory = holder.state.memory
    assert memory is not None
    assert "unit" not in memory.similar(ticket.content)[0].lesson.labels
    await city.act(
        ticket,
        "REDISPATCH",
        city.person("adjudicator"),
        ruling="由公安局办理",
        lead_unit_id=city.id("police"),
        basis="公安局三定规定",
        fault="DISPATCHER",
    )
    await holder.feeds[0](city.session)
    lesson = memory.similar(ticket.content)[0].lesson
    assert lesson.labels["unit"] == city.units["police"].code
    assert lesson.refused == (city.units["bureau"].code,)


async def test_what_was_missed_is_found_within_the_hour(city: City, tmp_path: Path) -> None:
    holder = process(tmp_path)
    ticket = await c.dispatched(city)
    await holder.refresh(city.session)
    await holder.feeds[0](city.session)
    ticket.confidentiality = "RESTRICTED"
    await city.session.flush()
    await holder.feeds[0](city.session)
    assert held(holder) == {ticket.id}
    with clock.frozen(clock.now() + timedelta(hours=2)):
        await holder.feeds[0](city.session)
    assert held(holder) == set()


async def test_switched_off_nothing_is_read(city: City, tmp_path: Path) -> None:
    holder = process(tmp_path, size=0)
    ticket = await c.dispatched(city)
    await holder.refresh(city.session)
    assert holder.state.memory is None
    actor = city.person("supervisor")
    assert await alike(city.session, state=holder.state, text=ticket.content, actor=actor) == []


async def shown(city: City, holder: RoutingHolder, ticket: Ticket, actor: Any) -> list[str]:
    found = await alike(city.session, state=holder.state, text=ticket.content, actor=actor)
    return [one.ticket_id for one in found]


async def test_only_tickets_the_reader_may_see_are_shown(city: City, tmp_path: Path) -> None:
    ticket = await c.handled(city)
    holder = process(tmp_path)
    await holder.refresh(city.session)
    assert await shown(city, holder, ticket, city.person("supervisor")) == [ticket.id]
    assert await shown(city, holder, ticket, city.person("handler", "bureau")) == [ticket.id]
    assert await shown(city, holder, ticket, city.person("handler", "police")) == []
    assert await shown(city, holder, ticket, city.person("analyst")) == []


async def test_a_ticket_made_confidential_a_moment_ago_is_not_shown(
    city: City, tmp_path: Path
) -> None:
    ticket = await c.dispatched(city)
    holder = process(tmp_path)
    await holder.refresh(city.session)
    ticket.confidentiality = "CITIZEN_HIDDEN"
    await city.session.flush()
    assert held(holder) == {ticket.id}
    assert await shown(city, holder, ticket, city.person("supervisor")) == []


async def test_the_ticket_itself_is_left_out(city: City, tmp_path: Path) -> None:
    ticket, other = await c.dispatched(city), await c.dispatched(city)
    holder = process(tmp_path)
    await holder.refresh(city.session)
    found = await alike(
        city.session,
        state=holder.state,
        text=ticket.content,
        actor=city.person("supervisor"),
        but=ticket.id,
    )
    assert [one.ticket_id for one in found] == [other.id]
    assert found[0].number == other.number
    assert found[0].unit == "城管局"


def test_the_model_is_not_judged_by_what_it_was_trained_on() -> None:
    at = datetime.fromisoformat("2026-03-01T00:00:00+00:00")
    card = {"trained_at": "2026-03-02T00:00:00+00:00"}
    known = state(model=LoadedModel(ModelStatus.LOADED, None, card))
    assert _judge(known, Confirmed("垃圾", {}, at, "")) is None
    later = _judge(known, Confirmed("垃圾", {}, at + timedelta(days=3), ""))
    assert later is not None
    assert later("垃圾没人清运")["category"]
