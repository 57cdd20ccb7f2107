"""Reading tickets (查工单): one, many by keyset, queues with counts, papers; always by ``visible_to``."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.organisation.models import Unit
from hotline.kit.pagination import PageQuery, after, decode, encode
from hotline.tickets.errors import NoLead, TicketUnknown
from hotline.tickets.models import (
    Assignment,
    AssignmentStatus,
    Light,
    Ticket,
    TicketAction,
    TicketClock,
)
from hotline.tickets.numbering import is_ticket_number
from hotline.tickets.papers import SavedView, TicketLink
from hotline.tickets.standing import owns
from hotline.tickets.visibility import (
    KEPT,
    NO_PREVIEW,
    condition_of,
    listed_to,
    queues_of,
    visible_to,
)
from hotline.tickets.vocabulary import Queue, Status
from routing.taxonomy.tree import Confidentiality

__all__ = ["condition_of", "listed_to", "queues_of", "visible_to"]

Row = dict[str, Any]
_ONE = Ticket.id == bindparam("ticket_id")
LIST_COLUMNS: tuple[Any, ...] = (
    Ticket.id,
    Ticket.number,
    Ticket.title,
    Ticket.status,
    Ticket.version,
    Ticket.kind,
    Ticket.category_code,
    Ticket.lead_unit_id,
    Unit.short_name.label("unit_name"),
    Ticket.yellow_at,
    Ticket.red_at,
    Ticket.due_at,
    Ticket.promise_due_at,
    Ticket.received_at,
    Ticket.created_at,
    Ticket.urgency,
    Ticket.confidentiality,
    Ticket.channel,
    Ticket.district_code,
    Ticket.redo_round,
    Ticket.supervise_level,
    Ticket.suspended,
    Ticket.tracked,
    Ticket.merged_count,
)
# What a row of an export tells beside the list: codes and instants, nothing sealed.
EXPORT_COLUMNS: tuple[Any, ...] = (
    *LIST_COLUMNS,
    Ticket.town_code,
    Ticket.replied_at,
    Ticket.closed_at,
    Ticket.close_outcome,
    Ticket.follow_up,
    Ticket.final_rating,
)
_QUEUE_OF_STATUS = {
    Status.DRAFT: (Queue.DRAFTS,),
    Status.AWAITING_INFO: (Queue.AWAITING_INFO,),
    Status.READY: (Queue.TO_DISPATCH,),
    Status.DISPATCHED: (Queue.TO_SIGN,),
    Status.OBJECTED: (Queue.OBJECTIONS, Queue.HANDLING),
    Status.HANDLING: (Queue.HANDLING, Queue.EXTENSIONS, Queue.TO_APPROVE, Queue.TRACKED),
    Status.REPLIED: (Queue.TO_REVIEW,),
    Status.FOLLOWING_UP: (Queue.TO_FOLLOW_UP,),
    Status.HANDED_OFF: (Queue.HANDED_OFF,),
}


@dataclass(frozen=True)
class Brief:
    """The least that others need of a ticket."""

    id: str
    number: str
    version: int
    status: str
    lead_unit_id: str | None
    unit_ids: tuple[str, ...]


@dataclass(frozen=True)
class TicketFilter:
    """Which tickets; every member narrows the list. ``text`` looks into number, title and content."""

    status: str | None = None
    kind: str | None = None
    category: str | None = None
    unit_id: str | None = None
    district: str | None = None
    light: Light | None = None
    queue: Queue | None = None
    channel: str | None = None
    citizen_id: str | None = None
    number_hash: str | None = None
    received_from: datetime | None = None
    received_to: datetime | None = None
    text: str | None = None
    more: tuple[ColumnElement[bool], ...] = field(default=())

    def is_own_queue(self, actor: Actor) -> bool:
        """Tell whether this is one of the actor's own queues, narrowed by nothing but status and colour."""
        plain = TicketFilter(queue=self.queue, status=self.status, light=self.light)
        return self.queue in queues_of(actor) and self == plain


def queues_for_status(status: str) -> tuple[Queue, ...]:
    """Return the queues a ticket of this status may stand in."""
    return _QUEUE_OF_STATUS.get(Status[status], ())


# Asked at every page and before every event that is told: kept for an actor, because making such a statement
# takes longer than its answer.
@lru_cache(KEPT)
def _seen_id(actor: Actor) -> Select[str]:
    return select(Ticket.id).where(_ONE, visible_to(actor))


@lru_cache(KEPT)
def _seen_ticket(actor: Actor | None) -> Select[Ticket]:
    query = select(Ticket).where(_ONE)
    return query if actor is None else query.where(visible_to(actor))


