"""Tables of the channels (渠道数据表): conversations, messages, attempts, provider events, opt-outs, calls.

Addresses, texts and raw payloads are personal data: they stand here only sealed under the key of
their conversation (``*_enc``) or as keyed hash (``address_hash``).
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from channels.delivery import DeliveryState, Reason
from channels.voice.call import CallPhase
from hotline.kit.db import Base, Json, UtcDateTime, index_where
from hotline.kit.labels import LabelledEnum


class CallbackState(LabelledEnum):
    """Where a call-back request stands."""

    OPEN = "OPEN", "待回拨"
    DONE = "DONE", "已回拨"
    UNREACHABLE = "UNREACHABLE", "多次未接通"


class Conversation(Base):
    """Everything said with one address on one channel; ``subject_ref`` is the roof's own reference."""

    __tablename__ = "channel_conversations"
    __table_args__ = (UniqueConstraint("channel", "address_hash"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    channel: Mapped[str] = mapped_column(String(10))
    our_address: Mapped[str] = mapped_column(String(120))
    address_hash: Mapped[str] = mapped_column(String(64), index=True)
    address_enc: Mapped[str | None] = mapped_column(Text)
    key_id: Mapped[str] = mapped_column(ForeignKey("subject_keys.id"))
    subject_ref: Mapped[str | None] = mapped_column(String(80), index=True)
    last_seq: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_message_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ProviderEvent(Base):
    """One webhook, accepted once: ``dedupe_key`` is inserted in the same transaction as its effect."""

    __tablename__ = "channel_provider_events"
    __table_args__ = (
        UniqueConstraint("provider", "dedupe_key"),
        index_where("ix_channel_provider_events_raw", "received_at", where="raw_enc IS NOT NULL"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    provider: Mapped[str] = mapped_column(String(20))
    dedupe_key: Mapped[str] = mapped_column(String(160))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    raw_enc: Mapped[str | None] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)


class Message(Base):
    """One message; ``seq`` counts within its conversation in commit order."""

    __tablename__ = "channel_messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("dedupe_key"),
        index_where(
            "ix_channel_messages_provider_event_id",
            "provider_event_id",
            where="provider_event_id IS NOT NULL",
        ),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("channel_conversations.id"))
    seq: Mapped[int]
    direction: Mapped[str] = mapped_column(String(3))
    kind: Mapped[str] = mapped_column(String(10))
    purpose: Mapped[str | None] = mapped_column(String(10))
    text_enc: Mapped[str] = mapped_column(Text)
    routes_enc: Mapped[str | None] = mapped_column(Text)
    routes: Mapped[list[dict[str, str]]] = mapped_column(Json, default=list)
    subject_ref: Mapped[str | None] = mapped_column(String(80))
    provider_event_id: Mapped[str | None] = mapped_column(ForeignKey("channel_provider_events.id"))
    dedupe_key: Mapped[str | None] = mapped_column(String(120))
    stored_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Delivery(Base):
    """One attempt to bring one message by one route; attempts are never overwritten."""

    __tablename__ = "channel_deliveries"
    __table_args__ = (
        UniqueConstraint("message_id", "attempt"),
        Index("ix_channel_deliveries_provider_message", "provider", "provider_message_id"),
        Index("ix_channel_deliveries_address_hash", "address_hash"),
        index_where(
            "ix_channel_deliveries_open",
            "provider",
            "requested_at",
            where="state IN ('QUEUED', 'SENDING', 'UNKNOWN')",
        ),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    message_id: Mapped[str] = mapped_column(ForeignKey("channel_messages.id"))
    attempt: Mapped[int]
    route: Mapped[int]
    channel: Mapped[str] = mapped_column(String(10))
    address_hash: Mapped[str] = mapped_column(String(64))
    provider: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12), default=DeliveryState.QUEUED.value)
    reason: Mapped[str] = mapped_column(String(20), default=Reason.NONE.value)
    provider_message_id: Mapped[str] = mapped_column(String(120), default="")
    segments: Mapped[int] = mapped_column(default=1)
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sending_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OptOut(Base):
    """A person's wish on one channel; ``opted_in_at`` set means that the wish was withdrawn."""

    __tablename__ = "channel_opt_outs"
    __table_args__ = (UniqueConstraint("channel", "address_hash"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    channel: Mapped[str] = mapped_column(String(10))
    address_hash: Mapped[str] = mapped_column(String(64))
    opted_out_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opted_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Call(Base):
    """One telephone call, reduced from the provider's events."""

    __tablename__ = "channel_calls"
    __table_args__ = (UniqueConstraint("provider", "provider_call_id"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    provider: Mapped[str] = mapped_column(String(20))
    provider_call_id: Mapped[str] = mapped_column(String(64))
    conversation_id: Mapped[str] = mapped_column(ForeignKey("channel_conversations.id"))
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    phase: Mapped[str] = mapped_column(String(12), default=CallPhase.ARRIVED.value)
    last_seq: Mapped[int] = mapped_column(default=-1)
    arrived_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seconds: Mapped[int | None]
    pending_reason: Mapped[str | None] = mapped_column(String(12))
    is_handled: Mapped[bool] = mapped_column(default=False)


class CallbackRequest(Base):
    """Somebody waits to be rung back; one open request per number, later wishes are counted on it."""

    __tablename__ = "channel_callbacks"
    __table_args__ = (
        Index(
            "uq_channel_callbacks_open",
            "address_hash",
            unique=True,
            sqlite_where=text("state = 'OPEN'"),
            postgresql_where=text("state = 'OPEN'"),
        ),
        Index("ix_channel_callbacks_address_hash", "address_hash"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("channel_conversations.id"))
    call_id: Mapped[str | None] = mapped_column(ForeignKey("channel_calls.id"))
    address_hash: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12), default=CallbackState.OPEN.value)
    times: Mapped[int] = mapped_column(default=1)
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[str | None] = mapped_column(String(26))


class ProviderHealth(Base):
    """How a provider has been lately, shared by all processes."""

    __tablename__ = "channel_providers"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    channel: Mapped[str] = mapped_column(String(10), primary_key=True)
    last_success_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_failure_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_reason: Mapped[str | None] = mapped_column(String(20))
    failures: Mapped[int] = mapped_column(default=0)
    open_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
