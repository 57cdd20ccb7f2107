"""Incidents over HTTP (批量件接口): suggested by the system, confirmed by a person, one answer for all."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import ReadSession, WriteSession
from hotline.kit.inputs import IdPath, Line
from hotline.kit.pagination import Page, PageParams
from hotline.process.incidents import measures, queries, service
from hotline.process.incidents.models import Incident, Measure
from hotline.process.incidents.queries import Wanted
from hotline.process.incidents.schemas import (
    AddIn,
    ConfirmIn,
    IncidentIn,
    IncidentOut,
    IncidentRowOut,
    ItemOut,
    MeasureIn,
    MeasureOut,
    MemberOut,
    ReasonIn,
    RemoveIn,
    ReturnIn,
)
from hotline.process.incidents.vocabulary import IncidentState, ItemState, MemberState
from routing.state import RoutingState

REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"description": "未登录 · not signed in"},
    403: {"description": "没有权限，或须由另一人审核 · not permitted, or for another person"},
    404: {"description": "没有这个批量件，或您不能查看 · no such incident for you"},
    409: {"description": "状态不允许或版本已旧 · wrong state or stale version"},
    422: {"description": "填写有误，或有工单不能加入 · invalid content, or a ticket cannot join"},
}
router = APIRouter(prefix="/api/incidents", tags=["incidents 批量件"], responses=REFUSALS)
Reader = Annotated[Actor, Depends(require("incident.read"))]
Manager = Annotated[Actor, Depends(require("incident.manage"))]
Doer = Annotated[Actor, Depends(require("incident.act"))]
Approver = Annotated[Actor, Depends(require("incident.approve"))]
_EXAMPLES: dict[str, Any] = {
    "统一答复": {
        "value": {
            "version": 2,
            "measure": {
                "kind": "REPLY",
                "fact_true": "YES",
                "resolved": "YES",
                "handling_text": "抢修人员已更换损坏的配电箱。",
                "public_answer": "经抢修，该路段路灯已于当晚恢复照明。",
            },
        }
    },
    "进展告知": {
        "value": {
            "version": 2,
            "measure": {"kind": "NOTICE", "text": "您反映的路灯问题正在抢修，预计明晚恢复。"},
        }
    },
    "统一审核结果": {
        "value": {
            "version": 2,
            "measure": {"kind": "ACCEPT_RESULT", "checklist": ["ANSWERS_EACH_POINT"]},
        }
    },
}
Proposed = Annotated[MeasureIn, Body(openapi_examples=_EXAMPLES)]


def _state(request: Request) -> RoutingState:
    state: RoutingState = request.app.state.routing.state
    return state


async def _page(
    request: Request, session: AsyncSession, incident: Incident, actor: Actor
) -> IncidentOut:
    listed = await measures.list_measures(session, incident, actor=actor)
    return await queries.page_of(
        session, incident, actor=actor, routing=_state(request), measures=listed
    )


@router.get("", summary="批量件列表")
async def list_incidents(
    request: Request,
    session: ReadSession,
    actor: Reader,
    page: PageParams,
    state: Annotated[IncidentState | None, Query(description="状态")] = None,
    q: Annotated[Line | None, Query(max_length=80, description="编号、名称或原因")] = None,
) -> Page[IncidentRowOut]:
    """List incidents with a ticket that the caller may see, newest first."""
    wanted = Wanted(state, q)
    return await queries.list_incidents(
        session, actor=actor, wanted=wanted, page=page, routing=_state(request)
    )


@router.post("", status_code=201, summary="人工建立批量件")
async def create_incident(
    body: IncidentIn, request: Request, session: WriteSession, actor: Manager
) -> IncidentOut:
    """Make an incident of tickets that the caller may see."""
    return await _page(request, session, await service.create(session, body, actor), actor)


@router.get("/{incident_id}", summary="批量件详情")
async def get_incident(
    incident_id: IdPath, request: Request, session: ReadSession, actor: Reader
) -> IncidentOut:
    """The page of an incident, with what the caller may do now."""
    incident = await queries.get_incident(session, incident_id=incident_id, actor=actor)
    return await _page(request, session, incident, actor)


@router.get("/{incident_id}/tickets", summary="批量件中的工单")
async def list_members(
    incident_id: IdPath,
    session: ReadSession,
    actor: Reader,
    page: PageParams,
    state: Annotated[MemberState | None, Query(description="成员状态")] = None,
) -> Page[MemberOut]:
    """List the tickets that the caller may see; those that left only on request."""
    incident = await queries.get_incident(session, incident_id=incident_id, actor=actor)
    return await queries.list_members(session, incident, actor=actor, state=state, page=page)


@router.post("/{incident_id}/confirm", summary="确认批量件")
async def confirm_incident(
    incident_id: IdPath, body: ConfirmIn, request: Request, session: WriteSession, actor: Manager
) -> IncidentOut:
    """Say that a suggestion is one incident, and which tickets belong to it."""
    incident = await service.confirm(session, incident_id, body, actor)
    return await _page(request, session, incident, actor)


@router.post("/{incident_id}/dismiss", status_code=204, summary="不作为批量件")
async def dismiss_incident(
    incident_id: IdPath, body: ReasonIn, session: WriteSession, actor: Manager
) -> None:
    """Say that a suggestion is none; its tickets are free again."""
    await service.dismiss(session, incident_id, body, actor)


@router.post("/{incident_id}/tickets", summary="加入工单")
async def add_tickets(
    incident_id: IdPath, body: AddIn, request: Request, session: WriteSession, actor: Manager
) -> IncidentOut:
    """Join further tickets."""
    incident = await service.add(session, incident_id, body, actor)
    return await _page(request, session, incident, actor)


@router.post("/{incident_id}/tickets/remove", summary="移出工单")
async def remove_tickets(
    incident_id: IdPath, body: RemoveIn, request: Request, session: WriteSession, actor: Manager
) -> IncidentOut:
    """Let tickets leave; what was done on them stays."""
    incident = await service.remove(session, incident_id, body, actor)
    return await _page(request, session, incident, actor)


@router.post("/{incident_id}/close", summary="结束批量件")
async def close_incident(
    incident_id: IdPath, body: ReasonIn, request: Request, session: WriteSession, actor: Manager
) -> IncidentOut:
    """End the incident; its tickets go on by themselves."""
    incident = await service.close(session, incident_id, body, actor)
    return await _page(request, session, incident, actor)


async def _measure(session: AsyncSession, measure: Measure, actor: Actor) -> MeasureOut:
    (shown,) = await measures.measures_out(session, [measure], actor=actor)
    return shown


@router.post("/{incident_id}/measures", status_code=201, summary="提出统一办理")
async def propose_measure(
    incident_id: IdPath, body: Proposed, session: WriteSession, actor: Doer
) -> MeasureOut:
    """Propose one reply, answer or notice for all; the result reviewer's acceptance runs at once."""
    return await _measure(session, await measures.propose(session, incident_id, body, actor), actor)


