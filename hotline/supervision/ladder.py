"""Climbing the ladder (逐级预警): what each step of a clock does to its ticket and its unit."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import SYSTEM, Actor
from hotline.kit.outbox.service import publish
from hotline.kit.worktime import Calendar
from hotline.supervision import cards, orders, record, rules
from hotline.supervision.events import ClockAlerted
from hotline.supervision.models import ObjectKind, Order, OrderLevel
from hotline.supervision.rules import Step, TimedStep
from hotline.tickets import queries as tickets
from hotline.tickets import service as ticket_service
from hotline.tickets.models import TicketClock

_ORDERS = {
    Step.URGE_NOTICE: OrderLevel.URGED,
    Step.SUPERVISE: OrderLevel.SUPERVISED,
    Step.NOTIFY: OrderLevel.NOTIFIED,
    Step.LIST: OrderLevel.LISTED,
}


@dataclass(frozen=True)
class _Late:
    """A clock of a unit that has reached a step, with what the papers about it say."""

    row: TicketClock
    step: Step
    number: str
    unit_id: str
    calendar: Calendar

    @property
    def occurrence(self) -> str:
        """A clock whose due time was moved climbs anew; the old steps keep their records."""
        return f"{self.row.id}:{self.row.due_at:%Y%m%dT%H%M}"


async def take(
    session: AsyncSession, row: TicketClock, timed: TimedStep, calendar: Calendar
) -> None:
    """Record the step once and do what it demands; a repeated step does nothing."""
    brief = await tickets.get_brief(session, ticket_id=row.ticket_id)
    entry = record.Entry(
        object_kind=ObjectKind.TICKET.value,
        object_id=row.ticket_id,
        object_no=brief.number,
        kind=timed.step.value,
        occurrence=f"clock:{row.id}:{row.due_at:%Y%m%dT%H%M}:{timed.step.value}",
        unit_id=row.unit_id,
        clock_id=row.id,
        detail={"clock": row.clock, "due_at": row.due_at.isoformat(), "at": timed.at.isoformat()},
    )
    if not await record.append(session, entry):
        return
    await publish(session, ClockAlerted(row.ticket_id, row.id, row.unit_id, timed.step.value))
    if row.unit_id is not None:
        await _press(session, _Late(row, timed.step, brief.number, row.unit_id, calendar))


async def _press(session: AsyncSession, late: _Late) -> None:
    if late.step is Step.DUE and late.row.clock in rules.CARDED_CLOCKS:
        await _card(session, late, rules.RuleId.TICKET_DUE, rules.Colour.YELLOW)
    elif late.step is Step.RED_CARD:
        await _card(session, late, rules.RuleId.TICKET_RED, rules.Colour.RED)
    elif late.step in _ORDERS:
        await _order(session, late)


async def _card(
    session: AsyncSession, late: _Late, rule: rules.RuleId, colour: rules.Colour
) -> None:
    row, now = late.row, clock.now()
    first, last = clock.local_date(row.started_at), clock.local_date(now)
    offence = cards.Offence(
        rule=rule,
        colour=colour,
        object_kind=ObjectKind.TICKET.value,
        object_id=row.ticket_id,
        object_no=late.number,
        unit_id=late.unit_id,
        step=row.clock,
        occurrence=late.occurrence,
        due_at=row.due_at,
        elapsed_minutes=late.calendar.minutes_between(row.started_at, now),
        paused_minutes=row.paused_minutes,
        holidays=(last - first).days - late.calendar.days_between(first, last),
    )
    await cards.serve(session, offence)


async def _order(session: AsyncSession, late: _Late) -> None:
    level = _ORDERS[late.step]
    reason = f"办理期限 {clock.to_local(late.row.due_at):%Y-%m-%d %H:%M} 已过，尚未办结。"
    issue = orders.Issue(
        level=level,
        object_kind=ObjectKind.TICKET.value,
        object_id=late.row.ticket_id,
        object_no=late.number,
        unit_id=late.unit_id,
        reason=reason,
        occurrence=f"{late.occurrence}:{level.value}",
    )
    order = await orders.issue(session, issue, actor=None)
    if order is not None:
        await announce(session, order, actor=SYSTEM)


async def announce(session: AsyncSession, order: Order, *, actor: Actor) -> None:
    """Write an order into its ticket: an urge notice or a supervision (domain rules §3.2 F2, F3)."""
    action = "ISSUE_URGE_NOTICE" if order.level == OrderLevel.URGED.value else "SUPERVISE"
    payload: dict[str, object] = {"document_no": order.number, "reason": order.reason}
    if action == "SUPERVISE":
        payload |= {"level": order.level, "reply_due_at": order.reply_due_at}
    await ticket_service.act_latest(
        session, ticket_id=order.object_id, action=action, actor=actor, payload=payload
    )
