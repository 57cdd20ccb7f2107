"""Repeats after closing (办结后重复): which new ticket tells that a closed one was perhaps not solved."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, UtcDateTime
from hotline.kit.labels import LabelledEnum


class RepeatBasis(LabelledEnum):
    """How it is known that the matter is told again."""

    SAME_CITIZEN = "SAME_CITIZEN", "同一诉求人"
    SAME_MATTER = "SAME_MATTER", "同一事项"


class TicketRepeat(Base):
    """A flag on two tickets; ``unit_id`` and ``closed_at`` are the former ticket's when it was flagged.

    ``closed_at`` stays here because a reopening ends the closing that the flag speaks of.
    """

    __tablename__ = "ticket_repeats"
    __table_args__ = (
        UniqueConstraint("ticket_id", "former_id"),
        Index("ix_ticket_repeats_former_id", "former_id"),
        Index("ix_ticket_repeats_flagged_at_id", "flagged_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    former_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"))
    basis: Mapped[str] = mapped_column(String(16))
    similarity: Mapped[float]
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    in_reopen_window: Mapped[bool]
    flagged_at: Mapped[datetime] = mapped_column(UtcDateTime)