@router.post("/{incident_id}/measures/{measure_id}/approve", summary="批准统一办理")
async def approve_measure(
    incident_id: IdPath, measure_id: IdPath, session: WriteSession, actor: Approver
) -> MeasureOut:
    """The second person starts it: every ticket by itself, whole or not at all."""
    measure = await measures.approve(session, incident_id, measure_id, actor)
    return await _measure(session, measure, actor)


@router.post("/{incident_id}/measures/{measure_id}/return", summary="退回统一办理")
async def return_measure(
    incident_id: IdPath,
    measure_id: IdPath,
    body: ReturnIn,
    session: WriteSession,
    actor: Approver,
) -> MeasureOut:
    """The second person does not agree; nothing was done."""
    measure = await measures.send_back(session, incident_id, measure_id, body.reason, actor)
    return await _measure(session, measure, actor)


@router.post("/{incident_id}/measures/{measure_id}/retry", summary="继续未办成的")
async def retry_measure(
    incident_id: IdPath, measure_id: IdPath, session: WriteSession, actor: Reader
) -> MeasureOut:
    """Try failed tickets again and take in those that joined since; for whoever began it."""
    measure = await measures.retry(session, incident_id, measure_id, actor)
    return await _measure(session, measure, actor)


@router.get("/{incident_id}/measures/{measure_id}/items", summary="统一办理逐件结果")
async def list_items(
    incident_id: IdPath,
    measure_id: IdPath,
    session: ReadSession,
    actor: Reader,
    page: PageParams,
    state: Annotated[ItemState | None, Query(description="结果")] = None,
) -> Page[ItemOut]:
    """List what became of it ticket by ticket, with the reason where it failed."""
    incident = await queries.get_incident(session, incident_id=incident_id, actor=actor)
    measure = await measures.get_measure(session, incident, measure_id)
    return await measures.list_items(session, measure, actor=actor, state=state, page=page)
