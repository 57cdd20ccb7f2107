"""Tables of the whole pillar (知识登记表): which index was built when, and which versions others have sent."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, UtcDateTime


class IndexBuild(Base):
    """One finished build of an index; the newest of an engine counts."""

    __tablename__ = "knowledge_builds"
    __table_args__ = (Index("ix_knowledge_builds_engine_built_at", "engine", "built_at"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    engine: Mapped[str] = mapped_column(String(20))
    stamp: Mapped[str] = mapped_column(String(120))
    documents: Mapped[int]
    lines: Mapped[int]
    weights: Mapped[bytes] = mapped_column(LargeBinary)
    built_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReceivedVersion(Base):
    """The last version of one thing that another system sent; ``digest`` is of what it said."""

    __tablename__ = "knowledge_received"

    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    version: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    actor_id: Mapped[str | None] = mapped_column(String(26))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
