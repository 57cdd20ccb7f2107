"""The editorial desk over HTTP (编审台接口): reviews due, unanswered questions, gaps, twins."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import ReadSession, WriteSession
from hotline.kit.inputs import IdPath
from knowledge.editorial import gaps, reviews, twins
from knowledge.editorial.models import GapState
from knowledge.editorial.schemas import (
    GapEndIn,
    GapOut,
    GapStepIn,
    ReviewDueOut,
    TwinOut,
    UnansweredOut,
)

router = APIRouter(prefix="/api/knowledge/editorial", tags=["编审台 editorial desk"])

Reader = Annotated[Actor, Depends(require("knowledge.read"))]
Editor = Annotated[Actor, Depends(require("knowledge.edit"))]
UnitId = Annotated[str | None, Query(pattern=r"^[0-9A-Z]{26}$", description="责任单位")]


@router.get("/reviews", summary="待复审清单")
async def list_reviews(
    session: ReadSession,
    _actor: Reader,
    within_days: Annotated[int, Query(ge=0, le=400, description="未来多少天内")] = 30,
    unit_id: UnitId = None,
) -> list[ReviewDueOut]:
    """List articles whose review falls due or is late, the latest first."""
    return await reviews.list_due(session, within_days=within_days, unit_id=unit_id)


@router.get("/unanswered", summary="无结果与低置信检索（按意思归组）")
async def list_unanswered(
    request: Request,
    session: ReadSession,
    _actor: Editor,
    days: Annotated[int, Query(ge=1, le=90)] = gaps.DAYS,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[UnansweredOut]:
    """Group what people searched without a sure answer, the most frequent first; words are masked."""
    searches = await gaps.unanswered(session, days=days)
    groups = await asyncio.to_thread(gaps.by_meaning, searches, request.app.state.search)
    return [UnansweredOut.model_validate(group) for group in groups[:limit]]


@router.get("/gaps", summary="知识缺口")
async def list_gaps(
    session: ReadSession, _actor: Reader, state: GapState | None = None, unit_id: UnitId = None
) -> list[GapOut]:
    """List the tasks that repeated unanswered questions have opened."""
    return await gaps.list_gaps(session, state=state, unit_id=unit_id)


@router.post("/gaps/{gap_id}/actions/CLAIM", summary="认领缺口")
async def claim(gap_id: IdPath, body: GapStepIn, session: WriteSession, actor: Editor) -> GapOut:
    """Take a gap upon oneself."""
    return await gaps.claim(session, gap_id=gap_id, version=body.version, actor=actor)


@router.post("/gaps/{gap_id}/actions/CLOSE", summary="办结缺口")
async def close(gap_id: IdPath, body: GapEndIn, session: WriteSession, actor: Editor) -> GapOut:
    """End a gap with the article that answers it, or with a reason why there will be none."""
    return await gaps.close(session, gap_id=gap_id, end=body, actor=actor)


@router.get("/twins", summary="疑似重复知识")
async def list_twins(
    session: ReadSession,
    _actor: Editor,
    least: Annotated[float, Query(ge=0.1, le=1, description="最低相近度")] = twins.TWINS,
) -> list[TwinOut]:
    """List pairs of valid articles that say much the same, the most alike first."""
    return await twins.list_twins(session, least=least)
