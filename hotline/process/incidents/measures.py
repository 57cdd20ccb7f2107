"""Measures (统一办理): one answer, review or notice for all tickets, proposed by one and approved by another.

The approval writes one item and one event for each ticket; the work is done ticket by ticket
(``carrying_out``), so that a kill in the middle neither loses nor doubles anything.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.queries import names_of
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish
from hotline.kit.pagination import Page, PageQuery, decode, encode
from hotline.process.incidents import people, proofs, service
from hotline.process.incidents.errors import MeasureState, MeasureUnknown, OwnMeasure, WrongHand
from hotline.process.incidents.events import MEASURE, IncidentChanged, MeasureDue
from hotline.process.incidents.models import Incident, IncidentMember, Measure, MeasureItem
from hotline.process.incidents.schemas import ItemOut, MeasureIn, MeasureOut, ReplyContent
from hotline.process.incidents.vocabulary import (
    IncidentState,
    ItemState,
    MeasureKind,
    MemberState,
    SkipReason,
)
from hotline.process.incidents.vocabulary import MeasureState as State
from hotline.roles import Role
from hotline.tickets.models import Status, Ticket
from hotline.tickets.queries import listed_to
from hotline.tickets.vocabulary import OPEN

_MANAGERS = (Role.SUPERVISOR, Role.REVIEWER, Role.DISPATCHER, Role.COORDINATOR)
_PROPOSERS = {
    MeasureKind.REPLY: (Role.HANDLER, Role.UNIT_CLERK),
    MeasureKind.ANSWER_NOW: (Role.AGENT,),
    MeasureKind.ACCEPT_RESULT: (Role.RESULT_REVIEWER,),
    MeasureKind.NOTICE: _MANAGERS,
}
_APPROVERS = {
    MeasureKind.REPLY: (Role.UNIT_APPROVER,),
    MeasureKind.ANSWER_NOW: (Role.SUPERVISOR, Role.REVIEWER),
    MeasureKind.ACCEPT_RESULT: (),  # it is itself the review
    MeasureKind.NOTICE: (Role.SUPERVISOR, Role.REVIEWER),
}
# In these a ticket has got its answer: there is nothing to reply.
_ANSWERED = frozenset({Status.REPLIED, Status.FOLLOWING_UP})


async def propose(
    session: AsyncSession, incident_id: str, body: MeasureIn, actor: Actor
) -> Measure:
    """Propose a measure; a review by the result reviewer runs at once, all others wait for approval.

    Raises ``WrongHand`` (403), ``IncidentStale`` (409), ``ProofSourceInvalid`` (422).
    """
    kind = MeasureKind(body.measure.kind)
    if not actor.has_role(*_PROPOSERS[kind]):
        raise _wrong_hand(kind, _PROPOSERS[kind])
    incident = await service.hold(session, incident_id, actor, (IncidentState.OPEN,))
    service.require_version(incident, body.version)
    if isinstance(body.measure, ReplyContent) and body.measure.proofs_from is not None:
        await proofs.require_source(session, incident.id, body.measure.proofs_from, [actor])
    measure = Measure(
        id=new_id(),
        incident_id=incident.id,
        kind=kind.value,
        state=State.PROPOSED.value,
        content=body.measure.model_dump(mode="json", exclude={"kind"}, exclude_none=True),
        proposed_at=clock.now(),
        proposed_by=str(actor.account_id),
    )
    session.add(measure)
    await session.flush()
    await _audit(session, measure, "propose", actor)
    if not _APPROVERS[kind]:
        await _start(session, incident, measure, [actor])
    return measure


def _wrong_hand(kind: MeasureKind, roles: Sequence[Role]) -> WrongHand:
    wanted = "、".join(role.label for role in roles)
    return WrongHand(f"“{kind.label}”须由{wanted}进行", f"{kind} is for {', '.join(roles)}")


async def approve(
    session: AsyncSession, incident_id: str, measure_id: str, actor: Actor
) -> Measure:
    """The second person starts the measure; raises ``OwnMeasure``, ``WrongHand`` (403)."""
    incident, measure = await _held(session, incident_id, measure_id, actor, (State.PROPOSED,))
    _require_second(measure, actor)
    measure.decided_at, measure.decided_by = clock.now(), actor.account_id
    proposer = await people.actor_of(session, measure.proposed_by)
    await _audit(session, measure, "approve", actor)
    await _start(session, incident, measure, [actor, *([proposer] if proposer else [])])
    return measure


async def send_back(
    session: AsyncSession, incident_id: str, measure_id: str, reason: str, actor: Actor
) -> Measure:
    """The second person does not agree; nothing was done on any ticket."""
    _, measure = await _held(session, incident_id, measure_id, actor, (State.PROPOSED,))
    _require_second(measure, actor)
    measure.state, measure.return_reason = State.RETURNED.value, reason
    measure.decided_at, measure.decided_by = clock.now(), actor.account_id
    await _audit(session, measure, "return", actor)
    return measure


async def retry(session: AsyncSession, incident_id: str, measure_id: str, actor: Actor) -> Measure:
    """Try failed tickets again, and take in those that joined since; whoever began it may."""
    states = (State.DONE, State.RUNNING)
    incident, measure = await _held(session, incident_id, measure_id, actor, states)
    if actor.account_id not in {measure.proposed_by, measure.decided_by}:
        raise WrongHand("须由提出人或审核人重试", "for whoever proposed or approved it")
    query = select(MeasureItem).where(
        MeasureItem.measure_id == measure.id, MeasureItem.state == ItemState.FAILED.value
    )
    failed = list(await session.scalars(query))
    for item in failed:
        item.state = ItemState.PENDING.value
        await publish(session, MeasureDue(item.id))
    given = [await people.actor_of(session, one) for one in _persons(measure)]
    await _start(session, incident, measure, [one for one in given if one], again=bool(failed))
    await _audit(session, measure, "retry", actor)
    return measure


def _persons(measure: Measure) -> list[str]:
    return [one for one in (measure.proposed_by, measure.decided_by) if one is not None]


def _require_second(measure: Measure, actor: Actor) -> None:
    if actor.account_id == measure.proposed_by:
        raise OwnMeasure
    kind = MeasureKind[measure.kind]
    if not actor.has_role(*_APPROVERS[kind]):
        raise _wrong_hand(kind, _APPROVERS[kind])


async def _held(
    session: AsyncSession,
    incident_id: str,
    measure_id: str,
    actor: Actor,
    states: tuple[State, ...],
) -> tuple[Incident, Measure]:
    incident = await service.hold(session, incident_id, actor, (IncidentState.OPEN,))
    query = select(Measure).where(Measure.id == measure_id, Measure.incident_id == incident.id)
    measure: Measure | None = await session.scalar(query.with_for_update())
    if measure is None:
        raise MeasureUnknown
    if measure.state not in states:
        label = State[measure.state].label
        raise MeasureState(f"统一办理{label}，不能这样处理", f"the measure is {measure.state}")
    return incident, measure


async def _start(
    session: AsyncSession,
    incident: Incident,
    measure: Measure,
    by: Sequence[Actor],
    *,
    again: bool = False,
) -> None:
    """Write an item and an event for each ticket that all who answer for the measure may see."""
    kind = MeasureKind[measure.kind]
    known = select(MeasureItem.ticket_id).where(MeasureItem.measure_id == measure.id)
    columns: tuple[Any, ...] = (Ticket.id, Ticket.status, Ticket.citizen_id, Ticket.reply_wanted)
    query = (
        select(*columns)
        .join(IncidentMember, IncidentMember.ticket_id == Ticket.id)
        .where(
            IncidentMember.incident_id == incident.id,
            IncidentMember.state == MemberState.JOINED.value,
            Ticket.id.not_in(known),
            *(listed_to(actor) for actor in by),
        )
        .order_by(Ticket.received_at, Ticket.id)
    )
    people_told: set[str] = set()
    pending = again
    for row in (await session.execute(query)).all():
        skipped = _skipped(kind, row, people_told)
        item = _item(measure, row.id, skipped)
        session.add(item)
        await session.flush()
        if skipped is None:
            pending = True
            await publish(session, MeasureDue(item.id))
    measure.state = State.RUNNING.value if pending else State.DONE.value
    measure.done_at = None if pending else clock.now()
    await session.flush()


def _item(measure: Measure, ticket_id: str, skipped: SkipReason | None) -> MeasureItem:
    return MeasureItem(
        id=new_id(),
        measure_id=measure.id,
        ticket_id=ticket_id,
        state=(ItemState.PENDING if skipped is None else ItemState.SKIPPED).value,
        attempts=0,
        reason_code=skipped.value if skipped else None,
        reason=skipped.label if skipped else None,
        done_at=clock.now() if skipped else None,
    )


def _skipped(kind: MeasureKind, row: Any, told: set[str]) -> SkipReason | None:
    """Tell why there is nothing to do on a ticket."""
    status = Status[row.status]
    if kind is MeasureKind.ACCEPT_RESULT:
        done = status is not Status.REPLIED and (status in _ANSWERED or status not in OPEN)
        return SkipReason.ANSWERED if done else None
    if status not in OPEN or (kind is not MeasureKind.NOTICE and status in _ANSWERED):
        return SkipReason.ANSWERED
    return _not_told(row, told) if kind is MeasureKind.NOTICE else None


def _not_told(row: Any, told: set[str]) -> SkipReason | None:
    """One citizen is told once, and only if he wants to hear from us."""
    if not row.reply_wanted:
        return SkipReason.NO_REPLY_WANTED
    if row.citizen_id in told:
        return SkipReason.SAME_CITIZEN
    if row.citizen_id is not None:
        told.add(row.citizen_id)
    return None


async def _audit(session: AsyncSession, measure: Measure, what: str, actor: Actor) -> None:
    after = {"measure_id": measure.id, "kind": measure.kind}
    change = Change(f"incident.measure.{what}", "incident", measure.incident_id, after=after)
    await record_change(session, actor, change)
    await publish(session, IncidentChanged(measure.incident_id, MEASURE))


async def list_measures(
    session: AsyncSession, incident: Incident, *, actor: Actor
) -> list[MeasureOut]:
    """List the measures of an incident, oldest first, with counts of what the actor may see."""
    query = select(Measure).where(Measure.incident_id == incident.id)
    rows = list(await session.scalars(query.order_by(Measure.proposed_at, Measure.id)))
    return await measures_out(session, rows, actor=actor)


async def measures_out(
    session: AsyncSession, rows: Sequence[Measure], *, actor: Actor
) -> list[MeasureOut]:
    """Return measures with their words."""
    counts = await _counts(session, [row.id for row in rows], actor)
    names = await names_of(session, {one for row in rows for one in _persons(row)})
    return [_out(row, counts.get(row.id, {}), names, actor) for row in rows]


def _out(row: Measure, counted: dict[str, int], names: dict[str, str], actor: Actor) -> MeasureOut:
    kind = MeasureKind[row.kind]
    second = actor.account_id != row.proposed_by and actor.has_role(*_APPROVERS[kind])
    began = actor.account_id in {row.proposed_by, row.decided_by}
    return MeasureOut(
        id=row.id,
        kind=kind.value,
        kind_label=kind.label,
        state=row.state,
        state_label=State[row.state].label,
        text=str(row.content.get("text") or row.content.get("public_answer") or ""),
        content=row.content,
        proposed_by=row.proposed_by,
        proposed_by_name=names.get(row.proposed_by),
        proposed_at=row.proposed_at,
        decided_by_name=names.get(row.decided_by or ""),
        decided_at=row.decided_at,
        return_reason=row.return_reason,
        done_at=row.done_at,
        counts={state.value: counted.get(state.value, 0) for state in ItemState},
        may_approve=row.state == State.PROPOSED and second and actor.may("incident.approve"),
        may_retry=began and counted.get(ItemState.FAILED.value, 0) > 0,
    )


async def _counts(
    session: AsyncSession, ids: Sequence[str], actor: Actor
) -> dict[str, dict[str, int]]:
    query = (
        select(MeasureItem.measure_id, MeasureItem.state, func.count())
        .join(Ticket, Ticket.id == MeasureItem.ticket_id)
        .where(MeasureItem.measure_id.in_(ids), listed_to(actor))
        .group_by(MeasureItem.measure_id, MeasureItem.state)
    )
    found: dict[str, dict[str, int]] = {}
    for measure_id, state, count in await session.execute(query):
        found.setdefault(measure_id, {})[state] = count
    return found


async def list_items(
    session: AsyncSession,
    measure: Measure,
    *,
    actor: Actor,
    state: ItemState | None,
    page: PageQuery,
) -> Page[ItemOut]:
    """List what became of a measure, ticket by ticket, only those the actor may see."""
    columns: tuple[Any, ...] = (MeasureItem, Ticket.number, Ticket.title)
    query = (
        select(*columns)
        .join(Ticket, Ticket.id == MeasureItem.ticket_id)
        .where(MeasureItem.measure_id == measure.id, listed_to(actor))
        .order_by(MeasureItem.id)
        .limit(page.limit + 1)
    )
    if state is not None:
        query = query.where(MeasureItem.state == state.value)
    if page.cursor is not None:
        query = query.where(MeasureItem.id > decode(page.cursor, (str,))[0])
    rows = (await session.execute(query)).all()
    shown = rows[: page.limit]
    cursor = encode([shown[-1][0].id]) if len(rows) > page.limit else None
    return Page(items=[_item_out(*row) for row in shown], next_cursor=cursor)


def _item_out(item: MeasureItem, number: str, title: str) -> ItemOut:
    return ItemOut(
        ticket_id=item.ticket_id,
        number=number,
        title=title,
        state=item.state,
        state_label=ItemState[item.state].label,
        reason_code=item.reason_code,
        reason=item.reason,
        attempts=item.attempts,
        done_at=item.done_at,
    )


async def get_measure(session: AsyncSession, incident: Incident, measure_id: str) -> Measure:
    """Return a measure of the incident; raises ``MeasureUnknown`` (404)."""
    query = select(Measure).where(Measure.id == measure_id, Measure.incident_id == incident.id)
    found: Measure | None = await session.scalar(query)
    if found is None:
        raise MeasureUnknown
    return found
