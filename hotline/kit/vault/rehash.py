"""Rebuilding look-up hashes (重建检索散列) after the hash key or its algorithm was changed.

A hash is made anew only if it is recognised as a former one of the value sealed beside it, so that
stand-ins and hashes under an unknown key stay as they are. Each page is one transaction of the caller:
it can be interrupted and repeated at any time, rows that are up to date are passed over.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Table, select, true, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import crypto
from hotline.kit.vault import service as vault


@dataclass(frozen=True)
class Rehashed:
    """One hash that changes: whose row, from what, to what."""

    row_id: str
    former: str
    present: str


Follow = Callable[[AsyncSession, Rehashed], Awaitable[None]]


async def _nothing_follows(_session: AsyncSession, _change: Rehashed) -> None:
    """Most hashes stand in one place only."""


@dataclass(frozen=True)
class HashedColumn:
    """A column ``hashed`` of values of ``kind`` beside ``sealed``, which holds them as the field ``sealed_as``.

    ``only`` narrows the rows; ``follow`` changes the copies of the hash in other tables.
    """

    table: Table
    hashed: str
    sealed: str
    sealed_as: str
    kind: str
    only: ColumnElement[bool] = field(default_factory=true)
    follow: Follow = _nothing_follows


@dataclass
class Tally:
    """What became of the rows; ``conflicts`` are ids of rows whose new hash another row has already."""

    last_id: str = ""
    seen: int = 0
    changed: int = 0
    unknown: int = 0
    conflicts: list[str] = field(default_factory=list)


async def rehash_page(
    session: AsyncSession, column: HashedColumn, tally: Tally, *, batch: int = 500
) -> bool:
    """Rebuild the next ``batch`` rows after ``tally.last_id``; false when none is left."""
    table = column.table.c
    query = (
        select(table.id, table[column.hashed], table[column.sealed])
        .where(table[column.sealed].is_not(None), table.id > tally.last_id, column.only)
        .order_by(table.id)
        .limit(batch)
    )
    rows = (await session.execute(query)).all()
    keys = await vault.load_keys(session, [crypto.sealed_key_id(row[2]) for row in rows])
    for row in rows:
        tally.last_id, tally.seen = row[0], tally.seen + 1
        value = vault.unseal_or_none(keys, column.sealed_as, row[2])
        if value is not None:
            await _compare(session, column, tally, (row[0], row[1], value))
    return bool(rows)


async def _compare(
    session: AsyncSession, column: HashedColumn, tally: Tally, row: tuple[str, str | None, str]
) -> None:
    row_id, stored, value = row
    present = vault.hash_of(session, column.kind, value)
    if stored == present:
        return
    if stored in crypto.former_hashes(vault.session_ring(session), column.kind, value):
        await _change(session, column, tally, Rehashed(row_id, stored, present))
    else:
        tally.unknown += 1


async def _change(
    session: AsyncSession, column: HashedColumn, tally: Tally, change: Rehashed
) -> None:
    statement = (
        update(column.table)
        .where(column.table.c.id == change.row_id)
        .values({column.hashed: change.present})
    )
    try:
        async with session.begin_nested():
            await session.execute(statement)
            await column.follow(session, change)
    except IntegrityError:
        tally.conflicts.append(change.row_id)
    else:
        tally.changed += 1
