"""The 360° view gets ids and fixed labels, once each, never a word of the person's."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select

from crm.models import TimelineEntry
from hotline.kit.db import Database
from hotline.process import timeline
from hotline.tickets.events import TicketActed, TicketOpened, TicketSplit
from hotline.tickets.models import Ticket, TicketAction
from tests.conftest import BACKENDS
from tests.hotline.process.mailroom import (
    House,
    Reporter,
    add_action,
    add_ticket,
    house,
    house_info,
)


@pytest.fixture
def session_info() -> dict[str, Any]:
    return house_info()


@pytest.fixture
async def place(database: Database) -> AsyncIterator[House]:
    async with house(database) as found:
        yield found


async def labels(place: House) -> list[str]:
    columns = (TimelineEntry.object_kind, TimelineEntry.label)
    async with place.database.read() as session:
        rows = (await session.execute(select(*columns).order_by(TimelineEntry.id))).all()
    assert all(kind == "ticket" for kind, _ in rows)
    return [label for _, label in rows]


async def opened(place: House, who: Reporter | None = None) -> tuple[Ticket, TicketOpened]:
    async with place.database.write() as session:
        ticket = await add_ticket(session, place, who)
        action = await session.scalar(
            select(TicketAction.id).where(TicketAction.ticket_id == ticket.id)
        )
        event = TicketOpened(ticket.id, str(action), "M01")
        for _ in range(2):
            await timeline.on_opened(session, event)
    return ticket, event


async def act(place: House, ticket: Ticket, action: str, to: str, **columns: Any) -> None:
    async with place.database.write() as session:
        found = await add_action(session, ticket, action, **columns)
        event = TicketActed(
            ticket.id, found, action, "DRAFT", to, 2, message_id=columns.get("message_id")
        )
        await timeline.on_acted(session, event)


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_an_opening_is_noted_once(place: House) -> None:
    await opened(place)
    assert await labels(place) == ["登记工单"]


async def test_an_anonymous_ticket_has_no_timeline(place: House) -> None:
    await opened(place, Reporter(phone=None))
    assert await labels(place) == []


async def test_only_what_concerns_the_citizen_is_noted(place: House) -> None:
    ticket, _ = await opened(place)
    await act(place, ticket, "COMMENT", "DRAFT")
    await act(place, ticket, "APPROVE", "READY")
    await act(place, ticket, "SUPERVISE", "DRAFT", message_id="M28")
    await act(place, ticket, "URGE", "DRAFT", actor_kind="citizen")
    assert await labels(place) == ["登记工单", "审核通过", "督办", "催办"]


async def test_every_part_of_a_divided_ticket_is_noted(place: House) -> None:
    ticket, _ = await opened(place)
    async with place.database.write() as session:
        part = await add_ticket(session, place)
        await timeline.on_split(session, TicketSplit(ticket.id, (part.id,)))
    assert await labels(place) == ["登记工单", "登记工单"]
