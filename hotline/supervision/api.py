"""Supervision over HTTP (监察接口): cards, documents, notices, grades, numbers, the record of a ticket."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import CurrentActor, require
from hotline.kit.http.sessions import ReadSession, WriteSession
from hotline.kit.inputs import IdPath
from hotline.kit.pagination import Page, PageParams
from hotline.kit.rulebooks import NewVersion
from hotline.supervision import appeal_queries, notices, policies, queries, service
from hotline.supervision.schemas import (
    AppealIn,
    AppealOut,
    CardOut,
    DecideIn,
    ExplainIn,
    GradeOut,
    LiftIn,
    NoticeOut,
    OpinionIn,
    OrderIn,
    OrderOut,
    RecordOut,
    ReplyIn,
    RulesDecisionIn,
    RulesIn,
    RulesOut,
    SummaryOut,
)
from hotline.supervision.vocabulary import Colour, Disposition, OrderState
from hotline.tickets import queries as tickets
from hotline.tickets.vocabulary import AppealState

router = APIRouter(prefix="/api/supervision", tags=["supervision 电子监察"])
Officer = Annotated[Actor, Depends(require("supervision.act"))]
Inspector = Annotated[Actor, Depends(require("supervision.inspect"))]
Panel = Annotated[Actor, Depends(appeal_queries.panel)]
Approver = Annotated[Actor, Depends(require("ticket.approve"))]
Proposer = Annotated[Actor, Depends(require("policy.propose"))]
Second = Annotated[Actor, Depends(require("policy.approve"))]
OptionalId = Annotated[str | None, Query(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}$")]
StepName = Annotated[str | None, Query(max_length=24, pattern=r"^[a-z_]+$", description="环节")]
Month = Annotated[
    date, Query(description="当月任意一天", ge=date(2000, 1, 1), le=date(2099, 12, 31))
]


def _wanted_cards(
    unit_id: OptionalId = None,
    object_id: OptionalId = None,
    step: StepName = None,
    colour: Annotated[Colour | None, Query()] = None,
    state: Annotated[Disposition | None, Query()] = None,
) -> queries.Wanted:
    return queries.Wanted(unit_id, object_id, step, colour, state)


@router.get("/cards", summary="监察牌列表")
async def list_cards(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    wanted: Annotated[queries.Wanted, Depends(_wanted_cards)],
) -> Page[CardOut]:
    """List cards of the units the caller may see, newest first."""
    return await queries.list_cards(session, actor=actor, wanted=wanted, page=page)


@router.post("/cards/{card_id}/explanation", summary="说明")
async def explain_card(
    card_id: IdPath, body: ExplainIn, session: WriteSession, actor: Approver
) -> CardOut:
    """Explain a card of the caller's own unit."""
    return await service.explain(session, card_id, body, actor)


@router.post("/cards/{card_id}/decision", summary="裁定")
async def decide_card(
    card_id: IdPath, body: DecideIn, session: WriteSession, actor: Inspector
) -> CardOut:
    """Decide a card: confirm, exempt, revoke, self-corrected or accountable."""
    return await service.decide(session, card_id, body, actor)


@router.post("/cards/{card_id}/appeal", status_code=201, summary="申诉")
async def appeal_card(
    card_id: IdPath, body: AppealIn, session: WriteSession, actor: Approver
) -> AppealOut:
    """Appeal against a card of the caller's own unit, whatever the state of its ticket."""
    return await service.appeal(session, card_id, body, actor)


@router.get("/card-appeals", summary="监察牌申诉列表")
async def list_appeals(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    card_id: OptionalId = None,
    state: Annotated[AppealState | None, Query()] = None,
) -> Page[AppealOut]:
    """List appeals against cards that the caller may see, newest first."""
    wanted = appeal_queries.Wanted(card_id, state)
    return await appeal_queries.list_appeals(session, actor=actor, wanted=wanted, page=page)


@router.post("/card-appeals/{appeal_id}/opinion", summary="申诉裁定意见")
async def give_opinion(
    appeal_id: IdPath, body: OpinionIn, session: WriteSession, actor: Panel
) -> AppealOut:
    """Give an opinion on an appeal; two people of one mind, none of them involved, decide it."""
    return await service.opine(session, appeal_id, body, actor)


