"""Answers that wait to become knowledge, over HTTP (答复转知识接口)."""

from typing import Annotated

from fastapi import APIRouter, Depends

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import ReadSession, WriteSession
from hotline.kit.inputs import IdPath
from hotline.process.learning import articles
from hotline.process.learning.articles_models import FeedbackState
from hotline.process.learning.articles_schemas import (
    AmendIn,
    DraftIn,
    FeedbackOut,
    NotReusableIn,
    ProposalOut,
)

router = APIRouter(prefix="/api/learning/articles", tags=["learning 学习"])
Editor = Annotated[Actor, Depends(require("knowledge.edit"))]


@router.get("", summary="待转化为知识的答复")
async def list_feedback(
    session: ReadSession, actor: Editor, state: FeedbackState = FeedbackState.WAITING
) -> list[FeedbackOut]:
    """List answered consultations, the most pressing first; personal data are masked."""
    return await articles.list_feedback(session, state=state, actor=actor)


@router.get("/{ticket_id}", summary="起草建议（已去除个人信息）")
async def propose(ticket_id: IdPath, session: ReadSession, actor: Editor) -> ProposalOut:
    """Return question and answer for a draft to begin with."""
    return await articles.propose(session, ticket_id=ticket_id, actor=actor)


@router.post("/{ticket_id}/actions/DRAFT", summary="起草为新知识")
async def draft(
    ticket_id: IdPath, body: DraftIn, session: WriteSession, actor: Editor
) -> FeedbackOut:
    """Write a new article, to be reviewed and published like any other."""
    return await articles.draft(session, ticket_id=ticket_id, wanted=body, actor=actor)


@router.post("/{ticket_id}/actions/AMEND", summary="补充到已有知识")
async def amend(
    ticket_id: IdPath, body: AmendIn, session: WriteSession, actor: Editor
) -> FeedbackOut:
    """Write a further revision of an article."""
    return await articles.amend(session, ticket_id=ticket_id, wanted=body, actor=actor)


@router.post("/{ticket_id}/actions/NOT_REUSABLE", summary="不宜复用")
async def not_reusable(
    ticket_id: IdPath, body: NotReusableIn, session: WriteSession, actor: Editor
) -> FeedbackOut:
    """Say why the answer helps nobody else."""
    return await articles.not_reusable(session, ticket_id=ticket_id, wanted=body, actor=actor)
