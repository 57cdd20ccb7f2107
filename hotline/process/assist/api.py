"""Agent assist over HTTP (坐席辅助接口): called at every pause of the citizen; one click adopts."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import ReadSession, WriteSession
from hotline.kit.inputs import IdPath
from hotline.process.assist import service
from hotline.process.assist.queries import adopted
from hotline.process.assist.schemas import AdoptIn, AdoptionOut, AssistIn, AssistOut
from hotline.tickets import queries as tickets
from knowledge.desk import SearchDesk

router = APIRouter(tags=["agent assist 坐席辅助"])
Reader = Annotated[Actor, Depends(require("knowledge.read"))]
TicketReader = Annotated[Actor, Depends(require("ticket.read"))]
UNKNOWN: dict[int | str, dict[str, Any]] = {
    404: {"description": "没有这件工单或会话，或您不能查看 · not there, or not for you"},
    409: {"description": "内容已更新 · the content has changed"},
}


def _desk(request: Request) -> SearchDesk:
    desk: SearchDesk = request.app.state.search
    return desk


@router.post("/api/assist/suggest", summary="边听边荐", responses={404: UNKNOWN[404]})
async def suggest(
    body: AssistIn, request: Request, session: ReadSession, actor: Reader
) -> AssistOut:
    """Return answers to what was said last; send ``cursor`` back as ``since`` so that nothing is searched twice."""
    return await service.suggest(session, _desk(request), body, actor)


@router.post("/api/assist/adopt", summary="采用答案（一键引用）", responses=UNKNOWN)
async def adopt(
    body: AdoptIn, request: Request, session: WriteSession, actor: TicketReader
) -> list[AdoptionOut]:
    """Record on the ticket which version of an answer is used; twice is once."""
    return await service.adopt(session, _desk(request), body, actor)


@router.get(
    "/api/tickets/{ticket_id}/adoptions", summary="工单采用的答案", responses={404: UNKNOWN[404]}
)
async def list_adoptions(
    ticket_id: IdPath, session: ReadSession, actor: TicketReader
) -> list[AdoptionOut]:
    """List which versions of answers were used on a ticket, first to last."""
    ticket = await tickets.get_ticket(session, ticket_id=ticket_id, actor=actor)
    return await adopted(session, ticket.id)
