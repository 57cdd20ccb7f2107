"""Tables of the bot (自动对话数据): where each conversation stands, so that a restart forgets nothing."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, UtcDateTime


class Dialogue(Base):
    """The state of one conversation, sealed under the conversation's own key: it holds the citizen's words.

    ``version`` counts the answered messages. ``handed_over_at`` and ``reason`` say since when and why a
    person is to go on; ``settled_at`` that one has.
    """

    __tablename__ = "dialogues"
    __table_args__ = (Index("ix_dialogues_handed_over_at", "handed_over_at"),)

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("channel_conversations.id"), primary_key=True
    )
    state_enc: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    handed_over_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(String(10))
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"))
    callback_id: Mapped[str | None] = mapped_column(ForeignKey("channel_callbacks.id"))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[str | None] = mapped_column(String(26))
