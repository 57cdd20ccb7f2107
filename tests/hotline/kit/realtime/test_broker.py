"""Brokers carry the names of streams to every process, and nothing else."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from hotline.kit.db import Database
from hotline.kit.realtime.broker import Broker, LocalBroker, PostgresBroker, broker_for
from tests.conftest import BACKENDS

postgresql = pytest.mark.parametrize("backend", BACKENDS[1:], indirect=True)
END = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE query LIKE 'LISTEN%' AND datname = current_database()"
)


@asynccontextmanager
async def listening(broker: Broker) -> AsyncIterator[list[list[str]]]:
    heard: list[list[str]] = []

    async def hear(streams: list[str]) -> None:
        heard.append(streams)

    stop = asyncio.Event()
    task = asyncio.create_task(broker.listen(hear, stop))
    try:
        yield heard
    finally:
        stop.set()
        await asyncio.wait_for(task, 10)


async def until(condition: Callable[[], bool]) -> None:
    for _ in range(1_000):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError


async def test_each_database_gets_the_broker_that_reaches_its_processes(database: Database) -> None:
    assert isinstance(broker_for(database), LocalBroker)


async def test_in_one_process_quick_news_is_told_together() -> None:
    broker = LocalBroker()
    async with listening(broker) as heard:
        for stream in ("unit:b", "unit:a", "unit:b"):
            await broker.tell([stream])
        await until(lambda: bool(heard))
        await broker.tell(["unit:c"])
        await until(lambda: len(heard) == 2)
    assert heard == [["unit:a", "unit:b"], ["unit:c"]]


@postgresql
async def test_another_process_hears_the_name_alone(database: Database, database_url: str) -> None:
    other = Database(database_url)
    assert isinstance(broker_for(other), PostgresBroker)
    async with listening(broker_for(other)) as heard:
        await until(lambda: heard == [["*"]])
        await broker_for(database).tell(["unit:FS-CG", "ticket:01ARZ"])
        await until(lambda: len(heard) == 3)
    assert heard[1:] == [["unit:FS-CG"], ["ticket:01ARZ"]]
    await other.close()


@postgresql
async def test_a_lost_connection_is_remade_and_everybody_is_brought_up_to_date(
    database: Database,
) -> None:
    """What was announced while nobody listened is fetched: the star comes after listening began."""
    broker = broker_for(database)
    async with listening(broker) as heard:
        await until(lambda: heard == [["*"]])
        async with database.engine.connect() as connection:
            await connection.exec_driver_sql(END)
        await until(lambda: len(heard) == 2)
        await broker.tell(["unit:FS-CG"])
        await until(lambda: len(heard) == 3)
    assert heard == [["*"], ["*"], ["unit:FS-CG"]]
