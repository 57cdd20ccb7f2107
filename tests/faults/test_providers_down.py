"""A provider that is down: intake goes on, health tells it, and the queue leaves by itself afterwards."""

from datetime import timedelta
from typing import Any

from channels import service as channels
from channels.fake import FakeMail, FakeSms
from channels.messages import ChannelKind, Outgoing, Purpose, Route
from hotline.kit import clock
from tests.support.city import City

CONTENT = "禅城区祖庙街道同济路路灯坏了三天，请修复"


async def _part(city: City, name: str) -> dict[str, Any]:
    await city.hotline.search.keep_up(city.hotline.database)  # as its worker does every few minutes
    whole = (await city.public.get("/health")).json()
    found = next(part for part in whole["parts"] if part["part"] == name)
    return {**found, "whole": whole["state"]}


async def _write_in(city: City, count: int) -> None:
    for turn in range(count):
        body = {"content": CONTENT, "contact": {"name": "王女士", "phone": f"1380000{turn:04d}"}}
        answer = await city.public.post("/api/public/requests", json=body)
        assert answer.status_code == 201, answer.text


async def _time_passes(city: City, *, minutes: int, steps: int) -> None:
    for _ in range(steps):
        city.move_to(clock.now() + timedelta(minutes=minutes / steps))
        await city.settle()
    await city.hotline.ticket_search.keep_up(city.hotline.database)  # as its worker does


async def test_texts_wait_while_the_provider_is_down_and_leave_once_afterwards(city: City) -> None:
    sms = city.hotline.channels.provider(ChannelKind.SMS)
    assert isinstance(sms, FakeSms)
    sms.is_down = True
    await _write_in(city, 8)
    await _time_passes(city, minutes=4, steps=20)
    told = await _part(city, "channel:SMS:fake")
    assert (told["state"], told["whole"]) == ("degraded", "degraded")
    assert told["waiting"] > 0
    assert city.texts == []

    sms.is_down = False
    await _time_passes(city, minutes=60, steps=60)
    addresses = [sent.outbound.route.address for sent in sms.outbox]
    assert len(addresses) == len(set(addresses)) == 8
    told = await _part(city, "channel:SMS:fake")
    assert (told["state"], told["waiting"], told["whole"]) == ("ok", 0, "ok")


async def test_notices_to_departments_wait_while_mail_is_down(city: City) -> None:
    mail = city.hotline.channels.provider(ChannelKind.EMAIL)
    assert isinstance(mail, FakeMail)
    mail.is_down = True
    async with city.hotline.database.write() as session:
        for turn in range(8):
            route = Route(ChannelKind.EMAIL, f"unit{turn}@example.com", "请签收", subject="新工单")
            await channels.send(session, Outgoing((route,), Purpose.NOTICE))
    await _time_passes(city, minutes=4, steps=20)
    told = await _part(city, "channel:EMAIL:fake")
    assert (told["state"], told["whole"]) == ("degraded", "degraded")
    mail.is_down = False
    await _time_passes(city, minutes=60, steps=60)
    assert len(mail.outbox) == 8
    told = await _part(city, "channel:EMAIL:fake")
    assert (told["state"], told["waiting"], told["whole"]) == ("ok", 0, "ok")
