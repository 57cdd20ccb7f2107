"""Appeals against a card (监察牌申诉): the card points to the appeal that the unit filed on its ticket (G10).

The unit files with the ticket; whom the card was served to decides whether it is meant. A unit that names
no card means all that stand against it on this ticket.
"""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.logs import get_logger
from hotline.supervision.models import Card
from hotline.supervision.vocabulary import FORGIVEN, ObjectKind
from hotline.tickets.events import TicketActed
from hotline.tickets.models import Assignment, TicketAction
from hotline.tickets.payloads_closing import AppealItem

log = get_logger(__name__)
_FORGIVEN = sorted(disposition.value for disposition in FORGIVEN)


async def on_filed(session: AsyncSession, event: TicketActed) -> None:
    """Let the unit's cards on the ticket carry the appeal (domain rules §10.3); a repeat changes nothing."""
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
    wanted.append(Card.id == named if named else Card.disposition.not_in(_FORGIVEN))
    change = update(Card).where(*wanted).values(appeal_id=action.id, version=Card.version + 1)
    result = await session.execute(change)
    if not result.rowcount:  # type: ignore[attr-defined]
        log.warning("supervision.appeal_without_card", action_id=action.id)


async def _unit_of(session: AsyncSession, action: TicketAction) -> str | None:
    if action.assignment_id is None:
        return action.actor_unit_id
    part = await session.get(Assignment, action.assignment_id)
    return part.unit_id if part is not None else action.actor_unit_id
