"""Orders (催办·督办·通报·挂牌): numbered documents with a reply date (domain rules §4.7, §5.2)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock, counters
from hotline.kit.auth.actor import Actor
from hotline.kit.calendars import queries as calendars
from hotline.kit.ids import new_id
from hotline.kit.organisation import queries as organisation
from hotline.kit.outbox.service import publish
from hotline.supervision import record
from hotline.supervision.errors import OrderUnknown, Stale, StepNotOpen
from hotline.supervision.events import OrderIssued
from hotline.supervision.models import Order, OrderLevel, OrderState

# Letters of the document number and working days to reply (domain rules §4.1, §5.2).
_PREFIX = {
    OrderLevel.URGED: "CB",
    OrderLevel.SUPERVISED: "DB",
    OrderLevel.NOTIFIED: "TB",
    OrderLevel.LISTED: "DB",
    OrderLevel.SUMMONED: "DB",
}
_REPLY_DAYS = {OrderLevel.URGED: 1, OrderLevel.NOTIFIED: 0}
_DEFAULT_REPLY_DAYS = 3


@dataclass(frozen=True)
class Issue:
    """What is put in writing, against which unit, why; ``occurrence`` is unique over all time."""

    level: OrderLevel
    object_kind: str
    object_id: str
    object_no: str
    unit_id: str
    reason: str
    occurrence: str


async def issue(session: AsyncSession, what: Issue, *, actor: Actor | None) -> Order | None:
    """Issue a document; the same occurrence is never issued twice (``None``)."""
    known = select(Order.id).where(Order.occurrence == what.occurrence)
    if await session.scalar(known) is not None:
        return None
    now = clock.now()
    order = Order(
        id=new_id(),
        number=await _next_number(session, what.level),
        level=what.level.value,
        object_kind=what.object_kind,
        object_id=what.object_id,
        object_no=what.object_no,
        unit_id=what.unit_id,
        occurrence=what.occurrence,
        reason=what.reason,
        issued_by=actor.account_id if actor else None,
        issued_at=now,
        reply_due_at=await _reply_due(session, what, now),
        state=OrderState.ISSUED.value,
        version=1,
    )
    session.add(order)
    await session.flush()
    await _note(session, order, f"ORDER_{what.level.value}", actor)
    await publish(session, OrderIssued(order.id, order.unit_id, order.object_id, order.level))
    return order


async def _next_number(session: AsyncSession, level: OrderLevel) -> str:
    prefix, year = _PREFIX[level], clock.local_date().year
    serial = await counters.take(session, f"document:{prefix}:{year}")
    return f"{prefix}{year}{serial:05d}"


async def _reply_due(session: AsyncSession, what: Issue, now: datetime) -> datetime | None:
    days = _REPLY_DAYS.get(what.level, _DEFAULT_REPLY_DAYS)
    if days == 0:
        return None
    unit = await organisation.get_unit(session, what.unit_id)
    calendar = await calendars.load(session, unit.calendar_id)
    if what.level is OrderLevel.URGED:
        return calendar.add_minutes(now, 420)
    return calendar.add_days(now, days)


async def get_order(session: AsyncSession, order_id: str, *, version: int | None = None) -> Order:
    """Load an order for change; raises ``OrderUnknown`` or ``Stale``."""
    order = await session.get(Order, order_id, with_for_update=True)
    if order is None:
        raise OrderUnknown
    if version is not None and order.version != version:
        raise Stale(current_version=order.version)
    return order


async def reply(session: AsyncSession, order: Order, *, text: str, actor: Actor) -> Order:
    """The unit answers: measures and date."""
    if order.state != OrderState.ISSUED.value:
        raise StepNotOpen
    order.reply, order.replied_by, order.replied_at = text, actor.account_id, clock.now()
    order.state = OrderState.REPLIED.value
    order.version += 1
    await _note(session, order, "ORDER_REPLIED", actor)
    return order


async def lift(session: AsyncSession, order: Order, *, reason: str, actor: Actor) -> Order:
    """A supervision officer lifts the order with a reason."""
    if order.state == OrderState.LIFTED.value:
        raise StepNotOpen
    order.lifted_by, order.lifted_reason = actor.account_id, reason
    order.state = OrderState.LIFTED.value
    order.version += 1
    await _note(session, order, "ORDER_LIFTED", actor)
    return order


async def _note(session: AsyncSession, order: Order, kind: str, actor: Actor | None) -> None:
    entry = record.Entry(
        object_kind=order.object_kind,
        object_id=order.object_id,
        object_no=order.object_no,
        kind=kind,
        occurrence=f"order:{order.id}:{order.version}:{kind}",
        unit_id=order.unit_id,
        actor_id=actor.account_id if actor else None,
        detail={"order_id": order.id, "number": order.number},
    )
    await record.append(session, entry)
