"""Documents (催办·督办·通报·挂牌·约谈·建议): numbered, with a reply date (domain rules §4.7, §5.2)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock, counters
from hotline.kit.auth.actor import Actor
from hotline.kit.ids import new_id
from hotline.kit.organisation import queries as organisation
from hotline.kit.outbox.service import publish
from hotline.supervision import policies, record
from hotline.supervision.cards import Watched, text_digest
from hotline.supervision.errors import OrderUnknown, Stale, StepNotOpen
from hotline.supervision.events import OrderIssued
from hotline.supervision.models import Order
from hotline.supervision.vocabulary import OrderLevel, OrderState

# Letters of the document number (domain rules §5.2; 监察建议书 has its own).
_PREFIX = {
    OrderLevel.URGED: "CB",
    OrderLevel.SUPERVISED: "DB",
    OrderLevel.NOTIFIED: "TB",
    OrderLevel.LISTED: "DB",
    OrderLevel.SUMMONED: "DB",
    OrderLevel.ADVISED: "JY",
}


@dataclass(frozen=True)
class Issue:
    """What is put in writing, against which unit, why; ``occurrence`` is unique over all time.

    ``number`` and ``reply_due_at`` are those of a paper that bears them already; else ours are taken.
    """

    level: OrderLevel
    watched: Watched
    reason: str
    occurrence: str
    number: str = ""
    reply_due_at: datetime | None = None
    issued_by: str | None = None


async def issue(session: AsyncSession, what: Issue, *, actor: Actor | None) -> Order | None:
    """Issue a document (``actor`` None: the system); the same occurrence is never issued twice."""
    known = select(Order.id).where(Order.occurrence == what.occurrence)
    if await session.scalar(known) is not None:
        return None
    now, watched = clock.now(), what.watched
    order = Order(
        id=new_id(),
        number=await _number(session, what),
        level=what.level.value,
        object_kind=watched.object_kind,
        object_id=watched.object_id,
        object_no=watched.object_no,
        unit_id=watched.unit_id,
        occurrence=what.occurrence,
        reason=what.reason,
        issued_by=actor.account_id if actor else what.issued_by,
        issued_at=now,
        reply_due_at=what.reply_due_at or await _reply_due(session, what, now),
        state=OrderState.ISSUED.value,
        version=1,
    )
    session.add(order)
    await session.flush()
    await _note(session, order, f"ORDER_{order.level}", order.issued_by, text=order.reason)
    await publish(session, OrderIssued(order.id, order.unit_id, order.object_id, order.level))
    return order


async def is_known(session: AsyncSession, *, number: str, object_id: str | None = None) -> bool:
    """Whether a document bears this number, of all or of one object."""
    query = select(Order.id).where(Order.number == number)
    if object_id is not None:
        query = query.where(Order.object_id == object_id)
    return await session.scalar(query) is not None


async def _number(session: AsyncSession, what: Issue) -> str:
    """Keep the number of the paper; take our next where it bears none or another paper has it."""
    number, year = what.number, clock.local_date().year
    prefix = _PREFIX[what.level]
    while not number or await is_known(session, number=number):
        serial = await counters.take(session, f"document:{prefix}:{year}")
        number = f"{prefix}{year}{serial:05d}"
    return number


async def _reply_due(session: AsyncSession, what: Issue, now: datetime) -> datetime | None:
    policy = await policies.current(session)
    calendar = await organisation.calendar_of(session, what.watched.unit_id)
    if what.level is OrderLevel.URGED:
        return calendar.add_minutes(now, policy.urge_reply_minutes)
    days = policy.reply_days.get(what.level)
    return None if days is None else calendar.add_days(now, days)


async def get_order(session: AsyncSession, order_id: str, *, version: int | None = None) -> Order:
    """Load a document for change; raises ``OrderUnknown`` or ``Stale``."""
    order = await session.get(Order, order_id, with_for_update=True)
    if order is None:
        raise OrderUnknown
    if version is not None and order.version != version:
        raise Stale(current_version=order.version)
    return order


async def list_open(
    session: AsyncSession, *, object_id: str, states: tuple[OrderState, ...]
) -> list[Order]:
    """List the documents of one object in ``states``, oldest first, locked for change."""
    query = (
        select(Order)
        .where(Order.object_id == object_id, Order.state.in_([state.value for state in states]))
        .order_by(Order.issued_at, Order.id)
        .with_for_update()
    )
    return list(await session.scalars(query))


async def reply(session: AsyncSession, order: Order, *, text: str, account_id: str | None) -> Order:
    """Take the unit's answer: measures and date; raises ``StepNotOpen`` if it was answered before."""
    if order.state != OrderState.ISSUED.value:
        raise StepNotOpen
    order.reply, order.replied_by, order.replied_at = text, account_id, clock.now()
    order.state = OrderState.REPLIED.value
    order.version += 1
    await _note(session, order, "ORDER_REPLIED", account_id, text=text)
    return order


async def lift(
    session: AsyncSession, order: Order, *, reason: str, account_id: str | None
) -> Order:
    """Lift the document with a reason; raises ``StepNotOpen`` if it was lifted before."""
    if order.state == OrderState.LIFTED.value:
        raise StepNotOpen
    order.lifted_by, order.lifted_reason, order.lifted_at = account_id, reason, clock.now()
    order.state = OrderState.LIFTED.value
    order.version += 1
    await _note(session, order, "ORDER_LIFTED", account_id, text=reason)
    return order


async def _note(
    session: AsyncSession, order: Order, kind: str, account_id: str | None, *, text: str
) -> None:
    entry = record.Entry(
        object_kind=order.object_kind,
        object_id=order.object_id,
        object_no=order.object_no,
        kind=kind,
        occurrence=f"order:{order.id}:{order.version}",
        unit_id=order.unit_id,
        actor_id=account_id,
        detail={
            "order_id": order.id,
            "number": order.number,
            "text": text_digest(order.id, text),
        },
    )
    await record.append(session, entry)
