"""Appeals with the ticket (随单申诉): the cards an appeal of a closed ticket means share its fate (G10, G11).

The unit files with the ticket; whom the card was served to decides whether it is meant. A unit that names
no card means all that stand against it on this ticket. An appeal against a card itself, whatever the state
of its ticket, stands in ``card_appeals``.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.logs import get_logger
from hotline.supervision import card_appeals
from hotline.supervision.models import Card
from hotline.supervision.vocabulary import ObjectKind
from hotline.tickets.appealable import CardSought
from hotline.tickets.events import TicketActed
from hotline.tickets.models import Action, Assignment, TicketAction
from hotline.tickets.payloads_closing import AppealItem
from hotline.tickets.vocabulary import AppealState

log = get_logger(__name__)
_DECIDED = {
    Action.UPHOLD_APPEAL.value: AppealState.UPHELD,
    Action.REJECT_APPEAL.value: AppealState.REJECTED,
}
HEARD = frozenset({Action.FILE_APPEAL.value, *_DECIDED})


async def on_acted(session: AsyncSession, event: TicketActed) -> None:
    """Follow an appeal on the ticket from its filing to its decision."""
    if event.action in _DECIDED:
        await on_decided(session, event)
    else:
        await on_filed(session, event)


async def on_filed(session: AsyncSession, event: TicketActed) -> None:
    """Let the unit's cards on the ticket carry the appeal (domain rules §10.3); a repeat changes nothing.

    A card that was forgiven, or whose days for an appeal are over, is left as it is.
    """
    action = await session.get_one(TicketAction, event.action_id)
    if action.payload.get("item") != AppealItem.CARD:
        return
    wanted = [
        Card.object_kind == ObjectKind.TICKET.value,
        Card.object_id == event.ticket_id,
        Card.unit_id == await _unit_of(session, action),
        Card.appeal_id.is_(None),
        Card.triggered_at <= action.at,
    ]
    named = action.payload.get("card_id")
    if named:
        wanted.append(Card.id == named)
    cards = await session.scalars(select(Card).where(*wanted).order_by(Card.id).with_for_update())
    carried = [card for card in cards if await _in_time(session, card, action.at)]
    for card in carried:
        card.appeal_id, card.appeal_state = action.id, AppealState.FILED.value
        card.version += 1
    if not carried:
        log.warning("supervision.appeal_without_card", action_id=action.id)


async def stands(session: AsyncSession, sought: CardSought) -> bool:
    """Tell whether the unit has a card on the ticket that it may still appeal (tickets ask it at G10)."""
    wanted = [
        Card.object_kind == ObjectKind.TICKET.value,
        Card.object_id == sought.ticket_id,
        Card.unit_id == sought.unit_id,
        Card.appeal_id.is_(None),
    ]
    if sought.card_id is not None:
        wanted.append(Card.id == sought.card_id)
    now = clock.now()
    for card in await session.scalars(select(Card).where(*wanted)):
        if await _in_time(session, card, now):
            return True
    return False


async def _in_time(session: AsyncSession, card: Card, at: datetime) -> bool:
    """Whatever date of publication the unit told, a card knows when it was served and decided (G10)."""
    last = await card_appeals.until(session, card)
    return last is not None and at <= last


async def on_decided(session: AsyncSession, event: TicketActed) -> None:
    """Let the decision on the ticket's appeal stand on the cards that carry it; a repeat changes nothing."""
    decision = await session.get_one(TicketAction, event.action_id)
    state = _DECIDED[event.action]
    filed = select(TicketAction.id).where(
        TicketAction.ticket_id == event.ticket_id,
        TicketAction.action == Action.FILE_APPEAL.value,
        TicketAction.seq < decision.seq,
    )
    query = select(Card).where(
        Card.appeal_id.in_(filed), Card.appeal_state == AppealState.FILED.value
    )
    adjustment = str((decision.texts or {}).get("adjustment", ""))
    for card in await session.scalars(query.order_by(Card.id).with_for_update()):
        await card_appeals.settle(session, card, str(card.appeal_id), state, adjustment)


async def _unit_of(session: AsyncSession, action: TicketAction) -> str | None:
    if action.assignment_id is None:
        return action.actor_unit_id
    part = await session.get(Assignment, action.assignment_id)
    return part.unit_id if part is not None else action.actor_unit_id
