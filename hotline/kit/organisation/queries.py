"""Reading the organisation (查组织机构): units, trees now and on a day, people on duty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.models import Account
from hotline.kit.calendars import queries as calendars
from hotline.kit.organisation.errors import UnitMemberUnknown, UnitUnknown
from hotline.kit.organisation.models import Unit, UnitMember, UnitRevision
from hotline.kit.pagination import PageQuery, decode, encode
from hotline.kit.worktime import Calendar

COLUMNS = tuple(Unit.__table__.columns)
Row = dict[str, Any]


@dataclass(frozen=True)
class UnitFilter:
    """Which units; every member narrows the list, ``text`` looks into code and names.

    Of the kinds in ``without`` none is listed.
    """

    level: int | None = None
    kind: str | None = None
    parent_id: str | None = None
    district_code: str | None = None
    peer_group: str | None = None
    text: str | None = None
    closed_too: bool = False
    without: Sequence[str] = ()


def valid_on(day: date) -> ColumnElement[bool]:
    """Return the condition that a unit exists on ``day``."""
    return (Unit.valid_from <= day) & or_(Unit.valid_to.is_(None), Unit.valid_to >= day)


async def get_unit(session: AsyncSession, unit_id: str) -> Unit:
    """Return a unit, closed or not; raises ``UnitUnknown`` (404)."""
    found = await session.get(Unit, unit_id)
    if found is None:
        raise UnitUnknown
    return found


async def find_by_code(session: AsyncSession, code: str) -> Unit | None:
    """Return the unit with ``code``."""
    found: Unit | None = await session.scalar(select(Unit).where(Unit.code == code))
    return found


async def ids_by_code(session: AsyncSession) -> dict[str, str]:
    """Return the ids of all units, closed ones too, by code."""
    rows = await session.execute(select(Unit.code, Unit.id))
    return dict(rows.all())


async def list_units(
    session: AsyncSession, wanted: UnitFilter, page: PageQuery
) -> tuple[list[Row], str | None]:
    """Return one page of units in the order of their codes, and the cursor of the next."""
    query = _filtered(select(*COLUMNS), wanted).order_by(Unit.code)
    if page.cursor is not None:
        (code,) = decode(page.cursor, (str,))
        query = query.where(Unit.code > code)
    rows = (await session.execute(query.limit(page.limit + 1))).mappings().all()
    shown = [dict(row) for row in rows[: page.limit]]
    return shown, encode([shown[-1]["code"]]) if len(rows) > page.limit else None


def _filtered(query: Select[Any], wanted: UnitFilter) -> Select[Any]:
    for name in ("level", "kind", "parent_id", "district_code", "peer_group"):
        value = getattr(wanted, name)
        if value is not None:
            query = query.where(getattr(Unit, name) == value)
    if wanted.without:
        query = query.where(Unit.kind.not_in(wanted.without))
    if wanted.text:
        inside = [
            column.icontains(wanted.text, autoescape=True)
            for column in (Unit.code, Unit.name, Unit.short_name)
        ]
        query = query.where(or_(*inside))
    return query if wanted.closed_too else query.where(valid_on(clock.local_date()))


async def children(session: AsyncSession, unit_id: str) -> list[Unit]:
    """List the valid units directly under a unit, by code."""
    query = select(Unit).where(Unit.parent_id == unit_id, valid_on(clock.local_date()))
    return list(await session.scalars(query.order_by(Unit.code)))


async def subtree(session: AsyncSession, path: str) -> list[Unit]:
    """List the valid units whose path starts with ``path`` (the unit itself included), by path."""
    query = select(Unit).where(
        Unit.path.startswith(path, autoescape=True), valid_on(clock.local_date())
    )
    return list(await session.scalars(query.order_by(Unit.path)))


async def subtree_ids(session: AsyncSession, path: str) -> list[str]:
    """List the ids of all units under ``path``, closed ones too."""
    query = select(Unit.id).where(Unit.path.startswith(path, autoescape=True))
    return list(await session.scalars(query))


async def ancestor_ids(session: AsyncSession, *, unit_id: str) -> list[str]:
    """Return the ids from the root down to the unit itself; raises ``UnitUnknown`` (404)."""
    path = await session.scalar(select(Unit.path).where(Unit.id == unit_id))
    if path is None:
        raise UnitUnknown
    return path.strip("/").split("/")


async def ancestors(session: AsyncSession, unit_id: str) -> list[Unit]:
    """Return the superiors of a unit, the root first, without the unit itself."""
    ids = (await ancestor_ids(session, unit_id=unit_id))[:-1]
    found = {unit.id: unit for unit in await session.scalars(select(Unit).where(Unit.id.in_(ids)))}
    return [found[superior] for superior in ids]


async def calendar_id_of(session: AsyncSession, unit_id: str) -> str | None:
    """Return the calendar of a unit: its own, else the nearest superior's, else ``None`` (default)."""
    ids = await ancestor_ids(session, unit_id=unit_id)
    rows = await session.execute(
        select(Unit.id, Unit.calendar_id).where(Unit.id.in_(ids), Unit.calendar_id.is_not(None))
    )
    chosen = dict(rows.all())
    return next((chosen[owner] for owner in reversed(ids) if owner in chosen), None)


