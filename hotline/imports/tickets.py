"""Importing work orders (工单导入): the same intake as every contact, many at a time, each exactly once.

What is stored already is found by its reference before anything is done, so an interrupted import is
resumed by running it again; the submission key guards against two imports of one file at the same time.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import select

from hotline.imports.columns import Field
from hotline.imports.orders import Book, Plan, Reader, Unusable
from hotline.imports.reading import TableRow
from hotline.kit.db import Database
from hotline.kit.errors import Problem
from hotline.process.commands import Accepted, IntakeCommand
from hotline.process.intake import IntakeDesk, prepare
from hotline.tickets.models import Ticket

AT_ONCE = 128  # as many as one group commit takes
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Rejection:
    """A row that was not taken, by its number in the file (the heading is 1), and why."""

    line: int
    reason: str


@dataclass
class Summary:
    """What an import did or, in a dry run, would do."""

    rows: int = 0
    stored: int = 0
    known: int = 0
    with_category: int = 0
    with_unit: int = 0
    unsure: int = 0
    cleaned: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    unknown: dict[Field, Counter[str]] = field(default_factory=dict)

    @property
    def without_category(self) -> int:
        """Stored rows for which routing had no category to suggest."""
        return self.stored - self.with_category

    @property
    def in_vain(self) -> bool:
        """Tell whether there were rows and not one of them can be used."""
        return 0 < self.rows == len(self.rejected)

    def reasons(self) -> list[tuple[str, int]]:
        """Return (reason, rows), the most frequent first."""
        return Counter(r.reason for r in self.rejected).most_common()


@dataclass(frozen=True)
class _Order:
    line: int
    reference: str
    command: IntakeCommand


@dataclass
class TicketImport:
    """One run over one file."""

    desk: IntakeDesk
    plan: Plan
    dry_run: bool = False
    summary: Summary = field(default_factory=Summary)

    async def run(self, rows: Iterable[TableRow], progress: Progress | None = None) -> Summary:
        """Take all rows; ``progress`` hears how many rows were done. Never raises for a single row."""
        state = self.desk.routing.state
        reader = Reader(self.plan, Book(state.taxonomy, state.units, self.plan.names))
        self.summary.unknown = reader.unknown
        for chunk in _chunks(rows, AT_ONCE):
            orders = list(self._readable(reader, chunk))
            known = await _known(self.desk.database, orders, self.plan)
            fresh = [order for order in orders if order.reference not in known]
            self.summary.known += len(orders) - len(fresh)
            await asyncio.gather(*(self._take(order) for order in fresh))
            self.summary.rows += len(chunk)
            if progress is not None:
                progress(len(chunk))
        self.summary.cleaned = reader.cleaned
        self.summary.rejected.sort(key=lambda rejection: rejection.line)
        return self.summary

    def _readable(self, reader: Reader, chunk: Sequence[TableRow]) -> Iterator[_Order]:
        for row in chunk:
            reference = reader.reference(row)
            try:
                yield _Order(row.number, reference, reader.command(row, reference))
            except Unusable as reason:
                self.summary.rejected.append(Rejection(row.number, str(reason)))

    async def _take(self, order: _Order) -> None:
        try:
            accepted = await self._accept(order.command)
        except Problem as problem:
            self.summary.rejected.append(Rejection(order.line, problem.detail_zh))
            return
        if accepted.repeated:
            self.summary.known += 1
            return
        self._count(accepted)

    async def _accept(self, command: IntakeCommand) -> Accepted:
        if not self.dry_run:
            return await self.desk.accept(command)
        prepared = prepare(command, self.desk.routing)
        return Accepted("", "", "", None, prepared.document)

    def _count(self, accepted: Accepted) -> None:
        self.summary.stored += 1
        self.summary.with_category += bool(accepted.suggestion.get("category"))
        self.summary.with_unit += bool(accepted.suggestion.get("unit"))
        self.summary.unsure += bool(accepted.suggestion.get("unsure"))


async def _known(database: Database, orders: Sequence[_Order], plan: Plan) -> set[str]:
    """Return the references that are stored already."""
    query = select(Ticket.external_ref).where(
        Ticket.source_platform == plan.platform.value,
        Ticket.external_ref.in_([order.reference for order in orders]),
    )
    async with database.read() as session:
        return {str(found) for found in await session.scalars(query)}


def _chunks(rows: Iterable[TableRow], size: int) -> Iterator[list[TableRow]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, size)):
        yield chunk
