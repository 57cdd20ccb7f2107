"""Reading appeals against cards (监察牌申诉查询): a unit sees its own, the panel sees all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth import queries as accounts
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import CurrentActor
from hotline.kit.errors import Forbidden
from hotline.kit.organisation.models import Unit
from hotline.kit.pagination import Page, PageQuery, after, decode, encode
from hotline.supervision.errors import AppealUnknown
from hotline.supervision.models import Card, CardAdjustment, CardAppeal
from hotline.supervision.queries import visible_units
from hotline.supervision.schemas import AppealOut
from hotline.supervision.vocabulary import Colour, RuleId
from hotline.tickets.vocabulary import AppealState

# Officers, inspectors, adjudicators and coordinators may sit on a panel (domain rules §3.2 G11).
_PANEL = ("supervision.act", "supervision.inspect", "ticket.adjudicate")


@dataclass(frozen=True)
class Wanted:
    """Filters of the list; ``None`` means any."""

    card_id: str | None = None
    state: AppealState | None = None


def sits(actor: Actor) -> bool:
    """Tell whether the actor may sit on a panel."""
    return any(actor.may(permission) for permission in _PANEL)


async def panel(actor: CurrentActor) -> Actor:
    """Let only those who may sit on a panel through; raises ``Forbidden`` (403)."""
    if not sits(actor):
        raise Forbidden
    return actor


def _visible(actor: Actor) -> ColumnElement[bool]:
    return true() if sits(actor) else visible_units(actor)


def _query(actor: Actor) -> Any:
    return (
        select(CardAppeal, Card, Unit.name, CardAdjustment.adjustment)
        .join(Card, Card.id == CardAppeal.card_id)
        .join(Unit, Unit.id == CardAppeal.unit_id)
        .outerjoin(CardAdjustment, CardAdjustment.appeal_id == CardAppeal.id)
        .where(_visible(actor))
    )


async def list_appeals(
    session: AsyncSession, *, actor: Actor, wanted: Wanted, page: PageQuery
) -> Page[AppealOut]:
    """List appeals, newest first."""
    keys: list[Any] = [CardAppeal.filed_at, CardAppeal.id]
    query = _query(actor)
    if wanted.card_id is not None:
        query = query.where(CardAppeal.card_id == wanted.card_id)
    if wanted.state is not None:
        query = query.where(CardAppeal.state == wanted.state.value)
    if page.cursor is not None:
        query = query.where(after(keys, decode(page.cursor, [datetime, str]), descending=True))
    query = query.order_by(*(key.desc() for key in keys)).limit(page.limit + 1)
    rows = (await session.execute(query)).all()
    listed = await _shown(session, rows[: page.limit])
    more = len(rows) > page.limit
    cursor = encode([listed[-1].filed_at, listed[-1].id]) if more else None
    return Page(items=listed, next_cursor=cursor)


async def get_appeal_out(session: AsyncSession, *, actor: Actor, appeal_id: str) -> AppealOut:
    """Return an appeal the actor may see; raises ``AppealUnknown``."""
    rows = (await session.execute(_query(actor).where(CardAppeal.id == appeal_id))).all()
    if not rows:
        raise AppealUnknown
    return (await _shown(session, rows))[0]


async def _shown(session: AsyncSession, rows: Sequence[Any]) -> list[AppealOut]:
    ids = {said["by"] for row in rows for said in row[0].opinions if said["by"]}
    names = await accounts.names_of(session, sorted(ids))
    return [_out(row, names) for row in rows]


def _out(row: Any, names: Any) -> AppealOut:
    appeal, card, unit_name, adjustment = row
    stored = {column.name: getattr(appeal, column.name) for column in CardAppeal.__table__.columns}
    return AppealOut.model_validate(
        {
            **stored,
            "object_kind": card.object_kind,
            "object_id": card.object_id,
            "object_no": card.object_no,
            "rule_label": RuleId(card.rule_id).label,
            "colour_label": Colour(card.colour).label,
            "unit_name": unit_name,
            "state_label": AppealState(appeal.state).label,
            "opinions": [{**said, "by_name": names.get(said["by"])} for said in appeal.opinions],
            "adjustment": adjustment,
        }
    )
