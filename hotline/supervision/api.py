"""Supervision over HTTP (监察接口): cards, orders, grades and the record of an object."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import CurrentActor, require
from hotline.kit.http.sessions import ReadSession, WriteSession
from hotline.kit.inputs import IdPath
from hotline.kit.pagination import Page, PageParams
from hotline.supervision import cards, ladder, orders, queries
from hotline.supervision.errors import CardUnknown, OrderUnknown
from hotline.supervision.models import ObjectKind
from hotline.supervision.schemas import (
    CardOut,
    DecideIn,
    ExplainIn,
    GradeOut,
    LiftIn,
    OrderIn,
    OrderOut,
    RecordOut,
    ReplyIn,
)
from hotline.tickets import queries as tickets

router = APIRouter(prefix="/api/supervision", tags=["supervision 电子监察"])
Officer = Annotated[Actor, Depends(require("supervision.act"))]
Inspector = Annotated[Actor, Depends(require("supervision.inspect"))]
Approver = Annotated[Actor, Depends(require("ticket.approve"))]
OptionalId = Annotated[str | None, Query(max_length=26)]


@router.get("/cards")
async def list_cards(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    unit_id: OptionalId = None,
    colour: Annotated[str | None, Query(max_length=10)] = None,
    state: Annotated[str | None, Query(max_length=12)] = None,
) -> Page[CardOut]:
    """List cards of the units the caller may see."""
    wanted = queries.Wanted(unit_id=unit_id, colour=colour, state=state)
    return await queries.list_cards(session, actor=actor, wanted=wanted, page=page)


@router.post("/cards/{card_id}/explanation")
async def explain_card(
    card_id: IdPath, body: ExplainIn, session: WriteSession, actor: Approver
) -> CardOut:
    """Explain a card of the caller's own unit."""
    shown = await queries.get_card_out(session, actor=actor, card_id=card_id)
    _own_unit(actor, shown.unit_id)
    card = await cards.get_card(session, card_id, version=body.version)
    await cards.explain(session, card, text=body.text, actor=actor)
    return await queries.get_card_out(session, actor=actor, card_id=card_id)


@router.post("/cards/{card_id}/decision")
async def decide_card(
    card_id: IdPath, body: DecideIn, session: WriteSession, actor: Inspector
) -> CardOut:
    """Decide a card: confirm, exempt, revoke, self-corrected or accountable."""
    card = await cards.get_card(session, card_id, version=body.version)
    await cards.decide(session, card, disposition=body.disposition, reason=body.reason, actor=actor)
    return await queries.get_card_out(session, actor=actor, card_id=card_id)


@router.get("/orders")
async def list_orders(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    unit_id: OptionalId = None,
    state: Annotated[str | None, Query(max_length=8)] = None,
) -> Page[OrderOut]:
    """List orders to the units the caller may see."""
    wanted = queries.Wanted(unit_id=unit_id, state=state)
    return await queries.list_orders(session, actor=actor, wanted=wanted, page=page)


@router.post("/orders", status_code=201)
async def issue_order(body: OrderIn, session: WriteSession, actor: Officer) -> OrderOut:
    """Put a ticket's lead unit under urge, supervision, circular or listing."""
    brief = await tickets.get_brief(session, ticket_id=body.ticket_id, actor=actor)
    lead = tickets.require_lead(brief)
    what = orders.Issue(
        level=body.level,
        object_kind=ObjectKind.TICKET.value,
        object_id=body.ticket_id,
        object_no=brief.number,
        unit_id=lead,
        reason=body.reason,
        occurrence=f"officer:{body.ticket_id}:{body.level.value}:{brief.version}",
    )
    order = await orders.issue(session, what, actor=actor)
    if order is None:
        raise OrderUnknown("同一督办单已发出", "this order was issued already")
    await ladder.announce(session, order, actor=actor)
    return await queries.get_order_out(session, actor=actor, order_id=order.id)


@router.post("/orders/{order_id}/reply")
async def reply_order(
    order_id: IdPath, body: ReplyIn, session: WriteSession, actor: Approver
) -> OrderOut:
    """Answer an order to the caller's own unit."""
    shown = await queries.get_order_out(session, actor=actor, order_id=order_id)
    _own_unit(actor, shown.unit_id)
    order = await orders.get_order(session, order_id, version=body.version)
    await orders.reply(session, order, text=body.text, actor=actor)
    return await queries.get_order_out(session, actor=actor, order_id=order_id)


@router.post("/orders/{order_id}/lift")
async def lift_order(
    order_id: IdPath, body: LiftIn, session: WriteSession, actor: Officer
) -> OrderOut:
    """Lift an order with a reason."""
    order = await orders.get_order(session, order_id, version=body.version)
    await orders.lift(session, order, reason=body.reason, actor=actor)
    return await queries.get_order_out(session, actor=actor, order_id=order_id)


@router.get("/tickets/{ticket_id}/record")
async def ticket_record(
    ticket_id: IdPath, session: ReadSession, actor: CurrentActor
) -> list[RecordOut]:
    """The supervision record of a ticket the caller may see."""
    await tickets.get_brief(session, ticket_id=ticket_id, actor=actor)
    return await queries.list_records(session, object_id=ticket_id)


@router.get("/grades")
async def list_grades(session: ReadSession, actor: CurrentActor, month: date) -> list[GradeOut]:
    """Grades of a month (any date inside it) with the figures they come from."""
    return await queries.list_grades(session, actor=actor, month=month)


def _own_unit(actor: Actor, unit_id: str) -> None:
    if actor.unit_id != unit_id:
        raise CardUnknown("只能由被监察单位答复", "only the unit itself may answer")
