"""The chained logs (存证日志): which tables they are and how their digests are recomputed."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Table, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import chain
from hotline.supervision import record
from hotline.supervision.models import SupervisionRecord
from hotline.tickets import log as ticket_log
from hotline.tickets.models import TicketAction

Row = dict[str, Any]


@dataclass(frozen=True)
class Log:
    """One append-only table; ``subject`` names the columns of the object whose rows are chained."""

    name: str
    label: str
    table: Any
    subject: tuple[str, ...]
    digest: Callable[[Row], str]


LOGS = (
    Log(
        "supervision_records",
        "监察记录",
        SupervisionRecord.__table__,
        ("object_kind", "object_id"),
        record.digest_of,
    ),
    Log(
        "ticket_actions",
        "工单操作日志",
        TicketAction.__table__,
        ("ticket_id",),
        ticket_log.digest_of,
    ),
)
PAGE = 2_000


async def rows(
    session: AsyncSession, log: Log, *, since: datetime | None, until: datetime | None
) -> AsyncIterator[Row]:
    """Yield the rows with ``since`` < at ≤ ``until`` by time, then object and number, page by page."""
    table: Table = log.table
    order = [table.c[name] for name in ("at", *log.subject, "seq")]
    last: list[Any] | None = None
    while True:
        query = select(table).order_by(*order).limit(PAGE)
        if since is not None:
            query = query.where(table.c.at > since)
        if until is not None:
            query = query.where(table.c.at <= until)
        if last is not None:
            marks = [literal(v, column.type) for v, column in zip(last, order, strict=True)]
            query = query.where(tuple_(*order) > tuple_(*marks))
        page = [dict(row) for row in (await session.execute(query)).mappings()]
        for row in page:
            yield row
        if len(page) < PAGE:
            return
        last = [page[-1][column.name] for column in order]


@dataclass
class ChainChecker:
    """Follows every object's own chain through the rows in time order."""

    log: Log
    _heads: dict[tuple[str, ...], tuple[int, str]] = field(default_factory=dict)

    def check(self, row: Row) -> list[str]:
        """Return what is wrong with the row: altered content, or a break in its object's chain."""
        problems = []
        digest = self.log.digest(row)
        if digest != row["digest"]:
            problems.append("内容被改动")
        key = tuple(str(row[name]) for name in self.log.subject)
        seq, head = self._heads.get(key, (0, chain.GENESIS))
        if row["seq"] != seq + 1:
            problems.append(f"序号 {seq + 1} 缺失或顺序被改动")
        elif chain.link(head, row["digest"]) != row["chain"]:
            problems.append("与前一行的链接断开")
        self._heads[key] = (row["seq"], row["chain"])
        return problems
