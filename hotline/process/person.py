"""The person behind a ticket (诉求人全景): what else he asked for, as far as the asking member of staff may know."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from crm import queries as crm
from crm.schemas import StepOut
from hotline.kit.auth.actor import Actor
from hotline.kit.pagination import PageQuery
from hotline.process.pages import rows_out
from hotline.tickets import queries
from hotline.tickets.models import Ticket
from hotline.tickets.queries import TicketFilter
from hotline.tickets.visibility import sees_person, works_for_unit
from routing.state import RoutingState
from routing.taxonomy.tree import Confidentiality

Row = dict[str, Any]
SHOWN = 10


@dataclass(frozen=True)
class Story:
    """Other tickets of the person, newest first; ``total`` counts those that are not shown as well."""

    total: int
    rows: list[Row]
    steps: list[StepOut]


async def get_story(
    session: AsyncSession, *, ticket_id: str, actor: Actor, routing: RoutingState
) -> Story:
    """Return what else the person of a ticket asked for; raises ``TicketUnknown`` (404).

    Whoever works for a unit is never shown that a confidential ticket belongs to the same person
    (domain rules §3.5), and nothing at all where the person of this ticket is hidden from him.
    """
    ticket = await queries.get_ticket(session, ticket_id=ticket_id, actor=actor)
    if ticket.citizen_id is None or not sees_person(actor, ticket):
        return Story(0, [], [])
    group = await crm.list_group(session, ticket.citizen_id)
    others = [Ticket.citizen_id.in_(group), Ticket.id != ticket.id]
    if works_for_unit(actor):
        others.append(Ticket.confidentiality == Confidentiality.NONE.value)
    wanted = TicketFilter(more=tuple(others))
    found, _ = await queries.list_tickets(
        session, actor=actor, wanted=wanted, page=PageQuery(limit=SHOWN)
    )
    total = await queries.count_tickets(session, actor=actor, wanted=wanted)
    rows = await rows_out(session, found, routing)
    steps = [] if works_for_unit(actor) else await crm.list_conduct_steps(session, group[0])
    return Story(total, rows, steps)
