"""Caller conduct over HTTP (来电行为处置接口): warn, restrict by two persons, lift, contest."""

from typing import Annotated

from fastapi import APIRouter, Depends

from crm import queries, restrictions
from crm.conduct import ConductAction
from crm.restrictions import Carried
from crm.schemas import ConductIn, ConfirmIn, ProposalOut, StepOut
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import ReadSession, WriteSession
from hotline.kit.inputs import IdPath

router = APIRouter(prefix="/api/citizens", tags=["来电行为 conduct"])

Reader = Annotated[Actor, Depends(require("citizen.read"))]
Caller = Annotated[Actor, Depends(require("ticket.open", "caller.restrict"))]
Restricter = Annotated[
    Actor, Depends(require("caller.restrict", "supervision.act", "account.manage"))
]


@router.get("/{citizen_id}/conduct", summary="来电行为记录")
async def list_steps(citizen_id: IdPath, session: ReadSession, _actor: Reader) -> list[StepOut]:
    """List the conduct steps of a person, oldest first."""
    return await queries.list_conduct_steps(session, citizen_id)


@router.post("/{citizen_id}/conduct/{action}", summary="来电行为处置（一人可办的步骤）")
async def act(
    citizen_id: IdPath, action: ConductAction, body: ConductIn, session: WriteSession, actor: Caller
) -> StepOut:
    """Take a step; the table decides who may, a refusal names the allowed actions."""
    step = await restrictions.act(
        session, citizen_id=citizen_id, action=action, carried=_carried(body), actor=actor
    )
    return StepOut.model_validate(step)


def _carried(body: ConductIn) -> Carried:
    return Carried(body.reason, tuple(body.recordings), body.channel)


@router.post(
    "/{citizen_id}/conduct-proposals/{action}",
    status_code=201,
    summary="提议限制或移送（待第二人确认）",
)
async def propose(
    citizen_id: IdPath,
    action: ConductAction,
    body: ConductIn,
    session: WriteSession,
    actor: Restricter,
) -> ProposalOut:
    """Propose RESTRICT or REFER_TO_POLICE; nothing happens until a second person confirms."""
    proposal = await restrictions.propose(
        session, citizen_id=citizen_id, action=action, carried=_carried(body), actor=actor
    )
    return ProposalOut.model_validate(proposal)


@router.post("/conduct-proposals/{proposal_id}/actions/DECIDE", summary="第二人确认或否决")
async def decide(
    proposal_id: IdPath, body: ConfirmIn, session: WriteSession, actor: Restricter
) -> StepOut | None:
    """Confirm the proposal, which takes the step, or refuse it."""
    step = await restrictions.decide_proposal(
        session, proposal_id=proposal_id, accept=body.accept, actor=actor
    )
    return StepOut.model_validate(step) if step is not None else None
