"""The audit over HTTP (审计接口), for the auditor."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from hotline.kit.audit import queries
from hotline.kit.audit.models import AuditCategory
from hotline.kit.audit.schemas import AuditEntryOut, ChainReportOut, FaultOut
from hotline.kit.auth.guard import require
from hotline.kit.http.sessions import ReadSession
from hotline.kit.inputs import Instant, Line
from hotline.kit.pagination import MAX_CURSOR, Page, PageQuery

router = APIRouter(
    prefix="/api/audit", tags=["audit 审计"], dependencies=[Depends(require("audit.read"))]
)


class AuditParams(BaseModel):
    """Filters and page of the audit list."""

    category: AuditCategory | None = None
    actor_id: Line | None = Field(None, max_length=26)
    action: Line | None = Field(None, max_length=60)
    object_kind: Line | None = Field(None, max_length=40)
    object_id: Line | None = Field(None, max_length=64)
    since: Instant | None = None
    until: Instant | None = None
    limit: int = Field(20, ge=1, le=100)
    cursor: str | None = Field(None, max_length=MAX_CURSOR)


@router.get("", summary="审计日志")
async def list_entries(
    session: ReadSession, params: Annotated[AuditParams, Query()]
) -> Page[AuditEntryOut]:
    """List entries, newest first."""
    wanted = queries.AuditFilter(
        **params.model_dump(exclude={"limit", "cursor"}, exclude_none=True)
    )
    rows, cursor = await queries.list_entries(
        session, wanted, PageQuery(limit=params.limit, cursor=params.cursor)
    )
    return Page(items=[AuditEntryOut.model_validate(row) for row in rows], next_cursor=cursor)


@router.get("/verification", summary="校验审计链")
async def verify(session: ReadSession) -> ChainReportOut:
    """Recompute the whole chain."""
    report = await queries.verify(session)
    return ChainReportOut(
        intact=report.intact,
        rows=report.rows,
        anchor=report.head.line(),
        faults=[FaultOut(kind=f.kind, seq=f.seq, detail=f.detail) for f in report.faults[:100]],
    )
