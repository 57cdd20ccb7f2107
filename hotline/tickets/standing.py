"""What is true of a ticket and of an actor before he acts (工单事实·操作人身份)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.tickets import workflow
from hotline.tickets.actions import Action
from hotline.tickets.deed import WORK_CLOCKS, lead_of
from hotline.tickets.models import Assignment, Ticket, TicketAction, TicketClock
from hotline.tickets.papers import Extension, Proposal, Whistle
from hotline.tickets.policy import Policy
from hotline.tickets.transition import Scope, Standing, TicketFacts
from hotline.tickets.vocabulary import (
    OPEN,
    AppealState,
    AssignmentRole,
    AssignmentStatus,
    ClockId,
    ClockState,
    FilingState,
    ReturnReason,
    Stage,
    Status,
    SuperviseLevel,
)
from routing.taxonomy.tree import Confidentiality, RequestKind, Urgency

PENDING = "PENDING"
TOWN_LEVEL = 4
_HANDLED = frozenset(row.action for row in workflow.rows() if row.handling)
_REVIEWED = frozenset(
    {
        Action.ACCEPT_RESULT,
        Action.SEND_BACK,
        Action.ACCEPT_WITHOUT_FOLLOW_UP,
        Action.RECORD_ATTEMPT,
        Action.CLOSE,
        Action.ORDER_REDO,
    }
)
_APPEALABLE = frozenset(
    {Action.REJECT_OBJECTION, Action.REDISPATCH, Action.RULE, Action.ORDER_REDO, Action.FILE_APPEAL}
)
FINAL_STAGES = frozenset(
    {
        Stage.REFUSED,
        Stage.AGREED,
        Stage.TERMINATED,
        Stage.WITHDRAWN,
        Stage.CASE_OPENED,
        Stage.NOT_OPENED,
        Stage.REPORTER_TOLD,
    }
)


@dataclass(frozen=True)
class Whole:
    """A ticket with its parts, clocks and pending proposals; ``lead_status``: of the one it joined."""

    ticket: Ticket
    parts: list[Assignment]
    clocks: list[TicketClock]
    proposals: list[Proposal]
    lead_status: Status | None = None


async def load_whole(session: AsyncSession, ticket: Ticket) -> Whole:
    """Load what belongs to a ticket, oldest first."""
    parts = select(Assignment).where(Assignment.ticket_id == ticket.id)
    clocks = select(TicketClock).where(TicketClock.ticket_id == ticket.id)
    return Whole(
        ticket,
        list(await session.scalars(parts.order_by(Assignment.assigned_at, Assignment.id))),
        list(await session.scalars(clocks.order_by(TicketClock.started_at, TicketClock.id))),
        await pending_of(session, ticket.id),
        await lead_status_of(session, ticket),
    )


async def lead_status_of(session: AsyncSession, ticket: Ticket) -> Status | None:
    """Return the status of the lead ticket; ``None`` for a ticket that was not joined to another."""
    if ticket.merged_into_id is None:
        return None
    query = select(Ticket.status).where(Ticket.id == ticket.merged_into_id)
    return Status[str(await session.scalar(query))]


async def pending_of(session: AsyncSession, ticket_id: str) -> list[Proposal]:
    """List what waits for a second person, oldest first."""
    pending = select(Proposal).where(Proposal.ticket_id == ticket_id, Proposal.state == PENDING)
    return list(await session.scalars(pending.order_by(Proposal.proposed_at)))


def facts_of(whole: Whole, policy: Policy, at: datetime) -> TicketFacts:
    """Return the facts the guards look at."""
    ticket, lead = whole.ticket, lead_of(whole.parts)
    profile = policy.profile(ticket.profile, ticket.received_at)
    return TicketFacts(
        status=Status[ticket.status],
        kind=RequestKind[ticket.kind] if ticket.kind else None,
        urgency=Urgency[ticket.urgency],
        confidentiality=Confidentiality[ticket.confidentiality],
        answered_now=ticket.answered_now,
        contested=ticket.contested,
        has_risk=ticket.has_risk,
        sealed=ticket.sealed_at is not None,
        reopen_until=ticket.reopen_until,
        last_dispatched_at=ticket.last_dispatched_at,
        return_window_ends_at=_due(whole, ClockId.RETURN_WINDOW),
        returns_total=ticket.returns_total,
        return_locked=ticket.return_locked,
        is_overlap=_is_overlap(lead),
        consultation_open=ticket.consultation_open,
        extension_used=ticket.extension_used,
        extension_pending=ticket.extension_pending,
        case_due_at=_due(whole, *WORK_CLOCKS),
        redo_round=ticket.redo_round,
        suspended=ticket.suspended,
        suspension_bases=frozenset(profile.suspension_bases),
        tracked=ticket.tracked,
        has_stages=profile.statutory,
        lead_is_town=lead is not None and lead.unit_level == TOWN_LEVEL,
        supervise_level=SuperviseLevel[ticket.supervise_level] if ticket.supervise_level else None,
        urged_today=ticket.last_urged_on == clock.local_date(at),
        unreasonable_state=FilingState[ticket.unreasonable_state],
        appeal_state=AppealState[ticket.appeal_state],
        proposed=frozenset(Action[p.action] for p in whole.proposals),
        joined_to_open=whole.lead_status in OPEN,
    )


def _is_overlap(lead: Assignment | None) -> bool:
    """The objection that waits says that two units have the duty."""
    if lead is None or lead.status != AssignmentStatus.OBJECTED:
        return False
    return lead.return_reason == ReturnReason.OVERLAP


def _due(whole: Whole, *ids: ClockId) -> datetime | None:
    top = {part.id for part in whole.parts if part.parent_id is None}
    found = [
        c.due_at
        for c in whole.clocks
        if c.clock in ids and c.state != ClockState.STOPPED and c.assignment_id in top
    ]
    return found[-1] if found else None


async def standing_of(
    session: AsyncSession,
    whole: Whole,
    actor: Actor,
    *,
    log: Sequence[TicketAction] | None = None,
) -> Standing:
    """Return how ``actor`` stands to the ticket: his unit's part, and what he did on it before.

    ``log`` is the ticket's action log if it was read already.
    """
    own = own_part(whole.parts, actor)
    done = await _done_by(session, whole.ticket.id, actor, log)
    return Standing(
        roles=actor.roles,
        account_id=actor.account_id,
        vendor=actor.vendor,
        scopes=frozenset(await _scopes(session, whole, actor)),
        own_status=AssignmentStatus[own.status] if own else None,
        is_author=Action.OPEN in done and actor.kind == "staff",
        is_owner_citizen=owns(whole.ticket, actor),
        has_handled=not done.isdisjoint(_HANDLED),
        has_reviewed=not done.isdisjoint(_REVIEWED),
        in_ruled_unit=_in_ruled_unit(whole, actor),
        unit_objected=_unit_objected(whole, actor),
        lower_objected=_lower_objected(whole, own),
        asked_extension=await _asked_extension(session, whole.ticket, actor),
        involved_in_filing=Action.FILE_UNREASONABLE in done,
        involved_in_appeal=not done.isdisjoint(_APPEALABLE),
        proposed=frozenset(
            Action[p.action]
            for p in whole.proposals
            if actor.account_id is not None and p.proposed_by == actor.account_id
        ),
    )


def owns(ticket: Ticket, actor: Actor) -> bool:
    """Tell whether the citizen asks about his own ticket.

    An anonymous one is whoever the portal let in by number and code: he has no id and the ticket none.
    """
    return actor.kind == "citizen" and ticket.citizen_id == actor.account_id


def own_part(parts: list[Assignment], actor: Actor) -> Assignment | None:
    """Return the active part of the actor's own unit; a lead before a partner."""
    mine = [p for p in parts if p.unit_id == actor.unit_id and p.status != AssignmentStatus.REVOKED]
    return min(mine, key=lambda p: p.role != AssignmentRole.LEAD, default=None)


