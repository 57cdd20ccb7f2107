"""The append-only record (监察记录): hash-chained per watched object, idempotent per occurrence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import chain, clock
from hotline.kit.ids import new_id
from hotline.supervision.models import SupervisionRecord

CHAINED = (
    "id",
    "object_kind",
    "object_id",
    "object_no",
    "seq",
    "kind",
    "occurrence",
    "unit_id",
    "clock_id",
    "at",
    "actor_id",
    "detail",
)


@dataclass(frozen=True)
class Entry:
    """One thing to record; ``occurrence`` is unique over all time, a repeat is not recorded twice.

    ``detail`` holds codes, ids and instants only, never a person's words.
    """

    object_kind: str
    object_id: str
    object_no: str
    kind: str
    occurrence: str
    unit_id: str | None = None
    clock_id: str | None = None
    actor_id: str | None = None
    detail: dict[str, Any] = field(default_factory=dict)


def digest_of(row: Mapping[str, Any]) -> str:
    """Return the digest of a record row (64 hex digits) over every column except the chain itself."""
    return chain.row_digest({name: row[name] for name in CHAINED})


async def append(session: AsyncSession, entry: Entry) -> bool:
    """Record ``entry`` behind the last row of its object; False if this occurrence is known already.

    Writers of one object wait for one another, so that its numbers have neither gap nor fork.
    """
    await take_turn(session, entry.object_id)
    if await is_known(session, entry.occurrence):
        return False
    last = await _last(session, entry.object_id)
    seq, previous = (0, chain.GENESIS) if last is None else (last.seq, last.chain)
    row: dict[str, Any] = {
        "id": new_id(),
        "object_kind": entry.object_kind,
        "object_id": entry.object_id,
        "object_no": entry.object_no,
        "seq": seq + 1,
        "kind": entry.kind,
        "occurrence": entry.occurrence,
        "unit_id": entry.unit_id,
        "clock_id": entry.clock_id,
        "at": clock.now(),
        "actor_id": entry.actor_id,
        "detail": entry.detail,
    }
    row["digest"] = digest_of(row)
    row["chain"] = chain.link(previous, row["digest"])
    await session.execute(insert(SupervisionRecord), [row])
    return True


async def is_known(session: AsyncSession, occurrence: str) -> bool:
    """Tell whether ``occurrence`` was recorded."""
    query = select(SupervisionRecord.id).where(SupervisionRecord.occurrence == occurrence)
    return await session.scalar(query) is not None


async def known_among(session: AsyncSession, occurrences: list[str]) -> set[str]:
    """Return those of ``occurrences`` that were recorded."""
    query = select(SupervisionRecord.occurrence).where(
        SupervisionRecord.occurrence.in_(occurrences)
    )
    return set(await session.scalars(query))


async def take_turn(session: AsyncSession, name: str) -> None:
    """Hold what is called ``name`` until the end of the transaction; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        key = func.hashtextextended(name, 0)
        await session.execute(select(func.pg_advisory_xact_lock(key)))


async def _last(session: AsyncSession, object_id: str) -> Row[int, str] | None:
    query = (
        select(SupervisionRecord.seq, SupervisionRecord.chain)
        .where(SupervisionRecord.object_id == object_id)
        .order_by(SupervisionRecord.seq.desc())
        .limit(1)
    )
    return (await session.execute(query)).one_or_none()
