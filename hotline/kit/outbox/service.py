"""Publishing (发布): event and delivery rows in the caller's own transaction."""

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
    subscriptions: Subscriptions = session.info["subscriptions"]
    event_row, deliveries = rows_of(subscriptions, event, at=at)
    await session.execute(insert(OutboxEvent), [event_row])
    if deliveries:
        await session.execute(insert(OutboxDelivery), deliveries)
    session.info[PUBLISHED] = True
    return str(event_row["id"])
