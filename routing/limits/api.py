"""Limits over HTTP (办理时限接口): those in force, what a change of the tree proposes, deciding on it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth import queries as accounts
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import ReadSession, WriteSession
from hotline.kit.inputs import IdField, Prose
from hotline.kit.transfer import SheetForm, SheetUpload, table_answer
from routing.commands import import_limits
from routing.limits import files, proposals
from routing.limits.models import LimitProposal, ProposalState
from routing.models import CategoryLimit
from routing.queries import list_limits, load_history, load_taxonomy
from routing.schemas import ImportReportOut, Strict
from routing.taxonomy.schemas import CarryOverIn
from routing.taxonomy.tree import RequestKind, Taxonomy, Urgency

router = APIRouter(prefix="/api/routing/limits", tags=["routing 分类与派单建议"])
Proposer = Annotated[Actor, Depends(require("policy.propose"))]
Approver = Annotated[Actor, Depends(require("policy.approve"))]
EVERY = "全部"


class _Scope(BaseModel):
    category_code: str | None = Field(description="事项分类；空为全部", examples=["010103"])
    category: str = Field(description="分类名称", examples=["城市管理 / 市容环卫 / 占道经营"])
    kind: RequestKind | None = Field(description="诉求类型；空为全部")
    kind_label: str = Field(description="诉求类型名称", examples=["求助"])
    urgency: Urgency | None = Field(description="紧急程度；空为全部")
    urgency_label: str = Field(description="紧急程度名称", examples=["一般"])
    working_days: int = Field(description="办理时限（工作日）", ge=1)
    basis: str = Field(description="依据")
    valid_from: date = Field(description="起始日")


class LimitOut(_Scope):
    """A limit in force."""

    id: str = Field(description="时限")
    valid_to: date | None = Field(description="最后有效日；空为长期")


class LimitSourceOut(BaseModel):
    """What a proposed limit came from."""

    limit_id: str = Field(description="原时限")
    category_code: str = Field(description="原事项分类", examples=["010103"])
    category: str = Field(description="原分类名称")
    category_version: str = Field(description="原分类版本")
    working_days: int = Field(description="原时限（工作日）", ge=1)


class LimitProposalOut(_Scope):
    """A limit proposed after a change of the tree; another person approves it."""

    id: str = Field(description="时限建议")
    state: ProposalState = Field(description="状态", examples=["PROPOSED"])
    state_label: str = Field(description="状态名称", examples=["待批准"])
    category_version: str = Field(description="分类版本")
    sources: list[LimitSourceOut] = Field(description="由哪些原时限而来")
    zh: str = Field(
        description="说明", examples=["由 010103（7 天）、010104（5 天）而来，取最严的 5 天"]
    )
    en: str = Field(
        description="说明（英文）",
        examples=[
            "From 010103 (7 working days), 010104 (5 working days); the strictest, 5 working days"
        ],
    )
    proposed_by: str | None = Field(description="提出人账号")
    proposed_by_name: str | None = Field(description="提出人；空为系统")
    proposed_at: datetime = Field(description="提出时间")
    decided_by: str | None = Field(description="决定人账号")
    decided_by_name: str | None = Field(description="决定人")
    decided_at: datetime | None = Field(description="决定时间")
    note: str = Field(description="决定说明")
    limit_id: str | None = Field(description="批准后生效的时限")


class UndecidedOut(BaseModel):
    """A limit that needs a person."""

    limit_id: str = Field(description="时限")
    category_code: str = Field(description="事项分类")
    reason: str = Field(description="原因")
    reason_en: str = Field(description="原因（英文）")


class LimitCarryOverOut(BaseModel):
    """What is proposed for the codes of the present tree."""

    proposed: int = Field(description="提出的条数", ge=0)
    proposals: list[LimitProposalOut] = Field(description="逐条建议")
    undecided: list[UndecidedOut] = Field(description="须人工处理的时限")


class DecideLimitsIn(Strict):
    """Which proposals, and how they are decided."""

    ids: list[IdField] = Field(min_length=1, max_length=500, description="时限建议")
    accept: bool = Field(description="批准；否则不批准或撤回")
    note: Prose = Field("", max_length=300, description="说明", examples=["与新标准一致"])


@router.get("", summary="现行办理时限")
async def limits_in_force(
    session: ReadSession,
    _actor: Proposer,
    on: Annotated[date | None, Query(description="默认今天")] = None,
) -> list[LimitOut]:
    """List the limits in force on a day, by subject; not those whose code is another subject today."""
    history = await load_history(session)
    taxonomy = history.present
    found = await list_limits(session, on or clock.local_date())
    return [
        LimitOut(id=one.id, valid_to=one.valid_to, **_scope(one, taxonomy))
        for one in found
        if history.stands(one.category_code, one.created_at)
    ]


@router.get("/export", summary="导出办理时限")
async def export_limits(
    session: WriteSession, actor: Proposer, form: SheetForm = "csv"
) -> Response:
    """Return the limits in force and to come as a table that can be imported again; audited."""
    return await table_answer(session, await files.limit_table(session), form, actor=actor)


@router.post("/import", summary="导入办理时限（可试运行）")
async def import_limit_file(
    session: WriteSession, actor: Proposer, file: SheetUpload
) -> ImportReportOut:
    """Report what the file changes; with ``dry_run=false`` store it."""
    report = await import_limits(session, file.content, actor=actor, dry_run=file.dry_run)
    return ImportReportOut.model_validate(report)


@router.post("/carry-over", summary="按分类对照提出新编码的时限（待他人批准，可试运行）")
async def carry_over(
    body: CarryOverIn, session: WriteSession, actor: Proposer
) -> LimitCarryOverOut:
    """Propose for each new code the limits of what it came from, the strictest where several were merged."""
    report = await proposals.propose(session, actor=actor, dry_run=body.dry_run)
    undecided = [
        UndecidedOut(limit_id=limit_id, category_code=code, reason=why[0], reason_en=why[1])
        for limit_id, code, why in report.undecided
    ]
    shown = await _shown(session, report.proposals)
    return LimitCarryOverOut(proposed=len(shown), proposals=shown, undecided=undecided)


@router.get("/proposals", summary="时限建议列表")
async def list_proposals(
    session: ReadSession,
    _actor: Proposer,
    state: Annotated[ProposalState | None, Query(description="状态")] = None,
) -> list[LimitProposalOut]:
    """List proposed limits with what they came from; decided ones are kept."""
    return await _shown(session, await proposals.list_proposals(session, state))


@router.post("/proposals/decide", summary="批准或不批准时限建议（批准人不得是提出人）")
async def decide(
    body: DecideLimitsIn, session: WriteSession, actor: Approver
) -> list[LimitProposalOut]:
    """Bring proposed limits into force from today, or refuse them."""
    rows = await proposals.decide(
        session, ids=body.ids, accept=body.accept, note=body.note, actor=actor
    )
    return await _shown(session, rows)


def _scope(one: CategoryLimit | LimitProposal, taxonomy: Taxonomy) -> dict[str, Any]:
    kind = RequestKind[one.kind] if one.kind else None
    urgency = Urgency[one.urgency] if one.urgency else None
    return {
        "category_code": one.category_code,
        "category": taxonomy.label(one.category_code) if one.category_code else EVERY,
        "kind": kind,
        "kind_label": kind.label if kind else EVERY,
        "urgency": urgency,
        "urgency_label": urgency.label if urgency else EVERY,
        "working_days": one.working_days,
        "basis": one.basis,
        "valid_from": one.valid_from,
    }


async def _shown(session: AsyncSession, rows: Sequence[LimitProposal]) -> list[LimitProposalOut]:
    taxonomy = await load_taxonomy(session)
    people = {one for row in rows for one in (row.proposed_by, row.decided_by) if one}
    names = await accounts.names_of(session, people)
    return [_out(row, taxonomy, names) for row in rows]


def _out(row: LimitProposal, taxonomy: Taxonomy, names: dict[str, str]) -> LimitProposalOut:
    zh, en = proposals.words_of(row)
    return LimitProposalOut(
        **_scope(row, taxonomy),
        id=row.id,
        state=ProposalState[row.state],
        state_label=ProposalState[row.state].label,
        category_version=row.category_version,
        sources=[LimitSourceOut.model_validate(source) for source in row.sources],
        zh=zh,
        en=en,
        proposed_by=row.proposed_by,
        proposed_by_name=names.get(row.proposed_by or ""),
        proposed_at=row.proposed_at,
        decided_by=row.decided_by,
        decided_by_name=names.get(row.decided_by or ""),
        decided_at=row.decided_at,
        note=row.note,
        limit_id=row.limit_id,
    )
