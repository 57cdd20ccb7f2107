"""Tables where pillars meet (流程数据): what routing suggested for a ticket, and submissions seen before."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, Json, UtcDateTime


class TicketSuggestion(Base):
    """The suggestion a ticket was opened with (系统建议), kept as it was for learning and audit."""

    __tablename__ = "ticket_suggestions"

    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    model: Mapped[str | None] = mapped_column(String(60))
    kind: Mapped[str | None] = mapped_column(String(12))
    category_code: Mapped[str | None] = mapped_column(String(12))
    unit_id: Mapped[str | None] = mapped_column(String(26))
    document: Mapped[dict[str, Any]] = mapped_column(Json)


class SubmissionKey(Base):
    """A submission's own key (提交标识): the same submission sent again finds the ticket it made."""

    __tablename__ = "submission_keys"
    __table_args__ = (Index("ix_submission_keys_created_at", "created_at"),)

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    body_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReceiptDue(Base):
    """The query code of a new ticket until it is told (待告知回执), sealed under the citizen's key."""

    __tablename__ = "receipts_due"

    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    code_sealed: Mapped[str] = mapped_column(String(200))
