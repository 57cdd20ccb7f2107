"""The outbox delivers once, backs off, buries and replays."""

import asyncio
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
from hotline.kit.outbox import queries, relay
from hotline.kit.outbox.models import DeliveryStatus, OutboxDelivery, OutboxEvent
from hotline.kit.outbox.relay import Relay
from hotline.kit.outbox.service import publish
from hotline.kit.outbox.subscriptions import Subscriptions


@dataclass(frozen=True)
class SampleHappened(Event):
    name: ClassVar[str] = "sample.happened"
    what: str


@dataclass(frozen=True)
class SampleWritten(Event):
    name: ClassVar[str] = "sample.written"
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
        worker = relay_of(store)
        await worker.drain()
        assert recorder.seen == []
        assert await worker.run_once() == 0
        move(start + timedelta(seconds=3))
        await worker.drain()
    assert recorder.seen == ["a"]


async def test_a_hopeless_delivery_is_buried_without_personal_data_and_can_be_replayed(
    store: Database, recorder: Recorder
) -> None:
    recorder.failures = 12
    start = clock.now()
    with clock.frozen(start) as move:
        async with store.write() as session:
            await publish(session, SampleHappened("a"))
        worker = relay_of(store)
        for hours in range(12):
            move(start + timedelta(hours=2 * hours))
            await worker.drain()
        async with store.read() as session:
            dead = await queries.list_dead_letters(session)
            assert len(dead) == 1
            assert "13812345678" not in str(dead[0].last_error)
            assert (await queries.backlog(session))[2] == 1
        async with store.write() as session:
            assert await queries.replay(session) == 1
        await worker.drain()
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
        worker = relay_of(store)
        assert await worker.drain() == 0
        move(start + timedelta(minutes=5))
        assert await worker.drain() == 1
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


@pytest.fixture
async def writing(store: Database) -> Database:
    """A handler whose work is rows: it writes what it hears, and stumbles over every "bad"."""

    async def write(session: AsyncSession, event: SampleHappened) -> None:
        await publish(session, SampleWritten(event.what))
        if event.what == "bad":
            raise RuntimeError(event.what)

    store.info["subscriptions"].on(SampleHappened, "sample.write", write)
    return store


async def written(store: Database) -> list[str]:
    async with store.read() as session:
        query = select(OutboxEvent.payload).where(OutboxEvent.name == SampleWritten.name)
        return sorted(row["what"] for row in await session.scalars(query))


async def happens(store: Database, *whats: str) -> None:
    async with store.write() as session:
        for what in whats:
            await publish(session, SampleHappened(what))


@pytest.mark.parametrize(("turn", "transactions"), [(60.0, 1), (0.0, 10)])
async def test_what_fits_into_one_turn_is_committed_together(
    writing: Database, monkeypatch: pytest.MonkeyPatch, turn: float, transactions: int
) -> None:
    monkeypatch.setattr(relay, "TURN", turn)
    await happens(writing, *"abcde")
    commits = 0

    async def count(_info: dict[str, object]) -> None:
        nonlocal commits
        commits += 1

    writing.after_commit.append(count)
    await relay_of(writing).drain()
    assert await written(writing) == list("abcde")
    assert commits == 1 + transactions  # the claim, and the work of ten deliveries


@pytest.mark.parametrize("whats", ["bad a b", "a bad b", "a b bad", "bad bad a", "a bad b bad c"])
async def test_one_that_fails_takes_nobody_with_it(writing: Database, whats: str) -> None:
    await happens(writing, *whats.split())
    await relay_of(writing).drain()
    assert await written(writing) == sorted(set(whats.split()) - {"bad"})
    async with writing.read() as session:
        query = select(OutboxDelivery.attempts).where(OutboxDelivery.status == "PENDING")
        assert list(await session.scalars(query)) == [1] * whats.count("bad")


async def test_a_payload_of_another_release_takes_nobody_with_it(writing: Database) -> None:
    await happens(writing, "a", "b", "c")
    async with writing.write() as session:
        (one,) = [e for e in await session.scalars(select(OutboxEvent)) if e.payload["what"] == "b"]
        one.payload = {"which": "b"}
    await relay_of(writing).drain()
    assert await written(writing) == ["a", "c"]


async def test_a_turn_ends_when_somebody_waits_for_the_writers_place(store: Database) -> None:
    order: list[str] = []

    async def wants_to_write() -> None:
        async with store.write():
            order.append("somebody else")

    async def slow(_session: AsyncSession, event: SampleHappened) -> None:
        order.append(event.what)
        if event.what == "b":
            waiting.append(asyncio.create_task(wants_to_write()))
            await asyncio.sleep(0)  # lets him come to the door

    waiting: list[asyncio.Task[None]] = []
    subscriptions = Subscriptions()
    subscriptions.on(SampleHappened, "sample.record", slow)
    await happens(store, *"abcd")
    await Relay(store, subscriptions).drain()
    await asyncio.gather(*waiting)
    assert order == ["a", "b", "somebody else", "c", "d"]


async def test_a_commit_that_fails_is_tried_with_fewer(
    writing: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []
    mark = Relay._mark

    async def full(self: Relay, session: AsyncSession, ids: list[str]) -> None:
        tried.append(len(ids))
        if len(ids) > 2:
            raise OSError("disk full")
        await mark(self, session, ids)

    monkeypatch.setattr(Relay, "_mark", full)
    await happens(writing, *"abcd")
    await relay_of(writing).drain()
    assert tried == [8, 4, 2, 6, 3, 1, 5, 2, 3, 1, 2]
    assert await written(writing) == list("abcd")


async def test_a_handler_finds_nothing_that_the_one_before_has_read(store: Database) -> None:
    found: list[int] = []

    async def read(session: AsyncSession, _event: SampleHappened) -> None:
        found.append(len(session.identity_map))
        await session.scalars(select(OutboxEvent))

    store.info["subscriptions"].on(SampleHappened, "sample.read", read)
    await happens(store, "a", "b")
    await relay_of(store).drain()
    assert found == [0, 0]
