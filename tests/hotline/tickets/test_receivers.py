"""Who may be given a ticket (可承办单位): lines, the hotline, villages and the city government; §2.1, §7.4."""

from datetime import timedelta
from typing import Any

import pytest

from hotline.kit import clock
from hotline.tickets.errors import PayloadInvalid, UnitUnusable
from hotline.tickets.models import Assignment, Ticket
from hotline.tickets.vocabulary import ClockId
from tests.hotline.tickets.city import APPROVED, MONDAY, City, dispatched, handled

LATER = MONDAY + timedelta(days=4)


async def ready(city: City) -> Ticket:
    """A ticket that waits for dispatch."""
    ticket = await city.open()
    return await city.act(ticket, "APPROVE", city.person("reviewer"), **APPROVED)


async def led_by(city: City, unit: str, **more: Any) -> Ticket:
    """A ticket that ``unit`` leads and has signed."""
    ticket = await ready(city)
    await send(city, ticket, unit, **more)
    return await city.act(ticket, "SIGN", city.person("unit_clerk", unit))


async def send(city: City, ticket: Ticket, lead: str, *partners: str, **more: Any) -> Ticket:
    """Dispatch it."""
    return await city.act(
        ticket,
        "DISPATCH",
        city.person("dispatcher"),
        lead_unit_id=city.id(lead),
        partner_unit_ids=[city.id(unit) for unit in partners],
        dispatch_basis="目录",
        **more,
    )


async def roles(city: City, ticket: Ticket) -> dict[str, str]:
    """The active parts by the short name of their unit."""
    names = {unit.id: code for code, unit in city.units.items()}
    parts: list[Assignment] = await city.parts(ticket)
    return {names[p.unit_id]: p.role for p in parts if p.status != "REVOKED"}


@pytest.mark.parametrize("unit", ["line", "hotline", "city", "village"])
async def test_lines_the_hotline_the_city_government_and_villages_are_not_dispatched_to(
    city: City, unit: str
) -> None:
    """§2.1: a line is transferred to (A6), the hotline never handles, a village only helps its town."""
    with clock.frozen(MONDAY):
        ticket = await ready(city)
        with pytest.raises(UnitUnusable):
            await send(city, ticket, unit)
        with pytest.raises(UnitUnusable):
            await send(city, ticket, "bureau", unit)
        assert ticket.status == "READY"


async def test_a_village_is_no_partner_of_its_town_by_the_hotlines_word(city: City) -> None:
    """§2.1: a village may receive from its town only."""
    with clock.frozen(MONDAY), pytest.raises(UnitUnusable, match="own town"):
        await send(city, await ready(city), "town", "village")


@pytest.mark.parametrize("unit", ["line", "hotline", "village"])
async def test_what_is_raised_goes_to_a_unit_that_handles(city: City, unit: str) -> None:
    """F5: the superior unit leads; a line, the hotline or a village never does."""
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        officer = city.person("supervision_officer")
        given = {"superior_unit_id": city.id(unit), "reason": "久拖不决"}
        with pytest.raises(UnitUnusable):
            await city.act(ticket, "RAISE", officer, **given)


async def test_the_city_government_leads_what_is_raised_to_it(city: City) -> None:
    """F5: it is the only superior that a city bureau has."""
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        officer, chair = city.person("supervision_officer"), city.person("coordinator")
        given = {"superior_unit_id": city.id("city"), "reason": "久拖不决"}
        await city.confirm(ticket, "RAISE", officer, chair, **given)
    assert await roles(city, ticket) == {"city": "LEAD"}


@pytest.mark.parametrize("unit", ["line", "hotline", "city", "village"])
async def test_a_bureau_asks_only_units_that_handle_to_help(city: City, unit: str) -> None:
    """D5, §2.1: no line, not the hotline, not the city government, no village of any town."""
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        given = {"unit_id": city.id(unit), "task": "现场秩序"}
        with pytest.raises(UnitUnusable):
            await city.act(ticket, "ADD_PARTNER", city.person("handler", "bureau"), **given)


async def test_a_town_asks_its_own_village_to_help(city: City) -> None:
    """D5, §2.1: from its town, as helper."""
    with clock.frozen(MONDAY):
        ticket = await led_by(city, "town")
        lead, hotline = city.person("handler", "town"), city.person("dispatcher")
        given = {"unit_id": city.id("village"), "task": "协助入户"}
        await city.confirm(ticket, "ADD_PARTNER", lead, hotline, **given)
    assert await roles(city, ticket) == {"town": "LEAD", "village": "PARTNER"}


@pytest.mark.parametrize("basis", ["履职清单第三项", None])
async def test_a_district_hands_nothing_down_to_a_village(city: City, basis: str | None) -> None:
    """§2.1: a village may receive from its town only, whatever basis the district writes."""
    with clock.frozen(MONDAY):
        ticket = await led_by(city, "district")
        down = {"unit_id": city.id("village"), "reason": "属地", "due_at": LATER}
        with pytest.raises(UnitUnusable, match="own town"):
            await city.act(
                ticket,
                "TRANSFER_DOWN",
                city.person("unit_clerk", "district"),
                **down,
                town_list_basis=basis,
            )


