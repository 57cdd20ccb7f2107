"""Two workers on one database: every event is handled once, every text sent once, every timer taken once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from channels.fake import FakeSms
from channels.messages import ChannelKind
from channels.models import Delivery
from hotline.bootstrap import Hotline, build
from hotline.kit import clock
from hotline.kit.outbox.models import DeliveryStatus, OutboxDelivery
from hotline.supervision import sweep
from hotline.supervision.models import SupervisionRecord
from hotline.tickets.models import TicketClock
from tests.conftest import BACKENDS
from tests.support.city import City, settings_for
from tests.support.seeded import START

CONTENT = "禅城区祖庙街道同济路第{}号路灯坏了，请修复"
pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


@pytest.fixture
async def twin(city: City, seeded_url: str, tmp_path: Path) -> AsyncIterator[Hotline]:
    """A second process's worth of the system on the same database."""
    other = build(settings_for(seeded_url, tmp_path))
    await other.start()
    yield other
    await other.close()


async def _came_in(city: City, count: int) -> None:
    for turn in range(count):
        body = {
            "content": CONTENT.format(turn),
            "contact": {"name": "王女士", "phone": f"1380000{turn:04d}"},
        }
        answer = await city.public.post("/api/public/requests", json=body)
        assert answer.status_code == 201, answer.text


def _texts(hotline: Hotline) -> list[str]:
    sms = hotline.channels.provider(ChannelKind.SMS)
    assert isinstance(sms, FakeSms)
    return [sent.outbound.route.address for sent in sms.outbox]


async def _drain_both(city: City, twin: Hotline) -> None:
    for _ in range(8):
        relays = (*city.hotline.relays, *twin.relays)
        tried = await asyncio.gather(*(relay.drain() for relay in relays))
        if not any(tried):
            return


async def test_every_event_is_handled_once_and_every_text_sent_once(
    city: City, twin: Hotline
) -> None:
    await _came_in(city, 12)
    await _drain_both(city, twin)
    async with city.hotline.database.read() as session:
        undone = select(func.count()).where(OutboxDelivery.status != DeliveryStatus.DONE.value)
        assert await session.scalar(undone) == 0
        tried = await session.scalar(select(func.max(OutboxDelivery.attempts)))
        messages = list(await session.scalars(select(Delivery.message_id)))
    sent = _texts(city.hotline) + _texts(twin)
    assert len(sent) == len(set(sent)) == 12
    assert len(messages) == len(set(messages))
    assert tried == 0


async def test_every_timer_is_taken_once(city: City, twin: Hotline) -> None:
    await _came_in(city, 6)
    await _drain_both(city, twin)
    async with city.hotline.database.write() as session:
        await session.execute(
            update(TicketClock).values(next_at=clock.now()).where(TicketClock.state == "RUNNING")
        )
    city.move_to(START + timedelta(days=40))
    taken = await asyncio.gather(
        *(sweep.run_once(hotline.database) for hotline in (city.hotline, twin))
    )
    assert sum(taken) > 0
    await _drain_both(city, twin)
    async with city.hotline.database.read() as session:
        steps = list(await session.scalars(select(SupervisionRecord.occurrence)))
        due = await sweep.due_ids(session, now=clock.now())
    assert steps
    assert len(steps) == len(set(steps))
    assert due == []


async def test_a_clock_set_back_repeats_nothing(city: City, twin: Hotline) -> None:
    await _came_in(city, 2)
    await _drain_both(city, twin)
    city.move_to(START + timedelta(days=40))
    await sweep.run_once(city.hotline.database)
    await _drain_both(city, twin)
    texts = sorted(_texts(city.hotline) + _texts(twin))
    async with city.hotline.database.read() as session:
        steps = await session.scalar(select(func.count()).select_from(SupervisionRecord))
    city.move_to(START + timedelta(days=1))
    await sweep.run_once(twin.database)
    await _drain_both(city, twin)
    city.move_to(START + timedelta(days=40))
    await sweep.run_once(city.hotline.database)
    await _drain_both(city, twin)
    async with city.hotline.database.read() as session:
        again = await session.scalar(select(func.count()).select_from(SupervisionRecord))
    assert again == steps
    assert sorted(_texts(city.hotline) + _texts(twin)) == texts
