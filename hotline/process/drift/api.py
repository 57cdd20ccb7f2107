"""Drift watch over HTTP (分类质量接口): the dashboard of a question, the alerts, taking note."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import ReadSession, WriteSession
from hotline.kit.inputs import IdPath
from hotline.kit.pagination import Page, PageParams
from hotline.process.drift import board as drift_board
from hotline.process.drift.schemas import BoardOut, DriftAlertOut
from hotline.process.drift.schemas import Question as Asked
from hotline.process.hot.schemas import AcknowledgeIn

router = APIRouter(prefix="/api/drift", tags=["drift 分类质量"])
Reader = Annotated[Actor, Depends(require("drift.read"))]
Decider = Annotated[Actor, Depends(require("drift.act"))]
Question = Annotated[Asked, Query(description="问题")]
Weeks = Annotated[int, Query(ge=2, le=53, description="最近多少个自然周（含本周）")]


@router.get("", summary="一致率看板")
async def board(
    session: ReadSession, _actor: Reader, question: Question = "category", weeks: Weeks = 12
) -> BoardOut:
    """Return agreement by week, class and model, and what is confused most."""
    return await drift_board.board(session, question=question, weeks=weeks)


@router.get("/alerts", summary="分类质量提醒列表")
async def list_alerts(
    session: ReadSession,
    _actor: Reader,
    page: PageParams,
    open_only: Annotated[bool, Query(alias="open", description="只看未知悉的")] = False,  # noqa: FBT002 — a query parameter
) -> Page[DriftAlertOut]:
    """List falls of agreement, the newest first."""
    return await drift_board.list_alerts(session, open_only=open_only, page=page)


@router.post("/alerts/{alert_id}/acknowledge", summary="知悉分类质量提醒")
async def acknowledge(
    alert_id: IdPath, body: AcknowledgeIn, session: WriteSession, actor: Decider
) -> DriftAlertOut:
    """Take note of an alert; who only reads the board (an analyst) does not (domain rules §2.2)."""
    return await drift_board.acknowledge(session, alert_id, note=body.note, actor=actor)
