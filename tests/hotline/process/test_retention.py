"""Raw webhook bodies go when their time is over; what must be kept, and the dedupe key, stay."""

import asyncio
from datetime import timedelta

from sqlalchemy import func, select, update

from channels.models import Conversation, Message, ProviderEvent
from channels.webhook import sign
from crm.models import Citizen, DeletionCertificate
from hotline import worker
from hotline.kit import clock
from hotline.process import retention
from tests.support.city import City
from tests.support.seeded import city, seeded_postgresql, seeded_sqlite, seeded_url

__all__ = ["city", "seeded_postgresql", "seeded_sqlite", "seeded_url"]
LAMPS = "禅城区祖庙街道同济路路灯坏了"
YEAR = 366


async def texts(city: City, phone: str, sid: str = "") -> None:
    """Let a citizen's text arrive through the provider's webhook."""
    form = {
        "MessageSid": sid or f"SM{phone:0>32}",
        "From": f"+86{phone}",
        "To": "+8675712345",
        "Body": LAMPS,
    }
    headers = {
        "X-Twilio-Signature": sign("http://test/tw/sms/in", list(form.items()), "test-token")
    }
    answer = await city.public.post("/tw/sms/in", data=form, headers=headers)
    assert answer.status_code == 200, answer.text
    await city.settle()


async def bodies(city: City) -> int:
    async with city.hotline.database.read() as session:
        kept = ProviderEvent.raw_enc.is_not(None)
        return int(await session.scalar(select(func.count()).where(kept)) or 0)


async def certificates(city: City) -> list[tuple[str, dict[str, int]]]:
    async with city.hotline.database.read() as session:
        query = select(DeletionCertificate.rule, DeletionCertificate.counts).where(
            DeletionCertificate.what == retention.PAYLOADS
        )
        return [(rule, counts) for rule, counts in await session.execute(query)]


def days_pass(city: City, days: int) -> None:
    city.move_to(clock.now() + timedelta(days=days))


async def test_a_body_is_kept_for_its_time_and_no_longer(city: City) -> None:
    await texts(city, "13800004001")
    days_pass(city, YEAR - 1)
    assert await retention.drop_payloads(city.hotline.database, keep_days=YEAR) == 0
    assert await bodies(city) == 1
    days_pass(city, 2)
    assert await retention.drop_payloads(city.hotline.database, keep_days=YEAR) == 1
    assert await bodies(city) == 0
    ((rule, counts),) = await certificates(city)
    assert counts == {"bodies": 1}
    assert "366天" in rule


async def test_an_old_webhook_sent_again_still_counts_once(city: City) -> None:
    sid = "SM" + "7" * 32
    await texts(city, "13800004001", sid=sid)
    days_pass(city, YEAR + 1)
    await retention.drop_payloads(city.hotline.database, keep_days=YEAR)
    await texts(city, "13800004001", sid=sid)
    async with city.hotline.database.read() as session:
        incoming = select(func.count()).where(Message.direction == "IN")
        assert await session.scalar(incoming) == 1


async def test_a_legal_hold_beats_every_deletion(city: City) -> None:
    await texts(city, "13800004001")
    async with city.hotline.database.write() as session:
        await session.execute(update(Citizen).values(legal_hold=True))
    await texts(city, "13800004002")
    days_pass(city, YEAR + 1)
    assert await retention.drop_payloads(city.hotline.database, keep_days=YEAR) == 1
    assert await bodies(city) == 1


async def test_many_are_dropped_batch_by_batch(city: City) -> None:
    for turn in range(5):
        await texts(city, f"1380000400{turn}")
    days_pass(city, YEAR + 1)
    assert await retention.drop_payloads(city.hotline.database, keep_days=YEAR, batch=2) == 5
    assert sorted(counts["bodies"] for _, counts in await certificates(city)) == [1, 2, 2]


async def test_the_worker_does_it_by_itself(city: City) -> None:
    await texts(city, "13800004001")
    days_pass(city, YEAR + 1)
    stop = asyncio.Event()
    running = asyncio.create_task(worker.run(city.hotline, stop))
    for _ in range(200):
        if not await bodies(city):
            break
        await asyncio.sleep(0.05)
    stop.set()
    await running
    assert await bodies(city) == 0


async def chats(city: City, *said: str) -> str:
    """Open a chat, say something and return its token."""
    await city.is_searched()
    token = str((await city.public.post("/api/public/chat")).json()["token"])
    for text in said:
        path = f"/api/public/chat/{token}/messages"
        answer = await city.public.post(path, json={"text": text})
        assert answer.status_code == 200, answer.text
    return token


async def readable(city: City) -> set[str]:
    async with city.hotline.database.read() as session:
        rows = await session.execute(select(Conversation).where(Conversation.erased_at.is_(None)))
        return {row.id for row in rows.scalars()}


async def talks_forgotten(city: City, months: int = 24) -> int:
    return await retention.forget_talks(city.hotline.database, months=months)


async def test_a_talk_that_led_to_no_ticket_goes_after_two_years(city: City) -> None:
    await chats(city, "结婚登记要带什么证件")
    days_pass(city, 729)
    assert await talks_forgotten(city) == 0
    days_pass(city, 16)
    assert await talks_forgotten(city) == 1
    assert await readable(city) == set()
    assert await talks_forgotten(city) == 0
    async with city.hotline.database.read() as session:
        query = select(DeletionCertificate.rule, DeletionCertificate.counts).where(
            DeletionCertificate.what == retention.TALKS
        )
        ((rule, counts),) = await session.execute(query)
    assert counts == {"talks": 1}
    assert "24个月" in rule


async def test_a_talk_of_a_ticket_stays_as_long_as_the_ticket(city: City) -> None:
    await texts(city, "13800004001")
    kept = await readable(city)
    assert kept
    days_pass(city, 3 * YEAR)
    assert await talks_forgotten(city) == 0
    assert await readable(city) == kept


async def test_somebody_who_still_waits_for_a_person_is_not_forgotten(city: City) -> None:
    await chats(city, "人工")
    days_pass(city, 3 * YEAR)
    assert await talks_forgotten(city) == 0


async def test_talks_go_in_bounded_batches(city: City) -> None:
    for _ in range(3):
        await chats(city, "你好")
    days_pass(city, 3 * YEAR)
    assert await retention.forget_talks(city.hotline.database, months=24, batch=2) == 3
    async with city.hotline.database.read() as session:
        query = select(DeletionCertificate.counts).where(
            DeletionCertificate.what == retention.TALKS
        )
        counts = sorted(c["talks"] for c in await session.scalars(query))
    assert counts == [1, 2]
