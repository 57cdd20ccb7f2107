"""Whom a request is about, its company and its span of time are written down by staff and read on record."""

from typing import Any

import pytest
from sqlalchemy import select

from crm.events import CitizenErased
from hotline.kit.audit.models import AuditEntry
from hotline.process import erasure
from hotline.tickets.models import Ticket
from tests.conftest import BACKENDS
from tests.support.city import City, Json

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
INTAKE: Json = {
    "channel": "VOICE",
    "kind": "COMPLAINT",
    "content": "禅城区祖庙街道同济路一家超市卖过期牛奶，拒绝退款",
    "contact": {
        "name": "王小红",
        "phone": "13800000001",
        "address": "禅城区祖庙街道建新路二号",
        "company_name": "样本制造有限公司",
        "credit_code": "91440600MA4UABCD1X",
    },
    "respondent": {"kind": "PERSON", "name": "钱大有", "phone": "13900000003"},
    "occurred_at": "2026-03-01T10:00:00+08:00",
    "occurred_until": "2026-03-01T12:00:00+08:00",
}


async def opened(city: City, **changes: Any) -> Json:
    desk = await city.desk("agent01")
    answer = await desk.client.post("/api/tickets", json={**INTAKE, **changes})
    assert answer.status_code == 201, answer.text
    await city.settle()
    return await desk.ticket(answer.json()["id"])


async def read(city: City, page: Json, field: str) -> Json:
    desk = await city.desk("agent01")
    sent = {"field": field, "purpose": "核实被投诉人"}
    answer = await desk.client.post(f"/api/tickets/{page['id']}/reveal", json=sent)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_what_the_agent_wrote_down_of_him_is_masked_and_read_on_record(city: City) -> None:
    page = await opened(city)
    assert (page["respondent_name"], page["respondent_phone"]) == ("钱**", "139****0003")
    assert "钱大有" not in str(page)
    assert await read(city, page, "respondent_name") == {"value": "钱大有"}
    assert await read(city, page, "respondent_address") == {"value": None}
    assert await read(city, page, "caller_number") == {"value": None}
    async with city.hotline.database.read() as session:
        query = select(AuditEntry.field, AuditEntry.purpose)
        rows = (await session.execute(query.where(AuditEntry.object_id == page["id"]))).all()
    assert [tuple(row) for row in rows] == [("respondent_name", "核实被投诉人")]


async def test_company_and_span_of_time_stand_on_the_page(city: City) -> None:
    page = await opened(city)
    assert page["citizen"]["company_name"] == "样本制造有限公司"
    assert page["citizen"]["kind"] == "ENTERPRISE"
    assert page["occurred_until"].startswith("2026-03-01T04:00")
    async with city.hotline.database.read() as session:
        stored = await session.get_one(Ticket, page["id"])
        assert (stored.company_name, stored.credit_code) == (
            "样本制造有限公司",
            "91440600MA4UABCD1X",
        )
        assert stored.postal_address_enc is not None


async def test_nobody_known_is_an_answer_too(city: City) -> None:
    page = await opened(city, respondent={"unknown": True})
    assert page["respondent_unknown"] is True
    assert page["respondent_name"] is None


async def test_what_ends_before_it_begins_is_refused(city: City) -> None:
    desk = await city.desk("agent01")
    for wrong in ({"occurred_at": None}, {"occurred_until": "2026-03-01T09:00:00+08:00"}):
        answer = await desk.client.post("/api/tickets", json={**INTAKE, **wrong})
        assert answer.status_code == 422


async def test_a_village_belongs_to_its_town(city: City) -> None:
    desk = await city.desk("agent01")
    place = {"district_code": "440604", "village_code": "440604010001"}
    answer = await desk.client.post("/api/tickets", json={**INTAKE, "place": place})
    assert answer.status_code == 422, answer.text


async def test_the_citizens_erasure_takes_him_and_the_company_along(city: City) -> None:
    page = await opened(city)
    async with city.hotline.database.write() as session:
        ticket = await session.get_one(Ticket, page["id"])
        await erasure.on_erased(session, CitizenErased("0" * 26, (str(ticket.citizen_id),)))
    async with city.hotline.database.read() as session:
        stored = await session.get_one(Ticket, page["id"])
        assert (stored.company_name, stored.credit_code) == (None, None)
        assert (stored.respondent_name_enc, stored.respondent_phone_enc) == (None, None)
