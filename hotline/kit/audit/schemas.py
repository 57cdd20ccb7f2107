"""Shapes of the audit over HTTP (审计接口的数据)."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from hotline.kit.audit.models import AuditCategory
from hotline.kit.chain import FaultKind


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


class FaultOut(BaseModel):
    """One fault of the chain."""

    kind: FaultKind
    seq: int
    detail: str


class ChainReportOut(BaseModel):
    """Result of verifying the chain; ``anchor`` is the line to keep outside the system."""

    intact: bool
    rows: int
    anchor: str
    faults: list[FaultOut]
