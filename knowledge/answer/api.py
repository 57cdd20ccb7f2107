"""Asking and searching over HTTP for staff (知识问答接口): internal knowledge included."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import ReadSession
from knowledge.answer import service
from knowledge.answer.noting import Inquirer, note_answer, note_search
from knowledge.answer.schemas import AnswerIn, AnswerOut, SearchOut, answer_out, search_out
from knowledge.answer.service import Asking
from knowledge.audience import Audience
from knowledge.desk import Asked, SearchDesk
from knowledge.feedback.vocabulary import SearchChannel
from knowledge.search.port import DocumentKind

router = APIRouter(prefix="/api/knowledge", tags=["知识问答 answers"])

Reader = Annotated[Actor, Depends(require("knowledge.read"))]


def wanted(
    q: Annotated[str, Query(min_length=1, max_length=5000, description="原话或关键词")],
    kind: Annotated[list[DocumentKind] | None, Query(description="只查这些种类")] = None,
    district: Annotated[
        str | None, Query(pattern=r"^[0-9]{6,12}$", description="区划代码，如 440604")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> Asked:
    """Return the search of a citizen; staff see more."""
    kinds = frozenset(kind or ())
    return Asked(q, Audience.PUBLIC, district or "", kinds, limit)


Wanted = Annotated[Asked, Depends(wanted)]


def desk_of(request: Request) -> SearchDesk:
    """Return the search desk of this process."""
    desk: SearchDesk = request.app.state.search
    return desk


def asking_of(body: AnswerIn, audience: Audience) -> Asking:
    """Return the question of a body for ``audience``."""
    return Asking(
        body.text, audience, body.district or "", about=body.about or "", field=body.field
    )


@router.post("/answer", summary="知识问答（坐席用，含内部知识）")
async def answer(
    body: AnswerIn, request: Request, session: ReadSession, actor: Reader
) -> AnswerOut:
    """Answer a question with its source, ask back once, or hand over; never a guess."""
    made = await service.answer(session, desk_of(request), asking_of(body, Audience.INTERNAL))
    by = _staff(actor, body.district or "")
    told = answer_out(made, body.form)
    return told.model_copy(update={"search_id": note_answer(session, body.text, made, by)})


@router.get("/search", summary="知识检索（坐席用，含内部知识）")
async def search(asked: Wanted, request: Request, session: ReadSession, actor: Reader) -> SearchOut:
    """Return what is valid now, best first, with owner, validity and why it was found."""
    inside = Asked(asked.words, Audience.INTERNAL, asked.district, asked.kinds, asked.limit)
    found, hits = await service.search(session, desk_of(request), inside)
    noted = note_search(session, inside, found, _staff(actor, inside.district))
    return search_out(found, hits).model_copy(update={"search_id": noted})


def _staff(actor: Actor, district: str) -> Inquirer:
    return Inquirer(SearchChannel.CONSOLE, Audience.INTERNAL, actor.account_id or "", district)
