"""Rows and labels for the console (列表行与标签): codes become words once, on the server."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.labels import LabelledEnum
from hotline.tickets.clockwork import WINDOWS
from hotline.tickets.models import Channel, ClockState, Light, Status, Ticket, TicketClock
from hotline.tickets.visibility import NO_PREVIEW
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


@dataclass(frozen=True)
class Clocks:
    """What the running clocks add to the dates of rows, by ticket and due time.

    ``moving``: dates past the last published calendar, which are provisional (domain rules §4.4).
    ``modes``: how the time up to the date is counted (§4.1), so that what is left is told in its own unit.
    """

    moving: frozenset[tuple[str, datetime]]
    modes: Mapping[tuple[str, datetime], str]

    def mark(self, row: Row) -> Row:
        """Return the row with what its dates mean."""
        next_one = (row["id"], row["next_due_at"])
        return {
            **row,
            "due_provisional": (row["id"], row["due_at"]) in self.moving,
            "next_due_provisional": next_one in self.moving,
            "next_due_mode": self.modes.get(next_one),
        }


def clocks_of(clocks: Iterable[Any]) -> Clocks:
    """Return what the clocks (``TicketClock`` or rows of its columns) tell of the dates.

    Where several end at the same instant the first by name speaks: all of them end then.
    """
    owed = [c for c in clocks if c.state != ClockState.STOPPED]
    running = [c for c in owed if c.state == ClockState.RUNNING and c.clock not in WINDOWS]
    return Clocks(
        frozenset((c.ticket_id, c.due_at) for c in owed if c.provisional),
        {(c.ticket_id, c.due_at): c.mode for c in sorted(running, key=_by_name, reverse=True)},
    )


def _by_name(row: Any) -> str:
    return str(row.clock)


async def rows_out(session: AsyncSession, rows: Sequence[Row], routing: RoutingState) -> list[Row]:
    """Return a page of list rows, each telling how its dates are counted and which may still move.

    One statement a page reads the clocks: those that end at the ticket's next date, and provisional ones.
    """
    columns: tuple[Any, ...] = (
        TicketClock.ticket_id,
        TicketClock.clock,
        TicketClock.mode,
        TicketClock.state,
        TicketClock.due_at,
        TicketClock.provisional,
    )
    query = (
        select(*columns)
        .join(Ticket, Ticket.id == TicketClock.ticket_id)
        .where(
            TicketClock.ticket_id.in_([row["id"] for row in rows]),
            TicketClock.state != ClockState.STOPPED.value,
            or_(TicketClock.provisional, TicketClock.due_at == Ticket.red_at),
        )
    )
    marks = clocks_of(await session.execute(query))
    return [marks.mark(_listed(row_out(row, routing))) for row in rows]


def _listed(row: Row) -> Row:
    """Return the row as a list may show it: of a RESTRICTED ticket the number, where it stands and its dates.

    "No list preview" (domain rules §3.5): what it is about is read on its page only, which is on record.
    """
    if row["confidentiality"] != Confidentiality.RESTRICTED:
        return row
    kept = {name: value if name in _STANDING else None for name, value in row.items()}
    return {**kept, "title": NO_PREVIEW}


_STANDING = frozenset(
    {
        "id",
        "number",
        "status",
        "status_label",
        "version",
        "received_at",
        "created_at",
        "confidentiality",
        "confidentiality_label",
        "redo_round",
        "supervise_level",
        "suspended",
        "tracked",
        "due_at",
        "next_due_at",
        "light",
    }
)


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
