"""Reading the audit (查审计): lists, limits and verification of the chain."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.audit.links import COVERED, GENESIS, digest_of
from hotline.kit.audit.models import CHAIN, AuditCategory, AuditEntry, AuditHead
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
    """Result of verifying: ``first_bad_seq`` is null if every row is as it was written."""

    checked: int
    head_count: int
    head_digest: str
    first_bad_seq: int | None
    fault: str | None

    @property
    def intact(self) -> bool:
        """Tell whether nothing was altered, removed or reordered."""
        return self.first_bad_seq is None


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
    """Count how often one person looked at personal data since an instant."""
    query = select(func.count()).where(
        AuditEntry.actor_id == actor_id,
        AuditEntry.category == AuditCategory.READ.value,
        AuditEntry.at >= since,
    )
    return int(await session.scalar(query) or 0)


async def get_head(session: AsyncSession) -> tuple[int, str]:
    """Return (number of rows, last digest); anchor it outside the database."""
    query = select(AuditHead.count, AuditHead.digest).where(AuditHead.name == CHAIN)
    row = (await session.execute(query)).one_or_none()
    return (0, GENESIS) if row is None else (row[0], row[1])


async def verify(session: AsyncSession) -> ChainReport:
    """Recompute the whole chain and compare it with its head.

    Someone who rewrites all rows and the head is found only against an anchor kept elsewhere: compare
    ``head_count`` and ``head_digest`` with the anchors.
    """
    count, digest = await get_head(session)
    previous, seq = GENESIS, 0
    while rows := await _rows_after(session, seq):
        for row in rows:
            expected = digest_of(previous, row)
            if row["seq"] != seq + 1:
                return ChainReport(seq, count, digest, seq + 1, "missing")
            if row["digest"] != expected:
                return ChainReport(seq, count, digest, row["seq"], "altered")
            previous, seq = expected, row["seq"]
    if (seq, previous) != (count, digest):
        return ChainReport(seq, count, digest, seq + 1, "head")
    return ChainReport(seq, count, digest, None, None)


async def _rows_after(session: AsyncSession, seq: int) -> list[dict[str, Any]]:
    query = (
        select(*_COLUMNS, AuditEntry.digest)
        .where(AuditEntry.seq > seq)
        .order_by(AuditEntry.seq)
        .limit(_VERIFY_BATCH)
    )
    return [dict(row) for row in (await session.execute(query)).mappings()]
