"""Rows and labels for the console (列表行与标签): codes become words once, on the server."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.labels import LabelledEnum
from hotline.tickets.models import Channel, ClockState, Light, Status, TicketClock
from routing.state import RoutingState
from routing.taxonomy.tree import Confidentiality, RequestKind, Urgency

Row = dict[str, Any]


def light_of(row: TicketClock) -> Light:
    """Return the colour of a running clock now (domain rules §4.6)."""
    now = clock.now()
    if row.due_at <= now:
        return Light.RED
    return Light.YELLOW if row.yellow_at is not None and row.yellow_at <= now else Light.GREEN


def ticket_light(row: Row) -> str | None:
    """Return the colour of a ticket from the two instants it keeps; ``None`` when no clock runs."""
    now = clock.now()
    red, yellow = row["red_at"], row["yellow_at"]
    if red is None and yellow is None:
        return None
    if red is not None and red <= now:
        return Light.RED.value
    return Light.YELLOW.value if yellow is not None and yellow <= now else Light.GREEN.value


def label_of(kind: type[LabelledEnum], value: str | None) -> str | None:
    """Return the Chinese label of a stored value."""
    return None if value is None else kind[value].label


def row_out(row: Row, routing: RoutingState) -> Row:
    """Return a list row with its words."""
    category = routing.taxonomy.categories.get(row["category_code"] or "")
    return {
        **{name: row[name] for name in _AS_STORED},
        "status_label": label_of(Status, row["status"]),
        "kind_label": label_of(RequestKind, row["kind"]),
        "category_name": category.name if category else None,
        "urgency_label": label_of(Urgency, row["urgency"]),
        "confidentiality_label": label_of(Confidentiality, row["confidentiality"]),
        "channel_label": label_of(Channel, row["channel"]),
        "due_at": row["due_at"] or row["promise_due_at"],
        # The running clock that runs out first gives the light: its end, not that of the handling.
        "next_due_at": row["red_at"],
        "light": ticket_light(row),
    }


async def rows_out(session: AsyncSession, rows: Sequence[Row], routing: RoutingState) -> list[Row]:
    """Return a page of list rows, each telling which of its dates may still move.

    A date past the last published calendar is provisional (domain rules §4.4): one statement a page.
    """
    query = select(TicketClock.ticket_id, TicketClock.due_at).where(
        TicketClock.ticket_id.in_([row["id"] for row in rows]),
        TicketClock.provisional,
        TicketClock.state != ClockState.STOPPED.value,
    )
    moving = {(ticket_id, due_at) for ticket_id, due_at in await session.execute(query)}
    return [with_provisional(row_out(row, routing), moving) for row in rows]


def with_provisional(row: Row, moving: set[tuple[str, datetime]]) -> Row:
    """Mark the dates of a row that are those of provisional clocks."""
    return {
        **row,
        "due_provisional": (row["id"], row["due_at"]) in moving,
        "next_due_provisional": (row["id"], row["next_due_at"]) in moving,
    }


_AS_STORED = [
    "id",
    "number",
    "title",
    "status",
    "version",
    "kind",
    "category_code",
    "lead_unit_id",
    "unit_name",
    "received_at",
    "created_at",
    "urgency",
    "confidentiality",
    "channel",
    "redo_round",
    "supervise_level",
    "suspended",
    "tracked",
    "merged_count",
]
