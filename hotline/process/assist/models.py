"""What an agent adopted (采用记录): the exact version of an answer used on a ticket."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, UtcDateTime


class TicketAdoption(Base):
    """One version of a document used on one ticket, once (domain rules §12.4)."""

    __tablename__ = "ticket_adoptions"
    __table_args__ = (
        UniqueConstraint("ticket_id", "revision_id"),
        Index("ix_ticket_adoptions_document_id", "document_id"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    document_id: Mapped[str] = mapped_column(String(40))
    revision_id: Mapped[str] = mapped_column(String(26))
    title: Mapped[str] = mapped_column(String(300))
    actor_id: Mapped[str | None] = mapped_column(String(26))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
