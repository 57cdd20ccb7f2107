"""Reading incidents (查批量件): only tickets the actor may see count, so that nothing leaks by a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.queries import names_of
from hotline.kit.organisation.models import Unit
from hotline.kit.pagination import Page, PageQuery, after, decode, encode
from hotline.process.incidents.errors import IncidentUnknown
from hotline.process.incidents.models import Incident, IncidentMember
from hotline.process.incidents.schemas import IncidentOut, IncidentRowOut, MeasureOut, MemberOut
from hotline.process.incidents.vocabulary import IncidentState, MemberState, Origin
from hotline.tickets.models import Status, Ticket
from hotline.tickets.queries import listed_to
from hotline.tickets.vocabulary import OPEN
from routing.state import RoutingState

_OPEN = tuple(status.value for status in OPEN)
_STATES = {
    "confirm": (IncidentState.SUGGESTED,),
    "dismiss": (IncidentState.SUGGESTED,),
    "add": (IncidentState.OPEN,),
    "remove": (IncidentState.OPEN,),
    "measure": (IncidentState.OPEN,),
    "approve": (IncidentState.OPEN,),
    "close": (IncidentState.OPEN,),
}
_PERMISSIONS = {"measure": "incident.act", "approve": "incident.approve"}


_MEMBER: tuple[Any, ...] = (
    IncidentMember.id,
    IncidentMember.state,
    IncidentMember.similarity,
    IncidentMember.added_at,
    Ticket.id.label("ticket_id"),
    Ticket.number,
    Ticket.title,
    Ticket.status,
    Ticket.received_at,
    Ticket.urgency,
    Ticket.confidentiality,
    Unit.short_name.label("unit_name"),
)


@dataclass(frozen=True)
class Wanted:
    """Which incidents; ``text`` looks into number, title and cause."""

    state: IncidentState | None = None
    text: str | None = None


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which an incident is shown: one of its tickets may be seen.

    Whoever made or confirmed it goes on seeing it when every ticket has left.
    """
    own = or_(Incident.created_by == actor.account_id, Incident.decided_by == actor.account_id)
    shown = (
        select(IncidentMember.id)
        .join(Ticket, Ticket.id == IncidentMember.ticket_id)
        .where(
            IncidentMember.incident_id == Incident.id,
            IncidentMember.state != MemberState.REMOVED.value,
            listed_to(actor),
        )
        .exists()
    )
    return shown if actor.account_id is None else or_(shown, own)


async def get_incident(session: AsyncSession, *, incident_id: str, actor: Actor) -> Incident:
    """Return an incident that the actor may see; raises ``IncidentUnknown`` (404)."""
    query = select(Incident).where(Incident.id == incident_id, seen_by(actor))
    found: Incident | None = await session.scalar(query)
    if found is None:
        raise IncidentUnknown
    return found


async def is_visible(session: AsyncSession, *, incident_id: str, actor: Actor) -> bool:
    """Tell whether the actor may see an incident now."""
    query = select(Incident.id).where(Incident.id == incident_id, seen_by(actor))
    return await session.scalar(query) is not None


async def list_incidents(
    session: AsyncSession, *, actor: Actor, wanted: Wanted, page: PageQuery, routing: RoutingState
) -> Page[IncidentRowOut]:
    """List incidents, newest first."""
    query = select(Incident).where(seen_by(actor))
    if wanted.state is not None:
        query = query.where(Incident.state == wanted.state.value)
    if wanted.text:
        columns = (Incident.number, Incident.title, Incident.cause)
        query = query.where(or_(*(c.contains(wanted.text, autoescape=True) for c in columns)))
    if page.cursor is not None:
        keys = (Incident.__table__.c.created_at, Incident.__table__.c.id)
        query = query.where(after(keys, decode(page.cursor, (datetime, str)), descending=True))
    ordered = query.order_by(Incident.created_at.desc(), Incident.id.desc())
    rows = list(await session.scalars(ordered.limit(page.limit + 1)))
    shown = rows[: page.limit]
    counts = await _counts(session, [row.id for row in shown], actor)
    cursor = encode([shown[-1].created_at, shown[-1].id]) if len(rows) > page.limit else None
    items = [IncidentRowOut(**_row(row, counts.get(row.id), routing)) for row in shown]
    return Page(items=items, next_cursor=cursor)


