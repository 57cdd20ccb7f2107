"""Suggesting incidents (批量件建议): ≥ 5 citizens, same category and place within 72 h (domain rules §3.5, D),
or as many who tell nearly the same in the same place. A person decides; nothing happens to a ticket.

The worker looks every few minutes. What was dismissed is not suggested again by the tickets it was
dismissed with; five new tellers are another matter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
from hotline.process.seen.index import TicketIndex, index_of
from hotline.tickets.models import Ticket
from routing.state import RoutingState
from routing.taxonomy.tree import Confidentiality

LOOKED_BACK = timedelta(minutes=30)  # new tickets compared at each look; several looks fall into it
CLUSTER = 200  # look-alikes of one ticket
NEWEST = 300  # tickets compared at one look; more come only in a flood, of which these tell enough
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


@dataclass(frozen=True)
class Plan:
    """What a look found: the tickets of one category and place, or those that look like ``ticket``."""

    cause: Cause
    members: tuple[One, ...] = ()
    near: Mapping[str, float] = field(default_factory=dict)


async def scan(database: Database) -> int:
    """Look once; returns how many incidents were suggested.

    It compares without the writer's place and takes it only where there is something to write; processes
    take turns by a row lock and check again what they found.
    """
    async with database.read() as session:
        index = index_of(session)
        if index is None:
            return 0
        plans = [*await _by_category(session), *await _by_likeness(session, index)]
    if not plans:
        return 0
    async with database.write() as session:
        await counters.take(session, "incident:scan")
        return sum([await _carry_out(session, plan, index.routing.state) for plan in plans])


def _countable() -> tuple[ColumnElement[bool], ...]:
    """Tickets of the window that stand in no incident, nor did in one that a person dismissed.

    RESTRICTED ones never count: a suggestion is shown to many.
    """
    dismissed = Incident.state == IncidentState.DISMISSED.value
    taken = (
        select(IncidentMember.id)
        .join(Incident, Incident.id == IncidentMember.incident_id)
        .where(IncidentMember.ticket_id == Ticket.id, or_(IncidentMember.standing, dismissed))
        .correlate(Ticket)
    )
    return (
        Ticket.created_at >= clock.now() - WINDOW,
        Ticket.received_at >= clock.now() - WINDOW,
        Ticket.status.in_([status.value for status in JOINABLE]),
        Ticket.confidentiality != Confidentiality.RESTRICTED.value,
        ~taken.exists(),
    )


async def _by_category(session: AsyncSession) -> list[Plan]:
    """Group the window by category and place: where enough citizens are, or an incident stands."""
    columns: tuple[Any, ...] = (
        Ticket.id,
        Ticket.received_at,
        _CATEGORY.label("category"),
        _PLACE.label("place"),
        _PERSON.label("person"),
    )
    query = (
        select(*columns)
        .outerjoin(TicketSuggestion, TicketSuggestion.ticket_id == Ticket.id)
        .where(*_countable(), _CATEGORY.is_not(None), _PLACE.is_not(None))
        .order_by(Ticket.received_at, Ticket.id)
    )
    groups: dict[tuple[str, str], list[One]] = {}
    for row in await session.execute(query):
        one = One(row.id, row.person, row.received_at)
        groups.setdefault((row.category, row.place), []).append(one)
    topics = select(Incident.topic).where(Incident.state.in_(_STANDING))
    standing = set(await session.scalars(topics))
    return [
        Plan(cause, tuple(members))
        for (category, place), members in sorted(groups.items())
        if (cause := _cause(category, place)).topic in standing or _enough(members)
    ]


def _cause(category: str, place: str) -> Cause:
    return Cause(Origin.CATEGORY_PLACE, f"{category}:{place}", category, place)


def _enough(members: Sequence[One]) -> bool:
    return len({one.person for one in members} - {None}) >= CITIZENS


async def _by_likeness(session: AsyncSession, index: TicketIndex) -> list[Plan]:
    """Compare the newest tickets with the window: a fifth teller of one matter is worth a look."""
    if not await index.catch_up(session):
        return []
    taken = select(IncidentMember.ticket_id).where(IncidentMember.standing)
    standing = set(await session.scalars(taken))
    fresh = (
        select(Ticket)
        .where(*_countable(), Ticket.created_at >= clock.now() - LOOKED_BACK)
        .order_by(Ticket.created_at.desc(), Ticket.id.desc())
        .limit(NEWEST)
    )
    plans = []
    for ticket in await session.scalars(fresh):
        hints = index.find(index.text_of(ticket), limit=CLUSTER)
        near = {hint.key: hint.similarity for hint in hints if hint.key != ticket.id}
        if near and (len(near) + 1 >= CITIZENS or not standing.isdisjoint(near)):
            place = ticket.village_code or ticket.town_code
            topic = f"like:{ticket.id}"
            cause = Cause(Origin.LIKENESS, topic, ticket.category_code, place)
            own = One(ticket.id, None, ticket.received_at, max(near.values()))
            plans.append(Plan(cause, (own,), near | {ticket.id: 1.0}))
    return plans


async def _carry_out(session: AsyncSession, plan: Plan, routing: RoutingState) -> int:
    """Write what a look found, as far as it still holds; returns how many incidents were made."""
    if plan.near:
        incident = await _standing_among(session, plan.near)
        if incident is not None:
            await _propose(session, incident, plan.members)
            return 0
        return await _suggest(session, plan.cause, await _alike(session, plan.near), routing)
    ids = [one.id for one in plan.members]
    free = set(await session.scalars(select(Ticket.id).where(*_countable(), Ticket.id.in_(ids))))
    members = [one for one in plan.members if one.id in free]
    return await _suggest(session, plan.cause, members, routing)


async def _standing_among(session: AsyncSession, near: Mapping[str, float]) -> Incident | None:
    """Return the incident in which look-alikes of a ticket stand."""
    query = (
        select(Incident)
        .join(IncidentMember, IncidentMember.incident_id == Incident.id)
        .where(IncidentMember.ticket_id.in_(near), IncidentMember.standing)
        .order_by(Incident.created_at)
        .limit(1)
    )
    found: Incident | None = await session.scalar(query)
    return found


async def _alike(session: AsyncSession, near: Mapping[str, float]) -> list[One]:
    query = (
        select(Ticket.id, _PERSON.label("person"), Ticket.received_at)
        .where(*_countable(), Ticket.id.in_(near))
        .order_by(Ticket.received_at, Ticket.id)
    )
    rows = await session.execute(query)
    return [One(row.id, row.person, row.received_at, near[row.id]) for row in rows]


async def _suggest(
    session: AsyncSession, cause: Cause, members: Sequence[One], routing: RoutingState
) -> int:
    """Add to the standing incident of the topic, or make one; returns how many were made."""
    query = select(Incident).where(Incident.topic == cause.topic, Incident.state.in_(_STANDING))
    standing: Incident | None = await session.scalar(query)
    if standing is not None:
        await _propose(session, standing, members)
        return 0
    if not _enough(members):
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
    """Put tickets before whoever decides; those there before, and those in another, stay."""
    ids = [one.id for one in members]
    here = IncidentMember.incident_id == incident.id
    query = select(IncidentMember.ticket_id).where(
        IncidentMember.ticket_id.in_(ids), or_(here, IncidentMember.standing)
    )
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
        added = tuple(one.id for one in new)
        await publish(session, IncidentChanged(incident.id, "suggest", added))
