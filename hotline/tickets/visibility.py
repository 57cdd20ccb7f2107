"""Who may see what (可见范围): the one rule used by lists, counts, search, export and the socket alike.

Domain rules §2.2 (last line), §3.5 and §13.1: one's own unit and its subtree, tickets one authored, the
queues of one's roles; RESTRICTED only for the named, who open it but never find it in a list; never the
accused unit nor anybody under it. Nothing of it opens without the permission ``ticket.read``.
"""

from collections.abc import Mapping
from functools import lru_cache

from sqlalchemy import ColumnElement, and_, exists, false, func, literal, or_, select, true

from hotline.kit.auth.actor import Actor
from hotline.kit.organisation.models import Unit
from hotline.roles import Role
from hotline.tickets.actions import Action
from hotline.tickets.models import Assignment, Ticket
from hotline.tickets.papers import NamedUser, Proposal, Whistle
from hotline.tickets.vocabulary import (
    OPEN,
    AppealState,
    AssignmentStatus,
    FilingState,
    Queue,
    Status,
)
from hotline.tickets.workflow_table import TABLE
from routing.taxonomy.tree import Confidentiality

READ = "ticket.read"
KEPT = 1024  # actors whose conditions are kept: they hold nothing but the actor's own facts
NO_PREVIEW = "保密工单"  # what stands for the title of a RESTRICTED ticket where it is only listed
_SHOWN = frozenset(Status) - {Status.VOIDED}
_UNIT_ROLES = (Role.UNIT_CLERK, Role.HANDLER, Role.UNIT_APPROVER)

# What the hotline's roles see of all tickets because it is, was or may become their work.
STATUSES: Mapping[Role, frozenset[Status]] = {
    Role.AGENT: _SHOWN,
    Role.SUPERVISOR: frozenset(Status),
    Role.REVIEWER: OPEN | {Status.MERGED, Status.DECLINED},
    Role.DISPATCHER: OPEN,
    Role.ADJUDICATOR: frozenset({Status.OBJECTED}),
    Role.COORDINATOR: frozenset({Status.OBJECTED}),
    Role.RESULT_REVIEWER: frozenset({Status.REPLIED}),
    Role.FOLLOW_UP_AGENT: frozenset({Status.FOLLOWING_UP, Status.CLOSED}),
    Role.SUPERVISION_OFFICER: OPEN | {Status.CLOSED},
    Role.INSPECTOR: OPEN | {Status.CLOSED},
}
_PANEL = frozenset({Role.ADJUDICATOR, Role.COORDINATOR, Role.SUPERVISION_OFFICER})
PANEL_QUEUES = (Queue.FILINGS, Queue.CONSULTATIONS)

_UNIT_QUEUES = (Queue.TO_SIGN, Queue.HANDLING)
QUEUES: Mapping[Role, tuple[Queue, ...]] = {
    Role.AGENT: (Queue.DRAFTS, Queue.AWAITING_INFO, Queue.HANDED_OFF),
    Role.SUPERVISOR: (Queue.DRAFTS, Queue.AWAITING_INFO, Queue.HANDED_OFF, Queue.EXTENSIONS),
    Role.REVIEWER: (Queue.DRAFTS, Queue.AWAITING_INFO),
    Role.DISPATCHER: (Queue.TO_DISPATCH, Queue.OBJECTIONS, Queue.EXTENSIONS),
    Role.ADJUDICATOR: (Queue.OBJECTIONS, Queue.CONSULTATIONS, Queue.FILINGS),
    Role.COORDINATOR: (Queue.CONSULTATIONS, Queue.FILINGS),
    Role.RESULT_REVIEWER: (Queue.TO_REVIEW,),
    Role.FOLLOW_UP_AGENT: (Queue.TO_FOLLOW_UP,),
    Role.SUPERVISION_OFFICER: (Queue.SUPERVISED, Queue.TRACKED, Queue.FILINGS),
    Role.UNIT_CLERK: _UNIT_QUEUES,
    Role.HANDLER: _UNIT_QUEUES,
    Role.UNIT_APPROVER: (Queue.TO_APPROVE, *_UNIT_QUEUES),
    Role.INSPECTOR: (Queue.SUPERVISED,),
}


def queues_of(actor: Actor) -> tuple[Queue, ...]:
    """Return the queues of the actor's roles, each once, in the order of ``Queue``."""
    mine = {queue for role, queues in QUEUES.items() if role in actor.roles for queue in queues}
    return tuple(queue for queue in Queue if queue in mine)


def condition_of(queue: Queue, actor: Actor) -> ColumnElement[bool]:
    """Return which tickets wait in a queue; unit queues mean the actor's own unit."""
    status = {
        Queue.DRAFTS: Status.DRAFT,
        Queue.AWAITING_INFO: Status.AWAITING_INFO,
        Queue.TO_DISPATCH: Status.READY,
        Queue.OBJECTIONS: Status.OBJECTED,
        Queue.TO_REVIEW: Status.REPLIED,
        Queue.TO_FOLLOW_UP: Status.FOLLOWING_UP,
        Queue.HANDED_OFF: Status.HANDED_OFF,
    }.get(queue)
    if status is not None:
        return Ticket.status == status.value
    return _FLAGGED[queue] if queue in _FLAGGED else _of_unit(queue, actor)


_FLAGGED: Mapping[Queue, ColumnElement[bool]] = {
    Queue.EXTENSIONS: and_(
        Ticket.status == Status.HANDLING.value, Ticket.extension_pending.is_(True)
    ),
    Queue.CONSULTATIONS: and_(
        Ticket.status.in_([s.value for s in OPEN]), Ticket.consultation_open.is_(True)
    ),
    Queue.TRACKED: and_(Ticket.status == Status.HANDLING.value, Ticket.tracked.is_(True)),
    Queue.SUPERVISED: and_(
        Ticket.status.in_([s.value for s in OPEN]), Ticket.supervise_level.is_not(None)
    ),
    Queue.FILINGS: or_(
        Ticket.unreasonable_state == FilingState.FILED.value,
        Ticket.appeal_state == AppealState.FILED.value,
    ),
    Queue.ALL: true(),
}


