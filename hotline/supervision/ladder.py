"""Climbing the ladder (逐级预警): what each step of a late clock does to its unit and its ticket."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.calendars import queries as calendars
from hotline.kit.organisation import queries as organisation
from hotline.kit.outbox.service import publish
from hotline.kit.worktime import Calendar
from hotline.supervision import cards, docket, orders, policies, record, rules
from hotline.supervision.cards import Watched
from hotline.supervision.events import ClockAlerted
from hotline.supervision.models import Order
from hotline.supervision.rules import ClockFacts, DueChange, TimedStep
from hotline.supervision.vocabulary import Colour, ObjectKind, OrderLevel, RuleId, Step
from hotline.tickets import deadlines
from hotline.tickets.models import Assignment, ClockChange, Ticket, TicketClock
from hotline.tickets.papers import Extension
from hotline.tickets.vocabulary import ClockId, Mode

HOLD = timedelta(hours=1)
_ORDERS = {
    Step.URGE_NOTICE: OrderLevel.URGED,
    Step.SUPERVISE: OrderLevel.SUPERVISED,
    Step.NOTIFY: OrderLevel.NOTIFIED,
    Step.LIST: OrderLevel.LISTED,
}


@dataclass(frozen=True)
class Look:
    """One clock looked at: its ticket, its unit's calendar, its steps, and since when it is late."""

    row: TicketClock
    ticket: Ticket
    calendar: Calendar
    steps: tuple[TimedStep, ...]
    since: datetime

    @property
    def name(self) -> ClockId:
        """Which clock."""
        return ClockId[self.row.clock.upper()]

    @property
    def lateness(self) -> str:
        """The identity of one lateness: all its records, cards and documents carry it."""
        return f"{self.row.id}:{self.since:%Y%m%dT%H%M%S}"

    def occurrence(self, step: Step) -> str:
        """The identity of one step of it."""
        return f"clock:{self.lateness}:{step.value}"


async def look_at(session: AsyncSession, row: TicketClock) -> Look:
    """Gather what decides the steps of a clock."""
    ticket = await session.get_one(Ticket, row.ticket_id)
    level, calendar = None, await calendars.load(session)
    if row.unit_id is not None:
        level = (await organisation.get_unit(session, row.unit_id)).level
        calendar = await organisation.calendar_of(session, row.unit_id)
    policy = await policies.current(session)
    facts = ClockFacts(
        clock=ClockId[row.clock.upper()],
        started_at=row.started_at,
        due_at=row.due_at,
        yellow_at=row.yellow_at,
        of_unit=row.unit_id is not None,
        round_the_clock=row.mode == Mode.CLK,
    )
    steps = rules.schedule(facts, calendar, policy.ladder(ticket.profile, level))
    return Look(row, ticket, calendar, steps, await _late_since(session, row))


async def _late_since(session: AsyncSession, row: TicketClock) -> datetime:
    query = (
        select(ClockChange.at, ClockChange.new_due_at, ClockChange.was_red)
        .where(ClockChange.clock_id == row.id)
        .order_by(ClockChange.at, ClockChange.id)
    )
    changes = [DueChange(*change) for change in (await session.execute(query)).all()]
    return rules.episode(row.original_due_at, changes)


async def take(session: AsyncSession, look: Look, timed: TimedStep) -> datetime | None:
    """Record the step and do what it demands; the instant to come back at if it must wait."""
    wait = await _must_wait(session, look, timed.step)
    if wait is not None:
        return wait
    row = look.row
    entry = record.Entry(
        object_kind=ObjectKind.TICKET.value,
        object_id=row.ticket_id,
        object_no=look.ticket.number,
        kind=timed.step.value,
        occurrence=look.occurrence(timed.step),
        unit_id=row.unit_id,
        clock_id=row.id,
        detail={"clock": row.clock, "due_at": row.due_at.isoformat(), "at": timed.at.isoformat()},
    )
    if await record.append(session, entry):
        step = timed.step.value
        await publish(session, ClockAlerted(row.ticket_id, row.id, row.unit_id, step))
        if row.unit_id is not None:
            await _press(session, look, timed.step, row.unit_id)
    return None


