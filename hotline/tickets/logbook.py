"""Writing the action log (记操作日志): one chained row an action, with what changed before and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Boolean, Date, Integer, String, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.db import UtcDateTime
from hotline.tickets import log
from hotline.tickets.actions import Action
from hotline.tickets.deed import Deed
from hotline.tickets.models import Ticket, TicketAction

# Free text and sealed or hashed personal data never stand in the log in clear.
_LEFT_OUT = frozenset(
    [
        "version",
        "updated_at",
        "yellow_at",
        "red_at",
        "title",
        "address_text",
        "company_name",
        "credit_code",
        "beyond_duty_type",
        "answer_source",
        "exclusion_reason",
        "limit_basis",
        "external_ref",
        "query_code_hash",
        "caller_number_hash",
        "contact_number_hash",
        "email_hash",
        "gender",
    ]
)
_KINDS = (String, Integer, Boolean, Date, UtcDateTime)
LOGGED = tuple(
    column.name
    for column in Ticket.__table__.columns
    if type(column.type) in _KINDS and column.name not in _LEFT_OUT
)


@dataclass(frozen=True)
class Entry:
    """What to write: the action, its payload, the ticket before it, the part it was done for."""

    action: Action
    payload: BaseModel
    before: Mapping[str, Any]
    acted_for: str | None = None


def snapshot(ticket: Ticket) -> dict[str, Any]:
    """Return the logged columns as they are."""
    return {name: getattr(ticket, name) for name in LOGGED}


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return every column that changed as [before, after]."""
    return {
        name: [log.plain(before[name]), log.plain(value)]
        for name, value in after.items()
        if before[name] != value
    }


async def head_of(session: AsyncSession, ticket_id: str) -> log.Head:
    """Return the last row of the ticket's chain."""
    query = (
        select(TicketAction.seq, TicketAction.chain)
        .where(TicketAction.ticket_id == ticket_id)
        .order_by(TicketAction.seq.desc())
        .limit(1)
    )
    row = (await session.execute(query)).one_or_none()
    return log.Head() if row is None else log.Head(*row)


async def append(deed: Deed, entry: Entry) -> None:
    """Append one row behind the last; the ticket's row lock keeps two writers apart."""
    ticket, actor = deed.ticket, deed.actor
    codes, texts = log.parted(entry.payload)
    row: dict[str, Any] = {
        "id": deed.action_id,
        "ticket_id": ticket.id,
        "action": entry.action.value,
        "row_id": deed.row.id,
        "actor_id": actor.account_id,
        "actor_kind": actor.kind,
        "actor_unit_id": actor.unit_id,
        "requester_id": deed.requester_id,
        "assignment_id": entry.acted_for,
        "at": deed.at,
        "from_status": deed.facts.status.value,
        "to_status": ticket.status,
        "version": ticket.version,
        "payload": {**codes, **deed.noted},
        "changes": changes(entry.before, snapshot(ticket)),
        "texts": texts,
        "message_id": deed.message_id,
    }
    head = await head_of(deed.session, ticket.id)
    await deed.session.execute(insert(TicketAction), [log.chained(row, head)])
