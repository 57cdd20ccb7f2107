"""Tables of the portal (门户数据): forms begun and not sent."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, UtcDateTime


class PublicDraft(Base):
    """A form begun by somebody who only holds its key (草稿); sealed, kept for seven days."""

    __tablename__ = "public_drafts"
    __table_args__ = (Index("ix_public_drafts_saved_at", "saved_at"),)

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    subject_key_id: Mapped[str] = mapped_column(String(26))
    form_sealed: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
