"""Reading supervision (监察查询): a unit sees its subtree, supervision sees the whole city."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, false, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import Actor
from hotline.kit.organisation.models import Unit
from hotline.kit.pagination import Page, PageQuery, after, decode, encode
from hotline.supervision.errors import CardUnknown, OrderUnknown
from hotline.supervision.models import (
    Card,
    Disposition,
    Order,
    OrderLevel,
    OrderState,
    SupervisionRecord,
    UnitGrade,
)
from hotline.supervision.rules import Colour, Grade, RuleId
from hotline.supervision.schemas import CardOut, GradeOut, OrderOut, RecordOut


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
    session: AsyncSession, query: Select[Any], page: PageQuery, keys: list[Any]
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
    return [
        GradeOut(
            unit_id=g.unit_id,
            unit_name=name,
            month=g.month,
            objects=g.objects,
            yellow=g.yellow,
            red=g.red,
            score=g.score,
            grade=g.grade,
            grade_label=Grade(g.grade).label,
        )
        for g, name in (await session.execute(query)).all()
    ]


def card_out(card: Card, unit_name: str) -> CardOut:
    """Show a card."""
    return CardOut.model_validate(
        {
            **{name: getattr(card, name, None) for name in CardOut.model_fields},
            "unit_name": unit_name,
            "rule_label": RuleId(card.rule_id).label,
            "colour_label": Colour(card.colour).label,
            "disposition_label": Disposition(card.disposition).label,
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
