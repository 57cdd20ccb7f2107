"""Documents and tickets (文书入单): an order is written into its ticket, the ticket's answers into the order.

Domain rules §3.2 F2–F4, §4.7. The circular (书面通报) and the advice (监察建议书) are no actions on a ticket.
"""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import SYSTEM, Actor
from hotline.supervision import appeals, orders, policies
from hotline.supervision.cards import Watched
from hotline.supervision.models import Order
from hotline.supervision.vocabulary import ObjectKind, OrderLevel, OrderState
from hotline.tickets import service
from hotline.tickets.events import TicketActed
from hotline.tickets.forms import Payload
from hotline.tickets.models import Action, Assignment, Status, Ticket, TicketAction
from hotline.tickets.payloads_closing import ReplySupervision, Supervise, UrgeNotice
from hotline.tickets.payloads_intake import WithReason
from hotline.tickets.vocabulary import TERMINAL, RedoTrigger, SuperviseLevel

_PRESSING = frozenset({OrderLevel.SUPERVISED, OrderLevel.LISTED, OrderLevel.SUMMONED})
_STANDING = (OrderState.ISSUED, OrderState.REPLIED)
_NEWS = frozenset({Action.NOTE_PROGRESS, Action.REPLY, Action.REPLY_SUPERVISION})
_FOUND_FALSE = frozenset({Action.REOPEN, Action.ORDER_REDO})
_IN_WRITING = frozenset({Action.SUPERVISE, Action.ISSUE_URGE_NOTICE})


async def announce(session: AsyncSession, order: Order, *, actor: Actor = SYSTEM) -> None:
    """Write a new document into its ticket: an urge notice (F2) or a supervision (F3)."""
    level = OrderLevel(order.level)
    if level is OrderLevel.URGED:
        notice = UrgeNotice(document_no=order.number, reason=order.reason)
        await _act(session, order, Action.ISSUE_URGE_NOTICE, actor, notice)
    elif level in _PRESSING:
        supervision = Supervise(
            level=SuperviseLevel(level.value),
            document_no=order.number,
            reason=order.reason,
            reply_due_at=order.reply_due_at,
        )
        await _act(session, order, Action.SUPERVISE, actor, supervision)


async def answer(
    session: AsyncSession, order: Order, *, text: str, finish_date: date | None, actor: Actor
) -> None:
    """Take a unit's answer and write it into the ticket (F4), which stops the reply clock."""
    await orders.reply(session, order, text=text, account_id=actor.account_id)
    if OrderLevel(order.level) in _PRESSING and await _is_open(session, order):
        until = finish_date or clock.local_date()
        payload = ReplySupervision(measures=text, finish_date=until)
        await _act(session, order, Action.REPLY_SUPERVISION, actor, payload)


async def release(session: AsyncSession, order: Order, *, reason: str, actor: Actor) -> None:
    """Lift a document; with the last one that presses it, the ticket is released too (F4)."""
    await orders.lift(session, order, reason=reason, account_id=actor.account_id)
    if OrderLevel(order.level) not in _PRESSING or not await _is_open(session, order):
        return
    standing = await orders.list_open(session, object_id=order.object_id, states=_STANDING)
    if not _pressing(standing):
        await _act(session, order, Action.LIFT_SUPERVISION, actor, WithReason(reason=reason))


async def _is_open(session: AsyncSession, order: Order) -> bool:
    if order.object_kind != ObjectKind.TICKET.value:
        return False  # a document about an article is answered, not written into a ticket
    ticket = await session.get_one(Ticket, order.object_id)
    return Status(ticket.status) not in TERMINAL


async def _act(
    session: AsyncSession, order: Order, action: Action, actor: Actor, payload: Payload
) -> None:
    await service.act_latest(
        session, ticket_id=order.object_id, action=action, actor=actor, payload=payload
    )


def _pressing(listed: Iterable[Order]) -> list[Order]:
    return [order for order in listed if OrderLevel(order.level) in _PRESSING]


async def on_acted(session: AsyncSession, event: TicketActed) -> None:
    """Let what the unit did on the ticket itself count for the documents about it."""
    if event.action in appeals.HEARD:
        await appeals.on_acted(session, event)
    elif Status(event.to_status) in TERMINAL:
        await _close(session, event)
    elif event.action in _NEWS:
        await _answered_on_ticket(session, event)
    elif event.action == Action.LIFT_SUPERVISION:
        await _released(session, event)
    elif event.action == Action.URGE:
        await _urged(session, event)
    elif event.action in _FOUND_FALSE:
        await _false_closure(session, event)
    elif event.action in _IN_WRITING:
        await _registered(session, event)


