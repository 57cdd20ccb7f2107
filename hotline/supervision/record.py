"""The append-only record (监察记录): hash-chained per watched object, idempotent per occurrence."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select
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
    """One thing to record; ``occurrence`` is unique over all time, a repeat is not recorded twice."""

    object_kind: str
    object_id: str
    object_no: str
    kind: str
    occurrence: str
    unit_id: str | None = None
    clock_id: str | None = None
    actor_id: str | None = None
    detail: dict[str, Any] = field(default_factory=dict)


def digest_of(row: dict[str, Any]) -> str:
    """Return the digest of a record row (64 hex digits) over every column except the chain itself."""
    content = {name: row[name] for name in CHAINED}
    content["at"] = content["at"].isoformat(timespec="microseconds")
    return chain.row_digest(content)


async def append(session: AsyncSession, entry: Entry) -> bool:
    """Record ``entry`` behind the last row of its object; False if this occurrence is known already."""
    known = await session.scalar(
        select(SupervisionRecord.id).where(SupervisionRecord.occurrence == entry.occurrence)
    )
    if known is not None:
        return False
    last = await session.execute(
        select(SupervisionRecord.seq, SupervisionRecord.chain)
        .where(
            SupervisionRecord.object_kind == entry.object_kind,
            SupervisionRecord.object_id == entry.object_id,
        )
        .order_by(SupervisionRecord.seq.desc())
        .limit(1)
        .with_for_update()
    )
    seq, previous = last.one_or_none() or (0, chain.GENESIS)
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
