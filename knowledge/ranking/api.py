"""Ranking models over HTTP (排序模型接口): which ranks, which waits, learn, put to use, return."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Request

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import ReadSession, WriteSession
from knowledge.learn import impressions, learn
from knowledge.learned import Shelf, follow
from knowledge.ranking import service
from knowledge.ranking.schemas import LearnIn, PromoteIn, RankingOut

router = APIRouter(prefix="/api/knowledge/ranking", tags=["排序模型 ranking models"])

Reader = Annotated[Actor, Depends(require("knowledge.edit", "knowledge.publish"))]
Editor = Annotated[Actor, Depends(require("knowledge.publish"))]


def _shelf(request: Request) -> Shelf:
    shelf: Shelf = request.app.state.ranking
    return shelf


ShelfDep = Annotated[Shelf, Depends(_shelf)]


@router.get("", summary="排序模型与留出检验")
async def read_ranking(session: ReadSession, shelf: ShelfDep, _actor: Reader) -> RankingOut:
    """Tell which model ranks, which could, how each ranked the held-out feedback, and when it was learned."""
    return await service.overview(session, shelf)


@router.post("/actions/LEARN", summary="从反馈学习一个模型")
async def learn_one(
    body: LearnIn, session: ReadSession, shelf: ShelfDep, _actor: Editor
) -> RankingOut:
    """Learn from what people opened and adopted and store the model; it does not rank yet.

    422 ``ranking_nothing_to_learn`` while there is too little feedback.
    """
    found = await impressions(session, days=body.days)
    learned = await asyncio.to_thread(learn, found, shelf.in_use().shares)
    shelf.store(learned.model)
    return await service.overview(session, shelf)


@router.post("/actions/PROMOTE", summary="启用一个模型")
async def promote(
    body: PromoteIn, request: Request, session: WriteSession, shelf: ShelfDep, actor: Editor
) -> RankingOut:
    """Let a stored model rank from now on; only one that is not worse than the one in use."""
    await service.promote(session, shelf, version=body.version, actor=actor)
    follow(request.app.state.search, shelf)
    return await service.overview(session, shelf)


@router.post("/actions/ROLL_BACK", summary="恢复上一个模型")
async def roll_back(
    request: Request, session: WriteSession, shelf: ShelfDep, actor: Editor
) -> RankingOut:
    """Return to the model before, in the end to the weights shipped with the program."""
    await service.roll_back(session, shelf, actor=actor)
    follow(request.app.state.search, shelf)
    return await service.overview(session, shelf)
