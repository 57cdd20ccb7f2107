"""The original due time follows what the hotline corrects, not what the unit is granted (原时限; decision 0019)."""

from datetime import timedelta

import pytest

from hotline.kit import clock
from hotline.tickets import queries
from hotline.tickets.models import Ticket
from hotline.tickets.vocabulary import ClockId
from routing.taxonomy.tree import RequestKind, Urgency
from tests.conftest import BACKENDS
from tests.hotline.tickets.city import MONDAY, City, dispatched, handled
from tests.hotline.tickets.test_time import extended, local

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
LATER = MONDAY + timedelta(hours=1)


async def urged(city: City, ticket: Ticket, urgency: str) -> None:
    """The hotline changes the urgency."""
    boss = city.person("supervisor")
    await city.act(ticket, "CHANGE_URGENCY", boss, urgency=urgency, reason="经核实")


async def corrected(city: City, ticket: Ticket, kind: str) -> None:
    """The hotline corrects the kind."""
    reviewer = city.person("reviewer")
    given = {"kind": kind, "category_code": "010101", "reason": "更正"}
    await city.act(ticket, "RECLASSIFY", reviewer, **given)


@both
async def test_an_urgency_lowered_gives_the_time_from_dispatch_and_the_log_keeps_the_old_one(
    city: City,
) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await dispatched(city, urgency="URGENT")
        first = ticket.original_due_at
        assert first is not None
        assert first == ticket.due_at == MONDAY + timedelta(hours=24)
        move(LATER)
        await urged(city, ticket, "NORMAL")
        assert ticket.original_due_at == ticket.due_at == local(16)
        row = (await queries.list_actions(city.session, ticket.id))[-1]
        (case,) = await city.clocks(ticket, ClockId.CASE)
    assert row.changes["original_due_at"] == [first.isoformat(), local(16).isoformat()]
    assert case.original_due_at == first


async def test_an_urgency_raised_holds_the_unit_to_the_shorter_time(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await dispatched(city)
        move(LATER)
        await urged(city, ticket, "URGENT")
        assert ticket.original_due_at == ticket.due_at == LATER + timedelta(hours=24)
        await urged(city, ticket, "NORMAL")
    assert ticket.original_due_at == ticket.due_at == local(16)


async def test_a_granted_extension_is_in_no_original_time(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        await extended(city, ticket)
        await city.act(ticket, "GRANT_EXTENSION", city.person("dispatcher"))
        assert (ticket.original_due_at, ticket.due_at) == (local(16), local(19))
        await urged(city, ticket, "URGENT")
        await urged(city, ticket, "NORMAL")
    assert (ticket.original_due_at, ticket.due_at) == (local(16), local(19))


async def test_a_corrected_kind_brings_its_own_limit_from_dispatch(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await dispatched(city, RequestKind.CONSULT)
        assert ticket.original_due_at == local(4)
        move(LATER)
        await corrected(city, ticket, "COMPLAINT")
        assert ticket.original_due_at == ticket.due_at == local(23)


async def test_a_limit_shortened_late_leaves_what_the_due_time_leaves(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await dispatched(city, RequestKind.COMPLAINT)
        move(MONDAY + timedelta(days=7))
        await corrected(city, ticket, "CONSULT")
        assert ticket.original_due_at == ticket.due_at == local(10)


async def test_a_correction_after_the_time_was_over_excuses_nothing(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await dispatched(city, RequestKind.COMPLAINT)
        move(MONDAY + timedelta(days=60))
        await corrected(city, ticket, "REPORT")
        assert ticket.original_due_at == local(23)
        await corrected(city, ticket, "CONSULT")
        assert ticket.original_due_at == local(23)


async def test_before_the_dispatch_there_is_none(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open(urgency=Urgency.URGENT)
        await urged(city, ticket, "NORMAL")
    assert ticket.original_due_at is None
