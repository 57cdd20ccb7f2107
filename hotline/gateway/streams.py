"""Which streams exist, who may watch them, and what is written into them (消息流权限)."""

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import Actor
from hotline.kit.organisation import queries as organisation
from hotline.kit.realtime import service as realtime
from hotline.tickets import queries as tickets
from hotline.tickets.events import TicketActed, TicketOpened


async def may_watch(session: AsyncSession, *, actor: Actor, stream: str) -> bool:
    """Tell whether ``actor`` may watch ``stream`` now; asked again before every event."""
    kind, _, key = stream.partition(":")
    if kind == "ticket":
        return await may_see_event(session, actor=actor, ticket_id=key)
    if kind == "user":
        return key == actor.account_id
    if kind == "unit":
        return key == actor.unit_id
    return key in tickets.queues_of(actor)


async def may_see_event(session: AsyncSession, *, actor: Actor, ticket_id: str) -> bool:
    """An event about a ticket reaches only who may see the ticket at this moment."""
    may_read = actor.may("ticket.read")
    return may_read and await tickets.is_visible(session, actor=actor, ticket_id=ticket_id)


async def on_ticket_opened(session: AsyncSession, event: TicketOpened) -> None:
    """A new ticket appears in its queue."""
    await _spread(session, ticket_id=event.ticket_id, name=event.name, previous=None)


async def on_ticket_acted(session: AsyncSession, event: TicketActed) -> None:
    """A step is told to the ticket's own stream, its queues and its units."""
    await _spread(session, ticket_id=event.ticket_id, name=event.name, previous=event.from_status)


async def _spread(
    session: AsyncSession, *, ticket_id: str, name: str, previous: str | None
) -> None:
    brief = await tickets.get_brief(session, ticket_id=ticket_id)
    streams = {f"ticket:{ticket_id}"}
    streams |= {f"queue:{q.value}" for q in tickets.queues_for_status(brief.status)}
    if previous:
        streams |= {f"queue:{q.value}" for q in tickets.queues_for_status(previous)}
    for unit_id in brief.unit_ids:
        streams |= {f"unit:{u}" for u in await organisation.ancestor_ids(session, unit_id=unit_id)}
    data = {"ticket_id": ticket_id, "version": brief.version, "status": brief.status}
    for stream in sorted(streams):
        await realtime.append(session, stream, name=name, data=data)