async def _must_wait(session: AsyncSession, look: Look, step: Step) -> datetime | None:
    """Hold a step back where lateness is not the unit's, or where it may still answer an urge.

    An extension asked for in good time and not decided is the hotline's delay (domain rules §3.5). The
    circular is for units that were urged and gave no reason (§4.7 rung 5).
    """
    if look.name not in rules.CLIMBING or step in {Step.REMIND, Step.YELLOW}:
        return None
    pending = select(Extension.id).where(
        Extension.ticket_id == look.row.ticket_id,
        Extension.state == "PENDING",
        Extension.in_good_time,
    )
    if await session.scalar(pending.limit(1)) is not None:
        return clock.now() + HOLD
    if step is not Step.NOTIFY:
        return None
    urges = await _urges(session, look)
    answer_due = [order.reply_due_at for order in urges if order.reply_due_at is not None]
    return min((due for due in answer_due if due > clock.now()), default=None)


async def _urges(session: AsyncSession, look: Look) -> list[Order]:
    query = select(Order).where(
        Order.object_id == look.row.ticket_id,
        Order.unit_id == look.row.unit_id,
        Order.level == OrderLevel.URGED.value,
        Order.issued_at >= look.since,
    )
    return list(await session.scalars(query))


async def _press(session: AsyncSession, look: Look, step: Step, unit_id: str) -> None:
    watched = Watched(look.ticket.id, look.ticket.number, unit_id)
    if step is Step.DUE and look.name in rules.CARDED:
        await _card(session, look, watched, RuleId.TICKET_DUE)
        await _massed(session, look, watched)
    elif step is Step.RED_CARD:
        await _card(session, look, watched, RuleId.TICKET_RED)
    elif step in _ORDERS:
        await _order(session, look, watched, _ORDERS[step])


async def _card(session: AsyncSession, look: Look, watched: Watched, rule: RuleId) -> None:
    row, now = look.row, clock.now()
    first, last = clock.local_date(row.started_at), clock.local_date(now)
    elapsed = deadlines.measure(look.calendar, Mode[row.mode], row.started_at, now)
    part = await session.get(Assignment, row.assignment_id) if row.assignment_id else None
    offence = cards.Offence(
        rule=rule,
        colour=Colour.YELLOW if rule is RuleId.TICKET_DUE else Colour.RED,
        watched=watched,
        step=row.clock,
        occurrence=look.lateness,
        due_at=row.due_at,
        elapsed_minutes=max(elapsed - row.paused_minutes, 0),
        paused_minutes=row.paused_minutes,
        holidays=max((last - first).days - look.calendar.days_between(first, last), 0),
        handler_id=part.handler_id if part else None,
    )
    await cards.serve(session, offence)


async def _order(session: AsyncSession, look: Look, watched: Watched, level: OrderLevel) -> None:
    if level is OrderLevel.NOTIFIED and not await _is_without_reason(session, look):
        return
    due = clock.to_local(look.row.due_at)
    issue = orders.Issue(
        level=level,
        watched=watched,
        reason=f"{look.name.label}时限 {due:%Y-%m-%d %H:%M} 已过，尚未办结。",
        occurrence=f"{look.lateness}:{level.value}",
    )
    order = await orders.issue(session, issue, actor=None)
    if order is not None:
        await docket.announce(session, order)


async def _massed(session: AsyncSession, look: Look, watched: Watched) -> None:
    """Supervise at once what several citizens asked for and nobody solved in time (§4.7, triggers)."""
    if look.name not in rules.CLIMBING:
        return
    policy = await policies.current(session)
    own = or_(Ticket.id == look.ticket.id, Ticket.merged_into_id == look.ticket.id)
    citizens = await session.scalar(select(func.count(Ticket.citizen_id.distinct())).where(own))
    if (citizens or 0) >= policy.massed_citizens:
        await _order(session, look, watched, OrderLevel.SUPERVISED)


async def _is_without_reason(session: AsyncSession, look: Look) -> bool:
    urges = await _urges(session, look)
    return bool(urges) and all(order.reply is None for order in urges)


async def paused_too_long(session: AsyncSession, look: Look) -> None:
    """Serve a card for a suspension that goes on after its own end (domain rules §10.2)."""
    row = look.row
    if row.unit_id is None:
        return
    offence = cards.Offence(
        rule=RuleId.PAUSE_OVER,
        colour=Colour.YELLOW,
        watched=Watched(look.ticket.id, look.ticket.number, row.unit_id),
        step=row.clock,
        occurrence=look.lateness,
        due_at=row.due_at,
    )
    await cards.serve(session, offence)
