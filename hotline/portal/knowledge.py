"""Asking and searching for everybody (公开知识问答): public knowledge only, labelled as automatic."""

from fastapi import APIRouter, Depends, Request

from hotline.kit.http.declared import LIMITED
from hotline.kit.http.sessions import ReadSession
from hotline.kit.ratelimit import address_of, limit_by_address
from hotline.portal.answering import answered, public_answer_out
from hotline.portal.schemas import PublicAnswerOut
from knowledge.answer import service
from knowledge.answer.api import Wanted, asking_of, desk_of
from knowledge.answer.noting import Inquirer, note_answer, note_search
from knowledge.answer.schemas import AnswerIn, SearchOut, search_out
from knowledge.audience import Audience
from knowledge.feedback.vocabulary import SearchChannel
from routing.state import RoutingState

router = APIRouter(prefix="/api/public/knowledge", tags=["portal 市民门户"])


@router.post(
    "/answer",
    summary="自动答复",
    dependencies=[Depends(limit_by_address("knowledge-answer", "60/minute"))],
    responses=LIMITED,
)
async def answer(body: AnswerIn, request: Request, session: ReadSession) -> PublicAnswerOut:
    """Answer a question from public knowledge with its source, ask back once, or hand over.

    Whoever may be in danger is first told whom to ring; despair is answered with care and a person alone.
    """
    state: RoutingState = request.app.state.routing.state
    asking = asking_of(body, Audience.PUBLIC)
    made, urgent, despair = await answered(session, desk_of(request), state, asking)
    told = public_answer_out(made, body, urgent, despair=despair)
    by = _citizen(request, body.district or "")
    return told.model_copy(update={"search_id": note_answer(session, body.text, made, by)})


@router.get(
    "/search",
    summary="知识检索",
    dependencies=[Depends(limit_by_address("knowledge-search", "120/minute"))],
    responses=LIMITED,
)
async def search(asked: Wanted, request: Request, session: ReadSession) -> SearchOut:
    """Return public knowledge that is valid now, best first, with owner and validity."""
    found, hits = await service.search(session, desk_of(request), asked)
    noted = note_search(session, asked, found, _citizen(request, asked.district))
    return search_out(found, hits, public=True).model_copy(update={"search_id": noted})


def _citizen(request: Request, district: str) -> Inquirer:
    return Inquirer(SearchChannel.PORTAL, Audience.PUBLIC, address_of(request), district)
