"""The chat over HTTP (网页对话接口): a citizen talks to the bot, an agent reads what was said and goes on."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.declared import LIMITED
from hotline.kit.http.sessions import ReadSession, WriteSession
from hotline.kit.ids import new_id
from hotline.kit.inputs import IdPath
from hotline.kit.ratelimit import MemoryLimiter, address_of, limit_by_address, per_minute
from hotline.process.dialogue import queries, service
from hotline.process.dialogue.schemas import (
    ChatOut,
    LineOut,
    MessageIn,
    RepliesOut,
    WaitingOut,
    bubbles_out,
)
from hotline.process.dialogue.service import House, Written

public_router = APIRouter(prefix="/api/public/chat", tags=["portal 市民门户"])
router = APIRouter(tags=["dialogues 自动对话"])
PER_CHAT = per_minute(20)  # messages of one chat: nobody types faster for long
TokenPath = Annotated[str, Path(min_length=20, max_length=512, description="会话令牌")]
Agent = Annotated[Actor, Depends(require("ticket.open"))]
Reader = Annotated[Actor, Depends(require("ticket.read"))]
_REFUSED: dict[int | str, dict[str, Any]] = {
    403: {"description": "令牌无效 · the token is not valid"},
    404: {"description": "会话不存在或已删除 · no such chat"},
    410: {"description": "令牌已过期 · the token has expired"},
    **LIMITED,
}


def _signing(request: Request) -> bytes:
    key: bytes = request.app.state.hotline.settings.vault.signing_bytes()
    return key


@public_router.post(
    "",
    status_code=201,
    summary="开始网页对话",
    dependencies=[Depends(limit_by_address("chat-open", "20/minute"))],
    responses=LIMITED,
)
async def open_chat(request: Request, session: WriteSession) -> ChatOut:
    """Open a conversation with the automatic assistant; the greeting says how to reach a person."""
    token, shown = await service.open_chat(session, _signing(request))
    return ChatOut(token=token, bubbles=bubbles_out(shown))


@public_router.post(
    "/{token}/messages",
    summary="对话",
    dependencies=[Depends(limit_by_address("chat-message", "120/minute"))],
    responses=_REFUSED,
)
async def write(
    token: TokenPath, body: MessageIn, request: Request, session: WriteSession
) -> RepliesOut:
    """Answer one message from public knowledge with its source, or take the request, or call a person."""
    chat_id = service.chat_of(_signing(request), token)
    limiter: MemoryLimiter | None = getattr(request.app.state, "limiter", None)
    if limiter is not None:
        limiter.hit(PER_CHAT, "chat", chat_id)
    state = request.app.state
    house = House(state.search, state.routing, address_of(request))
    written = Written(body.text, body.key or new_id())
    return RepliesOut(bubbles=bubbles_out(await service.reply(session, house, chat_id, written)))


@router.get("/api/dialogues", summary="待人工接手的对话")
async def list_waiting(session: ReadSession, actor: Agent) -> list[WaitingOut]:
    """Who asked for a person or could not be helped, the longest waiting first."""
    return [WaitingOut.of(one) for one in await queries.list_waiting(session, actor=actor)]


@router.get(
    "/api/dialogues/{conversation_id}/transcript",
    summary="已转人工的对话记录",
    responses={404: {"description": "没有待接手的会话 · no conversation waits here"}},
)
async def read_waiting(
    conversation_id: IdPath, session: ReadSession, actor: Agent
) -> list[LineOut]:
    """What was said before the hand-over, numbers and codes masked."""
    found = await queries.transcript_of_waiting(session, conversation_id, actor=actor)
    return [LineOut.of(line) for line in found]


@router.post(
    "/api/dialogues/{conversation_id}/settled",
    status_code=204,
    summary="登记已人工接手",
    responses={404: {"description": "没有待接手的会话 · no conversation waits here"}},
)
async def settle(conversation_id: IdPath, session: WriteSession, actor: Agent) -> None:
    """Take a conversation off the list once a person has taken care of it."""
    await queries.check_waiting(session, conversation_id, actor=actor)
    await service.settle(session, conversation_id, by=actor.account_id)


@router.get(
    "/api/tickets/{ticket_id}/transcript",
    summary="工单的对话记录",
    responses={404: {"description": "没有这件工单，或您不能查看 · not there, or not for you"}},
)
async def read_of_ticket(ticket_id: IdPath, session: ReadSession, actor: Reader) -> list[LineOut]:
    """What was said in the conversation behind a ticket; for the hotline's own people."""
    found = await queries.transcript_of_ticket(session, ticket_id=ticket_id, actor=actor)
    return [LineOut.of(line) for line in found]
