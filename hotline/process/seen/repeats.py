"""Repeated after "solved" (办结后重复): a new ticket flags the closed one it tells again, on both, once.

The flag is a clue, not a verdict: whether a closing was false (虚假办结) is found by an audit (domain rules
§4.7, §9.3). Same citizen: within the 30 days of ``repeat_rate``; another citizen: nearly the same words and
place, while the closed ticket can still be reopened. Nothing here is a status, nobody is told by it.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish
from hotline.process.seen import callers
from hotline.process.seen.before import Asked, Found, look_up
from hotline.process.seen.events import RepeatCheckDue, RepeatedAfterClosing
from hotline.process.seen.index import TicketIndex, index_of
from hotline.process.seen.models import RepeatBasis, TicketRepeat
from hotline.tickets.actions import Action
from hotline.tickets.events import TicketActed, TicketOpened
from hotline.tickets.models import Status, Ticket
from hotline.tickets.vocabulary import CloseOutcome

OBSERVED = timedelta(days=30)  # the window of ``repeat_rate`` (domain rules §9.3, D)
AGAIN = timedelta(minutes=1)
# Closings that say the matter is at an end; explained, tracked or referred ones do not claim that.
CLAIMED = tuple(
    outcome.value
    for outcome in (
        CloseOutcome.RESOLVED,
        CloseOutcome.PARTLY_RESOLVED,
        CloseOutcome.ANSWERED,
        CloseOutcome.UNREACHABLE,
    )
)


async def on_opened(session: AsyncSession, event: TicketOpened | RepeatCheckDue) -> None:
    """Flag the closed tickets that a new one repeats; while the index fills, look again in a minute."""
    index = index_of(session)
    if index is None:
        return
    ticket = await session.get_one(Ticket, event.ticket_id)
    candidates = await look_up(session, asked_of(ticket, index), SYSTEM)
    if not candidates.complete:
        again = RepeatCheckDue(ticket.id)
        await publish(session, again, at=clock.now() + AGAIN)
    await _flag(session, ticket, candidates.found)
    await callers.mark(session, asked_of(ticket, index))


async def on_acted(session: AsyncSession, event: TicketActed) -> None:
    """An urging is one more contact on the matter."""
    index = index_of(session)
    if index is None or event.action != Action.URGE:
        return
    ticket = await session.get_one(Ticket, event.ticket_id)
    await callers.mark(session, asked_of(ticket, index))


def asked_of(ticket: Ticket, index: TicketIndex) -> Asked:
    """Return a registered ticket as what is asked for."""
    return Asked(
        words=ticket.content,
        compared=index.text_of(ticket),
        citizen_id=ticket.citizen_id,
        number_hash=ticket.contact_number_hash,
        ticket_id=ticket.id,
        confidentiality=ticket.confidentiality,
    )


async def _flag(session: AsyncSession, ticket: Ticket, found: Sequence[Found]) -> None:
    closed = {one.row.id: one for one in found if one.row.status == Status.CLOSED}
    known = select(TicketRepeat.former_id).where(TicketRepeat.ticket_id == ticket.id)
    flagged = set(await session.scalars(known)) if closed else set()
    for former in await _claimed(session, set(closed) - flagged, ticket):
        one = closed[former.id]
        basis = RepeatBasis.SAME_CITIZEN if one.same_citizen else RepeatBasis.SAME_MATTER
        open_still = former.reopen_until is not None and former.reopen_until >= ticket.received_at
        if not one.same_citizen and not open_still:
            continue
        session.add(
            TicketRepeat(
                id=new_id(),
                ticket_id=ticket.id,
                former_id=former.id,
                unit_id=former.lead_unit_id,
                basis=basis.value,
                similarity=one.similarity,
                closed_at=former.closed_at,
                in_reopen_window=open_still,
                flagged_at=clock.now(),
            )
        )
        await publish(session, RepeatedAfterClosing(ticket.id, former.id, basis.value))


async def _claimed(session: AsyncSession, ids: set[str], ticket: Ticket) -> Sequence[Any]:
    """Return those of the closed tickets whose closing claims an end, shortly before the new one."""
    if not ids:
        return []
    columns: tuple[Any, ...] = (
        Ticket.id,
        Ticket.lead_unit_id,
        Ticket.closed_at,
        Ticket.reopen_until,
    )
    query = select(*columns).where(
        Ticket.id.in_(ids),
        Ticket.close_outcome.in_(CLAIMED),
        Ticket.closed_at <= ticket.received_at,
        Ticket.closed_at > ticket.received_at - OBSERVED,
    )
    return (await session.execute(query)).all()