async def _scopes(session: AsyncSession, whole: Whole, actor: Actor) -> set[Scope]:
    found = set()
    for part in whole.parts:
        if part.unit_id != actor.unit_id or part.status == AssignmentStatus.REVOKED:
            continue
        if part.parent_id is not None:
            found.add(Scope.CHILD)
        else:
            found.add(Scope.LEAD if part.role == AssignmentRole.LEAD else Scope.PARTNER)
    if actor.unit_id is not None and whole.ticket.status == Status.HANDLING:
        query = select(Whistle.id).where(
            Whistle.ticket_id == whole.ticket.id,
            Whistle.unit_id == actor.unit_id,
            Whistle.reported_at.is_(None),
        )
        if await session.scalar(query.limit(1)) is not None:
            found.add(Scope.WHISTLED)
    return found


async def _done_by(
    session: AsyncSession, ticket_id: str, actor: Actor, log: Sequence[TicketAction] | None
) -> frozenset[Action]:
    if actor.account_id is None or actor.kind != "staff":
        return frozenset()
    steps: Iterable[Any]
    if log is None:
        query = select(TicketAction.action, TicketAction.actor_id, TicketAction.requester_id)
        steps = await session.execute(query.where(TicketAction.ticket_id == ticket_id))
    else:
        steps = log
    return frozenset(
        Action[step.action]
        for step in steps
        if actor.account_id in {step.actor_id, step.requester_id}
    )


def _in_ruled_unit(whole: Whole, actor: Actor) -> bool:
    """The actor belongs to the unit that objects, or is under it."""
    path = actor.unit_path or ""
    return any(
        part.status == AssignmentStatus.OBJECTED and path.startswith(part.unit_path)
        for part in whole.parts
    )


def _unit_objected(whole: Whole, actor: Actor) -> bool:
    """This unit has returned the ticket before, in whatever part it had."""
    return any(part.unit_id == actor.unit_id and part.returns > 0 for part in whole.parts)


def _lower_objected(whole: Whole, own: Assignment | None) -> bool:
    """A part handed down by this unit came back and waits for its word."""
    return own is not None and any(
        part.parent_id == own.id and part.status == AssignmentStatus.OBJECTED
        for part in whole.parts
    )


async def _asked_extension(session: AsyncSession, ticket: Ticket, actor: Actor) -> bool:
    if not ticket.extension_pending or actor.account_id is None:
        return False
    query = select(Extension.requested_by, Extension.approved_by).where(
        Extension.ticket_id == ticket.id, Extension.state == PENDING
    )
    return any(actor.account_id in tuple(row) for row in await session.execute(query))
