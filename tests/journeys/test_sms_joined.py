"""Two people text the same matter; the second one's urge and addition reach the unit, the answer him."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hotline.kit.db import Database
from hotline.tickets.models import Ticket
from hotline.tickets.papers import CaseRating
from tests.conftest import BACKENDS
from tests.journeys.sms_desk import Desk, desk, wired_info

LAMPS = "祖庙街道建新路有三盏路灯坏了，晚上很黑，老人不敢出门"
NEIGHBOUR = "13900139009"
pytestmark = [
    pytest.mark.journey,
    pytest.mark.parametrize("backend", BACKENDS, indirect=True),
]


@pytest.fixture
def session_info(tmp_path: Path) -> dict[str, Any]:
    return wired_info(tmp_path)


@pytest.fixture
async def at(database: Database) -> AsyncIterator[Desk]:
    async with desk(database) as found:
        yield found


async def lead_ticket(at: Desk, ticket_id: str) -> Ticket:
    return await at.ticket(id=ticket_id)


async def test_a_joined_neighbour_presses_and_adds_by_text(at: Desk) -> None:
    await at.text(LAMPS)
    await at.dispatch()
    first = await at.ticket()
    await at.text("建新路的路灯坏了三盏，晚上黑漆漆的，请尽快维修一下", NEIGHBOUR)
    reviewer = at.staff("reviewer")
    await at.act(
        "MERGE_INTO", reviewer, lead_ticket_id=first.id, same_fact=True, reason="同一处路灯"
    )
    mine, unit = len(at.house.texts()), "fs-cg@units.example"
    told = await at.text("催一下", NEIGHBOUR)
    assert any("催办已转达" in text for text in told), told
    told = await at.text("补充：昨晚有老人摔倒", NEIGHBOUR)
    assert any("已收到您补充的信息" in text for text in told), told
    lead = await lead_ticket(at, first.id)
    assert lead.urge_count == 1
    assert "昨晚有老人摔倒" in lead.content
    assert len(at.house.texts()) == mine  # the lead's own reporter is not thanked for it
    urged, added = at.house.mail.texts_to(unit)[-2:]
    assert "诉求人催办" in urged
    assert "诉求人补充了情况" in added


async def test_a_rating_by_text_that_closes_the_ticket_is_the_citizens_own(at: Desk) -> None:
    await at.text(LAMPS)
    await at.answered(kind="HELP")
    await at.text("111")
    assert (await at.ticket()).status == "CLOSED"
    async with at.house.database.read() as session:
        rating = (await session.scalars(select(CaseRating))).one()
        given = (rating.rating, rating.is_first, rating.by_citizen)
    assert given == ("VERY_SATISFIED", True, True)
