"""Noting (登记重建): a ticket is to be indexed anew though no step was done on it."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from channels.models import Message
from hotline.kit.ids import new_id
from hotline.process.dialogue.models import Dialogue
from hotline.process.notices import ticket_of_ref
from hotline.process.search.models import TicketIndexNote


async def note(session: AsyncSession, ticket_ids: Iterable[str]) -> None:
    """Let every index read these tickets again; in the caller's transaction, so that none is forgotten."""
    rows = [{"ticket_id": one, "turn": 1, "noted": new_id()} for one in sorted(set(ticket_ids))]
    if not rows:
        return
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    build = sqlite.insert if is_sqlite else postgresql.insert
    put = build(TicketIndexNote)
    again = {"turn": TicketIndexNote.turn + 1, "noted": put.excluded.noted}
    statement = put.on_conflict_do_update(index_elements=["ticket_id"], set_=again)
    await session.execute(statement, rows)


async def note_conversation(session: AsyncSession, conversation_id: str) -> None:
    """Let every index read the tickets again that a conversation is about."""
    about = select(Message.subject_ref).where(
        Message.conversation_id == conversation_id, Message.subject_ref.is_not(None)
    )
    opened = select(Dialogue.ticket_id).where(
        Dialogue.conversation_id == conversation_id, Dialogue.ticket_id.is_not(None)
    )
    named = [ticket_of_ref(one) for one in await session.scalars(about.distinct())]
    await note(session, [one for one in (*named, *await session.scalars(opened)) if one])