async def _counts(session: AsyncSession, ids: Sequence[str], actor: Actor) -> dict[str, Any]:
    """Count what the actor may see of each incident."""
    joined = IncidentMember.state == MemberState.JOINED.value
    person = func.coalesce(Ticket.citizen_id, Ticket.contact_number_hash)
    query = (
        select(
            IncidentMember.incident_id,
            func.sum(case((joined, 1), else_=0)).label("members"),
            func.sum(case((joined, 0), else_=1)).label("suggested"),
            func.sum(case((Ticket.status.in_(_OPEN), 1), else_=0)).label("open"),
            func.count(person.distinct()).label("citizens"),
            func.min(Ticket.received_at).label("first_at"),
            func.max(Ticket.received_at).label("last_at"),
        )
        .join(Ticket, Ticket.id == IncidentMember.ticket_id)
        .where(
            IncidentMember.incident_id.in_(ids),
            IncidentMember.state != MemberState.REMOVED.value,
            listed_to(actor),
        )
        .group_by(IncidentMember.incident_id)
    )
    return {row.incident_id: row for row in await session.execute(query)}


def _row(row: Incident, counted: Any, routing: RoutingState) -> dict[str, Any]:
    category = routing.taxonomy.categories.get(row.category_code or "")
    place = routing.gazetteer.by_code(row.place_code) if row.place_code else None
    numbers = ("members", "suggested", "open", "citizens")
    return {
        "id": row.id,
        "number": row.number,
        "version": row.version,
        "title": row.title,
        "cause": row.cause,
        "state": row.state,
        "state_label": IncidentState[row.state].label,
        "origin": row.origin,
        "origin_label": Origin[row.origin].label,
        "category_code": row.category_code,
        "category_name": category.name if category else None,
        "place_code": row.place_code,
        "place_name": routing.gazetteer.label(place) if place else None,
        "lead_ticket_id": row.lead_ticket_id,
        "created_at": row.created_at,
        **{name: int(getattr(counted, name, 0) or 0) for name in numbers},
        "first_at": getattr(counted, "first_at", None),
        "last_at": getattr(counted, "last_at", None),
    }


async def page_of(
    session: AsyncSession,
    incident: Incident,
    *,
    actor: Actor,
    routing: RoutingState,
    measures: list[MeasureOut],
) -> IncidentOut:
    """Return the whole page with what the actor may do."""
    counts = await _counts(session, [incident.id], actor)
    people = {incident.created_by, incident.decided_by} - {None}
    names = await names_of(session, [str(person) for person in people])
    row = _row(incident, counts.get(incident.id), routing)
    if incident.lead_ticket_id is not None:
        lead = select(Ticket.id).where(Ticket.id == incident.lead_ticket_id, listed_to(actor))
        row["lead_ticket_id"] = await session.scalar(lead)
    return IncidentOut(
        **row,
        created_by_name=names.get(incident.created_by or ""),
        decided_at=incident.decided_at,
        decided_by_name=names.get(incident.decided_by or ""),
        closed_at=incident.closed_at,
        end_reason=incident.end_reason,
        allowed=_allowed(incident, actor),
        measures=measures,
    )


def _allowed(incident: Incident, actor: Actor) -> list[str]:
    return [
        name
        for name, states in _STATES.items()
        if incident.state in states and actor.may(_PERMISSIONS.get(name, "incident.manage"))
    ]


async def list_members(
    session: AsyncSession,
    incident: Incident,
    *,
    actor: Actor,
    state: MemberState | None,
    page: PageQuery,
) -> Page[MemberOut]:
    """List the tickets of an incident that the actor may see, oldest first; removed ones on request."""
    shown_state = (
        IncidentMember.state == state.value
        if state is not None
        else IncidentMember.state != MemberState.REMOVED.value
    )
    query: Select[Any] = (
        select(*_MEMBER)
        .join(Ticket, Ticket.id == IncidentMember.ticket_id)
        .outerjoin(Unit, Unit.id == Ticket.lead_unit_id)
        .where(IncidentMember.incident_id == incident.id, shown_state, listed_to(actor))
        .order_by(IncidentMember.id)
        .limit(page.limit + 1)
    )
    if page.cursor is not None:
        query = query.where(IncidentMember.id > decode(page.cursor, (str,))[0])
    rows = (await session.execute(query)).all()
    shown = rows[: page.limit]
    cursor = encode([shown[-1].id]) if len(rows) > page.limit else None
    return Page(items=[_member(row, incident) for row in shown], next_cursor=cursor)


def _member(row: Any, incident: Incident) -> MemberOut:
    return MemberOut(
        ticket_id=row.ticket_id,
        number=row.number,
        title=row.title,
        status=row.status,
        status_label=Status[row.status].label,
        unit_name=row.unit_name,
        received_at=row.received_at,
        urgency=row.urgency,
        confidentiality=row.confidentiality,
        state=row.state,
        state_label=MemberState[row.state].label,
        similarity=row.similarity,
        is_lead=row.ticket_id == incident.lead_ticket_id,
        added_at=row.added_at,
    )
