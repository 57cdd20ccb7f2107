"""Stored files (附件): what is kept about each; the bytes lie outside the web root."""

from datetime import datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, UtcDateTime


class StoredFile(Base):
    """One file; without an owner it waits in quarantine and nobody can read it.

    The name that the uploader gave is not kept: it often holds personal data.
    """

    __tablename__ = "stored_files"
    __table_args__ = (
        Index("ix_stored_files_owner", "owner_kind", "owner_id"),
        Index(
            "ix_stored_files_orphans",
            "uploaded_at",
            sqlite_where=text("owner_id IS NULL"),
            postgresql_where=text("owner_id IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    storage_name: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[str] = mapped_column(String(8))
    extension: Mapped[str] = mapped_column(String(8))
    mime: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    claim_hash: Mapped[str] = mapped_column(String(64))
    uploaded_by: Mapped[str | None] = mapped_column(String(26))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    owner_kind: Mapped[str | None] = mapped_column(String(40))
    owner_id: Mapped[str | None] = mapped_column(String(26))
    attached_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
