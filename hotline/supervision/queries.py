"""Reading supervision (监察查询): a unit sees its subtree, supervision sees the whole city."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, false, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import Actor
from hotline.kit.organisation.models import Unit
from hotline.kit.pagination import Page, PageQuery, after, decode, encode
from hotline.supervision import notices, policies
from hotline.supervision.errors import CardUnknown, OrderUnknown
from hotline.supervision.grading import month_bounds
from hotline.supervision.models import (
    Card,
    Order,
    StaffNotice,
    SupervisionRecord,
    UnitGrade,
)
from hotline.supervision.policy import GradeLimits
from hotline.supervision.schemas import (
    CardOut,
    GradeOut,
    NoticeOut,
    OrderOut,
    RecordOut,
    SummaryOut,
)
from hotline.supervision.vocabulary import (
    WAITING,
    Colour,
    Disposition,
    Grade,
    OrderLevel,
    OrderState,
    RuleId,
)
from hotline.tickets.models import TicketClock
from hotline.tickets.vocabulary import AppealState, ClockState


def visible_units(actor: Actor) -> ColumnElement[bool]:
    """Which units' cards and orders the actor may see (four-tier view, domain rules §10.5)."""
    if actor.may("supervision.read"):
        return true()
    if actor.unit_path is None:
        return false()
    return Unit.path.startswith(actor.unit_path, autoescape=True)


@dataclass(frozen=True)
class Wanted:
    """Filters of the lists; ``None`` means any."""

    unit_id: str | None = None
    object_id: str | None = None
    step: str | None = None
    colour: str | None = None
    state: str | None = None


async def list_cards(
    session: AsyncSession, *, actor: Actor, wanted: Wanted, page: PageQuery
) -> Page[CardOut]:
    """List cards, newest first."""
    query = select(Card, Unit.name).join(Unit, Unit.id == Card.unit_id)
    query = query.where(visible_units(actor))
    for column, value in (
        (Card.unit_id, wanted.unit_id),
        (Card.object_id, wanted.object_id),
        (Card.step, wanted.step),
        (Card.colour, wanted.colour),
        (Card.disposition, wanted.state),
    ):
        if value is not None:
            query = query.where(column == value)
    rows, cursor = await _page(session, query, page, [Card.triggered_at, Card.id])
    return Page(items=[card_out(card, name) for card, name in rows], next_cursor=cursor)


async def list_orders(
    session: AsyncSession, *, actor: Actor, wanted: Wanted, page: PageQuery
) -> Page[OrderOut]:
    """List orders, newest first."""
    query = select(Order, Unit.name).join(Unit, Unit.id == Order.unit_id)
    query = query.where(visible_units(actor))
    for column, value in (
        (Order.unit_id, wanted.unit_id),
        (Order.object_id, wanted.object_id),
        (Order.state, wanted.state),
    ):
        if value is not None:
            query = query.where(column == value)
    rows, cursor = await _page(session, query, page, [Order.issued_at, Order.id])
    return Page(items=[order_out(order, name) for order, name in rows], next_cursor=cursor)


async def _page(
    session: AsyncSession, query: Any, page: PageQuery, keys: list[Any]
) -> tuple[list[Any], str | None]:
    if page.cursor is not None:
        query = query.where(after(keys, decode(page.cursor, [datetime, str]), descending=True))
    query = query.order_by(*(key.desc() for key in keys)).limit(page.limit + 1)
    rows = list((await session.execute(query)).all())
    if len(rows) <= page.limit:
        return rows, None
    last = rows[page.limit - 1][0]
    return rows[: page.limit], encode([getattr(last, key.key) for key in keys])


