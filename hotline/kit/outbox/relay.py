"""The relay (投递): claims due deliveries, runs their handlers, backs off, buries the hopeless."""

import asyncio
import time
from datetime import timedelta

from sqlalchemy import case, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock, crashpoints
from hotline.kit.db import Database, lacking
from hotline.kit.errors import Problem
from hotline.kit.events import Event, from_payload
from hotline.kit.ids import new_id
from hotline.kit.labels import LabelledEnum
from hotline.kit.logs import get_logger, mask_text
from hotline.kit.outbox.clockjumps import LONGEST_BACK_OFF, pull_back
from hotline.kit.outbox.models import DeliveryStatus, OutboxDelivery, OutboxEvent
from hotline.kit.outbox.subscriptions import Subscription, Subscriptions

log = get_logger(__name__)
LEASE = timedelta(seconds=120)
JUMPS_EVERY = 30.0  # seconds by a clock that nobody sets
AFTER_CLAIM = crashpoints.declare(
    "outbox.after_claim", "claimed deliveries are taken over after the lease and run once"
)
BEFORE_COMMIT = crashpoints.declare(
    "outbox.before_commit", "a handler's work and its delivery mark vanish together and run again"
)
AFTER_COMMIT = crashpoints.declare(
    "outbox.after_commit", "a committed delivery is never run a second time"
)
AFTER_EFFECT = crashpoints.declare(
    "outbox.after_effect", "an effect that happened but is not marked recognises its own repeat"
)


class DeliveryLost(Exception):  # noqa: N818 — control flow inside the relay
    """Another worker took the delivery over; our work is rolled back."""


def back_off(attempts: int) -> timedelta:
    """Wait 2, 4, 8 … seconds, at most one hour."""
    return min(timedelta(seconds=2.0**attempts), LONGEST_BACK_OFF)


class Lane(LabelledEnum):
    """Which deliveries a relay runs: a slow provider must never hold up the database's own work."""

    ALL = "all", "全部"
    HANDLERS = "handlers", "库内处理"
    EFFECTS = "effects", "外部动作"


EFFECTS_AT_ONCE = 8


