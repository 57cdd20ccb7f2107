"""Monthly grades (月度评级): cards per hundred watched objects, unit by unit."""

from datetime import date, datetime, timedelta

from sqlalchemy import delete, distinct, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.supervision import rules
from hotline.supervision.models import Card, Disposition, UnitGrade
from hotline.tickets.models import TicketClock


def month_bounds(month: date) -> tuple[datetime, datetime]:
    """Return the first instant of the month and of the next one, by Shanghai dates."""
    first = datetime(month.year, month.month, 1, tzinfo=clock.SHANGHAI)
    following = (first + timedelta(days=32)).replace(day=1)
    return first, following


async def compute(session: AsyncSession, *, month: date) -> int:
    """(Re)compute the grades of a month from clocks and cards; returns how many units were graded.

    Objects are tickets with a clock of the unit started in the month. Revoked and exempted cards do
    not count.
    """
    first, following = month_bounds(month)
    objects = await session.execute(
        select(TicketClock.unit_id, func.count(distinct(TicketClock.ticket_id)))
        .where(
            TicketClock.unit_id.is_not(None),
            TicketClock.started_at >= first,
            TicketClock.started_at < following,
        )
        .group_by(TicketClock.unit_id)
    )
    cards = await session.execute(
        select(Card.unit_id, Card.colour, func.count())
        .where(
            Card.triggered_at >= first,
            Card.triggered_at < following,
            Card.disposition.not_in([Disposition.REVOKED.value, Disposition.EXEMPTED.value]),
        )
        .group_by(Card.unit_id, Card.colour)
    )
    counted: dict[str, dict[str, int]] = {}
    for unit_id, number in objects.all():
        counted.setdefault(str(unit_id), {})["objects"] = number
    for unit_id, colour, number in cards.all():
        counted.setdefault(unit_id, {})[colour] = number
    await session.execute(delete(UnitGrade).where(UnitGrade.month == first.date()))
    rows = [_row(unit_id, first.date(), numbers) for unit_id, numbers in counted.items()]
    if rows:
        await session.execute(insert(UnitGrade), rows)
    return len(rows)


def _row(unit_id: str, month: date, numbers: dict[str, int]) -> dict[str, object]:
    yellow = numbers.get(rules.Colour.YELLOW.value, 0)
    red = numbers.get(rules.Colour.RED.value, 0)
    objects = numbers.get("objects", 0)
    points = rules.score(yellow=yellow, red=red, objects=max(objects, 1))
    return {
        "unit_id": unit_id,
        "month": month,
        "objects": objects,
        "yellow": yellow,
        "red": red,
        "score": round(points, 2),
        "grade": rules.grade(points).value,
        "computed_at": clock.now(),
    }
