"""The citizen's 360° view (市民时间轴): what happened on his tickets, by ids and fixed labels only.

Nothing of a RESTRICTED one: the view is a list that others than the named read (domain rules §3.5).
"""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.timeline import Moment, add_moment, drop_moments
from hotline.tickets.events import TicketActed, TicketOpened, TicketSplit
from hotline.tickets.models import Action, Ticket, TicketAction
from routing.taxonomy.tree import Confidentiality

OBJECT = "ticket"
OPENED = "登记工单"


async def on_opened(session: AsyncSession, event: TicketOpened) -> None:
    """Note that a ticket was registered."""
    await _add(session, event.ticket_id, event.action_id, OPENED)


async def on_split(session: AsyncSession, event: TicketSplit) -> None:
    """Note that every further part of a divided ticket was registered."""
    for part_id in event.part_ids:
        first = select(TicketAction.id).where(
            TicketAction.ticket_id == part_id, TicketAction.seq == 1
        )
        action_id = await session.scalar(first)
        if action_id is not None:
            await _add(session, part_id, action_id, OPENED)


async def on_acted(session: AsyncSession, event: TicketActed) -> None:
    """Note a step that moved the ticket, that the citizen was told, or that he took himself.

    What becomes RESTRICTED leaves the view with all its steps.
    """
    if event.action == Action.SET_CONFIDENTIAL:
        await _drop_if_secret(session, event.ticket_id)
    action = await session.get_one(TicketAction, event.action_id)
    moved = event.from_status != event.to_status
    if moved or event.message_id is not None or action.actor_kind == "citizen":
        await _add(session, event.ticket_id, event.action_id, Action(event.action).label)


async def _add(session: AsyncSession, ticket_id: str, action_id: str, label: str) -> None:
    ticket = await session.get_one(Ticket, ticket_id)
    if ticket.citizen_id is None or ticket.confidentiality == Confidentiality.RESTRICTED:
        return
    action = await session.get_one(TicketAction, action_id)
    moment = Moment(
        source=f"ticket.action:{action_id}",
        label=label,
        object_kind=OBJECT,
        object_id=ticket_id,
        occurred_at=action.at,
    )
    await add_moment(session, citizen_id=ticket.citizen_id, moment=moment)


async def _drop_if_secret(session: AsyncSession, ticket_id: str) -> None:
    ticket = await session.get_one(Ticket, ticket_id)
    if ticket.citizen_id is None or ticket.confidentiality != Confidentiality.RESTRICTED:
        return
    await drop_moments(
        session, citizen_id=ticket.citizen_id, object_kind=OBJECT, object_id=ticket_id
    )
