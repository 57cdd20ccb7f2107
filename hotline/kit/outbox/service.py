"""Publishing (发布): event and delivery rows in the caller's own transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.events import Event
from hotline.kit.ids import new_id
from hotline.kit.logs import request_id
from hotline.kit.outbox.models import DeliveryStatus, OutboxDelivery, OutboxEvent
from hotline.kit.outbox.subscriptions import Subscriptions

Row = dict[str, Any]
PUBLISHED = "published"


def rows_of(
    subscriptions: Subscriptions, event: Event, *, at: datetime | None = None
) -> tuple[Row, list[Row]]:
    """Build the event row and its delivery rows (for bulk inserts by the group commit)."""
    now = clock.now()
    event_id = new_id()
    event_row = {
        "id": event_id,
        "name": event.name,
        "payload": event.payload(),
        "occurred_at": now,
        "request_id": request_id.get(),
    }
    deliveries = [
        {
            "id": new_id(),
            "event_id": event_id,
            "handler": subscription.name,
            "status": DeliveryStatus.PENDING.value,
            "run_at": at or now,
            "attempts": 0,
            "locked_until": None,
            "locked_by": None,
            "last_error": None,
            "done_at": None,
        }
        for subscription in subscriptions.of(event.name)
    ]
    return event_row, deliveries


async def publish(session: AsyncSession, event: Event, *, at: datetime | None = None) -> str:
    """Write ``event`` and one delivery row per subscribed handler; returns the event's id.

    ``at`` holds the delivery back until that instant (a timer that survives restarts).
    """
    (event_id,) = await publish_all(session, [(event, at)])
    return event_id


async def publish_all(
    session: AsyncSession, events: Sequence[tuple[Event, datetime | None]]
) -> list[str]:
    """Publish several events, each with the instant that holds it back; as many statements as for one."""
    subscriptions: Subscriptions = session.info["subscriptions"]
    built = [rows_of(subscriptions, event, at=at) for event, at in events]
    rows = [event_row for event_row, _ in built]
    deliveries = [delivery for _, those in built for delivery in those]
    if rows:
        await session.execute(insert(OutboxEvent), rows)
        session.info[PUBLISHED] = True
    if deliveries:
        await session.execute(insert(OutboxDelivery), deliveries)
    return [str(row["id"]) for row in rows]