async def test_a_bureau_hands_nothing_down_to_a_line_of_its_own(city: City) -> None:
    """§2.1: a line keeps its number and shares seats; it is no lower tier that handles."""
    with clock.frozen(MONDAY):
        ticket = await led_by(city, "police")
        down = {"unit_id": city.id("line"), "reason": "转专线", "due_at": LATER}
        with pytest.raises(UnitUnusable, match="transferred"):
            await city.act(ticket, "TRANSFER_DOWN", city.person("unit_clerk", "police"), **down)


async def test_a_town_that_may_not_pass_it_on_keeps_it_from_its_village_too(city: City) -> None:
    """§7.1 ``no_push_down``: the lead may not transfer to a town or village."""
    with clock.frozen(MONDAY):
        ticket = await led_by(city, "town", no_push_down=True)
        down = {"unit_id": city.id("village"), "reason": "属地", "due_at": LATER}
        with pytest.raises(PayloadInvalid, match="not pushed down"):
            await city.act(ticket, "TRANSFER_DOWN", city.person("unit_clerk", "town"), **down)


async def test_an_objection_suggests_a_unit_that_may_lead(city: City) -> None:
    """C3: the suggested unit is one the hotline could dispatch to."""
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        given = {
            "return_reason": "NOT_OUR_DUTY",
            "legal_basis": "《城市照明管理规定》第八条",
            "explanation": "不属于本单位的职责范围",
        }
        clerk = city.person("unit_clerk", "bureau")
        for unit in ("line", "hotline", "village"):
            with pytest.raises(UnitUnusable):
                await city.act(ticket, "OBJECT", clerk, **given, suggested_unit_id=city.id(unit))


async def test_a_partner_ends_a_working_day_before_the_lead(city: City) -> None:
    """§4.1 partner: case due − 1 WD, also where the lead asks for a date itself."""
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        (case,) = await city.clocks(ticket, ClockId.CASE)
        lead, hotline = city.person("handler", "bureau"), city.person("dispatcher")
        given = {"unit_id": city.id("police"), "task": "现场秩序"}
        for late in (case.due_at, case.due_at + timedelta(days=3)):
            with pytest.raises(PayloadInvalid, match="1 WD"):
                await city.act(ticket, "ADD_PARTNER", lead, **given, due_at=late)
        fits = case.due_at - timedelta(days=3)  # the case ends on a Monday
        await city.confirm(ticket, "ADD_PARTNER", lead, hotline, **given, due_at=fits)
        (partner,) = await city.clocks(ticket, ClockId.PARTNER)
    assert partner.due_at == fits


CALL: dict[str, Any] = {"place": "祖庙路", "question": "占道联合整治"}


async def test_a_whistle_says_when_and_not_in_the_past(city: City) -> None:
    """D7 must carry departments, place, time and question."""
    with clock.frozen(MONDAY):
        ticket = await led_by(city, "town")
        town, called = city.person("handler", "town"), [city.id("police")]
        with pytest.raises(PayloadInvalid) as caught:
            await city.act(ticket, "WHISTLE", town, unit_ids=called, **CALL)
        assert [e["field"] for e in caught.value.extra["errors"]] == ["meeting_at"]
        past = MONDAY - timedelta(days=1)
        with pytest.raises(PayloadInvalid, match="over"):
            await city.act(ticket, "WHISTLE", town, unit_ids=called, meeting_at=past, **CALL)
        await city.act(ticket, "WHISTLE", town, unit_ids=called, meeting_at=LATER, **CALL)


async def test_a_second_whistle_does_not_reset_the_clock_of_who_has_not_come(city: City) -> None:
    """§4.1 whistle_report stops at REPORT_IN only."""
    with clock.frozen(MONDAY) as move:
        ticket = await led_by(city, "town")
        town = city.person("handler", "town")
        call = {**CALL, "unit_ids": [city.id("police")], "meeting_at": LATER}
        await city.act(ticket, "WHISTLE", town, **call)
        (first,) = await city.clocks(ticket, ClockId.WHISTLE_REPORT)
        move(MONDAY + timedelta(days=2))
        with pytest.raises(PayloadInvalid, match="not come"):
            await city.act(ticket, "WHISTLE", town, **call)
        assert (first.state, first.late) == ("RUNNING", None)
        came = {"who_came": "李队", "opinion": "同意"}
        await city.act(ticket, "REPORT_IN", city.person("handler", "police"), **came)
        assert (first.state, first.late) == ("STOPPED", True)
        await city.act(ticket, "WHISTLE", town, **call)


@pytest.mark.parametrize("unit", ["line", "hotline", "city", "village"])
async def test_a_town_whistles_for_departments_only(city: City, unit: str) -> None:
    """D7: departments are called."""
    with clock.frozen(MONDAY):
        ticket = await led_by(city, "town")
        call = {**CALL, "unit_ids": [city.id(unit)], "meeting_at": LATER}
        with pytest.raises(UnitUnusable):
            await city.act(ticket, "WHISTLE", city.person("handler", "town"), **call)
