"""From somewhere every row of the table is walked, and each leaves the invariants as they were."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.tickets import workflow
from hotline.tickets.actions import Action
from hotline.tickets.errors import ActionRefused, PayloadInvalid, RoleMissing
from hotline.tickets.models import Ticket, TicketAction
from hotline.tickets.transition import Row
from tests.hotline.tickets import invariants, walk
from tests.hotline.tickets.beginnings import BEGINNINGS, Begin, full, rows
from tests.hotline.tickets.city import MONDAY, City, closed

# Which rows no walk takes, and why.
NOT_WALKED = {
    "A1": "a contact: every beginning was opened by it",
}


async def taken(city: City, ticket: Ticket, row: Row, actor: Actor) -> bool:
    """Try one row and undo it; whatever it does, the invariants hold."""
    nested = await city.session.begin_nested()
    before = ticket.version
    try:
        await full(city, ticket, row.action, actor)
        await invariants.check(city, ticket)
        return row.forwards or (ticket.version > before and await is_done(city, ticket, row))
    except (PayloadInvalid, ActionRefused, RoleMissing):
        return False
    finally:
        await nested.rollback()
        await city.session.refresh(ticket)


async def is_done(city: City, ticket: Ticket, row: Row) -> bool:
    """Whether the row was carried out, not only proposed; a decision is logged as what it decides."""
    query = select(TicketAction.action).where(TicketAction.ticket_id == ticket.id)
    last = await city.session.scalar(query.order_by(TicketAction.seq.desc()).limit(1))
    return last == row.action or row.action is Action.CONFIRM


async def explore(city: City, begin: Begin, reached: set[str], **later: Any) -> None:
    """Take every row not taken yet that somebody may take from here."""
    with clock.frozen(MONDAY) as move:
        ticket = await begin(city)
        move(MONDAY + timedelta(**later))
        for actor in walk.actors(city):
            for row in await rows(city, ticket, actor):
                if row.id not in reached and await taken(city, ticket, row, actor):
                    reached.add(row.id)


async def test_every_row_is_walked_from_somewhere(city: City) -> None:
    reached: set[str] = set()
    for begin in BEGINNINGS.values():
        await explore(city, begin, reached)
    await explore(city, closed, reached, days=20)  # the window is over: only sealing is left
    table = {row.id for row in workflow.rows()}
    assert table - reached == set(NOT_WALKED)
