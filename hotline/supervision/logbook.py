"""The chained logs (存证日志): which tables they are, how their digests are recomputed, how they are read.

Every row stands in the chain of its object (``subject`` and ``seq``), whatever the clock said. Reading
by that order and not by time keeps a clock that was set back from looking like a forgery.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, exists, func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import chain
from hotline.kit.audit.links import content_of
from hotline.kit.audit.models import AuditEntry
from hotline.supervision import record
from hotline.supervision.models import AnchorSpan, SupervisionRecord
from hotline.tickets import log as ticket_log
from hotline.tickets.models import TicketAction

Row = dict[str, Any]
SUBJECT = "_subject"
BEFORE = "_before"  # the chain value of the row before, as it is stored
PAGE = 2_000
CHUNK = 500


@dataclass(frozen=True)
class Span:
    """Rows of one object: numbers ``first_seq`` to ``last_seq``."""

    subject: str
    first_seq: int
    last_seq: int


@dataclass(frozen=True)
class Log:
    """One append-only table; ``subject`` is the column of the object whose rows are chained.

    Where all rows of the table are one chain (the audit trail) there is no such column.
    ``texts`` recomputes the digest of words that may be erased: ``None`` where there are none.
    """

    name: str
    label: str
    table: Any
    subject: str | None
    digest: Callable[[Mapping[str, Any]], str]
    texts: Callable[[Mapping[str, Any]], str | None] | None = None

    @property
    def key(self) -> Any:
        """The column of the object, or the name of the one chain."""
        return literal(self.name) if self.subject is None else self.table.c[self.subject]

    @property
    def order(self) -> list[Any]:
        """The columns by which the rows are read."""
        seq = self.table.c.seq
        return [seq] if self.subject is None else [self.key, seq]


def _audit_digest(row: Mapping[str, Any]) -> str:
    return chain.row_digest(content_of(row))


def _ticket_texts(row: Mapping[str, Any]) -> str | None:
    return ticket_log.texts_digest(row["texts"])


LOGS = (
    Log(
        "supervision_records",
        "监察记录",
        SupervisionRecord.__table__,
        "object_id",
        record.digest_of,
    ),
    Log(
        "ticket_actions",
        "工单操作日志",
        TicketAction.__table__,
        "ticket_id",
        ticket_log.digest_of,
        _ticket_texts,
    ),
    Log("audit_entries", "审计日志", AuditEntry.__table__, None, _audit_digest),
)


async def rows_of(session: AsyncSession, log: Log, spans: Sequence[Span]) -> AsyncIterator[Row]:
    """Yield the rows inside ``spans`` (one a subject, by subject), by object and number."""
    for start in range(0, len(spans), CHUNK):
        wanted = {span.subject: span for span in spans[start : start + CHUNK]}
        lowest = min(span.first_seq for span in wanted.values())
        query = _rows(log).where(log.key.in_(list(wanted)), log.table.c.seq >= lowest)
        async for row in _pages(session, log, query):
            span = wanted[row[SUBJECT]]
            if span.first_seq <= row["seq"] <= span.last_seq:
                yield row


async def new_spans(session: AsyncSession, log: Log, recent: ColumnElement[bool]) -> list[Span]:
    """List what no anchor sealed yet of the objects with a row that is ``recent``, by object."""
    spans: list[Span] = []
    async for heads in _heads(session, log, recent):
        sealed = await session.execute(
            select(AnchorSpan.subject, func.max(AnchorSpan.last_seq))
            .where(AnchorSpan.log == log.name, AnchorSpan.subject.in_(list(heads)))
            .group_by(AnchorSpan.subject)
        )
        done: dict[str, int] = dict(sealed.all())
        spans += [
            Span(subject, done.get(subject, 0) + 1, top)
            for subject, top in heads.items()
            if top > done.get(subject, 0)
        ]
    return spans


async def spans_of(session: AsyncSession, log: Log, number: int) -> list[Span]:
    """List what the anchor ``number`` sealed, by object."""
    query = (
        select(AnchorSpan.subject, AnchorSpan.first_seq, AnchorSpan.last_seq)
        .where(AnchorSpan.log == log.name, AnchorSpan.number == number)
        .order_by(AnchorSpan.subject)
    )
    return [Span(*row) for row in (await session.execute(query)).all()]


async def tail_rows(session: AsyncSession, log: Log, *, beyond: int) -> AsyncIterator[Row]:
    """Yield the rows that no anchor up to the number ``beyond`` sealed, by object and number."""
    sealed = exists().where(
        AnchorSpan.log == log.name,
        AnchorSpan.number <= beyond,
        AnchorSpan.subject == log.key,
        AnchorSpan.first_seq <= log.table.c.seq,
        AnchorSpan.last_seq >= log.table.c.seq,
    )
    async for row in _pages(session, log, _rows(log).where(~sealed)):
        yield row


def _rows(log: Log) -> Select[Any]:
    """Select whole rows, each with the chain value of the row before it."""
    earlier: Table = log.table.alias("earlier")
    before = earlier.c.seq == log.table.c.seq - 1
    if log.subject is not None:
        before = and_(before, earlier.c[log.subject] == log.key)
    return select(log.table, log.key.label(SUBJECT), earlier.c.chain.label(BEFORE)).select_from(
        log.table.outerjoin(earlier, before)
    )


async def _pages(session: AsyncSession, log: Log, query: Select[Any]) -> AsyncIterator[Row]:
    keys = log.order
    query = query.order_by(*keys).limit(PAGE)
    last: tuple[Any, ...] | None = None
    while True:
        page = query if last is None else query.where(tuple_(*keys) > last)
        rows = [dict(row) for row in (await session.execute(page)).mappings()]
        for row in rows:
            yield row
        if len(rows) < PAGE:
            return
        last = tuple(rows[-1][column.name] for column in keys)


async def _heads(
    session: AsyncSession, log: Log, recent: ColumnElement[bool]
) -> AsyncIterator[dict[str, int]]:
    """Yield pages of highest numbers by object, of the objects with a row that is ``recent``."""
    if log.subject is None:
        top = await session.scalar(select(func.max(log.table.c.seq)))
        yield {log.name: top} if top else {}
        return
    touched = select(log.key).where(recent)
    grouped = (
        select(log.key, func.max(log.table.c.seq))
        .where(log.key.in_(touched))
        .group_by(log.key)
        .order_by(log.key)
        .limit(CHUNK)
    )
    last: str | None = None
    while True:
        page = grouped if last is None else grouped.where(log.key > last)
        found: dict[str, int] = dict((await session.execute(page)).all())
        yield found
        if len(found) < CHUNK:
            return
        last = max(found)


def check(log: Log, row: Row) -> list[str]:
    """Return what is wrong with one row: altered content or words, or a break in its object's chain."""
    problems = []
    if log.digest(row) != row["digest"]:
        problems.append("内容被改动")
    if log.texts is not None and row["texts"] is not None and log.texts(row) != row["texts_digest"]:
        problems.append("文字被改动")
    before = row[BEFORE] or chain.GENESIS
    if row["seq"] > 1 and row[BEFORE] is None:
        problems.append(f"缺少第 {row['seq'] - 1} 条")
    elif chain.link(before, row["digest"]) != row["chain"]:
        problems.append("与前一条的链接断开")
    return problems
