"""The relay (投递): claims due deliveries, runs their handlers, backs off, buries the hopeless."""

import asyncio
import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import Integer, Select, Table, bindparam, case, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock, crashpoints
from hotline.kit.db import Database, UtcDateTime, lacking
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


def back_off(attempts: int) -> timedelta:
    """Wait 2, 4, 8 … seconds, at most one hour."""
    return min(timedelta(seconds=2.0**attempts), LONGEST_BACK_OFF)


class Lane(LabelledEnum):
    """Which deliveries a relay runs: a slow provider must never hold up the database's own work."""

    ALL = "all", "全部"
    HANDLERS = "handlers", "库内处理"
    EFFECTS = "effects", "外部动作"


EFFECTS_AT_ONCE = 8
TURN = 0.05  # seconds after which a transaction takes no further delivery, nor once others wait for its place

_table = cast(Table, OutboxDelivery.__table__)  # the ORM would look for rows to bring up to date
_LOADED = (
    select(OutboxDelivery.id, OutboxDelivery.handler, OutboxEvent.name, OutboxEvent.payload)
    .join(OutboxEvent, OutboxEvent.id == OutboxDelivery.event_id)
    .where(OutboxDelivery.id.in_(bindparam("ids", expanding=True)))
)
_MINE = (
    select(OutboxDelivery.id)
    .where(
        OutboxDelivery.id.in_(bindparam("ids", expanding=True)),
        OutboxDelivery.status == DeliveryStatus.PENDING.value,
        OutboxDelivery.locked_by == bindparam("worker"),
    )
    .with_for_update()
)
_CLAIMED = (
    update(_table)
    .where(_table.c.id.in_(bindparam("ids", expanding=True)))
    .values(locked_until=bindparam("until"), locked_by=bindparam("worker"))
)
_DONE = (
    update(_table)
    .where(_table.c.id.in_(bindparam("ids", expanding=True)))
    .values(status=DeliveryStatus.DONE.value, done_at=bindparam("now"), locked_until=None)
)


@dataclass(frozen=True)
class Claimed:
    """One claimed delivery with its event as stored."""

    id: str
    handler: str
    event_name: str
    payload: dict[str, Any]

    @property
    def event(self) -> Event:
        """Return the event; raises what a payload of another release raises."""
        return from_payload(self.event_name, self.payload)


class _Stopped(Exception):  # noqa: N818 — control flow inside the relay
    """A handler failed after ``before`` others had done their work, which is rolled back with it."""

    def __init__(self, before: int, error: Exception) -> None:
        self.before = before
        self.error = error


@cache
def _due_query(
    lane: Lane, effects: tuple[str, ...], prompt: tuple[str, ...], *, lock: bool
) -> Select[str]:
    """Build once what every relay asks twice a second and after every delivery."""
    now = bindparam("now", type_=UtcDateTime)
    query = (
        select(OutboxDelivery.id)
        .where(
            OutboxDelivery.status == DeliveryStatus.PENDING.value,
            OutboxDelivery.run_at <= now,
            or_(OutboxDelivery.locked_until.is_(None), OutboxDelivery.locked_until < now),
        )
        .order_by(
            case((OutboxDelivery.handler.in_(prompt), 0), else_=1),
            OutboxDelivery.run_at,
            OutboxDelivery.id,
        )
        .limit(bindparam("limit", type_=Integer))
    )
    if lane is Lane.EFFECTS:
        query = query.where(OutboxDelivery.handler.in_(effects))
    elif lane is Lane.HANDLERS:
        query = query.where(OutboxDelivery.handler.not_in(effects))
    return query.with_for_update(skip_locked=True) if lock else query


