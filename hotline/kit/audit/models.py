"""The audit trail (审计日志): append-only, each row chained to the one before."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, Json, UtcDateTime
from hotline.kit.labels import LabelledEnum

CHAIN = "main"
REVEALED = "personal.reveal"  # one personal field read in full
OPENED = "object.open"  # something opened that only named people may open


class AuditCategory(LabelledEnum):
    """What kind of act a row tells of."""

    CHANGE = "CHANGE", "变更"
    READ = "READ", "查看个人信息"
    EXPORT = "EXPORT", "导出"


class AuditEntry(Base):
    """One act; ``before`` and ``after`` are masked and never hold personal data."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_object", "object_kind", "object_id", "seq"),
        Index("ix_audit_entries_actor", "actor_id", "category", "at"),
        Index("ix_audit_entries_at", "at"),
        Index("ix_audit_entries_action", "action", "object_id"),
    )

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(String(26), unique=True)
    category: Mapped[str] = mapped_column(String(8))
    actor_id: Mapped[str | None] = mapped_column(String(26))
    actor_kind: Mapped[str] = mapped_column(String(8))
    action: Mapped[str] = mapped_column(String(60))
    object_kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[str] = mapped_column(String(64))
    field: Mapped[str | None] = mapped_column(String(40))
    purpose: Mapped[str | None] = mapped_column(String(200))
    before: Mapped[dict[str, Any] | None] = mapped_column(Json(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(Json(none_as_null=True))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    request_id: Mapped[str | None] = mapped_column(String(64))
    address_hash: Mapped[str | None] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    chain: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The end of the chain: how many rows, and the chain value of the last."""

    __tablename__ = "audit_heads"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)
    head: Mapped[str] = mapped_column(String(64))
