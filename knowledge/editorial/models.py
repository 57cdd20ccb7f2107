"""Gap table (知识缺口): a question that is asked again and again and gets no sure answer."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, Json, UtcDateTime
from hotline.kit.labels import LabelledEnum


class GapState(LabelledEnum):
    """Where a gap stands."""

    OPEN = "OPEN", "待认领"
    CLAIMED = "CLAIMED", "编写中"
    CLOSED = "CLOSED", "已办结"


class GapOutcome(LabelledEnum):
    """How a gap ends (domain rules §12.6)."""

    ARTICLE = "ARTICLE", "已有知识"
    NO = "NO", "不予补充"


class KnowledgeGap(Base):
    """One task for the likely owner; ``words`` are masked, ``searches`` counts the newest seven days."""

    __tablename__ = "knowledge_gaps"
    __table_args__ = (
        Index("ix_knowledge_gaps_state_last_at", "state", "last_at"),
        Index("ix_knowledge_gaps_unit_id", "unit_id"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    words: Mapped[str] = mapped_column(String(300))
    meaning: Mapped[str] = mapped_column(String(300))
    forms: Mapped[list[str]] = mapped_column(Json)
    searches: Mapped[int]
    nothing_found: Mapped[int]
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    unit_id: Mapped[str | None] = mapped_column(String(26))
    state: Mapped[str] = mapped_column(String(8))
    claimed_by: Mapped[str | None] = mapped_column(String(26))
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(8))
    article_id: Mapped[str | None] = mapped_column(String(26))
    reason: Mapped[str] = mapped_column(Text)
    closed_by: Mapped[str | None] = mapped_column(String(26))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
