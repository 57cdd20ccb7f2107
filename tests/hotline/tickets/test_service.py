"""A ticket's whole life through ``act``, on both databases."""

import pytest
from sqlalchemy import select

from hotline.kit import clock
from hotline.kit.outbox.models import OutboxEvent
from hotline.tickets.models import TicketAction
from tests.conftest import BACKENDS
from tests.hotline.tickets import invariants
from tests.hotline.tickets.city import MONDAY, City, closed, contacted, following, reply

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


@both
async def test_a_ticket_lives_from_intake_to_closing(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await closed(city)
        await invariants.check(city, ticket)
    assert (ticket.status, ticket.close_outcome) == ("CLOSED", "RESOLVED")
    assert await city.running(ticket) == {"reopen_window"}
    rows = list(await city.session.scalars(select(TicketAction).order_by(TicketAction.seq)))
    assert [row.action for row in rows] == [
        "OPEN", "APPROVE", "DISPATCH", "SIGN", "LOG_CONTACT", "PROPOSE", "REPLY",
        "ACCEPT_RESULT", "CLOSE",
    ]  # fmt: skip
    assert [row.message_id for row in rows if row.message_id] == ["M01", "M13", "M24", "M25"]
    replied = rows[6]
    assert (replied.actor_id, replied.requester_id) == (
        "unit_approver.bureau.",
        "handler.bureau.",
    )
    assert replied.changes["status"] == ["HANDLING", "REPLIED"]
    assert replied.texts is not None
    assert replied.texts["public_answer"] not in str(replied.payload)


@both
async def test_every_step_is_published_with_ids_only(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await following(city)
    events = list(await city.session.scalars(select(OutboxEvent).order_by(OutboxEvent.id)))
    acted = [e.payload for e in events if e.name == "ticket.acted"]
    assert [e["version"] for e in acted] == list(range(2, ticket.version + 1))
    assert {e["ticket_id"] for e in acted} == {ticket.id}
    assert all("路灯" not in str(e.payload) for e in events)


@both
async def test_a_redo_keeps_one_work_clock(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await following(city)
        await city.act(
            ticket,
            "ORDER_REDO",
            city.person("follow_up_agent"),
            trigger="UNRESOLVED",
            instruction="请再处理",
            resolved="NO",
        )
        await invariants.check(city, ticket)
        await contacted(city, ticket)
        await reply(city, ticket)
        await invariants.check(city, ticket)
    assert (ticket.status, ticket.redo_round) == ("REPLIED", 1)
