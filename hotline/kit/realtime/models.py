"""Streams (消息流): one numbering row per stream, one row per message."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, Json, UtcDateTime


class Stream(Base):
    """The last number given in a stream; its row lock orders the writers."""

    __tablename__ = "streams"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    last_seq: Mapped[int] = mapped_column(BigInteger, default=0)


class StreamMessage(Base):
    """One message; ``data`` holds ids, never personal data."""

    __tablename__ = "stream_messages"
    __table_args__ = (Index("ix_stream_messages_at", "at"),)

    stream: Mapped[str] = mapped_column(String(80), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