async def _before(
    session: AsyncSession, event: TicketActed, states: tuple[OrderState, ...]
) -> list[Order]:
    """List the documents that were there when the action was done."""
    action = await session.get_one(TicketAction, event.action_id)
    listed = await orders.list_open(session, object_id=event.ticket_id, states=states)
    return [order for order in listed if order.issued_at <= action.at]


async def _answered_on_ticket(session: AsyncSession, event: TicketActed) -> None:
    """Let the unit's own news answer its documents; another unit's leaves them open."""
    said = {
        Action.NOTE_PROGRESS: "已在工单中登记进展",
        Action.REPLY: "已在工单中答复",
        Action.REPLY_SUPERVISION: "已在工单中回复督办",
    }[Action(event.action)]
    whole = event.action == Action.REPLY_SUPERVISION
    action = await session.get_one(TicketAction, event.action_id)
    part = await session.get(Assignment, action.assignment_id) if action.assignment_id else None
    for order in await _before(session, event, (OrderState.ISSUED,)):
        own = part is None or f"/{order.unit_id}/" in part.unit_path
        if own and (whole or order.level == OrderLevel.URGED):
            await orders.reply(session, order, text=said, account_id=event.actor_id)


async def _released(session: AsyncSession, event: TicketActed) -> None:
    for order in _pressing(await _before(session, event, _STANDING)):
        await orders.lift(session, order, reason="已在工单中解除督办", account_id=event.actor_id)


async def _close(session: AsyncSession, event: TicketActed) -> None:
    reason = f"工单{Status(event.to_status).label}"
    for order in await orders.list_open(session, object_id=event.ticket_id, states=_STANDING):
        await orders.lift(session, order, reason=reason, account_id=None)


async def _urged(session: AsyncSession, event: TicketActed) -> None:
    """Issue an urge notice when the citizen has urged for the third time (domain rules §4.7)."""
    ticket = await session.get_one(Ticket, event.ticket_id)
    policy = await policies.current(session)
    if ticket.urge_count < policy.urges_for_notice or ticket.lead_unit_id is None:
        return
    issue = orders.Issue(
        level=OrderLevel.URGED,
        watched=Watched(ticket.id, ticket.number, ticket.lead_unit_id),
        reason=f"诉求人已催办 {policy.urges_for_notice} 次，请尽快办理并回应。",
        occurrence=f"urges:{ticket.id}:{policy.urges_for_notice}",
    )
    order = await orders.issue(session, issue, actor=None)
    if order is not None:
        await announce(session, order)


async def _false_closure(session: AsyncSession, event: TicketActed) -> None:
    """Supervise a ticket whose closing was found false, however early it is (domain rules §4.7, triggers)."""
    action = await session.get_one(TicketAction, event.action_id)
    ticket = await session.get_one(Ticket, event.ticket_id)
    if action.payload.get("trigger") != RedoTrigger.FALSE_CLOSURE:
        return
    if ticket.lead_unit_id is None or Status(ticket.status) in TERMINAL:
        return
    issue = orders.Issue(
        level=OrderLevel.SUPERVISED,
        watched=Watched(ticket.id, ticket.number, ticket.lead_unit_id),
        reason="经核查认定为虚假办结，请重新办理并说明情况。",
        occurrence=f"false_closure:{action.id}",
    )
    order = await orders.issue(session, issue, actor=None)
    if order is not None:
        await announce(session, order)


async def _registered(session: AsyncSession, event: TicketActed) -> None:
    """Register a document that was issued on the ticket itself, under the number it bears (F2, F3)."""
    action = await session.get_one(TicketAction, event.action_id)
    ticket = await session.get_one(Ticket, event.ticket_id)
    given = action.payload
    if ticket.lead_unit_id is None or await orders.is_known(
        session, number=given["document_no"], object_id=ticket.id
    ):
        return
    due = given.get("reply_due_at")
    issue = orders.Issue(
        level=OrderLevel(given.get("level", OrderLevel.URGED)),
        watched=Watched(ticket.id, ticket.number, ticket.lead_unit_id),
        reason=(action.texts or {}).get("reason", ""),
        occurrence=f"action:{action.id}",
        number=given["document_no"],
        reply_due_at=None if due is None else datetime.fromisoformat(due),
        issued_by=event.actor_id,
    )
    await orders.issue(session, issue, actor=None)
