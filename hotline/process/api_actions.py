"""One typed route per action (操作接口), generated from the workflow table: the table is the API.

``POST /api/tickets/{id}/actions/{ACTION}`` with ``{"version": n, …fields}`` answers the ticket as it
then is. Which action is possible is told by the ticket itself (``allowed_actions``). Whoever asks for what
is not possible is told so, with what is, before anything is said of his fields (``action_route``).
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field, create_model

from hotline.kit.auth.actor import Actor
from hotline.kit.http.sessions import WriteSession
from hotline.kit.inputs import IdPath
from hotline.process import details, preparation
from hotline.process.action_route import ActionRoute, acting
from hotline.process.examples import EXAMPLES
from hotline.process.schemas import TicketDetail
from hotline.tickets import queries, service
from hotline.tickets.models import Action
from hotline.tickets.payloads import PAYLOADS

router = APIRouter(prefix="/api/tickets", route_class=ActionRoute)
Acting = Annotated[Actor, Depends(acting)]

# Timers, the first row and the citizen's own steps are no staff routes.
NOT_FOR_STAFF = frozenset(
    {
        Action.OPEN,
        Action.PROPOSE,
        Action.INFO_TIMEOUT,
        Action.SIGN_TIMEOUT,
        Action.ADJUDICATE_TIMEOUT,
        Action.SEAL,
        Action.RECALCULATE,
        Action.REVEAL,
        Action.RATE_AGAIN,
    }
)
_TAGS = {
    "A": "intake 受理",
    "B": "dispatching 派单",
    "C": "adjudication 裁决",
    "D": "handling 办理",
    "E": "followup 回访办结",
    "F": "any time 随时",
    "G": "filings 认定与申诉",
    "H": "any time 随时",
}
REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"description": "未登录 · not signed in"},
    403: {"description": "没有权限或角色不符 · role missing"},
    404: {"description": "没有这件工单，或您不能查看 · no such ticket for you"},
    409: {"description": "状态不允许、条件不满足或版本已旧 · illegal transition or stale version"},
    422: {"description": "填写有误 · invalid content"},
}


def body_model(action: Action) -> type[BaseModel]:
    """Return the request body of an action: its payload and the version it was decided on."""
    payload = PAYLOADS[action]
    name = "".join(word.title() for word in action.value.split("_")) + "In"
    version = (int, Field(ge=1, title="工单版本", description="防止覆盖他人的操作"))
    return create_model(name, __base__=payload, __doc__=payload.__doc__, version=version)


def _route(action: Action, model: type[BaseModel]) -> Callable[..., Awaitable[TicketDetail]]:
    async def endpoint(
        ticket_id: IdPath,
        body: Any,
        request: Request,
        session: WriteSession,
        actor: Acting,
    ) -> TicketDetail:
        fields = body.model_dump(exclude={"version"}, exclude_unset=True)
        payload = PAYLOADS[action].model_validate(fields)
        occasion = preparation.Occasion(
            session=session,
            ticket=await queries.get_ticket(session, ticket_id=ticket_id, actor=actor),
            actor=actor,
            routing=request.app.state.routing.state,
        )
        ready = await preparation.prepare(action, payload, occasion)
        await service.act(
            session,
            ticket_id=ticket_id,
            action=action,
            actor=actor,
            payload=ready,
            version=body.version,
        )
        return await details.get_detail(
            session,
            ticket_id=ticket_id,
            actor=actor,
            routing=occasion.routing,
            just_acted=True,
        )

    endpoint.__annotations__["body"] = model
    endpoint.__doc__ = f"{action.label}。{(PAYLOADS[action].__doc__ or '').strip()}"
    endpoint.__name__ = action.value.lower()
    return endpoint


def _tag(action: Action) -> str:
    row = next(row for row in service.rows() if row.action is action)
    return _TAGS[row.id[0]]


def build() -> APIRouter:
    """Register the routes."""
    for action, payload in PAYLOADS.items():
        if action in NOT_FOR_STAFF:
            continue
        model = body_model(action)
        extra: dict[str, Any] = {"requestBody": {"content": {"application/json": {"examples": {}}}}}
        if action in EXAMPLES:
            example = {"version": 3, **EXAMPLES[action]}
            payload.model_validate(EXAMPLES[action])
            extra["requestBody"]["content"]["application/json"]["examples"] = {
                "示例": {"value": example}
            }
        router.add_api_route(
            f"/{{ticket_id}}/actions/{action.value}",
            _route(action, model),
            methods=["POST"],
            summary=action.label,
            tags=[_tag(action)],
            responses=REFUSALS,
            openapi_extra=extra if action in EXAMPLES else None,
        )
    return router


build()
