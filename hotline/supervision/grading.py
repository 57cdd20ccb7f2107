"""Monthly grades (月度评级): cards per hundred watched objects, unit by unit (domain rules §10.5)."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, distinct, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.organisation.models import Unit
from hotline.supervision import orders, policies, rules
from hotline.supervision.cards import Watched
from hotline.supervision.models import Card, UnitGrade
from hotline.supervision.policy import GradeLimits
from hotline.supervision.vocabulary import (
    FORGIVEN,
    Colour,
    Disposition,
    Grade,
    ObjectKind,
    OrderLevel,
)
from hotline.tickets.models import TicketClock
from hotline.tickets.vocabulary import AppealState


@dataclass
class Tally:
    """What one unit's month came to."""

    objects: int = 0
    yellow: int = 0
    red: int = 0
    adjusted: int = 0
    forgiven: dict[str, int] = field(default_factory=dict)
    answer_hours: list[float] = field(default_factory=list)

    def add(self, card: Any) -> None:
        """Count one card; a forgiven one and one won on appeal are shown apart and do not weigh."""
        if card.appeal_state == AppealState.UPHELD.value:
            self.adjusted += 1
        elif Disposition(card.disposition) in FORGIVEN:
            self.forgiven[card.disposition] = self.forgiven.get(card.disposition, 0) + 1
        elif card.colour == Colour.YELLOW.value:
            self.yellow += 1
        elif card.colour == Colour.RED.value:
            self.red += 1
        if card.explained_at is not None:
            self.answer_hours.append((card.explained_at - card.triggered_at).total_seconds() / 3600)


def month_bounds(month: date) -> tuple[datetime, datetime]:
    """Return the first instant of the month and of the next one, by Shanghai dates."""
    first = datetime(month.year, month.month, 1, tzinfo=clock.SHANGHAI)
    following = (first + timedelta(days=32)).replace(day=1)
    return first, following


def last_month() -> date:
    """Return the first day of the month before this one, by Shanghai dates."""
    return (clock.local_date().replace(day=1) - timedelta(days=1)).replace(day=1)


async def compute(session: AsyncSession, *, month: date, unit_id: str | None = None) -> int:
    """(Re)compute the grades of a month from clocks and cards; returns how many units were graded.

    With ``unit_id`` only that unit's: the others' published grades stay as they are.

    Objects are tickets with a clock of the unit that ran in the month. A failing grade of a month that
    is over produces a written advice (监察建议书), once.
    """
    first, following = month_bounds(month)
    tallies = await _tallies(session, first, following)
    limits = (await policies.current(session)).grades
    rows = [
        _row(unit, first.date(), tally, limits)
        for unit, tally in tallies.items()
        if unit_id in {None, unit}
    ]
    old = delete(UnitGrade).where(UnitGrade.month == first.date())
    await session.execute(old if unit_id is None else old.where(UnitGrade.unit_id == unit_id))
    if rows:
        await session.execute(insert(UnitGrade), rows)
    if following <= clock.now():
        for row in rows:
            if row["grade"] == Grade.FAILED.value:
                await _advise(session, row)
    return len(rows)


async def _tallies(session: AsyncSession, first: datetime, following: datetime) -> dict[str, Tally]:
    tallies: dict[str, Tally] = {}
    watched = await session.execute(
        select(TicketClock.unit_id, func.count(distinct(TicketClock.ticket_id)))
        .where(
            TicketClock.unit_id.is_not(None),
            TicketClock.started_at < following,
            or_(TicketClock.stopped_at.is_(None), TicketClock.stopped_at >= first),
        )
        .group_by(TicketClock.unit_id)
    )
    for unit_id, number in watched.all():
        tallies.setdefault(str(unit_id), Tally()).objects = number
    cards = await session.execute(
        select(
            Card.unit_id,
            Card.colour,
            Card.disposition,
            Card.appeal_state,
            Card.triggered_at,
            Card.explained_at,
        ).where(Card.triggered_at >= first, Card.triggered_at < following)
    )
    for card in cards.all():
        tallies.setdefault(card.unit_id, Tally()).add(card)
    return tallies


def _row(unit_id: str, month: date, tally: Tally, limits: GradeLimits) -> dict[str, Any]:
    points = rules.score(yellow=tally.yellow, red=tally.red, objects=tally.objects, limits=limits)
    hours = tally.answer_hours
    return {
        "unit_id": unit_id,
        "month": month,
        "objects": tally.objects,
        "yellow": tally.yellow,
        "red": tally.red,
        "corrected": tally.forgiven.get(Disposition.CORRECTED.value, 0),
        "exempted": tally.forgiven.get(Disposition.EXEMPTED.value, 0),
        "revoked": tally.forgiven.get(Disposition.REVOKED.value, 0),
        "adjusted": tally.adjusted,
        "answer_hours": round(sum(hours) / len(hours), 1) if hours else None,
        "score": round(points, 2),
        "grade": rules.grade(points, limits).value,
        "computed_at": clock.now(),
    }


async def _advise(session: AsyncSession, row: dict[str, Any]) -> None:
    unit = await session.get_one(Unit, row["unit_id"])
    month: date = row["month"]
    advice = orders.Issue(
        level=OrderLevel.ADVISED,
        watched=Watched(unit.id, unit.code, unit.id, ObjectKind.UNIT.value),
        reason=f"{month:%Y年%m月}电子监察得分 {row['score']}，评级不合格，请查明原因并整改。",
        occurrence=f"advice:{unit.id}:{month:%Y-%m}",
    )
    await orders.issue(session, advice, actor=None)


async def renew(session: AsyncSession, card: Card) -> None:
    """Grade the card's unit anew if its month was published already: the card no longer weighs as it did."""
    month = clock.local_date(card.triggered_at).replace(day=1)
    await session.flush()
    if await is_graded(session, month):
        await compute(session, month=month, unit_id=card.unit_id)


async def is_graded(session: AsyncSession, month: date) -> bool:
    """Tell whether the grades of a month were computed."""
    query = select(UnitGrade.unit_id).where(UnitGrade.month == month.replace(day=1)).limit(1)
    return await session.scalar(query) is not None
