"""Reading repeats (查办结后重复): on the page of a ticket, as a list for quality work, as figures by unit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from hotline.kit.auth.actor import Actor
from hotline.kit.organisation.models import Unit
from hotline.kit.pagination import Page, PageQuery, after, decode, encode
from hotline.process.seen.before import keeps_persons_apart
from hotline.process.seen.models import RepeatBasis, TicketRepeat
from hotline.process.seen.schemas import (
    FormerOut,
    LaterOut,
    RepeatFigureOut,
    RepeatOut,
    RepeatRowOut,
    RepeatsOut,
)
from hotline.tickets.models import CloseOutcome, Status, Ticket
from hotline.tickets.queries import listed_to
from hotline.tickets.visibility import works_for_unit
from routing.taxonomy.tree import Confidentiality

_FLAG: tuple[Any, ...] = (
    TicketRepeat.id.label("repeat_id"),
    TicketRepeat.basis,
    TicketRepeat.similarity,
    TicketRepeat.closed_at,
    TicketRepeat.flagged_at,
    TicketRepeat.in_reopen_window,
)


@dataclass(frozen=True)
class RepeatFilter:
    """Which flags; ``since`` and ``until`` bound the instant of flagging (of closing, in figures)."""

    unit_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def on(self, column: Any) -> list[ColumnElement[bool]]:
        """Return the conditions on an instant."""
        found: list[ColumnElement[bool]] = []
        if self.since is not None:
            found.append(column >= self.since)
        if self.until is not None:
            found.append(column < self.until)
        return found


async def of_ticket(session: AsyncSession, *, ticket_id: str, actor: Actor) -> RepeatsOut:
    """Return the flags of a ticket, only with other tickets that the actor may see."""
    mine = TicketRepeat.ticket_id == ticket_id
    this = aliased(Ticket)
    apart = _apart(actor, this)
    other = case((mine, TicketRepeat.former_id), else_=TicketRepeat.ticket_id)
    query = (
        select(*_FLAG, Ticket.id, Ticket.number, Ticket.title, Ticket.status, mine.label("earlier"))
        .join(Ticket, Ticket.id == other)
        .join(this, this.id == ticket_id)
        .where(or_(mine, TicketRepeat.former_id == ticket_id), listed_to(actor), *apart)
        .order_by(TicketRepeat.flagged_at, TicketRepeat.id)
    )
    rows = (await session.execute(query)).all()
    return RepeatsOut(
        earlier=[_repeat(row) for row in rows if row.earlier],
        later=[_repeat(row) for row in rows if not row.earlier],
    )


def _apart(actor: Actor, other: Any) -> list[ColumnElement[bool]]:
    """Keep from a unit that a confidential person wrote twice (domain rules §3.5)."""
    if not keeps_persons_apart(actor):
        return []
    plain = Confidentiality.NONE.value
    both = and_(Ticket.confidentiality == plain, other.confidentiality == plain)
    return [or_(TicketRepeat.basis != RepeatBasis.SAME_CITIZEN.value, both)]


def _repeat(row: Any) -> RepeatOut:
    return RepeatOut(
        id=row.id,
        number=row.number,
        title=row.title,
        status=row.status,
        status_label=Status[row.status].label,
        **_flag(row),
    )


def _flag(row: Any) -> dict[str, Any]:
    return {
        "basis": row.basis,
        "basis_label": RepeatBasis[row.basis].label,
        "similarity": round(row.similarity, 2),
        "closed_at": row.closed_at,
        "flagged_at": row.flagged_at,
        "days_after": (row.flagged_at - row.closed_at).days,
        "in_reopen_window": bool(row.in_reopen_window),
    }


async def list_repeats(
    session: AsyncSession, *, actor: Actor, wanted: RepeatFilter, page: PageQuery
) -> Page[RepeatRowOut]:
    """List flags, newest first, of which the actor may see both tickets."""
    later = aliased(Ticket)
    seen = select(Ticket.id).where(Ticket.id == later.id, listed_to(actor)).correlate(later)
    query: Select[Any] = (
        select(
            *_FLAG,
            Ticket.id,
            Ticket.number,
            Ticket.title,
            Ticket.close_outcome,
            Unit.short_name.label("unit_name"),
            later.id.label("later_id"),
            later.number.label("later_number"),
            later.title.label("later_title"),
            later.status.label("later_status"),
        )
        .join(Ticket, Ticket.id == TicketRepeat.former_id)
        .join(later, later.id == TicketRepeat.ticket_id)
        .outerjoin(Unit, Unit.id == TicketRepeat.unit_id)
        .where(listed_to(actor), seen.exists(), *wanted.on(TicketRepeat.flagged_at))
        .where(*_apart(actor, later))
        .order_by(TicketRepeat.flagged_at.desc(), TicketRepeat.id.desc())
        .limit(page.limit + 1)
    )
    if wanted.unit_id is not None:
        query = query.where(TicketRepeat.unit_id == wanted.unit_id)
    if page.cursor is not None:
        keys = (TicketRepeat.__table__.c.flagged_at, TicketRepeat.__table__.c.id)
        query = query.where(after(keys, decode(page.cursor, (datetime, str)), descending=True))
    rows = (await session.execute(query)).all()
    shown = rows[: page.limit]
    more = len(rows) > page.limit
    cursor = encode([shown[-1].flagged_at, shown[-1].repeat_id]) if more else None
    return Page(items=[_row(row) for row in shown], next_cursor=cursor)


def _row(row: Any) -> RepeatRowOut:
    outcome = row.close_outcome
    return RepeatRowOut(
        id=row.repeat_id,
        former=FormerOut(
            id=row.id,
            number=row.number,
            title=row.title,
            unit_name=row.unit_name,
            close_outcome=outcome,
            close_outcome_label=CloseOutcome[outcome].label if outcome else None,
        ),
        ticket=LaterOut(
            id=row.later_id,
            number=row.later_number,
            title=row.later_title,
            status=row.later_status,
            status_label=Status[row.later_status].label,
        ),
        **_flag(row),
    )


async def figures(
    session: AsyncSession, *, actor: Actor, wanted: RepeatFilter
) -> list[RepeatFigureOut]:
    """Count, by unit, tickets closed in the time and those of them that were told again.

    Whoever works for a unit gets his own unit and its subtree; nobody gets a ticket.
    """
    closed = await _counts(session, Ticket.lead_unit_id, Ticket.id, wanted.on(Ticket.closed_at))
    repeated = await _counts(
        session, TicketRepeat.unit_id, TicketRepeat.former_id, wanted.on(TicketRepeat.closed_at)
    )
    query = select(Unit.id, Unit.short_name).where(Unit.id.in_({*closed, *repeated}))
    if works_for_unit(actor) and not actor.may("supervision.read") and not _reads_all(actor):
        query = query.where(Unit.path.startswith(actor.unit_path or "/-/", autoescape=True))
    if wanted.unit_id is not None:
        query = query.where(Unit.id == wanted.unit_id)
    units = (await session.execute(query.order_by(Unit.short_name, Unit.id))).all()
    return [
        RepeatFigureOut(
            unit_id=unit.id,
            unit_name=unit.short_name,
            closed=(whole := max(closed.get(unit.id, 0), repeated.get(unit.id, 0))),
            repeated=repeated.get(unit.id, 0),
            share=round(repeated.get(unit.id, 0) / whole, 4) if whole else None,
        )
        for unit in units
    ]


def _reads_all(actor: Actor) -> bool:
    """An analyst works on figures of the whole city (domain rules §2.2)."""
    return actor.may("report.export")


async def _counts(
    session: AsyncSession, unit: Any, what: Any, conditions: list[ColumnElement[bool]]
) -> dict[str, int]:
    query = (
        select(unit, func.count(what.distinct()))
        .where(unit.is_not(None), *conditions)
        .group_by(unit)
    )
    if what.class_ is Ticket:
        query = query.where(Ticket.closed_at.is_not(None))
    return {row[0]: row[1] for row in await session.execute(query)}
