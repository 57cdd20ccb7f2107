"""Shapes of the audit over HTTP (审计接口的数据)."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from hotline.kit.audit.models import AuditCategory


class AuditEntryOut(BaseModel):
    """One entry; personal data appears masked only."""

    seq: int
    id: str
    category: AuditCategory
    actor_id: str | None
    actor_kind: str
    action: str
    object_kind: str
    object_id: str
    field: str | None
    purpose: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    at: datetime
    request_id: str | None


class ChainReportOut(BaseModel):
    """Result of verifying the chain."""

    intact: bool
    checked: int
    head_count: int
    head_digest: str
    first_bad_seq: int | None
    fault: str | None