async def get_card_out(session: AsyncSession, *, actor: Actor, card_id: str) -> CardOut:
    """Return a card the actor may see; raises ``CardUnknown``."""
    query = (
        select(Card, Unit.name)
        .join(Unit, Unit.id == Card.unit_id)
        .where(Card.id == card_id, visible_units(actor))
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise CardUnknown
    return card_out(*row)


async def get_order_out(session: AsyncSession, *, actor: Actor, order_id: str) -> OrderOut:
    """Return an order the actor may see; raises ``OrderUnknown``."""
    query = (
        select(Order, Unit.name)
        .join(Unit, Unit.id == Order.unit_id)
        .where(Order.id == order_id, visible_units(actor))
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise OrderUnknown
    return order_out(*row)


async def list_records(session: AsyncSession, *, object_id: str) -> list[RecordOut]:
    """List the record of one object in order; the caller has checked that the object is visible."""
    query = (
        select(SupervisionRecord)
        .where(SupervisionRecord.object_id == object_id)
        .order_by(SupervisionRecord.seq)
    )
    return [
        RecordOut(
            seq=r.seq, kind=r.kind, at=r.at, unit_id=r.unit_id, detail=r.detail, digest=r.digest
        )
        for r in (await session.execute(query)).scalars()
    ]


async def list_grades(session: AsyncSession, *, actor: Actor, month: date) -> list[GradeOut]:
    """List the grades of a month, best first."""
    query = (
        select(UnitGrade, Unit.name)
        .join(Unit, Unit.id == UnitGrade.unit_id)
        .where(UnitGrade.month == month.replace(day=1), visible_units(actor))
        .order_by(UnitGrade.score.desc(), Unit.code)
    )
    limits = (await policies.current(session)).grades
    return [grade_out(grade, name, limits) for grade, name in (await session.execute(query)).all()]


async def all_grades(session: AsyncSession, *, month: date) -> list[tuple[UnitGrade, str]]:
    """List the grades of a month with the units' names, best first (for the operator)."""
    query = (
        select(UnitGrade, Unit.name)
        .join(Unit, Unit.id == UnitGrade.unit_id)
        .where(UnitGrade.month == month.replace(day=1))
        .order_by(UnitGrade.score.desc(), Unit.code)
    )
    return [(grade, name) for grade, name in (await session.execute(query)).all()]


async def summarise(session: AsyncSession, *, actor: Actor, month: date) -> list[SummaryOut]:
    """Count the cards of a month by unit, step and colour in the subtree the actor may see."""
    from_, until = month_bounds(month)
    waiting = func.sum(case((Card.disposition.in_([d.value for d in WAITING]), 1), else_=0))
    query = (
        select(
            Card.unit_id, Unit.name, Card.org_level, Card.step, Card.colour, func.count(), waiting
        )
        .join(Unit, Unit.id == Card.unit_id)
        .where(Card.triggered_at >= from_, Card.triggered_at < until, visible_units(actor))
        .group_by(Card.unit_id, Unit.name, Card.org_level, Card.step, Card.colour)
        .order_by(Card.org_level, Unit.name, Card.step, Card.colour)
    )
    return [
        SummaryOut(
            unit_id=unit_id,
            unit_name=name,
            org_level=level,
            step=step,
            colour=colour,
            colour_label=Colour(colour).label,
            cards=cards,
            waiting=int(open_ or 0),
        )
        for unit_id, name, level, step, colour, cards, open_ in (await session.execute(query)).all()
    ]


async def list_notices(
    session: AsyncSession, *, actor: Actor, unread_only: bool, page: PageQuery
) -> Page[NoticeOut]:
    """List the notices for the actor, newest first."""
    query = notices.listed(actor, unread_only=unread_only)
    if page.cursor is not None:
        query = query.where(
            after([StaffNotice.__table__.c.id], decode(page.cursor, [str]), descending=True)
        )
    query = query.order_by(StaffNotice.id.desc()).limit(page.limit + 1)
    rows = (await session.execute(query)).mappings().all()
    shown = [NoticeOut.model_validate(dict(row)) for row in rows[: page.limit]]
    more = len(rows) > page.limit
    return Page(items=shown, next_cursor=encode([shown[-1].id]) if more else None)


async def earliest_due(session: AsyncSession, *, ticket_id: str, unit_id: str) -> datetime | None:
    """Return the earliest due time of the unit's running clocks on a ticket."""
    query = select(func.min(TicketClock.due_at)).where(
        TicketClock.ticket_id == ticket_id,
        TicketClock.unit_id == unit_id,
        TicketClock.state == ClockState.RUNNING.value,
    )
    return await session.scalar(query)


def grade_out(grade: UnitGrade, unit_name: str, limits: GradeLimits) -> GradeOut:
    """Show a grade with its definition, so that no figure stands without one."""
    definition = (
        f"得分＝100−（{limits.yellow_points}×黄牌＋{limits.red_points}×红牌）÷监察对象数×100，最低 0；"
        f"{limits.excellent} 分以上优秀，{limits.good} 分以上良好，{limits.passed} 分以上合格；"
        "自行纠正、免责、撤销和申诉成立的牌不计分，单列。监察对象数为当月该单位有时限在走的工单数。"
    )
    return GradeOut.model_validate(
        {
            **{name: getattr(grade, name, None) for name in GradeOut.model_fields},
            "unit_name": unit_name,
            "grade_label": Grade(grade.grade).label,
            "definition": definition,
        }
    )


def card_out(card: Card, unit_name: str) -> CardOut:
    """Show a card."""
    return CardOut.model_validate(
        {
            **{name: getattr(card, name, None) for name in CardOut.model_fields},
            "unit_name": unit_name,
            "rule_label": RuleId(card.rule_id).label,
            "colour_label": Colour(card.colour).label,
            "disposition_label": Disposition(card.disposition).label,
            "appeal_state_label": AppealState(card.appeal_state).label
            if card.appeal_state
            else None,
        }
    )


def order_out(order: Order, unit_name: str) -> OrderOut:
    """Show an order."""
    return OrderOut.model_validate(
        {
            **{name: getattr(order, name, None) for name in OrderOut.model_fields},
            "unit_name": unit_name,
            "level_label": OrderLevel(order.level).label,
            "state_label": OrderState(order.state).label,
        }
    )
