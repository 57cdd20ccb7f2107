"""What the house teaches itself (学习语料): tickets whose classification a person has confirmed.

A ticket teaches when a person, not the system, approved, answered or reclassified it, and only what a person
stands for: the unit counts once a person sent it there or the unit signed it, and not while it is disputed
(domain rules §7.5); after a ruling the ruled unit is the label and the one that was relieved is ``refused``.

Never teach: confidential tickets of both levels (domain rules §13.1: the words alone may tell who reported,
and what is learned is shown to others as a similar ticket), persons who were erased, merged, void, withdrawn,
declined and handed-off tickets, and drafts. Orders imported from another system teach only if that is told.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.models import Citizen
from hotline.kit.logs import mask_text
from hotline.kit.organisation.models import Unit
from hotline.process.drafting import HISTORICAL
from hotline.tickets.actions import Action
from hotline.tickets.models import Assignment, Ticket, TicketAction
from hotline.tickets.vocabulary import AssignmentRole, AssignmentStatus, Status
from routing.taxonomy.tree import Confidentiality

BATCH = 1000
UNIT_TOLD = "原承办单位"  # how an import keeps the unit another system named
_TEACH = (
    Status.DISPATCHED,
    Status.OBJECTED,
    Status.HANDLING,
    Status.REPLIED,
    Status.FOLLOWING_UP,
    Status.CLOSED,
)
_CONFIRMING = (Action.APPROVE, Action.ANSWER_NOW, Action.RECLASSIFY)
_RULINGS = (Action.REDISPATCH, Action.RULE)


@dataclass(frozen=True)
class Confirmed:
    """One lesson: the citizen's words, personal data masked, and what people decided about them.

    ``labels`` may hold ``kind``, ``category`` and ``unit`` (codes); ``group`` is equal for tickets of one
    citizen, else of one original ticket, for honest splits. ``refused`` are the codes of units that were
    relieved of it by a ruling.
    """

    text: str
    labels: Mapping[str, str]
    at: datetime
    group: str
    ticket_id: str = ""
    number: str = ""
    version: str = ""
    refused: tuple[str, ...] = field(default=())


async def confirmed(
    session: AsyncSession,
    *,
    since: datetime | None = None,
    imported: bool = False,
    batch: int = BATCH,
) -> AsyncIterator[Confirmed]:
    """Yield every lesson, oldest first; ``since`` leaves out tickets not changed after that instant.

    ``imported`` adds historical orders of other systems, whose labels are what those systems told.
    """
    query = _columns().where(_teaches(imported=imported))
    if since is not None:
        query = query.where(Ticket.updated_at >= since)
    query = query.order_by(Ticket.received_at, Ticket.id).limit(batch)
    page = query
    while True:
        found = (await session.execute(page)).all()
        if not found:
            return
        for lesson in await _lessons(session, found):
            yield lesson
        page = query.where(_after(found[-1]))


async def lessons_of(session: AsyncSession, ticket_ids: Iterable[str]) -> list[Confirmed]:
    """Return the lessons of these tickets; those that teach nothing (any more) are left out."""
    query = _columns().where(Ticket.id.in_(list(ticket_ids)), _teaches(imported=False))
    return await _lessons(session, (await session.execute(query)).all())


async def recent(session: AsyncSession, limit: int) -> list[Confirmed]:
    """Return the ``limit`` latest lessons, oldest first."""
    query = _columns().where(_teaches(imported=False)).order_by(Ticket.received_at.desc())
    rows = list((await session.execute(query.limit(limit))).all())[::-1]
    found: list[Confirmed] = []
    for start in range(0, len(rows), BATCH):
        found += await _lessons(session, rows[start : start + BATCH])
    return found


async def count_confirmed(
    session: AsyncSession, *, since: datetime | None = None, imported: bool = False
) -> int:
    """Return how many tickets teach."""
    query = select(func.count(Ticket.id)).where(_teaches(imported=imported))
    if since is not None:
        query = query.where(Ticket.updated_at >= since)
    return int(await session.scalar(query) or 0)


def _columns() -> Select[*tuple[Any, ...]]:
    return select(
        Ticket.id,
        Ticket.number,
        Ticket.content,
        Ticket.kind,
        Ticket.category_code,
        Ticket.category_version,
        Ticket.received_at,
        Ticket.status,
        Ticket.lead_unit_id,
        Ticket.citizen_id,
        Ticket.query_code_root,
        Ticket.dispatched_by,
        Ticket.answers,
        Ticket.labels,
    )


def _after(last: Row[Any]) -> ColumnElement[bool]:
    same = and_(Ticket.received_at == last.received_at, Ticket.id > last.id)
    return or_(Ticket.received_at > last.received_at, same)


def _teaches(*, imported: bool) -> ColumnElement[bool]:
    by_person = exists().where(
        TicketAction.ticket_id == Ticket.id,
        TicketAction.actor_kind == "staff",
        TicketAction.action.in_([action.value for action in _CONFIRMING]),
    )
    historical = Ticket.exclusion_reason == HISTORICAL
    source = or_(by_person, historical) if imported else by_person
    erased = exists().where(Citizen.id == Ticket.citizen_id, Citizen.erased_at.is_not(None))
    return and_(
        Ticket.status.in_([status.value for status in _TEACH]),
        Ticket.confidentiality == Confidentiality.NONE.value,
        Ticket.category_code.is_not(None),
        Ticket.merged_into_id.is_(None),
        source,
        ~erased,
    )


async def _lessons(session: AsyncSession, rows: Iterable[Row[Any]]) -> list[Confirmed]:
    found = list(rows)
    units = await _Units.of(session, [row.id for row in found])
    return [_lesson(row, units) for row in found]


@dataclass(frozen=True)
class _Units:
    """Codes of all units, by id and by what another system may have called them; who signed, who was relieved."""

    codes: Mapping[str, str]
    told: Mapping[str, str]
    signed: frozenset[tuple[str, str]]
    relieved: Mapping[str, tuple[str, ...]]

    @classmethod
    async def of(cls, session: AsyncSession, ticket_ids: list[str]) -> "_Units":
        rows = (await session.execute(select(Unit.id, Unit.code, Unit.name))).all()
        codes = {row.id: row.code for row in rows}
        told = {row.name: row.code for row in rows} | {row.code: row.code for row in rows}
        signed, relieved = await _parts(session, ticket_ids)
        known = {
            key: tuple(codes[u] for u in units if u in codes) for key, units in relieved.items()
        }
        return cls(codes, told, signed, known)


async def _parts(
    session: AsyncSession, ticket_ids: list[str]
) -> tuple[frozenset[tuple[str, str]], dict[str, list[str]]]:
    """Return (ticket, unit) that signed as lead, and the leads a ruling relieved."""
    ruled = exists().where(
        TicketAction.ticket_id == Assignment.ticket_id,
        TicketAction.action.in_([action.value for action in _RULINGS]),
    )
    query = select(
        Assignment.ticket_id,
        Assignment.unit_id,
        Assignment.status,
        Assignment.signed_by,
        Assignment.return_reason,
        ruled.label("ruled"),
    ).where(Assignment.ticket_id.in_(ticket_ids), Assignment.role == AssignmentRole.LEAD.value)
    signed: set[tuple[str, str]] = set()
    relieved: dict[str, list[str]] = {}
    for part in (await session.execute(query)).all():
        if part.signed_by is not None:
            signed.add((part.ticket_id, part.unit_id))
        gone = part.status == AssignmentStatus.REVOKED.value
        if gone and part.return_reason is not None and part.ruled:
            relieved.setdefault(part.ticket_id, []).append(part.unit_id)
    return frozenset(signed), relieved


def _lesson(row: Row[Any], units: _Units) -> Confirmed:
    unit = _unit(row, units)
    told = {"kind": row.kind, "category": row.category_code, "unit": unit}
    return Confirmed(
        text=mask_text(row.content),
        labels={head: label for head, label in told.items() if label},
        at=row.received_at,
        group=row.citizen_id or row.query_code_root,
        ticket_id=row.id,
        number=row.number,
        version=row.category_version or "",
        refused=tuple(code for code in units.relieved.get(row.id, ()) if code != unit),
    )


def _unit(row: Row[Any], units: _Units) -> str | None:
    """Return the unit a person stands for: sent by one, or signed by the unit; none while disputed."""
    if HISTORICAL in (row.labels or ()):
        return units.told.get((row.answers or {}).get(UNIT_TOLD, ""))
    if row.lead_unit_id is None or row.status == Status.OBJECTED.value:
        return None
    stands = row.dispatched_by is not None or (row.id, row.lead_unit_id) in units.signed
    return units.codes.get(row.lead_unit_id) if stands else None