async def calendar_of(session: AsyncSession, unit_id: str) -> Calendar:
    """Return the calendar a unit's clocks run on, in the version in force."""
    return await calendars.load(session, await calendar_id_of(session, unit_id))


async def tree(session: AsyncSession, on: date | None = None) -> list[Row]:
    """Return the forest of units as nested rows (``children``), today's or that of the day ``on``.

    Another day's tree is rebuilt from the revisions that counted then.
    """
    if on is None:
        query = select(*COLUMNS).where(valid_on(clock.local_date())).order_by(Unit.code)
        return nested([dict(row) for row in (await session.execute(query)).mappings()])
    return nested(await _rows_on(session, on))


async def _rows_on(session: AsyncSession, on: date) -> list[Row]:
    query = (
        select(UnitRevision.unit_id, UnitRevision.before, UnitRevision.after)
        .where(UnitRevision.valid_from <= on)
        .order_by(UnitRevision.valid_from, UnitRevision.number)
    )
    units: dict[str, Row] = {}
    for unit_id, before, after in await session.execute(query):
        # Only what a revision changed: one filed late must not carry later changes back.
        changed = {k: v for k, v in after.items() if before is None or before.get(k) != v}
        units.setdefault(unit_id, {"id": unit_id}).update(changed)
    alive = [
        row
        for row in units.values()
        if row["valid_to"] is None or date.fromisoformat(row["valid_to"]) >= on
    ]
    return sorted(alive, key=lambda row: str(row["code"]))


def nested(rows: Sequence[Row]) -> list[Row]:
    """Hang every row under its parent; a row whose parent is absent becomes a root."""
    nodes: dict[str, Row] = {row["id"]: {**row, "children": []} for row in rows}
    roots: list[Row] = []
    for node in nodes.values():
        parent = nodes.get(node["parent_id"]) if node["parent_id"] else None
        (roots if parent is None else parent["children"]).append(node)
    return roots


async def list_revisions(session: AsyncSession, unit_id: str) -> list[UnitRevision]:
    """List the changes of a unit, newest first; raises ``UnitUnknown`` (404)."""
    await get_unit(session, unit_id)
    query = select(UnitRevision).where(UnitRevision.unit_id == unit_id)
    return list(await session.scalars(query.order_by(UnitRevision.number.desc())))


async def get_member(session: AsyncSession, member_id: str) -> UnitMember:
    """Return a duty; raises ``UnitMemberUnknown`` (404)."""
    found = await session.get(UnitMember, member_id)
    if found is None:
        raise UnitMemberUnknown
    return found


def _on_duty(day: date) -> ColumnElement[bool]:
    ongoing = or_(UnitMember.valid_to.is_(None), UnitMember.valid_to >= day)
    return (UnitMember.valid_from <= day) & ongoing


async def list_members(
    session: AsyncSession, unit_id: str, *, duty: str | None = None, on: date | None = None
) -> list[Row]:
    """List who holds a duty in a unit on a day (default: today), with the account's shown name."""
    query = (
        select(*UnitMember.__table__.columns, Account.display_name)
        .join(Account, Account.id == UnitMember.account_id)
        .where(UnitMember.unit_id == unit_id, _on_duty(on or clock.local_date()))
        .order_by(UnitMember.duty, Account.display_name)
    )
    if duty is not None:
        query = query.where(UnitMember.duty == duty)
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def account_ids_on_duty(session: AsyncSession, unit_id: str, *, duty: str) -> list[str]:
    """List the accounts that hold ``duty`` in a unit today (who is to be told)."""
    query = select(UnitMember.account_id).where(
        UnitMember.unit_id == unit_id,
        UnitMember.duty == duty,
        _on_duty(clock.local_date()),
    )
    return list(await session.scalars(query.order_by(UnitMember.account_id)))


async def unit_ids_of(session: AsyncSession, account_id: str) -> list[str]:
    """List the units in which an account holds any duty today."""
    query = select(UnitMember.unit_id).where(
        UnitMember.account_id == account_id, _on_duty(clock.local_date())
    )
    return sorted(set(await session.scalars(query)))
