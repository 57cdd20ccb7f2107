"""Retention of raw payloads (回调原文保存期限): the sealed body goes, the key that stops a repetition stays."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from channels.models import Conversation, Message, ProviderEvent

BATCH = 500


async def drop_raw(
    session: AsyncSession, *, before: datetime, spared: Collection[str], batch: int = BATCH
) -> int:
    """Drop the bodies of at most ``batch`` webhooks received before ``before``; returns how many.

    The row itself stays: its key has no personal data and keeps an old webhook from counting twice.
    ``spared`` are look-up hashes of addresses under a legal hold, whose messages are left as they are
    (domain rules §13.2).
    """
    old = (
        select(ProviderEvent.id)
        .where(ProviderEvent.received_at < before, ProviderEvent.raw_enc.is_not(None))
        .limit(batch)
    )
    if spared:
        held = (
            select(Message.provider_event_id)
            .join(Conversation, Conversation.id == Message.conversation_id)
            .where(
                Conversation.address_hash.in_(sorted(spared)),
                Message.provider_event_id.is_not(None),
            )
        )
        old = old.where(ProviderEvent.id.not_in(held))
    ids = (await session.scalars(old)).all()
    if ids:
        statement = update(ProviderEvent).where(ProviderEvent.id.in_(ids)).values(raw_enc=None)
        await session.execute(statement.execution_options(synchronize_session=False))
    return len(ids)
