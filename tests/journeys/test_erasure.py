"""A person's erasure reaches tickets and conversations; the chain of the log stays sound."""

import pytest
from sqlalchemy import select

from channels.models import Conversation
from hotline.supervision.logbook import LOGS
from hotline.tickets import log as ticket_log
from hotline.tickets.models import Ticket, TicketAction
from tests.conftest import BACKENDS
from tests.support.city import City
from tests.support.steps import dispatched

pytestmark = [
    pytest.mark.journey,
    pytest.mark.parametrize("backend", BACKENDS, indirect=True),
]


async def test_an_erased_person_is_neither_readable_nor_findable(city: City) -> None:
    receipt = await city.submits("禅城区祖庙街道同济路工地半夜倒水泥，十二点还在响")
    await dispatched(city, receipt)
    async with city.hotline.database.read() as session:
        ticket = await session.get_one(Ticket, receipt["id"])
        citizen_id = ticket.citizen_id
    officer = await city.desk("yinsi")
    response = await officer.client.post(
        f"/api/citizens/{citizen_id}/actions/ERASE", json={"rule": "本人书面申请删除"}
    )
    assert response.status_code == 200, response.text
    await city.settle()
    async with city.hotline.database.read() as session:
        ticket = await session.get_one(Ticket, receipt["id"])
        assert ticket.contact_number_hash is None
        rows = (
            (
                await session.execute(
                    select(TicketAction.__table__).where(TicketAction.ticket_id == ticket.id)
                )
            )
            .mappings()
            .all()
        )
        assert rows
        assert all(ticket_log.digest_of(dict(row)) == row["digest"] for row in rows)
        talks = select(Conversation).where(Conversation.id == (ticket.conversation_id or ""))
        assert all(c.erased_at for c in await session.scalars(talks))
    assert {log.name for log in LOGS} >= {"ticket_actions", "supervision_records"}
    page = await (await city.desk("banzhang")).ticket(receipt["id"])
    assert "13800000001" not in str(page)
