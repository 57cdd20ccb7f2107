"""Reading the directory (查名录): a unit with its windows and numbers, the ledger, changes to be announced."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.db import unindexed
from hotline.kit.organisation.errors import UnitUnknown
from hotline.kit.organisation.models import Unit
from hotline.kit.organisation.queries import get_unit, valid_on
from hotline.kit.pagination import Page, PageQuery, decode, encode
from knowledge.directory.errors import NumberUnknown, WindowUnknown
from knowledge.directory.models import (
    DirectoryUnit,
    NumberChange,
    NumberState,
    PublishedNumber,
    UnitWindow,
)
from knowledge.directory.ports import ServedWindow, windows_of
from knowledge.directory.schemas import (
    NumberChangeOut,
    NumberOut,
    PublicNumberOut,
    PublicUnitOut,
    UnitOut,
    WindowOut,
)

_PUBLIC_STATES = (NumberState.ACTIVE.value, NumberState.MERGED.value, NumberState.SUSPENDED.value)
MOST_CHANGES = 200


@dataclass(frozen=True)
class NumberFilter:
    """Which numbers; ``text`` looks into number and name."""

    unit_id: str | None = None
    state: NumberState | None = None
    text: str | None = None


@dataclass(frozen=True)
class Told:
    """All that the directory tells of one unit."""

    unit: Unit
    duties: str
    version: int
    own: Sequence[UnitWindow]
    served: Sequence[ServedWindow]
    numbers: Sequence[PublishedNumber]

    @property
    def public(self) -> bool:
        """Tell whether there is anything for citizens."""
        return bool(self.duties or self.own or self.served or self.numbers)


async def told_of(session: AsyncSession, units: Sequence[Unit]) -> list[Told]:
    """Return what is told of these units, in their order, by a fixed number of statements."""
    ids = [unit.id for unit in units]
    rows = await session.scalars(select(DirectoryUnit).where(DirectoryUnit.unit_id.in_(ids)))
    entries = {row.unit_id: row for row in rows}
    own = await _own_windows(session, UnitWindow.unit_id.in_(ids))
    served = await windows_of(session).of_units(session, ids)
    numbers = await _numbers(session, ids)
    return [
        Told(
            unit=unit,
            duties=entries[unit.id].duties if unit.id in entries else "",
            version=entries[unit.id].version if unit.id in entries else 0,
            own=own.get(unit.id, ()),
            served=served.get(unit.id, ()),
            numbers=numbers.get(unit.id, ()),
        )
        for unit in units
    ]


async def windows_by_unit(session: AsyncSession) -> dict[str, list[UnitWindow | ServedWindow]]:
    """Return every window of the city by the unit that keeps it or does services there."""
    found: dict[str, list[UnitWindow | ServedWindow]] = {}
    for windows in (
        await _own_windows(session, unindexed(true())),
        await windows_of(session).of_all(session),
    ):
        for unit_id, those in windows.items():
            found.setdefault(unit_id, []).extend(those)
    return found


async def _own_windows(
    session: AsyncSession, of_units: ColumnElement[bool]
) -> dict[str, list[UnitWindow]]:
    query = (
        select(UnitWindow)
        .where(of_units, UnitWindow.closed.is_(False))
        .order_by(UnitWindow.name, UnitWindow.id)
    )
    found: dict[str, list[UnitWindow]] = {}
    for window in await session.scalars(query):
        found.setdefault(window.unit_id, []).append(window)
    return found


async def _numbers(session: AsyncSession, ids: Sequence[str]) -> dict[str, list[PublishedNumber]]:
    query = (
        select(PublishedNumber)
        .where(PublishedNumber.unit_id.in_(ids), PublishedNumber.state.in_(_PUBLIC_STATES))
        .order_by(PublishedNumber.number)
    )
    found: dict[str, list[PublishedNumber]] = {}
    for number in await session.scalars(query):
        found.setdefault(number.unit_id, []).append(number)
    return found


async def read_unit(session: AsyncSession, unit_id: str) -> UnitOut:
    """Return a unit for staff; raises ``UnitUnknown`` (404)."""
    unit = await get_unit(session, unit_id)
    (told,) = await told_of(session, [unit])
    return UnitOut(duty_phone=unit.duty_phone, **_shown(told).model_dump())


async def read_public_unit(session: AsyncSession, unit_id: str) -> PublicUnitOut:
    """Return a unit for citizens; raises ``UnitUnknown`` (404), also for one that was closed."""
    units = await units_of(session, [unit_id])
    if not units:
        raise UnitUnknown
    (told,) = await told_of(session, units)
    return _shown(told)


def _shown(told: Told) -> PublicUnitOut:
    served = [WindowOut.model_validate(window) for window in told.served]
    return PublicUnitOut(
        unit_id=told.unit.id,
        code=told.unit.code,
        name=told.unit.name,
        short_name=told.unit.short_name,
        duties=told.duties,
        windows=[*(WindowOut.model_validate(window) for window in told.own), *served],
        numbers=[PublicNumberOut.model_validate(number) for number in told.numbers],
        version=told.version,
    )


async def units_after(session: AsyncSession, key: str, limit: int) -> list[Unit]:
    """Return the next valid units by id."""
    query = select(Unit).where(Unit.id > key, valid_on(clock.local_date()))
    return list(await session.scalars(query.order_by(Unit.id).limit(limit)))


async def units_of(session: AsyncSession, ids: Sequence[str]) -> list[Unit]:
    """Return those of these units that are valid today."""
    query = select(Unit).where(Unit.id.in_(ids), valid_on(clock.local_date()))
    return list(await session.scalars(query.order_by(Unit.id)))


async def get_window(session: AsyncSession, window_id: str) -> UnitWindow:
    """Return a window for change; raises ``WindowUnknown`` (404)."""
    found = await session.get(UnitWindow, window_id, with_for_update=True)
    if found is None:
        raise WindowUnknown
    return found


async def get_number(session: AsyncSession, number_id: str) -> PublishedNumber:
    """Return a number for change; raises ``NumberUnknown`` (404)."""
    found = await session.get(PublishedNumber, number_id, with_for_update=True)
    if found is None:
        raise NumberUnknown
    return found


async def find_number(session: AsyncSession, number: str) -> PublishedNumber | None:
    """Return the row of a number."""
    found: PublishedNumber | None = await session.scalar(
        select(PublishedNumber).where(PublishedNumber.number == number)
    )
    return found


async def list_numbers(
    session: AsyncSession, wanted: NumberFilter, page: PageQuery
) -> Page[NumberOut]:
    """Return one page of the ledger in the order of the numbers."""
    query = select(PublishedNumber).order_by(PublishedNumber.number).limit(page.limit + 1)
    if wanted.unit_id is not None:
        query = query.where(PublishedNumber.unit_id == wanted.unit_id)
    if wanted.state is not None:
        query = query.where(PublishedNumber.state == wanted.state.value)
    if wanted.text:
        columns = (PublishedNumber.number, PublishedNumber.name)
        query = query.where(or_(*(c.icontains(wanted.text, autoescape=True) for c in columns)))
    if page.cursor:
        (number,) = decode(page.cursor, (str,))
        query = query.where(PublishedNumber.number > number)
    rows = list(await session.scalars(query))
    shown = rows[: page.limit]
    more = len(rows) > page.limit
    return Page(
        items=[NumberOut.model_validate(row) for row in shown],
        next_cursor=encode([shown[-1].number]) if more else None,
    )


async def list_public_numbers(session: AsyncSession, page: PageQuery) -> Page[PublicNumberOut]:
    """Return one page of the numbers that citizens may call, and of those now reached through 12345."""
    query = (
        select(PublishedNumber)
        .where(PublishedNumber.state.in_(_PUBLIC_STATES))
        .order_by(PublishedNumber.number)
        .limit(page.limit + 1)
    )
    if page.cursor:
        (number,) = decode(page.cursor, (str,))
        query = query.where(PublishedNumber.number > number)
    rows = list(await session.scalars(query))
    shown = rows[: page.limit]
    more = len(rows) > page.limit
    return Page(
        items=[PublicNumberOut.model_validate(row) for row in shown],
        next_cursor=encode([shown[-1].number]) if more else None,
    )


async def list_changes(
    session: AsyncSession, *, number_id: str | None = None, waiting: bool = False
) -> list[NumberChangeOut]:
    """List changes of numbers, newest first; ``waiting`` those still to be announced."""
    query = (
        select(NumberChange, PublishedNumber.number)
        .join(PublishedNumber, PublishedNumber.id == NumberChange.number_id)
        .order_by(NumberChange.changed_at.desc(), NumberChange.id.desc())
        .limit(MOST_CHANGES)
    )
    if number_id is not None:
        query = query.where(NumberChange.number_id == number_id)
    if waiting:
        query = query.where(NumberChange.waiting.is_(True))
    rows = (await session.execute(query)).all()
    return [
        NumberChangeOut.model_validate(change).model_copy(update={"number": number})
        for change, number in rows
    ]
