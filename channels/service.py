"""Verbs of the channels (渠道服务): store what comes in, ask for something to be sent, take receipts."""

import re
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from channels import addresses, conversations, optouts, sealing
from channels.conversations import Party, Thread
from channels.dedupe import claim
from channels.delivery import Standing
from channels.errors import MessageInvalid
from channels.events import MessageReceived
from channels.messages import (
    MAX_TEXT,
    ChannelKind,
    Inbound,
    InboundKind,
    Outgoing,
    Purpose,
    Receipt,
    Route,
)
from channels.models import CallbackRequest, Conversation, Delivery, Message, ProviderEvent
from channels.registry import channels_of
from channels.settling import News, lock_delivery, queue_attempt, settle
from channels.sms.optout import confirmation
from hotline.kit import clock
from hotline.kit.logs import get_logger
from hotline.kit.outbox.service import publish

log = get_logger(__name__)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


async def store_inbound(session: AsyncSession, inbound: Inbound) -> Message | None:
    """Store a citizen's message once and publish ``message.received``.

    The dedupe key, the message and the event are written in the caller's transaction: either all of
    them are there or none. A repetition returns ``None`` and changes nothing.
    """
    event = await claim(session, inbound.provider, inbound.dedupe_key)
    if event is None:
        return None
    who = _party(session, inbound)
    thread = await conversations.find_or_open(session, who)
    event.raw_enc = conversations.seal_raw(thread, inbound.raw)
    message = await add_inbound(session, thread, inbound.kind, inbound.text, event)
    await _heed_wish(session, inbound, who)
    return message


async def add_inbound(
    session: AsyncSession, thread: Thread, kind: InboundKind, text: str, event: ProviderEvent
) -> Message:
    """Add words to a locked conversation and publish them; control characters are dropped."""
    clean = _CONTROL.sub("", text).strip()
    message = conversations.append_inbound(session, thread, kind, clean, event)
    await session.flush()
    told = MessageReceived(message.id, thread.row.id, thread.row.channel, kind.value)
    await publish(session, told)
    return message


async def send(session: AsyncSession, outgoing: Outgoing) -> Message:
    """Write an outbound message with its first attempt; the worker sends it after the commit.

    Routes are tried in order; texts, numbers and capabilities of every route are checked now.
    The same ``dedupe_key`` returns the message that exists. An opted-out person gets only REPLY and
    DUTY: other messages end as REJECTED (OPTED_OUT) with the event ``message.failed``.

    Raises:
        AddressInvalid, MessageInvalid, UnsupportedByChannel: nothing is written (422).
    """
    channels = channels_of(session)
    routes = tuple(_checked(session, route) for route in outgoing.routes)
    if not routes:
        raise MessageInvalid("至少需要一个收件渠道", "At least one route is needed")
    first = routes[0]
    thread = await conversations.find_or_open(
        session, conversations.party(session, first.channel, first.address)
    )
    known = await _find_by_key(session, outgoing.dedupe_key)
    if known is not None:
        return known
    if outgoing.subject_ref is not None:
        thread.row.subject_ref = outgoing.subject_ref
    message = conversations.append_outbound(session, thread, routes, outgoing.purpose)
    message.dedupe_key = outgoing.dedupe_key
    message.expires_at = clock.now() + timedelta(hours=channels.settings.give_up_after_hours)
    await session.flush()
    await queue_attempt(session, channels, message, route=0)
    return message


async def store_receipt(session: AsyncSession, receipt: Receipt) -> bool:
    """Apply a provider's news about one of our messages once; tells whether it was new.

    News about a message we do not know is kept raw-less and counted in the log: it cannot be ours.
    """
    event = await claim(session, receipt.provider, receipt.dedupe_key)
    if event is None:
        return False
    delivery = await _find_delivery(session, receipt)
    if delivery is None:
        log.warning("channels.receipt_unmatched", provider=receipt.provider, webhook=event.id)
        return True
    message = await session.get_one(Message, delivery.message_id)
    conversation = await session.get_one(Conversation, message.conversation_id)
    if conversation.erased_at is None:
        key = await sealing.load_key(session, conversation.key_id)
        event.raw_enc = conversations.seal_raw(Thread(conversation, key), receipt.raw)
    standing = Standing(receipt.state, receipt.reason, receipt.provider_message_id)
    await settle(session, channels_of(session), delivery, News(standing))
    return True


