"""What pillars say before an action: a village gets only what its town's list covers (domain rules §2.1, §7.4)."""

from datetime import timedelta
from typing import Any

import pytest

from hotline.kit import clock
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.ids import new_id
from hotline.process.dispatching.models import TownOverride
from hotline.process.preparation import Occasion, PushedDown, prepare
from hotline.tickets.actions import Action
from hotline.tickets.models import Ticket
from hotline.tickets.payloads_handling import AddPartner, TransferDown
from tests.support.city import City

VILLAGE, TOWN, OTHER_TOWN = "FS-CC-NZ-ZN", "FS-CC-NZ", "FS-CC-ZM"


def payload_of(action: Action, unit_id: str) -> Any:
    """Hand something to the unit, with a basis anybody could write."""
    if action is Action.ADD_PARTNER:
        return AddPartner(unit_id=unit_id, task="协助入户")
    due = clock.now() + timedelta(days=3)
    return TransferDown(unit_id=unit_id, reason="属地", due_at=due, town_list_basis="随便写的")


async def prepared(
    city: City, action: Action, *, covered: bool, override: str | None = None
) -> Any:
    """Prepare it on a ticket whose category the town's list covers or not."""
    receipt = await city.submits("禅城区南庄镇紫南村村口的垃圾没人清运")
    state = city.hotline.routing.state
    units, listed = state.units.by_code, state.catalogue.town_list_covers
    on, town = clock.local_date(), units[TOWN].id
    code = next(c.code for c in state.taxonomy.leaves() if listed(town, c.code, on) is covered)
    payload = payload_of(action, units[VILLAGE].id)
    async with city.hotline.database.write() as session:
        ticket = await session.get_one(Ticket, receipt["id"])
        ticket.category_code = code
        if override is not None:
            told = {"action": "DISPATCH", "at": clock.now(), "reason": "会商决定", "by": None}
            where = {"ticket_id": ticket.id, "unit_id": units[override].id, "category_code": code}
            session.add(TownOverride(id=new_id(), **told, **where))
            await session.flush()
        return await prepare(action, payload, Occasion(session, ticket, SYSTEM, state)), payload


@pytest.mark.parametrize("action", [Action.TRANSFER_DOWN, Action.ADD_PARTNER])
async def test_a_village_gets_what_its_towns_list_covers(city: City, action: Action) -> None:
    """§7.4: a transfer to a village is refused unless the town's own list covers the category."""
    prepared_payload, payload = await prepared(city, action, covered=True)
    assert prepared_payload == payload


@pytest.mark.parametrize("action", [Action.TRANSFER_DOWN, Action.ADD_PARTNER])
@pytest.mark.parametrize("override", [None, OTHER_TOWN])
async def test_a_village_gets_nothing_else_whatever_basis_is_written(
    city: City, action: Action, override: str | None
) -> None:
    """§7.4, rule 9."""
    with pytest.raises(PushedDown):
        await prepared(city, action, covered=False, override=override)


async def test_what_an_adjudicator_sent_the_town_it_may_share_with_its_village(city: City) -> None:
    """§7.4: overrides need an adjudicator and a written reason; the town's own village then helps."""
    prepared_payload, payload = await prepared(
        city, Action.TRANSFER_DOWN, covered=False, override=TOWN
    )
    assert prepared_payload == payload
