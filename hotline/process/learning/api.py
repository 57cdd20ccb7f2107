"""Confirmed tickets as evidence, and what is remembered (相近已确认工单·实例记忆), over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import ReadSession
from hotline.kit.inputs import IdPath
from hotline.kit.text import normalise
from hotline.process.learning.confirmed import count_confirmed
from hotline.process.learning.remembering import alike, memory_out
from hotline.process.learning.schemas import AlikeOut, MemoryOut
from hotline.process.schemas import SuggestIn
from hotline.tickets import queries
from routing.state import RoutingState

router = APIRouter(prefix="/api/learning", tags=["learning 学习"])
Reader = Annotated[Actor, Depends(require("ticket.read"))]
Owner = Annotated[Actor, Depends(require("taxonomy.manage", "policy.propose"))]


def _state(request: Request) -> RoutingState:
    state: RoutingState = request.app.state.routing.state
    return state


@router.get("/memory", summary="实例记忆状态")
async def memory_state(request: Request, session: ReadSession, _actor: Owner) -> MemoryOut:
    """Tell how many confirmed tickets there are and are held, and how much they count in suggestions."""
    return memory_out(_state(request), await count_confirmed(session))


@router.get("/tickets/{ticket_id}/alike", summary="与本工单相近的已确认工单")
async def alike_tickets(
    ticket_id: IdPath, request: Request, session: ReadSession, actor: Reader
) -> list[AlikeOut]:
    """Return confirmed tickets like this one that the caller may see, with what people decided."""
    ticket = await queries.get_ticket(session, ticket_id=ticket_id, actor=actor)
    text = normalise(ticket.content)
    return await alike(session, state=_state(request), text=text, actor=actor, but=ticket.id)


@router.post("/alike", summary="与一段文字相近的已确认工单")
async def alike_text(
    body: SuggestIn, request: Request, session: ReadSession, actor: Reader
) -> list[AlikeOut]:
    """Return confirmed tickets like a text that is still being written; stores nothing."""
    return await alike(session, state=_state(request), text=normalise(body.text), actor=actor)
