"""Streams have no gap and no twin, however many write, read slowly or come back late."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest

from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.realtime import service
from hotline.kit.realtime.hub import Hub, Message, Outgoing, Subscriber
from hotline.kit.realtime.service import PAGE, Told
from tests.conftest import BACKENDS

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
STREAM = "unit:FS-CG"


async def everything(_message: Told) -> bool:
    return True


async def write(database: Database, count: int, *, stream: str = STREAM) -> None:
    async with database.write() as session:
        for number in range(count):
            await service.append(session, stream, name="ticket.touched", data={"n": number})


async def fail(database: Database, *, stream: str = STREAM) -> None:
    """Number a message in a transaction that is rolled back."""
    with suppress(RuntimeError):
        async with database.write() as session:
            await service.append(session, stream, name="ticket.touched", data={})
            raise RuntimeError


async def taken(outgoing: Outgoing) -> list[Message]:
    """Take what waits in the queue, as the writer task does."""
    messages = []
    while outgoing._queue.qsize():
        message = await outgoing.get()
        assert message is not None
        messages.append(message)
    return messages


@pytest.fixture
async def hub(database: Database) -> Hub:
    return Hub(database)


def watcher(seq: int = 0, stream: str = STREAM) -> Subscriber:
    return Subscriber(id=7, stream=stream, seq=seq, may_see=everything)


@both
async def test_many_writers_number_one_stream_without_gap_and_readers_never_skip(
    database: Database,
) -> None:
    """A reader who has seen n never finds a smaller number later: that is why no serial id is used."""
    seen: list[int] = []
    done = asyncio.Event()

    async def read() -> None:
        while not done.is_set() or len(seen) < 36:
            async with database.read() as session:
                after = seen[-1] if seen else 0
                seen.extend(m.seq for m in await service.read_after(session, STREAM, after))
            await asyncio.sleep(0)

    reader = asyncio.create_task(read())
    await asyncio.gather(
        *(write(database, 3) for _ in range(12)), *(fail(database) for _ in range(4))
    )
    done.set()
    await reader
    assert seen == list(range(1, 37))
    async with database.read() as session:
        assert await service.last_seq(session, STREAM) == 36
        assert await service.last_seq(session, "unit:other") == 0


@both
async def test_who_comes_back_late_gets_everything_at_once_in_order(
    database: Database, hub: Hub
) -> None:
    """More than one page waits; nothing of it may wait for the next news."""
    total = 2 * PAGE + 3
    await write(database, total)
    outgoing = Outgoing(limit=total)
    late = watcher(seq=2)
    await hub.catch_up(late, outgoing)
    assert [m["seq"] for m in await taken(outgoing)] == list(range(3, total + 1))
    await hub.catch_up(late, outgoing)
    assert await taken(outgoing) == []


async def test_a_slow_client_is_cut_off_and_resumes_where_it_was(
    database: Database, hub: Hub
) -> None:
    await write(database, 9)
    narrow = Outgoing(limit=4)
    await hub.catch_up(watcher(), narrow)
    assert narrow.overflowed.is_set()
    got = [m["seq"] for m in await taken(narrow)]
    assert got == [1, 2, 3, 4]
    wide = Outgoing()
    await hub.catch_up(watcher(seq=got[-1]), wide)
    assert [m["seq"] for m in await taken(wide)] == [5, 6, 7, 8, 9]
    assert not wide.overflowed.is_set()


async def test_what_one_may_not_see_is_passed_over_and_never_sent(
    database: Database, hub: Hub
) -> None:
    async def even(message: Told) -> bool:
        return int(message.data["n"]) % 2 == 0

    await write(database, 5)
    outgoing, narrow = Outgoing(), Subscriber(id=1, stream=STREAM, seq=0, may_see=even)
    await hub.catch_up(narrow, outgoing)
    assert [m["data"]["n"] for m in await taken(outgoing)] == [0, 2, 4]
    assert narrow.seq == 5


async def test_only_watchers_of_the_stream_hear_its_news_and_a_star_means_all(
    database: Database, hub: Hub
) -> None:
    mine, other = Outgoing(), Outgoing()
    hub.add(1, watcher(), mine)
    hub.add(2, watcher(stream="unit:other"), other)
    await write(database, 1)
    await write(database, 1, stream="unit:other")
    await hub.told([STREAM])
    assert [len(await taken(queue)) for queue in (mine, other)] == [1, 0]
    await hub.told(["*"])
    assert [len(await taken(queue)) for queue in (mine, other)] == [0, 1]
    hub.remove(1, STREAM)
    hub.remove(1, STREAM)
    assert hub.watched() == ["unit:other"]


async def test_a_commit_names_its_streams_to_the_broker_and_a_rollback_does_not(
    database: Database,
) -> None:
    told: list[set[str]] = []

    async def hook(info: dict[str, set[str]]) -> None:
        told.append(set(info.pop(service.TOUCHED, set())))

    database.after_commit.append(hook)
    await write(database, 2)
    await fail(database, stream="unit:never")
    assert told == [{STREAM}]


async def test_three_days_are_kept_and_the_numbers_go_on(database: Database) -> None:
    with clock.frozen(clock.now()) as move:
        start = clock.now()
        await write(database, 2)
        move(start + timedelta(days=2))
        await write(database, 1)
        move(start + timedelta(days=3, minutes=1))
        async with database.write() as session:
            await service.trim(session)
        await write(database, 1)
        async with database.read() as session:
            assert await service.oldest_seq(session, STREAM) == 3
            kept = await service.read_after(session, STREAM, 0)
            assert await service.oldest_seq(session, "unit:other") is None
    assert [message.seq for message in kept] == [3, 4]
