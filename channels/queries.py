"""Reading the channels (渠道查询): messages in clear for whoever may see them, attempts, call-backs, health."""

from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from channels import sealing
from channels.delivery import DeliveryState, Reason
from channels.errors import ConversationUnknown
from channels.messages import ChannelKind, Direction, InboundKind, RawForm
from channels.models import (
    CallbackRequest,
    CallbackState,
    Conversation,
    Delivery,
    Message,
    ProviderEvent,
    ProviderHealth,
)
from channels.registry import channels_of
from channels.voice.ivr import CallbackReason
from hotline.kit import clock
from hotline.kit.crypto import SubjectKey
from hotline.kit.errors import NotFound


@dataclass(frozen=True)
class ConversationView:
    """One conversation without its words; ``address_hash`` compares with other look-up hashes."""

    id: str
    channel: ChannelKind
    our_address: str
    address_hash: str
    subject_ref: str | None
    last_seq: int
    opened_at: datetime
    last_message_at: datetime | None


@dataclass(frozen=True)
class MessageView:
    """One message in clear; ``text`` and ``address`` are ``None`` once the person was erased."""

    id: str
    conversation_id: str
    seq: int
    channel: ChannelKind
    direction: Direction
    kind: InboundKind
    text: str | None
    address: str | None
    address_hash: str
    subject_ref: str | None
    stored_at: datetime


@dataclass(frozen=True)
class DeliveryView:
    """One attempt."""

    id: str
    attempt: int
    route: int
    channel: ChannelKind
    provider: str
    state: DeliveryState
    reason: Reason
    segments: int
    requested_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True)
class CallbackView:
    """One call-back request; the number in clear, ``None`` once the person was erased."""

    id: str
    conversation_id: str
    number: str | None
    reason: str
    times: int
    requested_at: datetime
    last_requested_at: datetime


@dataclass(frozen=True)
class ProviderReport:
    """How a provider is doing; ``waiting`` messages are kept and go out when it recovers."""

    provider: str
    channel: ChannelKind
    healthy: bool
    circuit_open: bool
    waiting: int
    oldest_waiting_seconds: float
    last_success_at: datetime | None
    last_failure_at: datetime | None
    last_reason: str | None


async def get_message(session: AsyncSession, message_id: str) -> MessageView:
    """Return one message; raises ``NotFound`` (404)."""
    query = _messages().where(Message.id == message_id)
    pair = (await session.execute(query)).one_or_none()
    if pair is None:
        raise NotFound("消息不存在", "No such message")
    message, conversation = pair
    keys = await sealing.load_keys(session, [conversation.key_id])
    return _view(message, conversation, keys.get(conversation.key_id))


