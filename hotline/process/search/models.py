"""Tables of the ticket search (检索登记表): how far each index has read, and changes that leave no step."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, UtcDateTime


class TicketIndexMark(Base):
    """How far the index of this name has read: the id of the last step, and of the last note.

    Every build is an index of its own, so that two machines with a folder each do not mix their marks.
    """

    __tablename__ = "ticket_index_marks"

    generation: Mapped[str] = mapped_column(String(80), primary_key=True)
    engine: Mapped[str] = mapped_column(String(20))
    steps: Mapped[str] = mapped_column(String(26))
    notes: Mapped[str] = mapped_column(String(26))
    moved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TicketIndexNote(Base):
    """A ticket whose words changed without a step of its own: a message, an erasure, a de-identification.

    ``turn`` counts such changes: with the ticket's version it makes the version of what is indexed, so
    that an older reading never replaces a newer one. ``noted`` is the id of the last one.
    """

    __tablename__ = "ticket_index_notes"
    __table_args__ = (Index("ix_ticket_index_notes_noted", "noted"),)

    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    turn: Mapped[int]
    noted: Mapped[str] = mapped_column(String(26))