class Relay:
    """Runs deliveries of one process; several relays share one database safely.

    Effects are claimed a few at a time and run side by side, handlers one after the other.
    """

    def __init__(
        self,
        database: Database,
        subscriptions: Subscriptions,
        *,
        lane: Lane = Lane.ALL,
        lease: timedelta = LEASE,
    ) -> None:
        """Name this worker; ``lease`` is how long a claim holds before others take over."""
        self.database = database
        self.subscriptions = subscriptions
        self.lane = lane
        self.lease = lease
        self.name = new_id()
        self._effects = [n for n, s in subscriptions.by_name.items() if s.effect is not None]
        self._prompt = [n for n, s in subscriptions.by_name.items() if s.prompt]

    async def run_once(self, *, limit: int = 50) -> int:
        """Claim and run at most ``limit`` due deliveries; returns how many were tried."""
        if self.lane is Lane.EFFECTS:
            limit = min(limit, EFFECTS_AT_ONCE)
        claimed = await self._claim(limit)
        if claimed:
            crashpoints.reach(AFTER_CLAIM)
        if self.lane is Lane.EFFECTS:
            await asyncio.gather(*(self._deliver(delivery_id) for delivery_id in claimed))
        else:
            for delivery_id in claimed:
                await self._deliver(delivery_id)
        return len(claimed)

    async def drain(self, *, limit: int = 10_000) -> int:
        """Run until nothing is due; returns how many deliveries were tried."""
        total = 0
        while total < limit:
            tried = await self.run_once()
            if not tried:
                break
            total += tried
        return total

    async def run_forever(
        self, stop: asyncio.Event, wake: asyncio.Event, *, idle: float = 0.5
    ) -> None:
        """Work until ``stop``; sleep at most ``idle`` seconds, less when ``wake`` is set.

        A database that is down is waited for, never given up. What a clock set back has stranded is
        made due again within half a minute.
        """
        looked = -JUMPS_EVERY
        while not stop.is_set():
            try:
                if time.monotonic() - looked >= JUMPS_EVERY:
                    await self.pull_back()
                    looked = time.monotonic()
                tried = await self.run_once()
            except Exception as error:
                log.warning("outbox.relay_failed", error=type(error).__name__, **lacking(error))
                tried = 0
            if tried:
                continue
            wake.clear()
            try:
                async with asyncio.timeout(idle):
                    await wake.wait()
            except TimeoutError:
                pass

    async def pull_back(self) -> int:
        """Free what lies further ahead than any rule allows; returns how many rows, and logs it."""
        count = await pull_back(self.database, lease=self.lease)
        if count:
            log.warning("outbox.clock_set_back", deliveries=count)
        return count

    async def _claim(self, limit: int) -> list[str]:
        async with self.database.read() as session:  # look without taking the writer's place
            if not await self._due(session, 1, lock=False):
                return []
        async with self.database.write() as session:
            ids = await self._due(session, limit, lock=True)
            if ids:
                await session.execute(
                    update(OutboxDelivery)
                    .where(OutboxDelivery.id.in_(ids))
                    .values(locked_until=clock.now() + self.lease, locked_by=self.name)
                )
            return ids

    async def _due(self, session: AsyncSession, limit: int, *, lock: bool) -> list[str]:
        now = clock.now()
        query = (
            select(OutboxDelivery.id)
            .where(
                OutboxDelivery.status == DeliveryStatus.PENDING.value,
                OutboxDelivery.run_at <= now,
                or_(OutboxDelivery.locked_until.is_(None), OutboxDelivery.locked_until < now),
            )
            .order_by(
                case((OutboxDelivery.handler.in_(self._prompt), 0), else_=1),
                OutboxDelivery.run_at,
                OutboxDelivery.id,
            )
            .limit(limit)
        )
        if self.lane is Lane.EFFECTS:
            query = query.where(OutboxDelivery.handler.in_(self._effects))
        elif self.lane is Lane.HANDLERS:
            query = query.where(OutboxDelivery.handler.not_in(self._effects))
        if lock:
            query = query.with_for_update(skip_locked=True)
        return list((await session.execute(query)).scalars())

    async def _deliver(self, delivery_id: str) -> None:
        try:
            await self._attempt(delivery_id)
        except DeliveryLost:
            log.info("outbox.delivery_taken_over", delivery=delivery_id)
        except Exception as error:
            await self._fail(delivery_id, error)

    async def _attempt(self, delivery_id: str) -> None:
        async with self.database.read() as session:
            delivery, event_row = await _load(session, delivery_id)
            subscription = self.subscriptions.by_name.get(delivery.handler)
            if subscription is None:
                msg = f"no handler named {delivery.handler} in this release"
                raise LookupError(msg)
            event = from_payload(event_row.name, event_row.payload)
        if subscription.effect is not None:
            await subscription.effect(self.database, event)
            crashpoints.reach(AFTER_EFFECT)
        async with self.database.write() as session:
            await self._still_mine(session, delivery_id)
            await _handle(session, subscription, event)
            await session.execute(
                update(OutboxDelivery)
                .where(OutboxDelivery.id == delivery_id)
                .values(status=DeliveryStatus.DONE.value, done_at=clock.now(), locked_until=None)
            )
            await session.flush()
            crashpoints.reach(BEFORE_COMMIT)
        crashpoints.reach(AFTER_COMMIT)

    async def _still_mine(self, session: AsyncSession, delivery_id: str) -> None:
        query = (
            select(OutboxDelivery.id)
            .where(
                OutboxDelivery.id == delivery_id,
                OutboxDelivery.status == DeliveryStatus.PENDING.value,
                OutboxDelivery.locked_by == self.name,
            )
            .with_for_update()
        )
        if (await session.execute(query)).scalar_one_or_none() is None:
            raise DeliveryLost

    async def _fail(self, delivery_id: str, error: Exception) -> None:
        async with self.database.write() as session:
            delivery, _event = await _load(session, delivery_id)
            if delivery.status != DeliveryStatus.PENDING.value or delivery.locked_by != self.name:
                return
            subscription = self.subscriptions.by_name.get(delivery.handler)
            limit = subscription.max_attempts if subscription else 1
            delivery.attempts += 1
            delivery.last_error = mask_text(f"{type(error).__name__}: {error}")[:2000]
            delivery.locked_until = None
            if delivery.attempts >= limit or (isinstance(error, Problem) and error.status == 422):
                delivery.status = DeliveryStatus.DEAD.value
                log.error("outbox.dead_letter", handler=delivery.handler, delivery=delivery_id)
            else:
                delivery.run_at = clock.now() + back_off(delivery.attempts)
                log.warning("outbox.retry", handler=delivery.handler, attempts=delivery.attempts)


async def _handle(session: AsyncSession, subscription: Subscription, event: Event) -> None:
    if subscription.handler is not None:
        await subscription.handler(session, event)


async def _load(session: AsyncSession, delivery_id: str) -> tuple[OutboxDelivery, OutboxEvent]:
    query = (
        select(OutboxDelivery, OutboxEvent)
        .join(OutboxEvent, OutboxEvent.id == OutboxDelivery.event_id)
        .where(OutboxDelivery.id == delivery_id)
    )
    delivery, event_row = (await session.execute(query)).one()
    return delivery, event_row
