"""Outbox tables (发件箱): one event row, one delivery row for each handler."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, Json, UtcDateTime
from hotline.kit.labels import LabelledEnum


class DeliveryStatus(LabelledEnum):
    """Where one delivery stands."""

    PENDING = "PENDING", "待投递"
    DONE = "DONE", "已投递"
    DEAD = "DEAD", "死信"


class OutboxEvent(Base):
    """One published event, kept as long as its deliveries."""

    __tablename__ = "outbox_events"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime)
    request_id: Mapped[str | None] = mapped_column(String(64))


class OutboxDelivery(Base):
    """One handler's share of one event."""

    __tablename__ = "outbox_deliveries"
    __table_args__ = (
        Index(
            "ix_outbox_deliveries_due",
            "run_at",
            sqlite_where=text("status = 'PENDING'"),
            postgresql_where=text("status = 'PENDING'"),
        ),
        Index(
            "ix_outbox_deliveries_dead",
            "handler",
            sqlite_where=text("status = 'DEAD'"),
            postgresql_where=text("status = 'DEAD'"),
        ),
        Index("ix_outbox_deliveries_event_id", "event_id"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("outbox_events.id"))
    handler: Mapped[str] = mapped_column(String(80))
    status: Mapped[str] = mapped_column(String(8), default=DeliveryStatus.PENDING.value)
    run_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    locked_by: Mapped[str | None] = mapped_column(String(40))
    last_error: Mapped[str | None] = mapped_column(Text)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
