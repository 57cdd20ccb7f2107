"""Hot topics over HTTP (热点接口): list, one, take note, dismiss, the daily briefs."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import ReadSession, WriteSession
from hotline.kit.inputs import IdPath
from hotline.kit.pagination import Page, PageParams
from hotline.process.hot import brief as hot_brief
from hotline.process.hot import topics as hot_topics
from hotline.process.hot.models import HotTopicState
from hotline.process.hot.schemas import (
    AcknowledgeIn,
    BriefOut,
    BriefRowOut,
    DismissIn,
    HotTopicDetailOut,
    HotTopicOut,
)

router = APIRouter(prefix="/api/hot-topics", tags=["hot topics 热点"])
Reader = Annotated[Actor, Depends(require("hot.read"))]
Decider = Annotated[Actor, Depends(require("hot.act"))]


@router.get("", summary="热点列表")
async def list_topics(
    session: ReadSession,
    _actor: Reader,
    page: PageParams,
    state: Annotated[HotTopicState | None, Query()] = None,
    place: Annotated[str | None, Query(pattern=r"^\d{6,12}$", description="区或镇街代码")] = None,
) -> Page[HotTopicOut]:
    """List hot topics, the newest first."""
    wanted = hot_topics.Wanted(state, place)
    return await hot_topics.list_topics(session, wanted=wanted, page=page)


@router.get("/briefs", summary="热点日报列表")
async def list_briefs(session: ReadSession, _actor: Reader, page: PageParams) -> Page[BriefRowOut]:
    """List the daily briefs, the newest first."""
    return await hot_topics.list_briefs(session, page=page)


@router.get("/briefs/{day}", summary="某日热点日报")
async def get_brief(day: date, session: ReadSession, _actor: Reader) -> BriefOut:
    """Return the brief of one day."""
    return BriefOut.model_validate(await hot_brief.get_brief(session, day))


@router.get("/{topic_id}", summary="热点详情")
async def get_topic(topic_id: IdPath, session: ReadSession, actor: Reader) -> HotTopicDetailOut:
    """Return one topic, with masked texts and ids of the tickets that the caller may see."""
    return await hot_topics.get_topic(session, topic_id, actor=actor)


@router.post("/{topic_id}/acknowledge", summary="知悉热点")
async def acknowledge(
    topic_id: IdPath, body: AcknowledgeIn, session: WriteSession, actor: Decider
) -> HotTopicOut:
    """Take note of a topic."""
    return await hot_topics.acknowledge(session, topic_id, note=body.note, actor=actor)


@router.post("/{topic_id}/dismiss", summary="排除热点")
async def dismiss(
    topic_id: IdPath, body: DismissIn, session: WriteSession, actor: Decider
) -> HotTopicOut:
    """Say with a reason that it is no hot topic; it comes back only if it doubles."""
    return await hot_topics.dismiss(session, topic_id, reason=body.reason, actor=actor)