class Relay:
    """Runs deliveries of one process; several relays share one database safely.

    Effects are claimed a few at a time and run side by side. Handlers run one after the other, as many in a
    transaction as fit into one turn: committing costs more than most handlers do. Where one fails, the work of
    those before it is done again without it.
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
        known = subscriptions.by_name.items()
        self._effects = tuple(name for name, s in known if s.effect is not None)
        self._prompt = tuple(name for name, s in known if s.prompt)

    async def run_once(self, *, limit: int = 50) -> int:
        """Claim and run at most ``limit`` due deliveries; returns how many were tried."""
        if self.lane is Lane.EFFECTS:
            limit = min(limit, EFFECTS_AT_ONCE)
        claimed = await self._claim(limit)
        if not claimed:
            return 0
        crashpoints.reach(AFTER_CLAIM)
        loaded = await self._load(claimed)
        if self.lane is Lane.EFFECTS:
            await asyncio.gather(*(self._deliver(one) for one in loaded))
        else:
            await self._deliver_in_order(loaded)
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
                until = clock.now() + self.lease
                asked = {"ids": ids, "until": until, "worker": self.name}
                await session.execute(_CLAIMED, asked)
            return ids

    async def _due(self, session: AsyncSession, limit: int, *, lock: bool) -> list[str]:
        query = _due_query(self.lane, self._effects, self._prompt, lock=lock)
        return list(await session.scalars(query, {"now": clock.now(), "limit": limit}))

    async def _load(self, ids: list[str]) -> list[Claimed]:
        async with self.database.read() as session:
            rows = await session.execute(_LOADED, {"ids": ids})
            found = {row[0]: Claimed(*row) for row in rows}
        return [found[one] for one in ids if one in found]

    async def _deliver_in_order(self, loaded: Sequence[Claimed]) -> None:
        while loaded:
            if loaded[0].handler in self._effects:
                await self._deliver(loaded[0])
                loaded = loaded[1:]
            else:
                group = list(itertools.takewhile(lambda d: d.handler not in self._effects, loaded))
                loaded = loaded[await self._deliver_together(group) :]

    async def _deliver_together(self, group: Sequence[Claimed]) -> int:
        """Run as many of these as fit into one turn; returns how many of them are settled, at least one."""
        while True:
            try:
                return await self._turn(group)
            except _Stopped as stopped:
                if not stopped.before:
                    await self._fail(group[0].id, stopped.error)
                    return 1
                group = group[: stopped.before]

    async def _turn(self, group: Sequence[Claimed]) -> int:
        began, ran = time.monotonic(), 0
        try:
            async with self.database.write() as session:
                mine = await self._mine(session, group)
                while ran < len(group) and not (ran and self._is_over(began)):
                    if group[ran].id in mine:
                        await self._handle(session, group[ran], ran)
                    ran += 1
                await self._mark(session, [one.id for one in group[:ran] if one.id in mine])
                crashpoints.reach(BEFORE_COMMIT)
        except _Stopped:
            raise
        except Exception as error:  # of all of them: the half is tried, down to one alone
            raise _Stopped(ran // 2, error) from error
        crashpoints.reach(AFTER_COMMIT)
        return ran

    def _is_over(self, began: float) -> bool:
        return self.database.waiting > 0 or time.monotonic() - began >= TURN

    async def _handle(self, session: AsyncSession, one: Claimed, before: int) -> None:
        """Let a handler work as if the session were its own: it finds nothing that others have read."""
        try:
            if (handler := self._subscription(one).handler) is not None:
                await handler(session, one.event)
            await session.flush()
        except Exception as error:
            raise _Stopped(before, error) from error
        session.expunge_all()

    def _subscription(self, one: Claimed) -> Subscription:
        found = self.subscriptions.by_name.get(one.handler)
        if found is None:
            msg = f"no handler named {one.handler} in this release"
            raise LookupError(msg)
        return found

    async def _mine(self, session: AsyncSession, group: Sequence[Claimed]) -> set[str]:
        """Return those that nobody has taken over."""
        asked = {"ids": [one.id for one in group], "worker": self.name}
        mine = set(await session.scalars(_MINE, asked))
        for one in group:
            if one.id not in mine:
                log.info("outbox.delivery_taken_over", delivery=one.id)
        return mine

    async def _mark(self, session: AsyncSession, ids: list[str]) -> None:
        if ids:
            await session.execute(_DONE, {"ids": ids, "now": clock.now()})

    async def _deliver(self, one: Claimed) -> None:
        """Let an effect happen outside any transaction, then mark it."""
        try:
            if (effect := self._subscription(one).effect) is not None:
                await effect(self.database, one.event)
            crashpoints.reach(AFTER_EFFECT)
            async with self.database.write() as session:
                await self._mark(session, list(await self._mine(session, [one])))
                crashpoints.reach(BEFORE_COMMIT)
            crashpoints.reach(AFTER_COMMIT)
        except Exception as error:
            await self._fail(one.id, error)

    async def _fail(self, delivery_id: str, error: Exception) -> None:
        async with self.database.write() as session:
            delivery = await session.get_one(OutboxDelivery, delivery_id)
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
