"""An appeal against a card stands on the card (G10, domain rules §10.3)."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select

from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.outbox.relay import Relay
from hotline.supervision import appeals as card_appeals
from hotline.supervision import cards
from hotline.supervision.cards import Offence, Watched
from hotline.supervision.models import Card, CardAdjustment
from hotline.supervision.vocabulary import Colour, RuleId
from hotline.tickets import appealable
from hotline.tickets.errors import PayloadInvalid
from hotline.tickets.models import TicketAction
from tests.conftest import BACKENDS
from tests.hotline.supervision.stage import Stage, local, staged
from tests.hotline.tickets.city import evidence

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


@pytest.fixture
async def stage(database: Database, relay: Relay) -> AsyncIterator[Stage]:
    async with staged(database, relay) as stage:
        yield stage


async def carded(stage: Stage, step: str, unit: str = "bureau") -> str:
    """Serve a red card on the ticket."""
    async with stage.city() as (city, ticket):
        watched = Watched(ticket.id, ticket.number, city.id(unit))
        offence = Offence(RuleId.RETURN_ABUSE, Colour.RED, watched, step, step, clock.now())
        card = await cards.serve(city.session, offence)
        assert card is not None
        return card.id


async def appeals(stage: Stage, **given: Any) -> str:
    """The bureau's approver appeals once the ticket is closed; returns the id of that action."""
    told = {"item": "CARD", "ground": "系统故障", "published_at": clock.now(), **given}
    async with stage.city() as (city, ticket):
        city.session.info[appealable.CARDS] = card_appeals.stands
        ticket.status, ticket.returns_total = "CLOSED", 1
        told["file_ids"] = [e["file_id"] for e in await evidence(city, ticket)]
        await city.act(ticket, "FILE_APPEAL", city.person("unit_approver", "bureau"), **told)
        query = select(TicketAction.id).where(TicketAction.action == "FILE_APPEAL")
        return str(await city.session.scalar(query))


async def pointed(stage: Stage) -> dict[str, str | None]:
    async with stage.database.read() as session:
        rows = (await session.execute(select(Card.id, Card.appeal_id))).all()
    return {row.id: row.appeal_id for row in rows}


async def test_the_cards_of_the_unit_on_this_ticket_carry_its_appeal(stage: Stage) -> None:
    own, other = await carded(stage, "objection"), await carded(stage, "reply", "police")
    appeal = await appeals(stage)
    assert await pointed(stage) == {own: appeal, other: None}


async def test_a_named_card_alone_carries_it(stage: Stage) -> None:
    first, second = await carded(stage, "objection"), await carded(stage, "reply")
    appeal = await appeals(stage, card_id=second)
    assert await pointed(stage) == {first: None, second: appeal}


async def test_a_card_of_another_unit_is_not_appealed(stage: Stage) -> None:
    """G10: the unit names what stands against itself."""
    other = await carded(stage, "reply", "police")
    with pytest.raises(PayloadInvalid, match="stands"):
        await appeals(stage, card_id=other)
    with pytest.raises(PayloadInvalid, match="stands"):
        await appeals(stage)
    assert await pointed(stage) == {other: None}


async def test_an_appeal_about_a_figure_touches_no_card(stage: Stage) -> None:
    own = await carded(stage, "objection")
    with pytest.raises(PayloadInvalid):
        await appeals(stage, item="OBJECTION", card_id=own)
    await appeals(stage, item="OBJECTION")
    assert await pointed(stage) == {own: None}


async def decided(stage: Stage, action: str, **given: Any) -> dict[str, str | None]:
    """Two people of the panel decide the ticket's appeal; the states of the cards' appeals by card."""
    async with stage.city() as (city, ticket):
        first, second = city.person("adjudicator"), city.person("coordinator")
        await city.confirm(ticket, action, first, second, reason="经复核", **given)
    async with stage.database.read() as session:
        rows = (await session.execute(select(Card.id, Card.appeal_state))).all()
    return {row.id: row.appeal_state for row in rows}


async def test_an_appeal_upheld_with_the_ticket_adjusts_its_cards(stage: Stage) -> None:
    own, other = await carded(stage, "objection"), await carded(stage, "reply", "police")
    appeal = await appeals(stage)
    found = await decided(stage, "UPHOLD_APPEAL", adjustment="该牌不计入评级")
    assert found == {own: "UPHELD", other: None}
    async with stage.database.read() as session:
        columns = (CardAdjustment.card_id, CardAdjustment.appeal_id, CardAdjustment.adjustment)
        rows = [tuple(row) for row in await session.execute(select(*columns))]
    assert rows == [(own, appeal, "该牌不计入评级")]


async def test_an_appeal_rejected_with_the_ticket_leaves_its_cards(stage: Stage) -> None:
    own = await carded(stage, "objection")
    await appeals(stage)
    assert await decided(stage, "REJECT_APPEAL") == {own: "REJECTED"}


async def test_a_card_whose_days_are_over_is_not_carried_along(stage: Stage) -> None:
    """The unit names a recent publication, but the card was served two weeks before."""
    old = await carded(stage, "objection")
    stage.move(local("2026-03-16 09:00"))
    fresh = await carded(stage, "reply")
    appeal = await appeals(stage)
    assert await pointed(stage) == {old: None, fresh: appeal}
