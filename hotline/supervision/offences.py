"""Cards that follow from actions (由操作引出的监察牌): improper returns, false closure, contact not true.

Domain rules §10.1 RETURN_ABUSE, FALSE_CLOSE, NO_CONTACT. Each looks at the action log, never at words.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.satisfaction import Contacted
from hotline.supervision import cards, policies, record
from hotline.supervision.cards import Watched
from hotline.supervision.models import SupervisionRecord
from hotline.supervision.vocabulary import Colour, ObjectKind, RuleId
from hotline.tickets.events import TicketActed
from hotline.tickets.models import Action, Assignment, Ticket, TicketAction
from hotline.tickets.papers import ContactLog
from hotline.tickets.vocabulary import AssignmentRole, ContactOutcome, RedoTrigger
from routing.queries import load_history
from routing.taxonomy.history import History

REJECTED = "OBJECTION_REJECTED"
_OBJECTION, _REPLY = "objection", "reply"


@dataclass(frozen=True)
class Deed:
    """One action with its ticket and the unit that answers for it."""

    action: TicketAction
    ticket: Ticket
    unit_id: str

    @property
    def watched(self) -> Watched:
        """What a card would be about."""
        return Watched(self.ticket.id, self.ticket.number, self.unit_id)


async def on_acted(session: AsyncSession, event: TicketActed) -> None:
    """Look at an action that may be an offence of the lead unit."""
    look = _LOOKS.get(event.action)
    if look is None:
        return
    action = await session.get_one(TicketAction, event.action_id)
    ticket = await session.get_one(Ticket, event.ticket_id)
    unit_id = await _answerable(session, action, ticket)
    if unit_id is not None:
        await look(session, Deed(action, ticket, unit_id))


async def _answerable(session: AsyncSession, action: TicketAction, ticket: Ticket) -> str | None:
    """Return the lead unit at the time of the action: its part, else the last lead part before it."""
    if action.assignment_id is not None:
        part = await session.get(Assignment, action.assignment_id)
        if part is not None:
            return part.unit_id
    query = (
        select(Assignment.unit_id)
        .where(
            Assignment.ticket_id == ticket.id,
            Assignment.role == AssignmentRole.LEAD.value,
            Assignment.parent_id.is_(None),
            Assignment.assigned_at <= action.at,
        )
        .order_by(Assignment.assigned_at.desc(), Assignment.id.desc())
        .limit(1)
    )
    return await session.scalar(query) or ticket.lead_unit_id


async def _return_abuse(session: AsyncSession, deed: Deed) -> None:
    """Two rejected objections on one category by one unit in thirty days; each counts for one card.

    Where the subject tree has changed meanwhile, an old subject counts as what it is today.
    """
    category, version = deed.ticket.category_code or "", deed.ticket.category_version
    entry = record.Entry(
        object_kind=ObjectKind.TICKET.value,
        object_id=deed.ticket.id,
        object_no=deed.ticket.number,
        kind=REJECTED,
        occurrence=f"rejected:{deed.action.id}",
        unit_id=deed.unit_id,
        detail={
            "category_code": category,
            "category_version": version,
            "action_id": deed.action.id,
        },
    )
    if not await record.append(session, entry):
        return
    policy = await policies.current(session)
    since = deed.action.at - timedelta(days=policy.rejected_within_days)
    query = select(SupervisionRecord.detail).where(
        SupervisionRecord.unit_id == deed.unit_id,
        SupervisionRecord.kind == REJECTED,
        SupervisionRecord.at >= since,
    )
    history = await load_history(session)
    same = _today(history, category, version)
    counted = [
        _today(history, detail["category_code"], detail.get("category_version"))
        for detail in await session.scalars(query)
    ]
    count = counted.count(same)
    if count % policy.rejected_returns == 0:
        await _serve(session, deed, RuleId.RETURN_ABUSE, _OBJECTION)


def _today(history: History, code: str, version: str | None) -> tuple[str | None, str]:
    """Return the subject as it reads in the tree in force; one that ended stands for itself alone."""
    now = history.now(code, version)
    return (version, code) if now is None else (None, now)


async def _follow_up(session: AsyncSession, deed: Deed) -> None:
    """The citizen says that nobody called although the log says reached; an audit found it false."""
    payload = deed.action.payload
    if payload.get("trigger") == RedoTrigger.FALSE_CLOSURE:
        await _serve(session, deed, RuleId.FALSE_CLOSE, _REPLY)
    denied = payload.get("contacted") == Contacted.NO
    if not denied and payload.get("trigger") != RedoTrigger.NOT_CONTACTED:
        return
    reached = select(ContactLog.id).where(
        ContactLog.ticket_id == deed.ticket.id,
        ContactLog.outcome == ContactOutcome.REACHED.value,
        ContactLog.logged_at <= deed.action.at,
    )
    if await session.scalar(reached.limit(1)) is not None:
        await _serve(session, deed, RuleId.NO_CONTACT, _REPLY)


async def _serve(session: AsyncSession, deed: Deed, rule: RuleId, step: str) -> None:
    part = None
    if deed.action.assignment_id is not None:
        part = await session.get(Assignment, deed.action.assignment_id)
    offence = cards.Offence(
        rule=rule,
        colour=Colour.RED if rule is RuleId.FALSE_CLOSE else Colour.YELLOW,
        watched=deed.watched,
        step=step,
        occurrence=deed.action.id,
        due_at=deed.action.at,
        handler_id=part.handler_id if part else None,
    )
    await cards.serve(session, offence)


_LOOKS: Mapping[str, Callable[[AsyncSession, Deed], Awaitable[None]]] = {
    Action.REJECT_OBJECTION.value: _return_abuse,
    Action.CLOSE.value: _follow_up,
    Action.ORDER_REDO.value: _follow_up,
    Action.REOPEN.value: _follow_up,
}
