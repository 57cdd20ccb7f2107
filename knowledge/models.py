"""Tables of the search (检索登记表): which index was built when, and how much each gram says."""

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