@router.get("/orders", summary="监察文书列表")
async def list_orders(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    unit_id: OptionalId = None,
    state: Annotated[OrderState | None, Query()] = None,
) -> Page[OrderOut]:
    """List documents to the units the caller may see, newest first."""
    wanted = queries.Wanted(unit_id=unit_id, state=state)
    return await queries.list_orders(session, actor=actor, wanted=wanted, page=page)


@router.post("/orders", status_code=201, summary="发出文书")
async def issue_order(body: OrderIn, session: WriteSession, actor: Officer) -> OrderOut:
    """Put a ticket's lead unit under urge, supervision, circular, listing or summons."""
    return await service.issue(session, body, actor)


@router.post("/orders/{order_id}/reply", summary="回复文书")
async def reply_order(
    order_id: IdPath, body: ReplyIn, session: WriteSession, actor: Approver
) -> OrderOut:
    """Answer a document to the caller's own unit."""
    return await service.reply(session, order_id, body, actor)


@router.post("/orders/{order_id}/lift", summary="解除文书")
async def lift_order(
    order_id: IdPath, body: LiftIn, session: WriteSession, actor: Officer
) -> OrderOut:
    """Lift a document with a reason."""
    return await service.lift(session, order_id, body, actor)


@router.get("/notices", summary="我的通知")
async def list_notices(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    unread: Annotated[bool, Query(description="只看未读")] = True,  # noqa: FBT002 — a query parameter
) -> Page[NoticeOut]:
    """List what the caller is told, newest first."""
    return await queries.list_notices(session, actor=actor, unread_only=unread, page=page)


@router.post("/notices/{notice_id}/read", status_code=204, summary="标为已读")
async def read_notice(notice_id: IdPath, session: WriteSession, actor: CurrentActor) -> None:
    """Mark one notice as read by the caller."""
    await notices.mark_read(session, notice_id, actor=actor)


@router.get("/tickets/{ticket_id}/record", summary="工单监察记录")
async def ticket_record(
    ticket_id: IdPath, session: ReadSession, actor: CurrentActor
) -> list[RecordOut]:
    """Return the supervision record of a ticket the caller may see."""
    await tickets.get_brief(session, ticket_id=ticket_id, actor=actor)
    return await queries.list_records(session, object_id=ticket_id)


@router.get("/summary", summary="四级视图")
async def summary(session: ReadSession, actor: CurrentActor, month: Month) -> list[SummaryOut]:
    """Count the cards of a month by unit, step and colour in the caller's subtree."""
    return await queries.summarise(session, actor=actor, month=month)


@router.get("/grades", summary="月度评级")
async def list_grades(session: ReadSession, actor: CurrentActor, month: Month) -> list[GradeOut]:
    """Return the grades of a month (any day of it) with the figures they come from."""
    return await queries.list_grades(session, actor=actor, month=month)


@router.get("/rules", summary="监察政策版本")
async def list_rules(session: ReadSession, _actor: Proposer) -> list[RulesOut]:
    """List every version of the numbers, newest first."""
    rows = await policies.list_documents(session)
    return [RulesOut.model_validate(row, from_attributes=True) for row in rows]


@router.post("/rules", status_code=201, summary="提出监察政策")
async def propose_rules(body: RulesIn, session: WriteSession, actor: Proposer) -> RulesOut:
    """Propose new numbers; a second person brings them into force."""
    row = await policies.propose(
        session, actor, NewVersion(body.document, body.reason, body.effective_from)
    )
    return RulesOut.model_validate(row, from_attributes=True)


@router.post("/rules/{number}/decision", summary="审批监察政策")
async def decide_rules(
    number: int, body: RulesDecisionIn, session: WriteSession, actor: Second
) -> RulesOut:
    """Bring proposed numbers into force, or not."""
    row = await policies.decide(session, actor, number=number, accept=body.accept)
    return RulesOut.model_validate(row, from_attributes=True)
