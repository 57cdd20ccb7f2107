"""Commands on incidents (批量件办理): make, confirm, dismiss, add, remove, close; histories are kept.

A ticket joins with its own number, clocks, unit and citizen; nothing of it changes. Only a ticket that the
person may see can be joined by him, and it is shown to nobody who could not see it before.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock, counters
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish
from hotline.process.incidents.errors import (
    IncidentStale,
    IncidentState,
    IncidentUnknown,
    MembersInvalid,
)
from hotline.process.incidents.events import IncidentChanged
from hotline.process.incidents.models import Incident, IncidentMember
from hotline.process.incidents.queries import seen_by
from hotline.process.incidents.schemas import AddIn, ConfirmIn, IncidentIn, ReasonIn, RemoveIn
from hotline.process.incidents.vocabulary import IncidentState as State
from hotline.process.incidents.vocabulary import MemberState, Origin
from hotline.tickets.models import Status, Ticket
from hotline.tickets.queries import listed_to, visible_to
from hotline.tickets.vocabulary import OPEN

JOINABLE = OPEN | {Status.CLOSED}
_SERIAL = 4


async def next_number(session: AsyncSession) -> str:
    """Return the next number of the day: PL20260304-0001."""
    day = f"{clock.local_date():%Y%m%d}"
    serial = await counters.take(session, f"incident:{day}")
    return f"PL{day}-{serial:0{_SERIAL}d}"


async def create(session: AsyncSession, body: IncidentIn, actor: Actor) -> Incident:
    """Make an incident by hand; raises ``MembersInvalid`` (422)."""
    now = clock.now()
    incident = Incident(
        id=new_id(),
        number=await next_number(session),
        version=1,
        state=State.OPEN.value,
        origin=Origin.BY_HAND.value,
        title=body.title,
        cause=body.cause,
        category_code=body.category_code,
        place_code=body.place_code,
        created_at=now,
        created_by=actor.account_id,
        decided_at=now,
        decided_by=actor.account_id,
    )
    session.add(incident)
    await session.flush()
    await _join(session, incident, body.ticket_ids, actor)
    await _note(session, incident, "create", actor, body.ticket_ids)
    return incident


async def confirm(
    session: AsyncSession, incident_id: str, body: ConfirmIn, actor: Actor
) -> Incident:
    """A person says that it is one incident and which tickets belong to it; the others leave."""
    incident = await _held(session, incident_id, body.version, actor, (State.SUGGESTED,))
    await _join(session, incident, body.ticket_ids, actor)
    left = await _members(session, incident, MemberState.SUGGESTED)
    for member in left:
        _leave(member, actor, "确认批量件时未选入")
    if body.lead_ticket_id is not None and body.lead_ticket_id not in body.ticket_ids:
        raise MembersInvalid(
            "牵头工单须是批量件的成员", "the lead ticket must be one of the members"
        )
    incident.lead_ticket_id = body.lead_ticket_id
    incident.title, incident.cause = body.title, body.cause
    incident.state = State.OPEN.value
    incident.decided_at, incident.decided_by = clock.now(), actor.account_id
    await _note(session, incident, "confirm", actor, body.ticket_ids)
    return incident


async def dismiss(
    session: AsyncSession, incident_id: str, body: ReasonIn, actor: Actor
) -> Incident:
    """A person says that it is none; its tickets are free again."""
    incident = await _held(session, incident_id, body.version, actor, (State.SUGGESTED,))
    await _end(session, incident, State.DISMISSED, body.reason, actor)
    await _note(session, incident, "dismiss", actor, [])
    return incident


async def add(session: AsyncSession, incident_id: str, body: AddIn, actor: Actor) -> Incident:
    """Join further tickets, also suggested ones; raises ``MembersInvalid`` (422)."""
    incident = await _held(session, incident_id, body.version, actor, (State.OPEN,))
    await _join(session, incident, body.ticket_ids, actor)
    await _note(session, incident, "add", actor, body.ticket_ids)
    return incident


async def remove(session: AsyncSession, incident_id: str, body: RemoveIn, actor: Actor) -> Incident:
    """Let tickets leave; what was done on them stays."""
    incident = await _held(session, incident_id, body.version, actor, (State.OPEN,))
    seen = set(await session.scalars(_visible(body.ticket_ids, actor)))
    members = {
        member.ticket_id: member
        for state in (MemberState.JOINED, MemberState.SUGGESTED)
        for member in await _members(session, incident, state)
        if member.ticket_id in seen
    }
    missing = [one for one in body.ticket_ids if one not in members]
    if missing:
        raise MembersInvalid(
            "有工单不在此批量件中", "a ticket is not in this incident", tickets=missing
        )
    for ticket_id in body.ticket_ids:
        _leave(members[ticket_id], actor, body.reason)
    if incident.lead_ticket_id in body.ticket_ids:
        incident.lead_ticket_id = None
    await _note(session, incident, "remove", actor, body.ticket_ids)
    return incident


async def close(session: AsyncSession, incident_id: str, body: ReasonIn, actor: Actor) -> Incident:
    """End an incident; its tickets go on by themselves and may join another one."""
    incident = await _held(session, incident_id, body.version, actor, (State.OPEN,))
    await _end(session, incident, State.CLOSED, body.reason, actor)
    await _note(session, incident, "close", actor, [])
    return incident


async def hold(
    session: AsyncSession, incident_id: str, actor: Actor, states: tuple[State, ...]
) -> Incident:
    """Return an incident under its row lock; raises ``IncidentUnknown`` (404), ``IncidentState`` (409)."""
    query = (
        select(Incident)
        .where(Incident.id == incident_id, seen_by(actor))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    incident: Incident | None = await session.scalar(query)
    if incident is None:
        raise IncidentUnknown
    if incident.state not in states:
        label = State[incident.state].label
        raise IncidentState(f"批量件{label}，不能进行此操作", f"the incident is {incident.state}")
    return incident


async def _held(
    session: AsyncSession, incident_id: str, version: int, actor: Actor, states: tuple[State, ...]
) -> Incident:
    incident = await hold(session, incident_id, actor, states)
    require_version(incident, version)
    return incident


def require_version(incident: Incident, version: int) -> None:
    """Raise ``IncidentStale`` (409) with ``current_version`` if somebody was faster."""
    if incident.version != version:
        raise IncidentStale(current_version=incident.version)


def _visible(ticket_ids: Collection[str], actor: Actor) -> Any:
    return select(Ticket.id).where(Ticket.id.in_(ticket_ids), visible_to(actor))


async def _join(
    session: AsyncSession, incident: Incident, ticket_ids: Sequence[str], actor: Actor
) -> None:
    columns: tuple[Any, ...] = (Ticket.id, Ticket.status)
    query = select(*columns).where(Ticket.id.in_(ticket_ids), listed_to(actor))
    found = {row.id: row.status for row in await session.execute(query)}
    faults = [
        {"id": one, "reason": reason}
        for one in dict.fromkeys(ticket_ids)
        if (reason := _why_not(found.get(one))) is not None
    ]
    faults += await _elsewhere(session, incident, ticket_ids)
    if faults:
        raise MembersInvalid(tickets=faults)
    known = await _known(session, incident)
    for ticket_id in dict.fromkeys(ticket_ids):
        member = known.get(ticket_id)
        if member is None:
            member = IncidentMember(id=new_id(), incident_id=incident.id, ticket_id=ticket_id)
            session.add(member)
        if member.state != MemberState.JOINED:
            member.state, member.standing = MemberState.JOINED.value, True
            member.added_at, member.added_by = clock.now(), actor.account_id
            member.removed_at = member.removed_by = member.remove_reason = None
    await session.flush()


def _why_not(status: str | None) -> str | None:
    if status is None:
        return "工单不存在或您无权查看"
    return None if Status[status] in JOINABLE else f"工单{Status[status].label}，不能加入"


async def _elsewhere(
    session: AsyncSession, incident: Incident, ticket_ids: Sequence[str]
) -> list[dict[str, str]]:
    columns: tuple[Any, ...] = (IncidentMember.ticket_id, Incident.number)
    query = (
        select(*columns)
        .join(Incident, Incident.id == IncidentMember.incident_id)
        .where(
            IncidentMember.ticket_id.in_(ticket_ids),
            IncidentMember.standing,
            IncidentMember.incident_id != incident.id,
        )
    )
    rows = await session.execute(query)
    return [{"id": row.ticket_id, "reason": f"已在批量件{row.number}中"} for row in rows]


async def _known(session: AsyncSession, incident: Incident) -> dict[str, IncidentMember]:
    query = select(IncidentMember).where(IncidentMember.incident_id == incident.id)
    return {member.ticket_id: member for member in await session.scalars(query)}


async def _members(
    session: AsyncSession, incident: Incident, state: MemberState
) -> list[IncidentMember]:
    query = select(IncidentMember).where(
        IncidentMember.incident_id == incident.id, IncidentMember.state == state.value
    )
    return list(await session.scalars(query))


def _leave(member: IncidentMember, actor: Actor, reason: str) -> None:
    member.state, member.standing = MemberState.REMOVED.value, False
    member.removed_at, member.removed_by = clock.now(), actor.account_id
    member.remove_reason = reason


async def _end(
    session: AsyncSession, incident: Incident, state: State, reason: str, actor: Actor
) -> None:
    incident.state, incident.end_reason = state.value, reason
    incident.closed_at, incident.closed_by = clock.now(), actor.account_id
    for member in (await _known(session, incident)).values():
        member.standing = False


async def _note(
    session: AsyncSession, incident: Incident, change: str, actor: Actor, ids: Sequence[str]
) -> None:
    """Raise the version, write the audit entry and tell who listens."""
    if change != "create":
        incident.version += 1
    await session.flush()
    after = {"state": incident.state, "version": incident.version, "tickets": list(ids)}
    change_of = Change(f"incident.{change}", "incident", incident.id, after=after)
    await record_change(session, actor, change_of)
    await publish(session, IncidentChanged(incident.id, change, tuple(ids)))
