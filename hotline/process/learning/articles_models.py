"""What became of answered consultations (答复转知识): a draft, an amendment, or not reusable with a reason."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, UtcDateTime
from hotline.kit.labels import LabelledEnum


class FeedbackState(LabelledEnum):
    """How far an answered consultation is on its way into the knowledge base (domain rules §12.6)."""

    WAITING = "WAITING", "待转化"
    DRAFT = "DRAFT", "已起草知识"
    AMENDMENT = "AMENDMENT", "已补充知识"
    NOT_REUSABLE = "NOT_REUSABLE", "不宜复用"


class ArticleFeedback(Base):
    """One dispatched consultation that was closed; ``due_at`` is the clock ``kb_feedback`` (§4.1)."""

    __tablename__ = "ticket_article_feedback"
    __table_args__ = (
        Index("ix_ticket_article_feedback_state_due_at", "state", "due_at"),
        Index("ix_ticket_article_feedback_unit_id", "unit_id"),
    )

    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    state: Mapped[str] = mapped_column(String(12))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    article_id: Mapped[str | None] = mapped_column(ForeignKey("articles.id"))
    revision_id: Mapped[str | None] = mapped_column(String(26))
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[str | None] = mapped_column(String(26))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int]
