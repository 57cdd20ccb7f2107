"""Retention (保存期限): what may not be kept for ever is dropped by the worker, with a certificate."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from channels import retention
from channels import service as channels
from channels.models import CallbackRequest, Conversation, Message
from crm import privacy
from crm.queries import list_held_hashes
from hotline.kit import clock
from hotline.kit.db import Database
from hotline.process.dialogue.models import Dialogue
from hotline.tickets.models import Ticket

PAYLOADS = "channel.raw_payloads"
TALKS = "channel.talks"
BATCH = 200  # talks
_MONTH = timedelta(days=31)  # never a day too short


async def drop_payloads(database: Database, *, keep_days: int, batch: int = retention.BATCH) -> int:
    """Drop the raw webhook bodies older than ``keep_days``, batch by batch; returns how many.

    Persons under a legal hold are left out; a certificate says what, how many and by which rule
    (domain rules §13.2). Safe to repeat and to run in several workers.
    """
    before = clock.now() - timedelta(days=keep_days)
    dropped = 0
    while True:
        async with database.write() as session:
            held = await list_held_hashes(session)
            count = await retention.drop_raw(session, before=before, spared=held, batch=batch)
            if count:
                rule = f"服务商回调原文保存{keep_days}天（网络日志，domain rules §13.2）"
                await privacy.certify(session, what=PAYLOADS, rule=rule, counts={"bodies": count})
        dropped += count
        if count < batch:
            return dropped


async def forget_talks(database: Database, *, months: int, batch: int = BATCH) -> int:
    """Erase conversations without a ticket that were silent for ``months``; returns how many.

    A conversation that a ticket names lives and ends with the ticket (``deidentifying``). Left are also those
    that wait for a person, whose number is still to be rung, or of persons under a legal hold. What was said
    becomes unreadable with its key, the state of the dialogue too (domain rules §13.2). Safe to repeat and to
    break off.
    """
    before = clock.now() - months * _MONTH
    rule = f"未形成工单的会话满{months}个月清除（domain rules §13.2）"
    done = 0
    while True:
        async with database.write() as session:
            held = await list_held_hashes(session)
            ids = await _silent(session, before, held, batch)
            for conversation_id in ids:
                await channels.erase_conversation(session, conversation_id)
            if ids:
                await privacy.certify(session, what=TALKS, rule=rule, counts={"talks": len(ids)})
        done += len(ids)
        if len(ids) < batch:
            return done


async def _silent(
    session: AsyncSession, before: datetime, held: Collection[str], batch: int
) -> list[str]:
    of_ticket = select(Ticket.id).where(Ticket.conversation_id == Conversation.id)
    about_ticket = select(Message.id).where(
        Message.conversation_id == Conversation.id, Message.subject_ref.is_not(None)
    )
    waiting = select(Dialogue.conversation_id).where(
        Dialogue.conversation_id == Conversation.id,
        or_(
            Dialogue.ticket_id.is_not(None),
            Dialogue.handed_over_at.is_not(None) & Dialogue.settled_at.is_(None),
        ),
    )
    to_ring = select(CallbackRequest.id).where(
        CallbackRequest.address_hash == Conversation.address_hash,
        CallbackRequest.settled_at.is_(None),
    )
    query = (
        select(Conversation.id)
        .where(
            Conversation.erased_at.is_(None),
            Conversation.subject_ref.is_(None),
            Conversation.address_hash.not_in(held),
            func.coalesce(Conversation.last_message_at, Conversation.opened_at) < before,
            *(~found.exists() for found in (of_ticket, about_ticket, waiting, to_ring)),
        )
        .order_by(Conversation.id)
        .limit(batch)
    )
    return list(await session.scalars(query))
