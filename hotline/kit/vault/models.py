"""Data keys (数据密钥): one per person, stored wrapped; erasing a person destroys his key."""

from datetime import datetime

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, UtcDateTime


class SubjectKeyRow(Base):
    """One wrapped data key; ``wrapped_key`` is empty once destroyed."""

    __tablename__ = "subject_keys"
    __table_args__ = (
        Index(
            "ix_subject_keys_master_key_id",
            "master_key_id",
            sqlite_where=text("destroyed_at IS NULL"),
            postgresql_where=text("destroyed_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    wrapped_key: Mapped[str] = mapped_column(Text)
    master_key_id: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    destroyed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
