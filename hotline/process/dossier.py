"""Everything of one ticket for its page (工单全貌), read in a fixed small number of statements."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import Actor
from hotline.kit.files.models import StoredFile
from hotline.kit.organisation.models import Unit
from hotline.process.models import TicketSuggestion
from hotline.tickets import queries
from hotline.tickets.errors import TicketUnknown
from hotline.tickets.models import Assignment, Ticket, TicketAction
from hotline.tickets.papers import TicketAttachment
from hotline.tickets.parts import OWNER
from hotline.tickets.queries import visible_to
from hotline.tickets.standing import Whole, lead_status_of, pending_of

Row = dict[str, Any]
_FILE = (StoredFile.id, StoredFile.extension, StoredFile.size)


@dataclass(frozen=True)
class Dossier:
    """The ticket with its suggestion, its parts, clocks and pending proposals, its log and its files.

    ``parts`` are the rows of the parts with their units' names, oldest first; ``log`` runs upward;
    ``files`` name the stored file and what it proves.
    """

    ticket: Ticket
    suggestion: Row | None
    whole: Whole
    parts: list[Row]
    log: list[TicketAction]
    files: list[Row]


async def load_dossier(session: AsyncSession, *, ticket_id: str, actor: Actor | None) -> Dossier:
    """Read it as ``actor`` may see it (``None``: the system asks); raises ``TicketUnknown`` (404)."""
    ticket, suggestion = await _opened(session, ticket_id, actor)
    joined = await _parts(session, ticket_id)
    whole = Whole(
        ticket,
        [part for part, _name in joined],
        await queries.list_clocks(session, ticket_id),
        await pending_of(session, ticket_id),
        await lead_status_of(session, ticket),
    )
    return Dossier(
        ticket,
        suggestion,
        whole,
        [_row(part, name) for part, name in joined],
        await queries.list_actions(session, ticket_id),
        await _files(session, ticket_id),
    )


async def _opened(
    session: AsyncSession, ticket_id: str, actor: Actor | None
) -> tuple[Ticket, Row | None]:
    query = (
        select(Ticket, TicketSuggestion.document)
        .outerjoin(TicketSuggestion, TicketSuggestion.ticket_id == Ticket.id)
        .where(Ticket.id == ticket_id)
    )
    if actor is not None:
        query = query.where(visible_to(actor))
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise TicketUnknown
    return found[0], found[1]


async def _parts(session: AsyncSession, ticket_id: str) -> list[tuple[Assignment, str]]:
    query = (
        select(Assignment, Unit.short_name)
        .join(Unit, Unit.id == Assignment.unit_id)
        .where(Assignment.ticket_id == ticket_id)
        .order_by(Assignment.assigned_at, Assignment.id)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


def _row(part: Assignment, unit_name: str) -> Row:
    stored = {column.name: getattr(part, column.name) for column in Assignment.__table__.columns}
    return {**stored, "unit_name": unit_name}


async def _files(session: AsyncSession, ticket_id: str) -> list[Row]:
    """The ticket's stored files, oldest first, each with the latest note of what it proves."""
    noted = and_(TicketAttachment.file_id == StoredFile.id, TicketAttachment.ticket_id == ticket_id)
    query = (
        select(*_FILE, TicketAttachment.kind, TicketAttachment.public)
        .outerjoin(TicketAttachment, noted)
        .where(StoredFile.owner_kind == OWNER, StoredFile.owner_id == ticket_id)
        .order_by(StoredFile.uploaded_at, StoredFile.id, TicketAttachment.added_at)
    )
    rows = (await session.execute(query)).mappings()
    return list({row["id"]: dict(row) for row in rows}.values())
