"""The outbox delivers once, backs off, buries and replays."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.db import Base, Database
from hotline.kit.events import Event
from hotline.kit.outbox import queries
from hotline.kit.outbox.models import DeliveryStatus, OutboxDelivery, OutboxEvent
from hotline.kit.outbox.relay import Relay
from hotline.kit.outbox.service import publish
from hotline.kit.outbox.subscriptions import Subscriptions


@dataclass(frozen=True)
class SampleHappened(Event):
    name: ClassVar[str] = "sample.happened"
    what: str


class Recorder:
    def __init__(self) -> None:
        self.seen: list[str] = []
        self.failures = 0

    async def handle(self, _session: AsyncSession, event: SampleHappened) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("联系电话 13812345678 不通")
        self.seen.append(event.what)


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
async def store(tmp_path: Path, recorder: Recorder) -> AsyncIterator[Database]:
    subscriptions = Subscriptions()
    subscriptions.on(SampleHappened, "sample.record", recorder.handle)
    database = Database(
        f"sqlite+aiosqlite:///{tmp_path}/outbox.db", info={"subscriptions": subscriptions}
    )
    async with database.engine.begin() as connection:
        await connection.run_sync(
            lambda c: Base.metadata.create_all(
                c,
                tables=[
                    Base.metadata.tables[m.__tablename__] for m in (OutboxEvent, OutboxDelivery)
                ],
            )
        )
    yield database
    await database.close()


def relay_of(database: Database) -> Relay:
    return Relay(database, database.info["subscriptions"])


async def test_a_published_event_is_handled_once_even_by_two_relays(
    store: Database, recorder: Recorder
) -> None:
    async with store.write() as session:
        await publish(session, SampleHappened("a"))
    first, second = relay_of(store), relay_of(store)
    assert await first.drain() + await second.drain() == 1
    assert recorder.seen == ["a"]


async def test_a_rolled_back_transaction_publishes_nothing(store: Database) -> None:
    async def broken() -> None:
        async with store.write() as session:
            await publish(session, SampleHappened("a"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await broken()
    async with store.read() as session:
        assert await session.scalar(select(func.count()).select_from(OutboxEvent)) == 0


async def test_a_failing_handler_backs_off_and_succeeds_later(
    store: Database, recorder: Recorder
) -> None:
    recorder.failures = 1
    start = clock.now()
    with clock.frozen(start) as move:
        async with store.write() as session:
            await publish(session, SampleHappened("a"))
        relay = relay_of(store)
        await relay.drain()
        assert recorder.seen == []
        assert await relay.run_once() == 0
        move(start + timedelta(seconds=3))
        await relay.drain()
    assert recorder.seen == ["a"]


async def test_a_hopeless_delivery_is_buried_without_personal_data_and_can_be_replayed(
    store: Database, recorder: Recorder
) -> None:
    recorder.failures = 12
    start = clock.now()
    with clock.frozen(start) as move:
        async with store.write() as session:
            await publish(session, SampleHappened("a"))
        relay = relay_of(store)
        for hours in range(12):
            move(start + timedelta(hours=2 * hours))
            await relay.drain()
        async with store.read() as session:
            dead = await queries.list_dead_letters(session)
            assert len(dead) == 1
            assert "13812345678" not in str(dead[0].last_error)
            assert (await queries.backlog(session))[2] == 1
        async with store.write() as session:
            assert await queries.replay(session) == 1
        await relay.drain()
    assert recorder.seen == ["a"]


async def test_a_claim_of_a_dead_worker_is_taken_over_after_the_lease(
    store: Database, recorder: Recorder
) -> None:
    start = clock.now()
    with clock.frozen(start) as move:
        async with store.write() as session:
            await publish(session, SampleHappened("a"))
        dead = relay_of(store)
        assert len(await dead._claim(10)) == 1
        heir = relay_of(store)
        assert await heir.drain() == 0
        move(start + timedelta(seconds=121))
        assert await heir.drain() == 1
    assert recorder.seen == ["a"]


async def test_a_delivery_held_back_waits_for_its_instant(
    store: Database, recorder: Recorder
) -> None:
    start = clock.now()
    with clock.frozen(start) as move:
        async with store.write() as session:
            await publish(session, SampleHappened("later"), at=start + timedelta(minutes=5))
        relay = relay_of(store)
        assert await relay.drain() == 0
        move(start + timedelta(minutes=5))
        assert await relay.drain() == 1
    assert recorder.seen == ["later"]


async def test_an_unknown_handler_becomes_a_dead_letter(store: Database) -> None:
    async with store.write() as session:
        await publish(session, SampleHappened("a"))
    await Relay(store, Subscriptions()).drain()
    async with store.read() as session:
        status = await session.scalar(select(OutboxDelivery.status))
    assert status == DeliveryStatus.DEAD.value


async def test_what_a_person_waits_for_goes_first(store: Database, recorder: Recorder) -> None:
    order: list[str] = []

    async def ordinary(_session: AsyncSession, _event: SampleHappened) -> None:
        order.append("ordinary")

    async def prompt(_session: AsyncSession, _event: SampleHappened) -> None:
        order.append("prompt")

    subscriptions: Subscriptions = store.info["subscriptions"]
    subscriptions.on(SampleHappened, "sample.ordinary", ordinary)
    subscriptions.on(SampleHappened, "sample.prompt", prompt, prompt=True)
    for what in ("a", "b"):
        async with store.write() as session:
            await publish(session, SampleHappened(what))
    await relay_of(store).drain()
    assert order == ["prompt", "prompt", "ordinary", "ordinary"]
    assert recorder.seen == ["a", "b"]