async def set_subject(session: AsyncSession, conversation_id: str, subject_ref: str | None) -> None:
    """Say what the conversation is about from now on; the reference is the caller's own."""
    thread = await conversations.lock(session, conversation_id)
    thread.row.subject_ref = subject_ref


async def erase(session: AsyncSession, channel: ChannelKind, address: str) -> int:
    """Erase the person behind a normalised address on ``channel``; returns how many conversations.

    The key is destroyed and the look-up hash replaced, so neither text nor number can be recovered.
    """
    who = conversations.party(session, channel, address)
    row = await session.scalar(
        select(Conversation)
        .where(Conversation.channel == channel.value, Conversation.address_hash == who.address_hash)
        .with_for_update()
    )
    if row is None:
        return 0
    await _erase(session, row)
    return 1


async def erase_conversation(session: AsyncSession, conversation_id: str) -> bool:
    """Erase one conversation, known by its id; false if there is none or it is erased already."""
    row = await session.get(Conversation, conversation_id, with_for_update=True)
    if row is None or row.erased_at is not None:
        return False
    await _erase(session, row)
    return True


async def _erase(session: AsyncSession, row: Conversation) -> None:
    known = row.address_hash
    await sealing.destroy_key(session, row.key_id)
    stand_in = f"erased:{row.id}"
    row.address_hash, row.address_enc, row.erased_at = stand_in, None, clock.now()
    for table in (Delivery, CallbackRequest):
        statement = update(table).where(table.address_hash == known)
        await session.execute(statement.values(address_hash=stand_in))


def _party(session: AsyncSession, inbound: Inbound) -> Party:
    if inbound.address is None:
        stand_in = sealing.call_hash(session, inbound.provider, inbound.dedupe_key)
        return Party(inbound.channel, None, stand_in, inbound.our_address)
    return conversations.party(session, inbound.channel, inbound.address, inbound.our_address)


async def _heed_wish(session: AsyncSession, inbound: Inbound, who: Party) -> None:
    """Follow an opt-out or opt-in word; only a change is confirmed, so that no loop can start."""
    channel, address_hash = inbound.channel.value, who.address_hash
    if inbound.kind is InboundKind.OPT_OUT:
        changed = await optouts.record(session, channel, address_hash)
    elif inbound.kind is InboundKind.OPT_IN:
        changed = await optouts.withdraw(session, channel, address_hash)
    else:
        return
    if changed and inbound.address is not None and not inbound.provider_has_answered:
        told = confirmation(inbound.kind, inbound.text)
        route = Route(inbound.channel, inbound.address, told)
        await send(session, Outgoing((route,), Purpose.REPLY))


def _checked(session: AsyncSession, route: Route) -> Route:
    address = addresses.normalise(route.channel, route.address)
    text = route.text.strip()
    if not text or len(text) > MAX_TEXT:
        raise MessageInvalid(
            f"消息应为1至{MAX_TEXT}字", f"A message has 1 to {MAX_TEXT} characters"
        )
    if _CONTROL.search(text):
        raise MessageInvalid("消息含有控制字符", "The message holds control characters")
    clean = Route(route.channel, address, text, route.subject, route.attachments)
    channels_of(session).provider(route.channel).check(clean)
    return clean


async def _find_by_key(session: AsyncSession, dedupe_key: str | None) -> Message | None:
    if dedupe_key is None:
        return None
    return await session.scalar(select(Message).where(Message.dedupe_key == dedupe_key))


async def _find_delivery(session: AsyncSession, receipt: Receipt) -> Delivery | None:
    if receipt.delivery_id:
        delivery = await lock_delivery(session, receipt.delivery_id)
        if delivery is not None and delivery.provider == receipt.provider:
            return delivery
    return await session.scalar(
        select(Delivery)
        .where(
            Delivery.provider == receipt.provider,
            Delivery.provider_message_id == receipt.provider_message_id,
            Delivery.provider_message_id != "",
        )
        .with_for_update()
    )
