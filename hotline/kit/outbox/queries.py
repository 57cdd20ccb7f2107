"""Dead letters and queue ages (死信·积压), for the operator and the health page."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.outbox.models import DeliveryStatus, OutboxDelivery, OutboxEvent


async def list_dead_letters(
    session: AsyncSession, *, limit: int = 100
) -> list[Row[str, str, str, int, str | None, datetime]]:
    """List dead deliveries: id, event name, handler, attempts, last error, occurred_at; newest first."""
    query = (
        select(
            OutboxDelivery.id,
            OutboxEvent.name,
            OutboxDelivery.handler,
            OutboxDelivery.attempts,
            OutboxDelivery.last_error,
            OutboxEvent.occurred_at,
        )
        .join(OutboxEvent, OutboxEvent.id == OutboxDelivery.event_id)
        .where(OutboxDelivery.status == DeliveryStatus.DEAD.value)
        .order_by(OutboxEvent.occurred_at.desc())
        .limit(limit)
    )
    return list((await session.execute(query)).all())


async def replay(session: AsyncSession, *, delivery_id: str | None = None) -> int:
    """Make one dead delivery (or all of them) due again with a fresh count; returns how many."""
    statement = (
        update(OutboxDelivery)
        .where(OutboxDelivery.status == DeliveryStatus.DEAD.value)
        .values(
            status=DeliveryStatus.PENDING.value, attempts=0, run_at=clock.now(), locked_until=None
        )
    )
    if delivery_id is not None:
        statement = statement.where(OutboxDelivery.id == delivery_id)
    result = await session.execute(statement)
    return int(result.rowcount)  # type: ignore[attr-defined]


async def backlog(session: AsyncSession) -> tuple[int, float, int]:
    """Return (due and pending, age of the oldest due one in seconds, dead)."""
    now = clock.now()
    due = await session.execute(
        select(func.count(), func.min(OutboxDelivery.run_at)).where(
            OutboxDelivery.status == DeliveryStatus.PENDING.value, OutboxDelivery.run_at <= now
        )
    )
    count, oldest = due.one()
    dead = await session.scalar(
        select(func.count()).where(OutboxDelivery.status == DeliveryStatus.DEAD.value)
    )
    age = 0.0
    if oldest is not None:
        age = (now - oldest).total_seconds()
    return int(count), age, int(dead or 0)
