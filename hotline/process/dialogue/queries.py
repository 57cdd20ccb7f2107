"""Reading conversations (对话查询): the transcript for whoever goes on, and who waits for a person."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from channels import queries as channels
from channels.errors import ConversationUnknown
from channels.messages import ChannelKind, Direction
from channels.models import Conversation, Message
from hotline.kit.auth.actor import Actor
from hotline.kit.errors import Forbidden
from hotline.kit.wiping import mask_said
from hotline.process.dialogue.errors import DialogueUnknown
from hotline.process.dialogue.models import Dialogue
from hotline.process.dialogue.state import Why
from hotline.process.dialogue.views import Line, Waiting
from hotline.process.notices import subject_ref, ticket_of_ref
from hotline.tickets import queries as tickets
from hotline.tickets.models import Ticket
from hotline.tickets.visibility import visible_to, works_for_unit

MOST = 500  # messages of one transcript; a visit has some dozens


async def transcript_of_ticket(
    session: AsyncSession, *, ticket_id: str, actor: Actor
) -> list[Line]:
    """Return what was said in the conversation that opened a ticket, as far as it is about the ticket.

    A chat is about one visit and shown whole; a number's text messages go on for years, and of them only
    those about this ticket are shown. Raises ``TicketUnknown`` (404), or ``Forbidden`` (403) for units: a
    conversation tells more of the person than the matter needs (domain rules §3.5), and of a chat about a
    second ticket that is not for this actor it tells that one too.
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
    if talk.channel is not ChannelKind.CHAT:
        return await _lines(session, talk.id, subject_ref(ticket_id))
    if await _closed_to(session, actor, {talk.id: None}):
        raise Forbidden
    return await _lines(session, talk.id, None)


async def said_later(session: AsyncSession, *, ticket_id: str, actor: Actor) -> list[Line]:
    """Return what was said about a ticket in other conversations than the one that opened it.

    Raises ``TicketUnknown`` (404), or ``Forbidden`` (403) for units.
    """
    ticket = await tickets.get_ticket(session, ticket_id=ticket_id, actor=actor)
    if works_for_unit(actor):
        raise Forbidden
    about = subject_ref(ticket_id)
    lines: list[Line] = []
    for talk in await channels.list_conversations_about(session, about):
        if talk.id != ticket.conversation_id:
            lines += await _lines(session, talk.id, about)
    return lines


async def transcript_of_waiting(
    session: AsyncSession, conversation_id: str, *, actor: Actor
) -> list[Line]:
    """Return what was said in a conversation that was handed over; raises ``DialogueUnknown`` (404)."""
    await check_waiting(session, conversation_id, actor=actor)
    return await _lines(session, conversation_id, None)


async def check_waiting(session: AsyncSession, conversation_id: str, *, actor: Actor) -> None:
    """Raise ``DialogueUnknown`` (404) unless a conversation was handed over and is for this actor.

    One about a ticket that he may not open is not (domain rules §3.5, decision 0018).
    """
    row = await session.get(Dialogue, conversation_id)
    if row is None or row.handed_over_at is None:
        raise DialogueUnknown
    if await _closed_to(session, actor, {conversation_id: row.ticket_id}):
        raise DialogueUnknown


async def list_waiting(session: AsyncSession, *, actor: Actor, limit: int = 100) -> list[Waiting]:
    """List conversations that wait for a person: whoever is in distress, then the longest waiting.

    Those about a ticket that the actor may not open are not among them.
    """
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
            Dialogue.reason != Why.DANGER.value,
            Dialogue.handed_over_at,
            Dialogue.conversation_id,
        )
        .limit(limit)
    )
    rows = (await session.execute(query)).all()
    closed = await _closed_to(session, actor, {row.conversation_id: row.ticket_id for row in rows})
    return [
        Waiting(
            row.conversation_id,
            ChannelKind(row.channel),
            Why(row.reason),
            row.handed_over_at,
            row.ticket_id,
            row.callback_id,
        )
        for row in rows
        if row.conversation_id not in closed
    ]


async def _closed_to(
    session: AsyncSession, actor: Actor, talks: Mapping[str, str | None]
) -> set[str]:
    """Return which of these conversations are about a ticket that ``actor`` may not open.

    ``talks`` holds the ticket that is known of each; others are told by what its messages are about.
    """
    about = {(talk, ticket_id) for talk, ticket_id in talks.items() if ticket_id is not None}
    query = select(Message.conversation_id, Message.subject_ref).distinct()
    rows = await session.execute(query.where(Message.conversation_id.in_(talks)))
    for talk, reference in rows:
        ticket_id = ticket_of_ref(reference)
        if ticket_id is not None:
            about.add((talk, ticket_id))
    named = {ticket_id for _talk, ticket_id in about}
    seen = select(Ticket.id).where(Ticket.id.in_(named), visible_to(actor))
    open_ids = set(await session.scalars(seen))
    return {talk for talk, ticket_id in about if ticket_id not in open_ids}


async def _lines(session: AsyncSession, conversation_id: str, about: str | None) -> list[Line]:
    found = await channels.list_messages(session, conversation_id, limit=MOST)
    return [
        Line(
            one.stored_at,
            one.direction is Direction.IN,
            None if one.text is None else mask_said(one.text),
        )
        for one in found
        if about is None or one.subject_ref == about
    ]
