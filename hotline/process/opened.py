"""Opening a ticket's page (打开工单): by id or by number, a RESTRICTED one on record (保密工单留痕).

A RESTRICTED ticket is in no list and no search (domain rules §3.5, decision 0018): the named open it by its
number. Who opened it, and when, stands in the audit log before the page is shown.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.audit.service import record_opening
from hotline.kit.auth.actor import Actor
from hotline.kit.db import Database
from hotline.process import details
from hotline.process.schemas import TicketDetail
from hotline.tickets import queries
from hotline.tickets.errors import TicketUnknown
from routing.state import RoutingState
from routing.taxonomy.tree import Confidentiality

OBJECT = "ticket"


async def open_page(
    database: Database, *, ticket_id: str, actor: Actor, routing: RoutingState
) -> TicketDetail:
    """Return the whole page; raises ``TicketUnknown`` (404) for what the actor may not see."""
    async with database.read() as session:
        page = await _page(session, ticket_id, actor, routing)
    return await _recorded(database, page, actor)


async def open_by_number(
    database: Database, *, number: str, actor: Actor, routing: RoutingState
) -> TicketDetail:
    """Return the page of the ticket with exactly this number, blanks and small letters forgiven.

    Raises ``TicketUnknown`` (404), the same for a wrong number, no ticket and one he may not see.
    """
    async with database.read() as session:
        wanted = number.strip().upper()
        ticket = await queries.find_by_number(session, wanted, actor=actor)
        if ticket is None:
            raise TicketUnknown
        page = await _page(session, ticket.id, actor, routing)
    return await _recorded(database, page, actor)


async def _page(
    session: AsyncSession, ticket_id: str, actor: Actor, routing: RoutingState
) -> TicketDetail:
    return await details.get_detail(session, ticket_id=ticket_id, actor=actor, routing=routing)


async def _recorded(database: Database, page: TicketDetail, actor: Actor) -> TicketDetail:
    if page.confidentiality == Confidentiality.RESTRICTED:
        async with database.write() as session:
            await record_opening(session, actor, object_kind=OBJECT, object_id=page.id)
    return page
