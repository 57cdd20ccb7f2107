"""Which streams exist, who may watch them, and what is written into them (消息流权限)."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import String, cast, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.gateway import boards
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.models import Account
from hotline.kit.organisation import queries as organisation
from hotline.kit.realtime import service as realtime
from hotline.process.incidents import queries as incidents
from hotline.roles import Role
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
    if kind == "board":
        return boards.may_watch(actor, key)
    return key in tickets.queues_of(actor)


async def may_hear(session: AsyncSession, *, actor: Actor, data: Mapping[str, Any]) -> bool:
    """Tell whether an event may reach ``actor`` now: he must see the ticket or incident it speaks of."""
    ticket_id, incident_id = data.get("ticket_id"), data.get("incident_id")
    if isinstance(ticket_id, str):
        return await may_see_event(session, actor=actor, ticket_id=ticket_id)
    if isinstance(incident_id, str):
        return await incidents.is_visible(session, incident_id=incident_id, actor=actor)
    return True


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


async def spread(
    session: AsyncSession, roles: Iterable[Role], name: str, data: dict[str, Any]
) -> None:
    """Write into the own stream of every active holder of one of ``roles``."""
    held = [
        cast(Account.roles, String).contains(f'"{role.value}"', autoescape=True) for role in roles
    ]
    query = select(Account.id).where(Account.active.is_(True), or_(*held)).order_by(Account.id)
    for account_id in (await session.scalars(query)).all():
        await realtime.append(session, f"user:{account_id}", name=name, data=data)


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
