"""After the clock was set back (时钟回拨): no delivery may lie further ahead than its own rule allows.

A row written while the clock ran ahead is due at an instant that comes only when the right clock gets
there. Three marks tell such rows from timers that somebody meant, without any memory of the jump: what
was to go at once has the instant of its event, a pause after a failure is at most ``LONGEST_BACK_OFF``,
and a claim holds for one lease.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.outbox.models import DeliveryStatus, OutboxDelivery, OutboxEvent

LONGEST_BACK_OFF = timedelta(hours=1)
_PENDING = OutboxDelivery.status == DeliveryStatus.PENDING.value


async def pull_back(database: Database, *, lease: timedelta) -> int:
    """Make what a clock set back has stranded due again; returns how many rows. Safe to repeat."""
    now = clock.now()
    stranded, held = _stranded(now), _held_too_long(now, lease)
    async with database.read() as session:  # look without taking the writer's place
        found = await session.scalar(
            select(OutboxDelivery.id).where(_PENDING, or_(stranded, held)).limit(1)
        )
    if found is None:
        return 0
    async with database.write() as session:
        count = await _set(session, stranded, run_at=now)
        return count + await _set(session, held, locked_until=now + lease)


def _stranded(now: datetime) -> ColumnElement[bool]:
    meant_at_once = exists().where(
        OutboxEvent.id == OutboxDelivery.event_id,
        OutboxEvent.occurred_at == OutboxDelivery.run_at,
    )
    return or_(
        and_(OutboxDelivery.run_at > now, OutboxDelivery.attempts == 0, meant_at_once),
        and_(OutboxDelivery.run_at > now + LONGEST_BACK_OFF, OutboxDelivery.attempts > 0),
    )


def _held_too_long(now: datetime, lease: timedelta) -> ColumnElement[bool]:
    return OutboxDelivery.locked_until > now + lease


async def _set(session: AsyncSession, which: ColumnElement[bool], **values: Any) -> int:
    statement = update(OutboxDelivery).where(_PENDING, which).values(**values)
    result = await session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)  # type: ignore[attr-defined]
