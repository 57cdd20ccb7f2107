"""What dispatch leaves behind for the catalogue (派单留痕): rulings on returns, and overrides of the town guard."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, UtcDateTime
from hotline.kit.labels import LabelledEnum


class Ground(LabelledEnum):
    """On what a dispatch rests."""

    CATALOGUE = "CATALOGUE", "派单目录"
    AUTOMATIC = "AUTOMATIC", "系统自动派单"
    MANUAL = "MANUAL", "人工派单"
    RULING = "RULING", "裁决"
    OVERRIDE = "OVERRIDE", "裁决员特批下派"
    RAISED = "RAISED", "提级办理"


class DispatchRuling(Base):
    """What was decided about a return (退单裁决): who refused, who has the duty, and what the catalogue makes of it.

    ``id`` is that of the logged action. ``refused_unit_id`` is the unit whose duty it is not: the one that
    was relieved, or, where the return was rejected, the one it had named. ``row_id`` is the catalogue row
    that had sent the ticket there, ``proposed_row_id`` the one proposed because of the ruling; where none
    is, ``row_note`` says why not (domain rules §7.1).
    """

    __tablename__ = "dispatch_rulings"
    __table_args__ = (
        Index("ix_dispatch_rulings_ticket_id", "ticket_id"),
        Index("ix_dispatch_rulings_at", "at"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(26))
    action: Mapped[str] = mapped_column(String(32))
    objecting_unit_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"))
    final_unit_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"))
    refused_unit_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"))
    return_reason: Mapped[str | None] = mapped_column(String(16))
    fault: Mapped[str | None] = mapped_column(String(12))
    category_code: Mapped[str | None] = mapped_column(String(12))
    category_version: Mapped[str | None] = mapped_column(String(20))
    district_code: Mapped[str | None] = mapped_column(String(12))
    town_code: Mapped[str | None] = mapped_column(String(12))
    row_id: Mapped[str | None] = mapped_column(ForeignKey("responsibilities.id"))
    proposed_row_id: Mapped[str | None] = mapped_column(ForeignKey("responsibilities.id"))
    row_note: Mapped[str] = mapped_column(Text, default="")


class TownOverride(Base):
    """An adjudicator sent to a town what its duty list does not cover (特批下派), in writing (domain rules §7.4)."""

    __tablename__ = "town_overrides"
    __table_args__ = (
        Index("ix_town_overrides_at", "at"),
        Index("ix_town_overrides_ticket_id", "ticket_id"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    category_code: Mapped[str | None] = mapped_column(String(12))
    action: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str | None] = mapped_column(String(26))
    reason: Mapped[str] = mapped_column(Text)