async def find_raw(session: AsyncSession, message_id: str) -> RawForm | None:
    """Return the payload of an inbound message exactly as received; ``None`` if erased or ours.

    It holds personal data: the caller logs the look.
    """
    query = (
        select(ProviderEvent.raw_enc, Conversation.key_id)
        .join(Message, Message.provider_event_id == ProviderEvent.id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.id == message_id)
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return None
    keys = await sealing.load_keys(session, [row.key_id])
    text = _open(keys.get(row.key_id), sealing.RAW, row.raw_enc)
    return None if text is None else RawForm(tuple((k, v) for k, v in orjson.loads(text)))


async def count_media(session: AsyncSession, message_id: str) -> int:
    """Return how many pictures or sounds came with an inbound text; they are not fetched."""
    raw = await find_raw(session, message_id)
    told = "" if raw is None else raw.get("NumMedia")
    return int(told) if told.isdecimal() and len(told) < 4 else 0


async def list_messages(
    session: AsyncSession, conversation_id: str, *, after_seq: int = 0, limit: int = 100
) -> list[MessageView]:
    """List a conversation's messages after ``after_seq``, in order."""
    query = (
        _messages()
        .where(Message.conversation_id == conversation_id, Message.seq > after_seq)
        .order_by(Message.seq)
        .limit(limit)
    )
    pairs = (await session.execute(query)).all()
    keys = await sealing.load_keys(session, {conversation.key_id for _, conversation in pairs})
    return [_view(message, conv, keys.get(conv.key_id)) for message, conv in pairs]


async def find_conversation(
    session: AsyncSession, channel: ChannelKind, address: str
) -> ConversationView | None:
    """Return the conversation with a normalised address, if there is one."""
    query = select(Conversation).where(
        Conversation.channel == channel.value,
        Conversation.address_hash == sealing.address_hash(session, channel, address),
    )
    row = await session.scalar(query)
    return None if row is None else _conversation(row)


async def get_conversation(session: AsyncSession, conversation_id: str) -> ConversationView:
    """Return one conversation; raises ``ConversationUnknown`` (404)."""
    row = await session.get(Conversation, conversation_id)
    if row is None:
        raise ConversationUnknown
    return _conversation(row)


async def address_of(session: AsyncSession, conversation_id: str) -> str | None:
    """Return the other side's address in clear; ``None`` if withheld or erased."""
    row = await session.get(Conversation, conversation_id)
    if row is None:
        raise ConversationUnknown
    keys = await sealing.load_keys(session, [row.key_id])
    return _open(keys.get(row.key_id), sealing.ADDRESS, row.address_enc)


async def list_conversations_about(
    session: AsyncSession, subject_ref: str
) -> list[ConversationView]:
    """List the conversations that are at present about ``subject_ref``."""
    query = select(Conversation).where(Conversation.subject_ref == subject_ref)
    rows = (await session.scalars(query.order_by(Conversation.opened_at))).all()
    return [_conversation(row) for row in rows]


async def list_deliveries(session: AsyncSession, message_id: str) -> list[DeliveryView]:
    """List all attempts of one message, first to last."""
    query = (
        select(
            Delivery.id,
            Delivery.attempt,
            Delivery.route,
            Delivery.channel,
            Delivery.provider,
            Delivery.state,
            Delivery.reason,
            Delivery.segments,
            Delivery.requested_at,
            Delivery.settled_at,
        )
        .where(Delivery.message_id == message_id)
        .order_by(Delivery.attempt)
    )
    return [
        DeliveryView(
            row.id,
            row.attempt,
            row.route,
            ChannelKind(row.channel),
            row.provider,
            DeliveryState(row.state),
            Reason(row.reason),
            row.segments,
            row.requested_at,
            row.settled_at,
        )
        for row in (await session.execute(query)).all()
    ]


async def list_open_callbacks(session: AsyncSession, *, limit: int = 100) -> list[CallbackView]:
    """List who waits to be rung back: whoever pressed the danger key, then the longest waiting."""
    return await _callbacks(session, _open_callbacks().limit(limit))


async def find_open_callback(session: AsyncSession, callback_id: str) -> CallbackView | None:
    """Return one open request, ``None`` if nobody waits under this id."""
    found = await _callbacks(session, _open_callbacks().where(CallbackRequest.id == callback_id))
    return found[0] if found else None


def _open_callbacks() -> Select[CallbackRequest, Conversation]:
    return (
        select(CallbackRequest, Conversation)
        .join(Conversation, Conversation.id == CallbackRequest.conversation_id)
        .where(CallbackRequest.state == CallbackState.OPEN.value)
        .order_by(
            CallbackRequest.reason != CallbackReason.DANGER.value,
            CallbackRequest.requested_at,
            CallbackRequest.id,
        )
    )


async def _callbacks(
    session: AsyncSession, query: Select[CallbackRequest, Conversation]
) -> list[CallbackView]:
    pairs = (await session.execute(query)).all()
    keys = await sealing.load_keys(session, {conversation.key_id for _, conversation in pairs})
    return [_callback(request, conv, keys.get(conv.key_id)) for request, conv in pairs]


async def list_provider_health(session: AsyncSession) -> list[ProviderReport]:
    """Report on every provider that is in use or was used; one never called yet counts as healthy."""
    rows = {(r.name, r.channel): r for r in await session.scalars(select(ProviderHealth))}
    for provider in channels_of(session).providers.values():
        key = (provider.name, provider.channel.value)
        rows.setdefault(key, ProviderHealth(name=key[0], channel=key[1], failures=0))
    waiting = await _waiting(session)
    return [_report(rows[key], *waiting.get(key, (0, None))) for key in sorted(rows)]


def _report(row: ProviderHealth, waiting: int, oldest: datetime | None) -> ProviderReport:
    now = clock.now()
    return ProviderReport(
        provider=row.name,
        channel=ChannelKind(row.channel),
        healthy=row.failures == 0,
        circuit_open=row.open_until is not None and row.open_until > now,
        waiting=waiting,
        oldest_waiting_seconds=(now - oldest).total_seconds() if oldest else 0.0,
        last_success_at=row.last_success_at,
        last_failure_at=row.last_failure_at,
        last_reason=row.last_reason,
    )


async def _waiting(session: AsyncSession) -> dict[tuple[str, str], tuple[int, datetime | None]]:
    states = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.UNKNOWN)
    # written out, so that the index of these few is known to serve
    unsettled: BindParameter[list[str]] = bindparam(
        "unsettled", [s.value for s in states], expanding=True, literal_execute=True
    )
    query = (
        select(Delivery.provider, Delivery.channel, func.count(), func.min(Delivery.requested_at))
        .where(Delivery.state.in_(unsettled), Delivery.settled_at.is_(None))
        .group_by(Delivery.provider, Delivery.channel)
    )
    return {(p, c): (n, oldest) for p, c, n, oldest in (await session.execute(query)).all()}


def _messages() -> Select[Message, Conversation]:
    return select(Message, Conversation).join(
        Conversation, Conversation.id == Message.conversation_id
    )


def _conversation(row: Conversation) -> ConversationView:
    return ConversationView(
        id=row.id,
        channel=ChannelKind(row.channel),
        our_address=row.our_address,
        address_hash=row.address_hash,
        subject_ref=row.subject_ref,
        last_seq=row.last_seq,
        opened_at=row.opened_at,
        last_message_at=row.last_message_at,
    )


def _view(message: Message, conversation: Conversation, key: SubjectKey | None) -> MessageView:
    return MessageView(
        id=message.id,
        conversation_id=conversation.id,
        seq=message.seq,
        channel=ChannelKind(conversation.channel),
        direction=Direction(message.direction),
        kind=InboundKind(message.kind),
        text=_open(key, sealing.TEXT, message.text_enc),
        address=_open(key, sealing.ADDRESS, conversation.address_enc),
        address_hash=conversation.address_hash,
        subject_ref=message.subject_ref,
        stored_at=message.stored_at,
    )


def _callback(
    request: CallbackRequest, conversation: Conversation, key: SubjectKey | None
) -> CallbackView:
    return CallbackView(
        id=request.id,
        conversation_id=conversation.id,
        number=_open(key, sealing.ADDRESS, conversation.address_enc),
        reason=request.reason,
        times=request.times,
        requested_at=request.requested_at,
        last_requested_at=request.last_requested_at,
    )


def _open(key: SubjectKey | None, field: str, sealed: str | None) -> str | None:
    if key is None or sealed is None:
        return None
    return sealing.unseal(key, field, sealed)
