"""Whoever was joined to a lead ticket still presses and adds: it reaches the lead and its unit (§3.5, F1, F6)."""

import pytest
from sqlalchemy import select

from hotline.kit import clock
from hotline.kit.auth.actor import citizen_actor
from hotline.kit.ids import new_id
from hotline.tickets import service
from hotline.tickets.deed import REPORTER
from hotline.tickets.errors import (
    ActionRefused,
    IllegalTransition,
    PayloadInvalid,
    TicketUnknown,
)
from hotline.tickets.models import Ticket, TicketAction
from hotline.tickets.papers import TicketLink
from hotline.tickets.vocabulary import ClockId
from tests.conftest import BACKENDS
from tests.hotline.tickets.city import CHECKLIST, MONDAY, SATISFIED, City, dispatched, replied

NAMELESS = citizen_actor(None)


async def joined(city: City, lead: Ticket) -> Ticket:
    """A nameless reporter's ticket, joined to ``lead``."""
    ticket = await city.open(citizen_id=None, citizen_kind="ANONYMOUS")
    reviewer = city.person("reviewer")
    return await city.act(
        ticket, "MERGE_INTO", reviewer, lead_ticket_id=lead.id, same_fact=True, reason="同一盏灯"
    )


async def offered(city: City, ticket: Ticket) -> set[str]:
    found = await service.allowed_actions(city.session, ticket=ticket, actor=NAMELESS)
    return {offer["action"] for offer in found}


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_an_urge_of_a_joined_reporter_presses_the_lead_ticket(city: City) -> None:
    with clock.frozen(MONDAY):
        lead = await dispatched(city)
        own = await joined(city, lead)
        before = own.version
        assert await offered(city, own) == {"URGE", "ADD_CITIZEN_INFO"}
        await city.act(own, "URGE", NAMELESS, source="SMS", words="还没修")
        await city.session.refresh(lead)
    assert (own.status, own.version, lead.urge_count) == ("MERGED", before, 1)
    (pressing,) = await city.clocks(lead, ClockId.URGE_REPLY)
    assert pressing.unit_id == city.id("bureau")
    query = select(TicketAction).where(TicketAction.action == "URGE")
    row = (await city.session.scalars(query)).one()
    assert (row.ticket_id, row.actor_kind, row.message_id) == (lead.id, "citizen", "M27")
    assert row.payload[REPORTER] == own.id


async def test_the_lead_ticket_is_urged_once_a_day_by_all_of_them(city: City) -> None:
    with clock.frozen(MONDAY):
        lead = await dispatched(city)
        own, other = await joined(city, lead), await joined(city, lead)
        await city.act(own, "URGE", NAMELESS, source="SMS")
        for ticket in (own, other):
            with pytest.raises(ActionRefused):
                await city.act(ticket, "URGE", NAMELESS, source="SMS")
        assert lead.urge_count == 1


async def test_what_a_joined_reporter_adds_stands_in_the_lead_ticket(city: City) -> None:
    with clock.frozen(MONDAY):
        lead = await dispatched(city)
        own = await joined(city, lead)
        words = own.content
        await city.act(own, "ADD_CITIZEN_INFO", NAMELESS, text="昨晚有人摔倒", is_new_fact=True)
        agent = city.person("agent")
        await city.act(own, "ADD_CITIZEN_INFO", agent, text="来电补充：灯杆倾斜")
    assert own.content == words
    assert "昨晚有人摔倒" in lead.content
    assert "灯杆倾斜" in lead.content


async def test_a_reporter_may_do_nothing_else_with_the_lead_ticket(city: City) -> None:
    with clock.frozen(MONDAY):
        lead = await dispatched(city)
        own = await joined(city, lead)
        with pytest.raises(TicketUnknown):
            await city.act(lead, "URGE", NAMELESS, source="SMS")
        with pytest.raises(IllegalTransition):
            await city.act(own, "WITHDRAW", NAMELESS, identity_check="SAME_NUMBER", reason="不用了")
        stranger = citizen_actor(new_id())
        with pytest.raises(TicketUnknown):
            await city.act(own, "ADD_CITIZEN_INFO", stranger, text="与我无关")


async def test_nothing_is_passed_on_to_a_lead_ticket_that_is_over(city: City) -> None:
    with clock.frozen(MONDAY):
        lead = await dispatched(city)
        own = await joined(city, lead)
        other = await replied(city)
        gone = await joined_to_closed(city, other)
        assert await offered(city, gone) == set()
        with pytest.raises(ActionRefused):
            await city.act(gone, "URGE", NAMELESS, source="SMS")
        assert await offered(city, own) == {"URGE", "ADD_CITIZEN_INFO"}


async def joined_to_closed(city: City, lead: Ticket) -> Ticket:
    own = await joined(city, lead)
    await city.act(lead, "ACCEPT_RESULT", city.person("result_reviewer"), checklist=CHECKLIST)
    agent = city.person("follow_up_agent")
    await city.act(lead, "CLOSE", agent, close_outcome="RESOLVED", **SATISFIED)
    return own


async def links_of(city: City, ticket: Ticket) -> list[tuple[str, str]]:
    query = select(TicketLink).where(TicketLink.ticket_id == ticket.id)
    return [(link.other_id, link.relation) for link in await city.session.scalars(query)]


async def test_what_was_separated_again_is_no_longer_shown_as_joined(city: City) -> None:
    with clock.frozen(MONDAY):
        lead, ticket = await city.open(), await city.open()
        reviewer, agent = city.person("reviewer"), city.person("agent")
        await city.act(ticket, "LINK", agent, ticket_id=lead.id)
        given = {"lead_ticket_id": lead.id, "same_fact": True, "reason": "同一处"}
        await city.act(ticket, "MERGE_INTO", reviewer, **given)
        assert set(await links_of(city, ticket)) == {
            (lead.id, "RELATED"),
            (lead.id, "MERGED_INTO"),
        }
        await city.act(ticket, "UNMERGE", reviewer, reason="不是同一处")
    assert await links_of(city, ticket) == [(lead.id, "RELATED")]


@pytest.mark.parametrize("action", ["LINK", "UNLINK"])
@pytest.mark.parametrize("relation", ["SPLIT_FROM", "MERGED_INTO", "REMAINDER_OF"])
async def test_nobody_makes_or_undoes_by_hand_what_splitting_and_merging_linked(
    city: City, action: str, relation: str
) -> None:
    with clock.frozen(MONDAY):
        one, other = await city.open(), await city.open()
        given = {"ticket_id": other.id, "relation": relation}
        with pytest.raises(PayloadInvalid):
            await city.act(one, action, city.person("agent"), **given)
