"""Suggesting incidents (批量件建议): ≥ 5 citizens, same category and place within 72 h (domain rules §3.5, D),
or as many who tell nearly the same in the same place. A person decides; nothing happens to a ticket.

The worker looks every few minutes. What was dismissed is not suggested again by the tickets it was
dismissed with; five new tellers are another matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock, counters
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish
from hotline.process.incidents.events import IncidentChanged, IncidentSuggested
from hotline.process.incidents.membership import CITIZENS, WINDOW
from hotline.process.incidents.models import Incident, IncidentMember
from hotline.process.incidents.service import JOINABLE, next_number
from hotline.process.incidents.vocabulary import IncidentState, MemberState, Origin
from hotline.process.models import TicketSuggestion
from hotline.process.similar_index import TicketIndex, index_of
from hotline.tickets.models import Ticket
from routing.state import RoutingState
from routing.taxonomy import Confidentiality

LOOKED_BACK = timedelta(minutes=30)  # new tickets compared at each look; several looks fall into it
CLUSTER = 200  # look-alikes of one ticket
_CATEGORY = func.coalesce(Ticket.category_code, TicketSuggestion.category_code)
_PLACE = func.coalesce(Ticket.village_code, Ticket.town_code)
_PERSON = func.coalesce(Ticket.citizen_id, Ticket.contact_number_hash)
_STANDING = (IncidentState.SUGGESTED.value, IncidentState.OPEN.value)


@dataclass(frozen=True)
class Cause:
    """What many tickets seem to share."""

    origin: Origin
    topic: str
    category: str | None
    place: str | None


@dataclass(frozen=True)
class One:
    """A ticket that could belong to an incident."""

    id: str
    person: str | None
    received_at: datetime
    similarity: float | None = None


async def scan(database: Database) -> int:
    """Look once; returns how many incidents were suggested. Processes take turns by a row lock."""
    async with database.write() as session:
        index = index_of(session)
        if index is None:
            return 0
        await counters.take(session, "incident:scan")
        found = await _by_category(session, index.routing.state)
        if await index.catch_up(session):
            found += await _by_likeness(session, index)
        return found


def _countable() -> tuple[ColumnElement[bool], ...]:
    """Tickets of the window that stand in no incident, nor did in one that a person dismissed.

    RESTRICTED ones never count: a suggestion is shown to many.
    """
    dismissed = Incident.state == IncidentState.DISMISSED.value
    taken = (
        select(IncidentMember.ticket_id)
        .join(Incident, Incident.id == IncidentMember.incident_id)
        .where(or_(IncidentMember.standing, dismissed))
    )
    return (
        Ticket.created_at >= clock.now() - WINDOW,
        Ticket.received_at >= clock.now() - WINDOW,
        Ticket.status.in_([status.value for status in JOINABLE]),
        Ticket.confidentiality != Confidentiality.RESTRICTED.value,
        Ticket.id.not_in(taken),
    )


async def _by_category(session: AsyncSession, routing: RoutingState) -> int:
    """Join what belongs to a standing topic, and suggest a new one where enough citizens are."""
    groups = (
        select(_CATEGORY.label("category"), _PLACE.label("place"))
        .outerjoin(TicketSuggestion, TicketSuggestion.ticket_id == Ticket.id)
        .where(*_countable(), _CATEGORY.is_not(None), _PLACE.is_not(None))
        .group_by(_CATEGORY, _PLACE)
    )
    enough = groups.having(func.count(_PERSON.distinct()) >= CITIZENS)
    causes = {
        _cause(row.category, row.place)
        for row in [*await session.execute(enough), *await _standing_groups(session)]
    }
    made = 0
    for cause in sorted(causes, key=lambda one: one.topic):
        members = await _in_group(session, cause)
        made += await _suggest(session, cause, members, routing)
    return made


def _cause(category: str, place: str) -> Cause:
    return Cause(Origin.CATEGORY_PLACE, f"{category}:{place}", category, place)


async def _standing_groups(session: AsyncSession) -> Sequence[Any]:
    columns: tuple[Any, ...] = (
        Incident.category_code.label("category"),
        Incident.place_code.label("place"),
    )
    query = select(*columns).where(
        Incident.origin == Origin.CATEGORY_PLACE.value, Incident.state.in_(_STANDING)
    )
    return (await session.execute(query)).all()


async def _in_group(session: AsyncSession, cause: Cause) -> list[One]:
    query = (
        select(Ticket.id, _PERSON.label("person"), Ticket.received_at)
        .outerjoin(TicketSuggestion, TicketSuggestion.ticket_id == Ticket.id)
        .where(*_countable(), _CATEGORY.in_([cause.category]), _PLACE.in_([cause.place]))
        .order_by(Ticket.received_at, Ticket.id)
    )
    return [One(row.id, row.person, row.received_at) for row in await session.execute(query)]


async def _by_likeness(session: AsyncSession, index: TicketIndex) -> int:
    """Compare the newest tickets with the window: a fifth teller of one matter makes a suggestion."""
    fresh = (
        select(Ticket)
        .where(*_countable(), Ticket.created_at >= clock.now() - LOOKED_BACK)
        .order_by(Ticket.created_at, Ticket.id)
    )
    made, taken = 0, set[str]()
    for ticket in list(await session.scalars(fresh)):
        if ticket.id in taken:
            continue
        text = index.text_of(ticket)
        near = {hint.key: hint.similarity for hint in index.find(text, limit=CLUSTER)}
        if await _joined_another(session, ticket, near):
            continue
        members = await _alike(session, near | {ticket.id: 1.0})
        cause = Cause(Origin.LIKENESS, f"like:{ticket.id}", ticket.category_code, ticket.town_code)
        if await _suggest(session, cause, members, index.routing.state):
            made += 1
            taken |= {one.id for one in members}
    return made


async def _joined_another(session: AsyncSession, ticket: Ticket, near: dict[str, float]) -> bool:
    """Suggest the ticket to the incident in which its look-alikes stand, if there is one."""
    query = (
        select(Incident)
        .join(IncidentMember, IncidentMember.incident_id == Incident.id)
        .where(IncidentMember.ticket_id.in_(near), IncidentMember.standing)
        .order_by(Incident.created_at)
        .limit(1)
    )
    incident: Incident | None = await session.scalar(query) if near else None
    if incident is None:
        return False
    alike = max(near.values())
    await _propose(session, incident, [One(ticket.id, None, ticket.received_at, alike)])
    return True


async def _alike(session: AsyncSession, near: dict[str, float]) -> list[One]:
    query = (
        select(Ticket.id, _PERSON.label("person"), Ticket.received_at)
        .where(*_countable(), Ticket.id.in_(near))
        .order_by(Ticket.received_at, Ticket.id)
    )
    rows = await session.execute(query)
    return [One(row.id, row.person, row.received_at, near[row.id]) for row in rows]


async def _suggest(
    session: AsyncSession, cause: Cause, members: list[One], routing: RoutingState
) -> int:
    """Add to the standing incident of the topic, or make one; returns how many were made."""
    query = select(Incident).where(Incident.topic == cause.topic, Incident.state.in_(_STANDING))
    standing: Incident | None = await session.scalar(query)
    if standing is not None:
        await _propose(session, standing, members)
        return 0
    if len({one.person for one in members} - {None}) < CITIZENS:
        return 0
    incident = await _make(session, cause, routing)
    await _propose(session, incident, members)
    await publish(session, IncidentSuggested(incident.id))
    return 1


async def _make(session: AsyncSession, cause: Cause, routing: RoutingState) -> Incident:
    category = routing.taxonomy.categories.get(cause.category or "")
    place = routing.gazetteer.by_code(cause.place) if cause.place else None
    names = [routing.gazetteer.label(place) if place else "", category.name if category else ""]
    hours = int(WINDOW.total_seconds() // 3600)
    incident = Incident(
        id=new_id(),
        number=await next_number(session),
        version=1,
        state=IncidentState.SUGGESTED.value,
        origin=cause.origin.value,
        topic=cause.topic,
        title=("·".join(name for name in names if name) or "内容相近的诉求")[:80],
        cause=f"{hours}小时内有{CITIZENS}名以上市民反映（{cause.origin.label}），待核实是否出于同一原因。",
        category_code=cause.category,
        place_code=cause.place,
        created_at=clock.now(),
    )
    session.add(incident)
    await session.flush()
    return incident


async def _propose(session: AsyncSession, incident: Incident, members: Sequence[One]) -> None:
    """Put tickets before whoever decides; those that were there before stay as they are."""
    query = select(IncidentMember.ticket_id).where(IncidentMember.incident_id == incident.id)
    known = set(await session.scalars(query))
    new = [one for one in members if one.id not in known]
    session.add_all(
        IncidentMember(
            id=new_id(),
            incident_id=incident.id,
            ticket_id=one.id,
            state=MemberState.SUGGESTED.value,
            standing=True,
            similarity=one.similarity,
            added_at=clock.now(),
        )
        for one in new
    )
    if new:
        incident.version += 1
        await session.flush()
        ids = tuple(one.id for one in new)
        await publish(session, IncidentChanged(incident.id, "suggest", ids))
