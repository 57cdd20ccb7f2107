"""What teaches and what never does (学习语料)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from crm.models import Citizen
from hotline.kit import clock
from hotline.process.drafting import HISTORICAL
from hotline.process.learning import confirmed as learning
from hotline.process.learning.confirmed import Confirmed, confirmed, count_confirmed, lessons_of
from hotline.tickets.models import Ticket
from routing.taxonomy.tree import RequestKind
from tests.hotline.tickets import city as c
from tests.hotline.tickets.city import City, build

OBJECTION = {
    "return_reason": "NOT_OUR_DUTY",
    "legal_basis": "《城市照明管理规定》第四条",
    "explanation": "该路段照明设施由公安局管养，本局无管养记录",
}


@pytest.fixture
async def city(session: AsyncSession) -> City:
    """Units and calendars on the open session."""
    return await build(session)


async def lessons(city: City, **how: Any) -> list[Confirmed]:
    """Everything that teaches."""
    return [lesson async for lesson in confirmed(city.session, **how)]


async def objected(city: City) -> Ticket:
    """A ticket the bureau wants to give to the police."""
    ticket = await c.dispatched(city)
    clerk, approver = city.person("unit_clerk", "bureau"), city.person("unit_approver", "bureau")
    given = {**OBJECTION, "suggested_unit_id": city.id("police")}
    return await city.confirm(ticket, "OBJECT", clerk, approver, **given)


async def test_a_closed_ticket_teaches_what_people_decided(city: City) -> None:
    ticket = await c.closed(city)
    (lesson,) = await lessons(city)
    assert lesson.labels == {
        "kind": "HELP",
        "category": ticket.category_code,
        "unit": city.units["bureau"].code,
    }
    assert (lesson.text, lesson.at, lesson.ticket_id) == (
        ticket.content,
        ticket.received_at,
        ticket.id,
    )
    assert lesson.group == ticket.citizen_id
    assert await count_confirmed(city.session) == 1


async def test_a_draft_teaches_nothing(city: City) -> None:
    await city.open()
    assert await lessons(city) == []
    assert await count_confirmed(city.session) == 0


async def test_personal_data_is_masked(city: City) -> None:
    ticket = await c.dispatched(city)
    ticket.content = "路灯不亮，请回电 13800138000"
    await city.session.flush()
    (lesson,) = await lessons(city)
    assert "13800138000" not in lesson.text
    assert "路灯不亮" in lesson.text


@pytest.mark.parametrize("level", ["CITIZEN_HIDDEN", "RESTRICTED"])
async def test_confidential_tickets_never_teach(city: City, level: str) -> None:
    ticket = await c.closed(city)
    ticket.confidentiality = level
    await city.session.flush()
    assert await lessons(city) == []
    assert await lessons_of(city.session, [ticket.id]) == []
    assert await learning.recent(city.session, 10) == []


@pytest.mark.parametrize("status", ["MERGED", "VOIDED", "WITHDRAWN", "DECLINED", "HANDED_OFF"])
async def test_what_came_to_nothing_teaches_nothing(city: City, status: str) -> None:
    ticket = await c.closed(city)
    ticket.status = status
    await city.session.flush()
    assert await lessons(city) == []


async def test_erased_persons_teach_nothing(city: City) -> None:
    await c.closed(city)
    citizen = await city.session.get(Citizen, city.citizen_id)
    assert citizen is not None
    citizen.erased_at = clock.now()
    await city.session.flush()
    assert await lessons(city) == []


async def test_a_disputed_unit_is_no_label(city: City) -> None:
    await objected(city)
    (lesson,) = await lessons(city)
    assert "unit" not in lesson.labels
    assert lesson.labels["category"]


async def test_after_a_ruling_the_ruled_unit_is_the_label_and_the_other_is_refused(
    city: City,
) -> None:
    ticket = await objected(city)
    await city.act(
        ticket,
        "REDISPATCH",
        city.person("adjudicator"),
        ruling="由公安局办理",
        lead_unit_id=city.id("police"),
        basis="公安局三定规定",
        fault="DISPATCHER",
    )
    (lesson,) = await lessons_of(city.session, [ticket.id])
    assert lesson.labels["unit"] == city.units["police"].code
    assert lesson.refused == (city.units["bureau"].code,)


async def test_a_return_that_was_rejected_refuses_nobody(city: City) -> None:
    ticket = await objected(city)
    await city.act(ticket, "REJECT_OBJECTION", city.person("adjudicator"), ruling="理由不成立")
    (lesson,) = await lessons(city)
    assert lesson.labels["unit"] == city.units["bureau"].code
    assert lesson.refused == ()


async def test_what_only_the_system_dispatched_counts_once_it_is_signed(city: City) -> None:
    ticket = await c.dispatched(city)
    ticket.dispatched_by = None
    await city.session.flush()
    assert "unit" not in (await lessons(city))[0].labels
    await city.act(ticket, "SIGN", city.person("unit_clerk", "bureau"))
    assert (await lessons(city))[0].labels["unit"] == city.units["bureau"].code


async def test_orders_of_another_system_teach_only_if_told(city: City) -> None:
    ticket = await city.open(RequestKind.COMPLAINT)
    ticket.status, ticket.exclusion_reason = "CLOSED", HISTORICAL
    ticket.labels, ticket.answers = [HISTORICAL], {"原承办单位": "公安局"}
    await city.session.flush()
    assert await lessons(city) == []
    (lesson,) = await lessons(city, imported=True)
    assert lesson.labels["unit"] == city.units["police"].code
    assert await count_confirmed(city.session, imported=True) == 1


async def test_since_leaves_out_what_did_not_change(city: City) -> None:
    await c.closed(city)
    assert len(await lessons(city, since=clock.now() - timedelta(minutes=5))) == 1
    assert await lessons(city, since=clock.now() + timedelta(minutes=5)) == []


async def test_every_ticket_comes_once_in_order_over_many_batches(city: City) -> None:
    tickets = [await c.dispatched(city) for _ in range(5)]
    found = await lessons(city, batch=2)
    assert [lesson.ticket_id for lesson in found] == [ticket.id for ticket in tickets]
    assert [x.ticket_id for x in await learning.recent(city.session, 3)] == [
        ticket.id for ticket in tickets[2:]
    ]
