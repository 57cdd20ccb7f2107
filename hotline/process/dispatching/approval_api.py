"""Automatic approval and policy switches over HTTP (自动审核与政策开关接口): what the system may do, and why not."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import ReadSession
from hotline.kit.inputs import IdPath
from hotline.process.dispatching import approving, doubts, triage
from hotline.process.dispatching.doubts import Doubt
from hotline.tickets import policies, queries
from hotline.tickets.workflow_table import SWITCHES
from routing.automatic import ENGLISH, Obstacle

router = APIRouter(tags=["dispatching 派单"])
Reader = Annotated[Actor, Depends(require("ticket.read"))]
Proposer = Annotated[Actor, Depends(require("policy.propose"))]


class SwitchOut(BaseModel):
    """One switch of the policy of limits, with its words."""

    name: str = Field(description="开关名，写在时限政策的 switches 里", examples=["auto_approve"])
    label: str = Field(description="含义", examples=["目录直接命中时系统自动审核"])
    on: bool = Field(description="现行政策是否打开")
    shipped: bool = Field(description="出厂时是否打开")


class ApprovalFiguresOut(BaseModel):
    """How automatic approval went."""

    automatic: int = Field(description="系统自动审核的工单数", ge=0)
    reclassified: int = Field(description="其中后来由人改分类的", ge=0)
    returned: int = Field(description="其中被退单的", ge=0)


class ApprovalOut(BaseModel):
    """Whether the system may approve, from which confidence on, and how that went."""

    switch: SwitchOut
    policy: int = Field(description="现行时限政策编号", ge=1, examples=[2])
    gate: float | None = Field(description="分类把握的门槛 0–1；空：从不自动", ge=0, le=1)
    model: str | None = Field(description="现行模型；没有时为空")
    figures: ApprovalFiguresOut


class ReasonOut(BaseModel):
    """One thing that a reviewer has to look at."""

    code: Obstacle | Doubt = Field(description="原因代码", examples=["DUPLICATE"])
    zh: str = Field(description="中文", examples=["疑似重复件"])
    en: str = Field(description="英文", examples=["looks like an earlier ticket"])


class JudgedOut(BaseModel):
    """Why a draft is not approved by the system."""

    switch_on: bool = Field(description="该工单适用的时限政策是否打开自动审核")
    not_automatic: list[ReasonOut] = Field(description="须人工审核的全部原因；空：没有")


@router.get("/api/policies/switches", summary="时限政策的开关及含义")
async def list_switches(session: ReadSession, _actor: Proposer) -> list[SwitchOut]:
    """Every switch with its words, as the policy in force has it."""
    policy = await policies.current(session)
    return [_switch(name, on=policy.switches.get(name, SWITCHES[name][0])) for name in SWITCHES]


@router.get("/api/dispatch/approval", summary="自动审核：开关、门槛与结果")
async def approval(session: ReadSession, request: Request, _actor: Proposer) -> ApprovalOut:
    """Whether the system approves drafts that the catalogue hits directly, and how that went."""
    policy = await policies.current(session)
    state = request.app.state.routing.state
    model = state.model.classifier
    return ApprovalOut(
        switch=_switch(approving.SWITCH, on=approving.is_on(policy)),
        policy=policy.number,
        gate=triage.gate_of(state),
        model=model.version if model else None,
        figures=ApprovalFiguresOut(**await approving.figures(session)),
    )


@router.get("/api/tickets/{ticket_id}/approval", summary="一件工单须人工审核的原因")
async def one_ticket(
    ticket_id: IdPath, session: ReadSession, request: Request, actor: Reader
) -> JudgedOut:
    """Everything that stands against approving this ticket without a person, as things are now."""
    ticket = await queries.get_ticket(session, ticket_id=ticket_id, actor=actor)
    policy = await policies.numbered(session, ticket.policy_number)
    judged = await approving.judge(session, ticket, request.app.state.routing.state)
    return JudgedOut(
        switch_on=approving.is_on(policy), not_automatic=[_reason(one) for one in judged.against]
    )


def _switch(name: str, *, on: bool) -> SwitchOut:
    shipped, label = SWITCHES[name]
    return SwitchOut(name=name, label=label, on=on, shipped=shipped)


def _reason(one: Obstacle | Doubt) -> ReasonOut:
    english = doubts.ENGLISH[one] if isinstance(one, Doubt) else ENGLISH[one]
    return ReasonOut(code=one, zh=one.label, en=english)
