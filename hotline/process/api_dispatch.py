"""The dispatcher's desk over HTTP (派单分拣接口): who is likeliest and why a person decides."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import ReadSession
from hotline.kit.inputs import IdPath
from hotline.process import autodispatch, triage
from hotline.tickets import queries
from routing.models import PolicyName
from routing.queries import list_policies
from routing.state import RoutingState

router = APIRouter(tags=["dispatching 派单"])
Reader = Annotated[Actor, Depends(require("ticket.read"))]
Dispatcher = Annotated[Actor, Depends(require("ticket.dispatch"))]
Proposer = Annotated[Actor, Depends(require("policy.propose"))]
MAX_SHOWN = 100


def state_of(request: Request) -> RoutingState:
    """Return the routing snapshot of this process."""
    state: RoutingState = request.app.state.routing.state
    return state


State = Annotated[RoutingState, Depends(state_of)]


@router.get("/api/triage", summary="待派单：候选单位与须人工的原因")
async def desk(
    session: ReadSession,
    actor: Dispatcher,
    state: State,
    limit: Annotated[int, Query(ge=1, le=MAX_SHOWN)] = 50,
) -> list[dict[str, Any]]:
    """The tickets that wait for dispatch, soonest due first, each with two units and the reasons."""
    found = await triage.desk(session, actor=actor, state=state, limit=limit)
    return [triage.told(one, state) for one in found]


@router.get("/api/tickets/{ticket_id}/triage", summary="一件工单的派单建议与须人工的原因")
async def one_ticket(
    ticket_id: IdPath, session: ReadSession, actor: Reader, state: State
) -> dict[str, Any]:
    """The same for one ticket, whatever its status; it is also compared with earlier tickets."""
    ticket = await queries.get_ticket(session, ticket_id=ticket_id, actor=actor)
    where = await triage.load_range(session)
    return triage.told(await triage.triage(session, ticket, state, where, compare=True), state)


@router.get("/api/dispatch/automatic", summary="自动派单：范围、门槛与结果")
async def automatic(session: ReadSession, _actor: Proposer, state: State) -> dict[str, Any]:
    """What the system may dispatch by itself, from which confidence on, and how that went."""
    where = await triage.load_range(session)
    versions = await list_policies(session, PolicyName.AUTOMATIC)
    model = state.model.classifier
    return {
        "switch_on": await triage.switched_on(session),
        "gate": triage.gate_of(state),
        "model": model.version if model else None,
        "number": where.version.number if where.version else 0,
        "rules": [
            {
                "category_code": rule.category_code,
                "category": state.taxonomy.label(rule.category_code),
                "kinds": [{"value": kind.value, "label": kind.label} for kind in rule.kinds],
                "reason": rule.reason,
            }
            for rule in where.rules
        ],
        "waiting": sum(version.standing == "PROPOSED" for version in versions),
        "figures": await autodispatch.figures(session),
    }
