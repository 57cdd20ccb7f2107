"""Reading citizens (市民查询): resolve merges, look up by hash, lists, access and timeline."""

from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.conduct import Access, access_of
from crm.errors import CitizenUnknown
from crm.models import (
    CallerConduct,
    Citizen,
    CitizenContact,
    CitizenMerge,
    ConductStep,
    ContactKind,
    ListEntry,
    ListKind,
    TimelineEntry,
)
from crm.schemas import MergeOut, StepOut, TimelineOut
from hotline.kit import clock
from hotline.kit.pagination import Page, PageQuery, after, decode, encode

_MAX_CHAIN = 20


async def get_record(session: AsyncSession, citizen_id: str) -> Citizen:
    """Return exactly this record, merged or not; raises ``CitizenUnknown``."""
    citizen = await session.get(Citizen, citizen_id)
    if citizen is None:
        raise CitizenUnknown
    return citizen


async def get_citizen(session: AsyncSession, citizen_id: str) -> Citizen:
    """Return the record that stands for the person today, following merges."""
    citizen = await get_record(session, citizen_id)
    for _ in range(_MAX_CHAIN):
        if citizen.merged_into_id is None:
            break
        citizen = await get_record(session, citizen.merged_into_id)
    return citizen


async def find_by_hash(session: AsyncSession, kind: ContactKind, value_hash: str) -> Citizen | None:
    """Return the person who owns the contact with this keyed hash."""
    citizen_id = await session.scalar(
        select(CitizenContact.citizen_id).where(
            CitizenContact.kind == kind.value, CitizenContact.value_hash == value_hash
        )
    )
    return None if citizen_id is None else await get_citizen(session, citizen_id)


async def list_group(session: AsyncSession, citizen_id: str) -> list[str]:
    """List the ids of all records of one person, the one that stands for him first."""
    root = await get_citizen(session, citizen_id)
    group, frontier = [root.id], [root.id]
    while frontier:
        rows = await session.scalars(
            select(Citizen.id).where(Citizen.merged_into_id.in_(frontier)).order_by(Citizen.id)
        )
        frontier = [i for i in rows if i not in group]
        group += frontier
    return group


async def list_held_hashes(session: AsyncSession) -> frozenset[str]:
    """Return the look-up hashes of everybody whose data a legal hold protects from deletion."""
    query = (
        select(CitizenContact.value_hash)
        .join(Citizen, Citizen.id == CitizenContact.citizen_id)
        .where(Citizen.legal_hold)
    )
    return frozenset((await session.scalars(query)).all())


def held_ids() -> Select[str]:
    """Return the query of every record under a legal hold, its own or that of a record joined with it."""
    own = select(Citizen.id).where(Citizen.legal_hold)
    above = select(Citizen.merged_into_id).where(
        Citizen.legal_hold, Citizen.merged_into_id.is_not(None)
    )
    return select(Citizen.id).where(
        or_(Citizen.legal_hold, Citizen.merged_into_id.in_(own), Citizen.id.in_(above))
    )


async def list_contacts(session: AsyncSession, citizen_id: str) -> list[CitizenContact]:
    """List the person's contacts, the primary one first."""
    rows = await session.scalars(
        select(CitizenContact)
        .where(CitizenContact.citizen_id == citizen_id)
        .order_by(CitizenContact.is_primary.desc(), CitizenContact.created_at, CitizenContact.id)
    )
    return list(rows)


async def list_memberships(
    session: AsyncSession, citizen_id: str, *, at: datetime | None = None
) -> list[ListKind]:
    """List the lists that the person (in any of his records) is on at ``at``."""
    now = at or clock.now()
    rows = await session.execute(
        select(ListEntry.kind, ListEntry.valid_to)
        .where(
            ListEntry.citizen_id.in_(await list_group(session, citizen_id)),
            ListEntry.removed_at.is_(None),
            ListEntry.valid_from <= now,
        )
        .order_by(ListEntry.kind)
    )
    found = {kind for kind, until in rows if until is None or until > now}
    return [kind for kind in ListKind if kind.value in found]


async def get_access(
    session: AsyncSession, citizen_id: str, *, danger: bool, at: datetime | None = None
) -> Access:
    """Return what the caller reaches now; an ended restriction counts as none, swept or not."""
    now = at or clock.now()
    rows = await session.scalars(
        select(CallerConduct.restricted_until).where(
            CallerConduct.citizen_id.in_(await list_group(session, citizen_id)),
            CallerConduct.restricted_until.is_not(None),
        )
    )
    return access_of(restricted=any(u is not None and u > now for u in rows), danger=danger)


async def list_timeline(
    session: AsyncSession, citizen_id: str, page: PageQuery
) -> Page[TimelineOut]:
    """List what happened with the person, newest first, over all his records."""
    table = TimelineEntry.__table__.c
    order = (table.occurred_at, table.id)
    statement = (
        select(TimelineEntry)
        .where(TimelineEntry.citizen_id.in_(await list_group(session, citizen_id)))
        .order_by(*(c.desc() for c in order))
        .limit(page.limit + 1)
    )
    if page.cursor:
        values = decode(page.cursor, (datetime, str))
        statement = statement.where(after(order, values, descending=True))
    rows = list(await session.scalars(statement))
    shown, more = rows[: page.limit], len(rows) > page.limit
    return Page(
        items=[TimelineOut.model_validate(r) for r in shown],
        next_cursor=encode([shown[-1].occurred_at, shown[-1].id]) if more else None,
    )


async def list_conduct_steps(session: AsyncSession, citizen_id: str) -> list[StepOut]:
    """List the conduct steps of the person, oldest first."""
    rows = await session.scalars(
        select(ConductStep)
        .where(ConductStep.citizen_id.in_(await list_group(session, citizen_id)))
        .order_by(ConductStep.taken_at, ConductStep.id)
    )
    return [StepOut.model_validate(r) for r in rows]


async def list_merges(session: AsyncSession, citizen_id: str) -> list[MergeOut]:
    """List merges into the person's record, undone ones included."""
    root = await get_citizen(session, citizen_id)
    rows = await session.scalars(
        select(CitizenMerge)
        .where(CitizenMerge.kept_id == root.id)
        .order_by(CitizenMerge.merged_at, CitizenMerge.id)
    )
    return [MergeOut.model_validate(r) for r in rows]
