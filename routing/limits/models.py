"""Tables of proposed limits (时限建议数据表)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, Json, UtcDateTime
from hotline.kit.labels import LabelledEnum


class ProposalState(LabelledEnum):
    """Where a proposed limit stands."""

    PROPOSED = "PROPOSED", "待批准"
    APPROVED = "APPROVED", "已批准"
    REJECTED = "REJECTED", "未批准"


class LimitProposal(Base):
    """A limit proposed for a code of the new tree (时限建议); it counts for nothing before another person approves.

    ``sources`` are ``{limit_id, category_code, category, category_version, working_days}``; ``limit_id`` is the
    limit that the approval made.
    """

    __tablename__ = "category_limit_proposals"
    __table_args__ = (Index("ix_category_limit_proposals_state", "state"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    category_code: Mapped[str] = mapped_column(String(12))
    category_version: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str | None] = mapped_column(String(10))
    urgency: Mapped[str | None] = mapped_column(String(10))
    working_days: Mapped[int]
    basis: Mapped[str] = mapped_column(String(300))
    valid_from: Mapped[date] = mapped_column(Date)
    sources: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    proposed_by: Mapped[str | None] = mapped_column(String(26))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(26))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(String(300), default="")
    limit_id: Mapped[str | None] = mapped_column(ForeignKey("category_limits.id"))
