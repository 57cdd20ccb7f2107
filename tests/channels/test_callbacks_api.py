"""Whoever was promised a call back is seen by an agent, dialled on record, and taken off the list."""

from typing import Any

from sqlalchemy import select

from channels.webhook import sign
from hotline.kit.audit.models import AuditEntry
from tests.support.city import City
from tests.support.seeded import city, seeded_postgresql, seeded_sqlite, seeded_url

__all__ = ["city", "seeded_postgresql", "seeded_sqlite", "seeded_url"]


async def press(city: City, phone: str, key: str) -> None:
    """Let a caller press a key after the greeting."""
    form = {"CallSid": f"CA{phone:0>32}", "From": f"+86{phone}", "To": "+8675712345", "Digits": key}
    path = "/tw/voice/gather?step=matter&attempt=1"
    headers = {"X-Twilio-Signature": sign(f"http://test{path}", list(form.items()), "test-token")}
    answer = await city.public.post(path, data=form, headers=headers)
    assert answer.status_code == 200, answer.text


async def waiting(city: City, login: str = "agent01") -> list[dict[str, Any]]:
    desk = await city.desk(login)
    answer = await desk.client.get("/api/callbacks")
    assert answer.status_code == 200, answer.text
    return list(answer.json())


async def test_danger_comes_first_and_numbers_are_masked(city: City) -> None:
    await press(city, "13800005001", "0")
    await press(city, "13800005002", "9")
    shown = [(one["number"], one["reason_label"]) for one in await waiting(city)]
    assert shown == [("138****5002", "紧急按键"), ("138****5001", "来电人要求回拨")]


async def test_a_number_is_read_on_record_and_the_outcome_ends_the_waiting(city: City) -> None:
    await press(city, "13800005001", "0")
    (one,) = await waiting(city)
    agent = (await city.desk("agent01")).client
    told = await agent.post(f"/api/callbacks/{one['id']}/number", json={"purpose": "回拨来电人"})
    assert told.json() == {"number": "13800005001"}
    async with city.hotline.database.read() as session:
        reads = select(AuditEntry.object_kind).where(AuditEntry.object_id == one["id"])
        assert await session.scalar(reads) == "callback"
    done = await agent.post(f"/api/callbacks/{one['id']}/outcome", json={"outcome": "DONE"})
    assert done.status_code == 204
    assert await waiting(city) == []
    again = await agent.post(f"/api/callbacks/{one['id']}/outcome", json={"outcome": "DONE"})
    assert (again.status_code, again.json()["code"]) == (404, "callback_unknown")
    gone = await agent.post(f"/api/callbacks/{one['id']}/number", json={})
    assert gone.status_code == 404


async def test_a_person_asked_for_by_text_is_on_the_list_as_well(city: City) -> None:
    form = {
        "MessageSid": "SM" + "5" * 32,
        "From": "+8613800005003",
        "To": "+8675712345",
        "Body": "人工",
    }
    headers = {
        "X-Twilio-Signature": sign("http://test/tw/sms/in", list(form.items()), "test-token")
    }
    assert (await city.public.post("/tw/sms/in", data=form, headers=headers)).status_code == 200
    await city.settle()
    assert [one["number"] for one in await waiting(city)] == ["138****5003"]


async def test_only_those_who_take_calls_see_the_list(city: City) -> None:
    assert (await city.public.get("/api/callbacks")).status_code == 401
    clerk = (await city.desk("cg-lianluo")).client
    assert (await clerk.get("/api/callbacks")).status_code == 403
