"""Deliveries written while the clock ran ahead do not wait until the right clock gets there."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.events import Event
from hotline.kit.outbox.models import OutboxDelivery
from hotline.kit.outbox.relay import JUMPS_EVERY, Relay
from hotline.kit.outbox.service import publish
from hotline.kit.outbox.subscriptions import Subscriptions
from tests.conftest import BACKENDS

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
RIGHT = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)
AHEAD = RIGHT + timedelta(hours=5)


@dataclass(frozen=True)
class Jumped(Event):
    name: ClassVar[str] = "sample.jumped"
    what: str


class Desk:
    """A database with one handler that can be told to fail."""

    def __init__(self, database: Database) -> None:
        self.database, self.heard, self.failing = database, list[str](), False
        subscriptions = Subscriptions()
        subscriptions.on(Jumped, "sample.jump", self.hear)
        database.info["subscriptions"] = subscriptions
        self.relay = Relay(database, subscriptions)

    async def hear(self, _session: AsyncSession, event: Jumped) -> None:
        if self.failing:
            raise RuntimeError
        self.heard.append(event.what)

    async def publishes(self, what: str, *, at: datetime | None = None) -> None:
        async with self.database.write() as session:
            session.info["subscriptions"] = self.relay.subscriptions
            await publish(session, Jumped(what), at=at)

    async def run_at(self) -> list[datetime]:
        async with self.database.read() as session:
            return list(await session.scalars(select(OutboxDelivery.run_at)))


@pytest.fixture
async def desk(database: Database) -> Desk:
    return Desk(database)


@both
async def test_what_was_to_go_at_once_goes_after_the_clock_is_set_right(desk: Desk) -> None:
    with clock.frozen(AHEAD) as move:
        await desk.publishes("at once")
        move(RIGHT)
        assert await desk.relay.drain() == 0
        assert await desk.relay.pull_back() == 1
        await desk.relay.drain()
        assert desk.heard == ["at once"]
        assert await desk.relay.pull_back() == 0


@both
async def test_a_timer_that_somebody_meant_stays(desk: Desk) -> None:
    meant = RIGHT + timedelta(days=3)
    with clock.frozen(RIGHT) as move:
        await desk.publishes("in three days", at=meant)
        assert await desk.relay.pull_back() == 0
        assert await desk.run_at() == [meant]
        move(meant)
        await desk.relay.drain()
    assert desk.heard == ["in three days"]


@both
async def test_a_pause_after_a_failure_never_outlasts_the_longest(desk: Desk) -> None:
    desk.failing = True
    with clock.frozen(AHEAD) as move:
        await desk.publishes("second try")
        await desk.relay.drain()
        move(AHEAD + timedelta(seconds=1))
        assert await desk.relay.pull_back() == 0  # an ordinary pause is left alone
        move(RIGHT)
        desk.failing = False
        assert await desk.relay.pull_back() == 1
        await desk.relay.drain()
    assert desk.heard == ["second try"]


@both
async def test_a_claim_made_ahead_holds_for_one_lease_from_now(desk: Desk) -> None:
    dead = Relay(desk.database, desk.relay.subscriptions)
    with clock.frozen(AHEAD) as move:
        await desk.publishes("claimed by the dead")
        assert len(await dead._claim(1)) == 1
        move(RIGHT)
        assert await desk.relay.pull_back() == 2  # due again, and the claim ends in time
        assert await desk.relay.drain() == 0  # it may still be at work
        move(RIGHT + desk.relay.lease + timedelta(seconds=1))
        await desk.relay.drain()
    assert desk.heard == ["claimed by the dead"]


async def test_a_running_relay_looks_by_itself(desk: Desk) -> None:
    with clock.frozen(AHEAD) as move:
        await desk.publishes("at once")
        move(RIGHT)
        stop, wake = asyncio.Event(), asyncio.Event()
        running = asyncio.create_task(desk.relay.run_forever(stop, wake, idle=0.01))
        for _ in range(500):
            if desk.heard:
                break
            await asyncio.sleep(0.01)
        stop.set()
        await running
    assert desk.heard == ["at once"]
    assert JUMPS_EVERY <= 60