async def is_visible(session: AsyncSession, *, actor: Actor, ticket_id: str) -> bool:
    """Tell whether ``actor`` may see the ticket now."""
    return await session.scalar(_seen_id(actor), {"ticket_id": ticket_id}) is not None


async def get_ticket(
    session: AsyncSession, *, ticket_id: str, actor: Actor | None = None
) -> Ticket:
    """Return a ticket that ``actor`` may see (``None``: the system asks); raises ``TicketUnknown``."""
    found: Ticket | None = await session.scalar(_seen_ticket(actor), {"ticket_id": ticket_id})
    if found is None:
        raise TicketUnknown
    return found


async def get_for_change(session: AsyncSession, *, ticket_id: str, actor: Actor) -> Ticket:
    """Return a ticket under its row lock; raises ``TicketUnknown`` (404).

    An anonymous citizen, let in by number and code, has no id by which ``visible_to`` could find him.
    """
    query = (
        select(Ticket)
        .where(Ticket.id == ticket_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    anonymous = actor.kind == "citizen" and actor.account_id is None
    if not anonymous:
        query = query.where(visible_to(actor))
    found: Ticket | None = await session.scalar(query)
    if found is None or (anonymous and not owns(found, actor)):
        raise TicketUnknown
    return found


async def find_by_number(
    session: AsyncSession, number: str, *, actor: Actor | None = None
) -> Ticket | None:
    """Return the ticket with this number if ``actor`` may see it."""
    if not is_ticket_number(number):
        return None
    query = select(Ticket).where(Ticket.number == number)
    if actor is not None:
        query = query.where(visible_to(actor))
    found: Ticket | None = await session.scalar(query)
    return found


async def get_brief(session: AsyncSession, *, ticket_id: str, actor: Actor | None = None) -> Brief:
    """Return number, version, status and units; raises ``TicketUnknown`` (404)."""
    ticket = await get_ticket(session, ticket_id=ticket_id, actor=actor)
    query = select(Assignment.unit_id).where(
        Assignment.ticket_id == ticket_id, Assignment.status != AssignmentStatus.REVOKED.value
    )
    units = tuple(dict.fromkeys(await session.scalars(query)))
    return Brief(
        ticket.id, ticket.number, ticket.version, ticket.status, ticket.lead_unit_id, units
    )


def require_lead(brief: Brief) -> str:
    """Return the lead unit's id; raises ``NoLead`` (409) before the first dispatch."""
    if brief.lead_unit_id is None:
        raise NoLead
    return brief.lead_unit_id


def filtered(wanted: TicketFilter, actor: Actor) -> ColumnElement[bool]:
    """Return the condition of a list: what may be listed, narrowed by the filter.

    In their own queues the named find a RESTRICTED ticket as well, because its clocks run: whoever shows
    the rows leaves them without content (decision 0018). A filter that asks for content never hits it.
    """
    shown = visible_to(actor) if wanted.is_own_queue(actor) else listed_to(actor)
    exact = {
        Ticket.status: wanted.status,
        Ticket.kind: wanted.kind,
        Ticket.district_code: wanted.district,
        Ticket.channel: wanted.channel,
        Ticket.citizen_id: wanted.citizen_id,
        Ticket.contact_number_hash: wanted.number_hash,
    }
    found = [shown, *wanted.more]
    found += [column == value for column, value in exact.items() if value is not None]
    if wanted.category is not None:
        found.append(Ticket.category_code.startswith(wanted.category, autoescape=True))
    if wanted.queue is not None:
        found.append(condition_of(wanted.queue, actor))
    return and_(*found, *_ranged(wanted))


def _ranged(wanted: TicketFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.unit_id is not None:
        parts = select(Assignment.ticket_id).where(
            Assignment.unit_id == wanted.unit_id,
            Assignment.status != AssignmentStatus.REVOKED.value,
        )
        found.append(Ticket.id.in_(parts))
    if wanted.light is not None:
        found.append(_lit(wanted.light, clock.now()))
    if wanted.received_from is not None:
        found.append(Ticket.received_at >= wanted.received_from)
    if wanted.received_to is not None:
        found.append(Ticket.received_at < wanted.received_to)
    if wanted.text:
        found.append(_worded(wanted.text.strip()))
    return found


def _lit(light: Light, at: datetime) -> ColumnElement[bool]:
    """The colour from the two instants the ticket keeps (§4.6)."""
    red = and_(Ticket.red_at.is_not(None), Ticket.red_at <= at)
    yellow = and_(Ticket.yellow_at.is_not(None), Ticket.yellow_at <= at)
    if light is Light.RED:
        return red
    running = and_(Ticket.red_at.is_not(None), Ticket.red_at > at)
    not_yet = or_(Ticket.yellow_at.is_(None), Ticket.yellow_at > at)
    return and_(running, yellow if light is Light.YELLOW else not_yet)


def _worded(text: str) -> ColumnElement[bool]:
    if is_ticket_number(text):
        return Ticket.number == text
    inside = [c.contains(text, autoescape=True) for c in (Ticket.title, Ticket.content)]
    return or_(Ticket.number.startswith(text, autoescape=True), *inside)


def _listed(columns: tuple[Any, ...], wanted: TicketFilter, actor: Actor) -> Select[Any]:
    return (
        select(*columns)
        .outerjoin(Unit, Unit.id == Ticket.lead_unit_id)
        .where(filtered(wanted, actor))
        .order_by(Ticket.created_at.desc(), Ticket.id.desc())
    )


async def list_tickets(
    session: AsyncSession, *, actor: Actor, wanted: TicketFilter, page: PageQuery
) -> tuple[list[Row], str | None]:
    """Return one page, newest first, and the cursor of the next."""
    query = _listed(LIST_COLUMNS, wanted, actor).limit(page.limit + 1)
    if page.cursor is not None:
        marks = decode(page.cursor, (datetime, str))
        keys = (Ticket.__table__.c.created_at, Ticket.__table__.c.id)
        query = query.where(after(keys, marks, descending=True))
    rows = [dict(row) for row in (await session.execute(query)).mappings()]
    shown = rows[: page.limit]
    more = len(rows) > page.limit
    return shown, encode([shown[-1]["created_at"], shown[-1]["id"]]) if more else None


async def list_for_export(
    session: AsyncSession, *, actor: Actor, wanted: TicketFilter, most: int
) -> list[Row]:
    """Return the first ``most`` rows of the same list, with ``EXPORT_COLUMNS``."""
    query = _listed(EXPORT_COLUMNS, wanted, actor).limit(most)
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def count_tickets(session: AsyncSession, *, actor: Actor, wanted: TicketFilter) -> int:
    """Count what the list would show."""
    query = select(func.count()).select_from(Ticket).where(filtered(wanted, actor))
    return int(await session.scalar(query) or 0)


async def queue_counts(session: AsyncSession, *, actor: Actor) -> list[tuple[Queue, int]]:
    """Count what waits in each of the actor's queues."""
    return [
        (queue, await count_tickets(session, actor=actor, wanted=TicketFilter(queue=queue)))
        for queue in queues_of(actor)
    ]


async def list_clocks(session: AsyncSession, ticket_id: str) -> list[TicketClock]:
    """List the clocks of a ticket, oldest first."""
    query = select(TicketClock).where(TicketClock.ticket_id == ticket_id)
    return list(await session.scalars(query.order_by(TicketClock.started_at, TicketClock.id)))


async def list_actions(session: AsyncSession, ticket_id: str) -> list[TicketAction]:
    """List the action log of a ticket, oldest first."""
    query = select(TicketAction).where(TicketAction.ticket_id == ticket_id)
    return list(await session.scalars(query.order_by(TicketAction.seq)))


async def list_links(session: AsyncSession, *, ticket_id: str, actor: Actor) -> list[Row]:
    """List linked tickets, those this one names first, only those the actor may see.

    A RESTRICTED one is listed by its number alone: opening it is on record.
    """
    out = TicketLink.ticket_id == ticket_id
    other = case((out, TicketLink.other_id), else_=TicketLink.ticket_id)
    query = (
        select(
            TicketLink.relation,
            Ticket.id,
            Ticket.number,
            Ticket.title,
            Ticket.status,
            Ticket.confidentiality,
            out.label("outgoing"),
        )
        .join(Ticket, Ticket.id == other)
        .where(or_(out, TicketLink.other_id == ticket_id), visible_to(actor))
        .order_by(out.desc(), TicketLink.at)
    )
    rows = (await session.execute(query)).mappings()
    return [_linked(dict(row)) for row in rows]


def _linked(row: Row) -> Row:
    secret = row.pop("confidentiality") == Confidentiality.RESTRICTED
    title = NO_PREVIEW if secret else row["title"]
    return {**row, "title": title, "outgoing": bool(row["outgoing"])}


async def list_views(session: AsyncSession, *, account_id: str) -> Sequence[SavedView]:
    """List the saved views of an account by name."""
    query = select(SavedView).where(SavedView.account_id == account_id)
    return list(await session.scalars(query.order_by(SavedView.name)))