def _of_unit(queue: Queue, actor: Actor) -> ColumnElement[bool]:
    if actor.unit_id is None:
        return false()
    if queue is Queue.TO_APPROVE:
        waiting = exists().where(
            Proposal.ticket_id == Ticket.id,
            Proposal.state == "PENDING",
            Proposal.unit_id == actor.unit_id,
        )
        return and_(Ticket.status.in_([s.value for s in _SHOWN]), waiting)
    wanted = AssignmentStatus.PENDING_SIGN if queue is Queue.TO_SIGN else AssignmentStatus.SIGNED
    mine = select(Assignment.ticket_id).where(
        Assignment.unit_id == actor.unit_id, Assignment.status == wanted.value
    )
    return and_(Ticket.status.in_([s.value for s in OPEN]), Ticket.id.in_(mine))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which ``actor`` may open a ticket; nothing else decides that.

    Staff without ``ticket.read`` see none, wherever they sit in the organisation: analysts, auditors,
    privacy officers and administrators work on masked reports, the audit log and requests (domain rules
    §2.2). An auditor therefore reads cards, documents and figures of every unit, which name tickets by
    number, but neither a ticket nor the supervision record of a single one: that record is part of it.
    """
    if actor.kind == "system":
        return true()
    if actor.kind == "citizen":
        return false() if actor.account_id is None else Ticket.citizen_id == actor.account_id
    return and_(_reached(actor), _not_restricted(actor))


def listed_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which ``actor`` finds a ticket in lists, searches, counts and hints.

    What he may open, but no RESTRICTED ticket, not even where he is named: "no search hit, no export, no
    list preview" (domain rules §3.5, decision 0018). Citizens find their own tickets; the system counts all.
    """
    if actor.kind != "staff":
        return visible_to(actor)
    return and_(_reached(actor), Ticket.confidentiality != Confidentiality.RESTRICTED.value)


@lru_cache(KEPT)
def _reached(actor: Actor) -> ColumnElement[bool]:
    if not actor.may(READ):
        return false()
    return and_(or_(*_reach(actor)), _not_accused(actor))


def _reach(actor: Actor) -> list[ColumnElement[bool]]:
    """Role's queues, one's unit with its subtree, what one authored, what waits for one's panel."""
    found: list[ColumnElement[bool]] = [Ticket.agent_id == actor.account_id]
    seen = statuses_of(actor)
    if seen:
        found.append(Ticket.status.in_(sorted(s.value for s in seen)))
    if sits_on_panel(actor):
        found += [_FLAGGED[queue] for queue in PANEL_QUEUES]
    confirmable = [action.value for action in second_of(actor)]
    if confirmable:
        waiting = select(Proposal.ticket_id).where(
            Proposal.state == "PENDING", Proposal.action.in_(confirmable)
        )
        found.append(Ticket.id.in_(waiting))
    if actor.unit_path:
        found += _of_subtree(actor.unit_path)
    return found


def statuses_of(actor: Actor) -> frozenset[Status]:
    """Return the statuses whose tickets the actor's roles see, all of them."""
    return frozenset().union(*(s for role, s in STATUSES.items() if role in actor.roles))


def sits_on_panel(actor: Actor) -> bool:
    """Tell whether filings and open consultations are the actor's to decide, whatever their status."""
    return not _PANEL.isdisjoint(actor.roles)


def second_of(actor: Actor) -> list[Action]:
    """Return the actions whose second person the actor may be by a role of the hotline."""
    return [
        row.action for row in TABLE if (set(row.approvers) - {Role.UNIT_APPROVER}) & actor.roles
    ]


def _of_subtree(path: str) -> list[ColumnElement[bool]]:
    units = select(Unit.id).where(Unit.path.startswith(path, autoescape=True))
    parts = select(Assignment.ticket_id).where(
        Assignment.unit_id.in_(units), Assignment.status != AssignmentStatus.REVOKED.value
    )
    called = select(Whistle.ticket_id).where(Whistle.unit_id.in_(units))
    return [Ticket.id.in_(parts), Ticket.id.in_(called)]


def _not_accused(actor: Actor) -> ColumnElement[bool]:
    if not actor.unit_path:
        return true()
    mine = literal(actor.unit_path)
    accused = Ticket.accused_unit_path
    under = func.substr(mine, 1, func.length(accused)) == accused
    return or_(accused.is_(None), ~under)


@lru_cache(KEPT)
def _not_restricted(actor: Actor) -> ColumnElement[bool]:
    named = exists().where(
        NamedUser.ticket_id == Ticket.id, NamedUser.account_id == actor.account_id
    )
    return or_(Ticket.confidentiality != Confidentiality.RESTRICTED.value, named)


def sees_person(actor: Actor, ticket: Ticket) -> bool:
    """Tell whether the citizen behind the ticket may be shown, masked or by REVEAL, at all (§3.5).

    Of a confidential ticket the hotline's own roles see the person; whoever works for a unit sees the
    matter only, even one who is named on a RESTRICTED ticket: contact goes over the hotline's bridge.
    """
    if ticket.confidentiality == Confidentiality.NONE:
        return True
    return not works_for_unit(actor)


def works_for_unit(actor: Actor) -> bool:
    """Tell whether he works for a unit: with one of a unit's roles, or none of the hotline's own."""
    return actor.has_role(*_UNIT_ROLES) or STATUSES.keys().isdisjoint(actor.roles)
