"""What may be appealed (申诉对象): a mark, ruling, redo, rating or card that really stands (§3.2 G10, §3.5)."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.satisfaction import Rating
from hotline.tickets import clockwork
from hotline.tickets.deed import Deed, refused
from hotline.tickets.papers import CaseRating
from hotline.tickets.payloads_closing import AppealItem, FileAppeal
from hotline.tickets.vocabulary import ClockState

# In session.info: tells whether a card stands that the unit may appeal. The house gives it, for cards
# belong to e-supervision, of which tickets know nothing.
CARDS = "appealable_cards"


@dataclass(frozen=True)
class CardSought:
    """The cards of a unit on a ticket, or the one named."""

    ticket_id: str
    unit_id: str
    card_id: str | None = None


FindCards = Callable[[AsyncSession, CardSought], Awaitable[bool]]
Stands = Callable[[Deed, FileAppeal], Awaitable[bool]]


async def require_standing(deed: Deed, given: FileAppeal) -> None:
    """Raise ``PayloadInvalid`` (422) for an appeal against what never happened."""
    if not await _STANDS[given.item](deed, given):
        raise refused(
            "item",
            f"本单没有可申诉的“{given.item.label}”",
            "nothing of this kind stands on the ticket",
        )


async def _late_mark(deed: Deed, _given: FileAppeal) -> bool:
    """A clock of the unit's that was late, or is."""
    unit_id = deed.require_own().unit_id
    return any(
        clock.late or (clock.state != ClockState.STOPPED and clock.due_at <= deed.at)
        for clock in deed.clocks
        if clock.unit_id == unit_id and clock.clock not in clockwork.WINDOWS
    )


async def _objection(deed: Deed, _given: FileAppeal) -> bool:
    return deed.ticket.returns_total > 0


async def _redo(deed: Deed, _given: FileAppeal) -> bool:
    return deed.ticket.redo_round > 0


async def _dissatisfaction(deed: Deed, _given: FileAppeal) -> bool:
    query = select(CaseRating.id).where(
        CaseRating.ticket_id == deed.ticket.id, CaseRating.rating == Rating.DISSATISFIED.value
    )
    return await deed.session.scalar(query.limit(1)) is not None


async def _card(deed: Deed, given: FileAppeal) -> bool:
    find: FindCards | None = deed.session.info.get(CARDS)
    if find is None:
        return False
    sought = CardSought(deed.ticket.id, deed.require_own().unit_id, given.card_id)
    return await find(deed.session, sought)


_STANDS: Mapping[AppealItem, Stands] = {
    AppealItem.LATE_MARK: _late_mark,
    AppealItem.OBJECTION: _objection,
    AppealItem.REDO: _redo,
    AppealItem.DISSATISFACTION: _dissatisfaction,
    AppealItem.CARD: _card,
}
