"""Feedback over HTTP (反馈接口): clicks of staff and citizens, reports on service items."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.declared import LIMITED
from hotline.kit.http.sessions import ReadSession, WriteSession
from hotline.kit.inputs import IdPath
from hotline.kit.ratelimit import address_of, limit_by_address
from knowledge.audience import Audience
from knowledge.feedback import service, unhelpful
from knowledge.feedback.errors import DocumentUnknown
from knowledge.feedback.queries import item_report_out, list_open_item_reports
from knowledge.feedback.recorder import Clicked, asker_of, click
from knowledge.feedback.schemas import (
    FeedbackIn,
    FeedbackOut,
    ItemReportEndIn,
    ItemReportOut,
    PublicFeedbackIn,
    UnhelpfulOut,
)
from knowledge.feedback.vocabulary import SearchChannel

router = APIRouter(prefix="/api/knowledge", tags=["知识反馈 feedback"])
public_router = APIRouter(prefix="/api/public/knowledge", tags=["知识反馈 feedback"])
reports_router = APIRouter(prefix="/api/service-item-errors", tags=["知识反馈 feedback"])

Reader = Annotated[Actor, Depends(require("knowledge.read"))]
Keeper = Annotated[Actor, Depends(require("knowledge.edit", "knowledge.own", "knowledge.publish"))]
Owner = Annotated[Actor, Depends(require("knowledge.own", "knowledge.publish"))]


@router.post("/feedback", status_code=202, summary="反馈一条结果（可附纠错）")
async def give_feedback(body: FeedbackIn, session: WriteSession, actor: Reader) -> FeedbackOut:
    """Note the click; UNHELPFUL with a reason starts the owner unit's clocks."""
    if not await service.is_shown(session, body.document, Audience.INTERNAL):
        raise DocumentUnknown
    told = FeedbackOut()
    if body.reason is not None:
        told = await service.report_wrong(session, given=body, actor=actor)
    click(
        session,
        Clicked(
            document_id=body.document,
            verdict=body.verdict,
            channel=SearchChannel.CONSOLE,
            audience=Audience.INTERNAL,
            search_id=body.search_id or "",
            revision_id=body.revision_id or "",
            position=body.position,
            reason=body.reason.value if body.reason else "",
            asker=asker_of(session, actor.account_id or ""),
        ),
    )
    return told


@router.get("/unhelpful", summary="没有帮助的结果及原因")
async def list_unhelpful(
    session: ReadSession,
    _actor: Keeper,
    days: Annotated[int, Query(ge=1, le=365, description="最近多少天")] = unhelpful.DAYS,
    unit_id: Annotated[str | None, Query(pattern=r"^[0-9A-Z]{26}$")] = None,
) -> list[UnhelpfulOut]:
    """List texts that did not help, with the reasons people chose, those of most people first."""
    return await unhelpful.list_unhelpful(session, days=days, unit_id=unit_id)


@public_router.post(
    "/feedback",
    status_code=202,
    summary="市民反馈一条结果",
    dependencies=[Depends(limit_by_address("knowledge_feedback", "60/minute"))],
    responses=LIMITED,
)
async def give_public_feedback(
    body: PublicFeedbackIn, request: Request, session: ReadSession
) -> FeedbackOut:
    """Note the click of a citizen; it counts once a day for a document, and not for what citizens are not shown."""
    if not await service.is_shown(session, body.document, Audience.PUBLIC):
        return FeedbackOut()
    click(
        session,
        Clicked(
            document_id=body.document,
            verdict=body.verdict,
            channel=SearchChannel.PORTAL,
            audience=Audience.PUBLIC,
            search_id=body.search_id or "",
            position=body.position,
            asker=asker_of(session, address_of(request)),
        ),
    )
    return FeedbackOut()


@reports_router.get("", summary="待处理的事项纠错")
async def list_reports(
    session: ReadSession,
    _actor: Reader,
    unit_id: Annotated[str | None, Query(pattern=r"^[0-9A-Z]{26}$")] = None,
) -> list[ItemReportOut]:
    """List reports that wait for the item's unit, oldest first."""
    return await list_open_item_reports(session, unit_id=unit_id)


@reports_router.post("/{report_id}/actions/ACKNOWLEDGE", summary="确认事项纠错")
async def acknowledge(report_id: IdPath, session: WriteSession, actor: Owner) -> ItemReportOut:
    """Confirm that the unit works on it; 403 for another unit's."""
    row = await service.acknowledge_item_report(session, report_id=report_id, actor=actor)
    return await item_report_out(session, row)


@reports_router.post("/{report_id}/actions/SETTLE", summary="办结事项纠错")
async def settle(
    report_id: IdPath, body: ItemReportEndIn, session: WriteSession, actor: Owner
) -> ItemReportOut:
    """End the report: corrected, or found right."""
    row = await service.settle_item_report(session, report_id=report_id, end=body, actor=actor)
    return await item_report_out(session, row)
