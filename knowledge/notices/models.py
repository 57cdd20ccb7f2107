"""Notice table (通知公告): what is in force, and the draft that waits for a second person."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, Json, UtcDateTime
from hotline.kit.labels import LabelledEnum


class NoticeUrgency(LabelledEnum):
    """How urgent a notice is; the order of the list of current notices."""

    URGENT = "URGENT", "紧急"
    IMPORTANT = "IMPORTANT", "重要"
    NORMAL = "NORMAL", "一般"


class NoticeState(LabelledEnum):
    """Where a notice stands."""

    DRAFT = "DRAFT", "草稿"
    PUBLISHED = "PUBLISHED", "已发布"
    WITHDRAWN = "WITHDRAWN", "已撤下"
    EXPIRED = "EXPIRED", "已到期"


class Notice(Base):
    """One notice; ``draft`` is a further text that somebody else must publish, null when there is none.

    It counts from ``valid_from`` until just before ``valid_to`` (null: until it is withdrawn).
    """

    __tablename__ = "knowledge_notices"
    __table_args__ = (
        Index("ix_knowledge_notices_state_valid_to", "state", "valid_to"),
        Index("ix_knowledge_notices_updated_at_id", "updated_at", "id"),
        Index("ix_knowledge_notices_unit_id", "unit_id"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    urgency: Mapped[str] = mapped_column(String(10))
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    unit_code: Mapped[str] = mapped_column(String(40))
    districts: Mapped[list[str]] = mapped_column(Json)
    audience: Mapped[str] = mapped_column(String(8))
    questions: Mapped[list[str]] = mapped_column(Json)
    valid_from: Mapped[datetime] = mapped_column(UtcDateTime)
    valid_to: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10))
    draft: Mapped[dict[str, Any] | None] = mapped_column(Json(none_as_null=True))
    drafted_by: Mapped[str | None] = mapped_column(String(26))
    published_by: Mapped[str | None] = mapped_column(String(26))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[str | None] = mapped_column(String(26))
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
