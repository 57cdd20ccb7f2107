"""Reading the audit (查审计): lists, limits and verification of the chain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.audit.links import COVERED, chain_row
from hotline.kit.audit.models import CHAIN, REVEALED, AuditCategory, AuditEntry, AuditHead
from hotline.kit.chain import GENESIS, Anchor, Fault, FaultKind, anchor, verify_anchors
from hotline.kit.chain import verify as chain_faults
from hotline.kit.pagination import PageQuery, decode, encode

_COLUMNS = [getattr(AuditEntry, name) for name in COVERED]
_VERIFY_BATCH = 1000


@dataclass(frozen=True)
class AuditFilter:
    """Which entries; every member narrows the list."""

    category: str | None = None
    actor_id: str | None = None
    action: str | None = None
    object_kind: str | None = None
    object_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class ChainReport:
    """Result of verifying: rows seen, where the chain ends, how far anchors cover it, and the faults."""

    rows: int
    head: Anchor
    anchored: int
    faults: tuple[Fault, ...]

    @property
    def intact(self) -> bool:
        """Tell whether nothing was altered, removed or reordered."""
        return not self.faults


def _filtered(query: Select[Any], wanted: AuditFilter) -> Select[Any]:
    for name in ("category", "actor_id", "action", "object_kind", "object_id"):
        value = getattr(wanted, name)
        if value is not None:
            query = query.where(getattr(AuditEntry, name) == value)
    if wanted.since is not None:
        query = query.where(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditEntry.at < wanted.until)
    return query


async def list_entries(
    session: AsyncSession, wanted: AuditFilter, page: PageQuery
) -> tuple[list[dict[str, Any]], str | None]:
    """Return one page, newest first, and the cursor of the next."""
    query = _filtered(select(*_COLUMNS), wanted).order_by(AuditEntry.seq.desc())
    if page.cursor is not None:
        (seq,) = decode(page.cursor, (int,))
        query = query.where(AuditEntry.seq < seq)
    rows = (await session.execute(query.limit(page.limit + 1))).mappings().all()
    shown = [dict(row) for row in rows[: page.limit]]
    more = len(rows) > page.limit
    return shown, encode([shown[-1]["seq"]]) if more else None


async def count_reads_since(session: AsyncSession, actor_id: str, since: datetime) -> int:
    """Count how often one person looked at personal data in full since an instant."""
    query = select(func.count()).where(
        AuditEntry.actor_id == actor_id,
        AuditEntry.category == AuditCategory.READ.value,
        AuditEntry.action == REVEALED,
        AuditEntry.at >= since,
    )
    return int(await session.scalar(query) or 0)


async def get_head(session: AsyncSession) -> Anchor:
    """Return the end of the chain; keep its ``line()`` outside the database."""
    query = select(AuditHead.count, AuditHead.head).where(AuditHead.name == CHAIN)
    row = (await session.execute(query)).one_or_none()
    return anchor(0, GENESIS) if row is None else anchor(row[0], row[1])


async def verify(session: AsyncSession, anchors: Sequence[Anchor] = ()) -> ChainReport:
    """Recompute the whole chain and compare it with its head and with ``anchors`` kept elsewhere.

    Someone who rewrites all rows and the head is found only by an anchor.
    """
    head = await get_head(session)
    faults: list[Fault] = []
    digests: list[str] = []
    last = GENESIS
    seq = 0
    while rows := await _rows_after(session, seq):
        faults += chain_faults(map(chain_row, rows), previous=last, first=seq + 1)
        digests += [row["digest"] for row in rows]
        seq, last = rows[-1]["seq"], rows[-1]["chain"]
    if (seq, last) != (head.count, head.head):
        faults.append(Fault(FaultKind.REMOVED, seq + 1, "链尾与记录的末端不符"))
    covered = verify_anchors(digests, anchors)
    return ChainReport(len(digests), head, covered.anchored, (*faults, *covered.faults))


async def _rows_after(session: AsyncSession, seq: int) -> list[dict[str, Any]]:
    query = (
        select(*_COLUMNS, AuditEntry.digest, AuditEntry.chain)
        .where(AuditEntry.seq > seq)
        .order_by(AuditEntry.seq)
        .limit(_VERIFY_BATCH)
    )
    return [dict(row) for row in (await session.execute(query)).mappings()]
