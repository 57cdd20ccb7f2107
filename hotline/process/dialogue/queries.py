"""Reading conversations (对话查询): the transcript for whoever goes on, and who waits for a person."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from channels import queries as channels
from channels.errors import ConversationUnknown
from channels.messages import ChannelKind, Direction
from channels.models import Conversation
from hotline.kit.auth.actor import Actor
from hotline.kit.errors import Forbidden
from hotline.kit.logs import mask_text
from hotline.process.dialogue.errors import DialogueUnknown
from hotline.process.dialogue.models import Dialogue
from hotline.process.dialogue.state import Why
from hotline.process.dialogue.views import Line, Waiting
from hotline.process.notices import subject_ref
from hotline.tickets import queries as tickets
from hotline.tickets.visibility import works_for_unit

MOST = 500  # messages of one transcript; a visit has some dozens


async def transcript_of_ticket(
    session: AsyncSession, *, ticket_id: str, actor: Actor
) -> list[Line]:
    """Return what was said in the conversation that opened a ticket, as far as it is about the ticket.

    A chat is about one visit and shown whole; a number's text messages go on for years, and of them only
    those about this ticket are shown. Raises ``TicketUnknown`` (404), or ``Forbidden`` (403) for units:
    a conversation tells more of the person than the matter needs (domain rules §3.5).
    """
    ticket = await tickets.get_ticket(session, ticket_id=ticket_id, actor=actor)
    if works_for_unit(actor):
        raise Forbidden
    if ticket.conversation_id is None:
        return []
    try:
        talk = await channels.get_conversation(session, ticket.conversation_id)
    except ConversationUnknown:
        return []
    about = None if talk.channel is ChannelKind.CHAT else subject_ref(ticket_id)
    return await _lines(session, talk.id, about)


async def transcript_of_waiting(session: AsyncSession, conversation_id: str) -> list[Line]:
    """Return what was said in a chat that was handed over; raises ``DialogueUnknown`` (404)."""
    row = await session.get(Dialogue, conversation_id)
    if row is None or row.handed_over_at is None:
        raise DialogueUnknown
    return await _lines(session, conversation_id, None)


async def list_waiting(session: AsyncSession, *, limit: int = 100) -> list[Waiting]:
    """List conversations that wait for a person: whoever is in distress, then the longest waiting."""
    query = (
        select(
            Dialogue.conversation_id,
            Conversation.channel,
            Dialogue.reason,
            Dialogue.handed_over_at,
            Dialogue.ticket_id,
            Dialogue.callback_id,
        )
        .join(Conversation, Conversation.id == Dialogue.conversation_id)
        .where(Dialogue.handed_over_at.is_not(None), Dialogue.settled_at.is_(None))
        .order_by(
            Dialogue.reason != Why.DISTRESS.value,
            Dialogue.handed_over_at,
            Dialogue.conversation_id,
        )
        .limit(limit)
    )
    return [
        Waiting(
            row.conversation_id,
            ChannelKind(row.channel),
            Why(row.reason),
            row.handed_over_at,
            row.ticket_id,
            row.callback_id,
        )
        for row in (await session.execute(query)).all()
    ]


async def _lines(session: AsyncSession, conversation_id: str, about: str | None) -> list[Line]:
    found = await channels.list_messages(session, conversation_id, limit=MOST)
    return [
        Line(
            one.stored_at,
            one.direction is Direction.IN,
            None if one.text is None else mask_text(one.text),
        )
        for one in found
        if about is None or one.subject_ref == about
    ]
