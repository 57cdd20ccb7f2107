"""Limits in and out (办理时限导入导出): a table by category, kind and urgency; history is never rewritten."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.ids import new_id
from hotline.kit.sheets import Record, RowFault, SheetRow
from hotline.kit.transfer import Table
from routing.imports import (
    FIRST_DAY,
    ImportReport,
    RowError,
    read_each,
    refuse_errors,
    to_span,
)
from routing.models import CategoryLimit
from routing.queries import load_history, stored_limits
from routing.taxonomy.history import History
from routing.taxonomy.tree import RequestKind, Urgency

COLUMNS = ("category_code", "kind", "urgency", "working_days", "basis", "valid_from", "valid_to")
MAX_DAYS = 365
_EVE = timedelta(days=1)
Key = tuple[str | None, str | None, str | None]


@dataclass
class _Span:
    """A limit with the days it would have after the import; ``row`` is its line, 0 if stored."""

    limit: CategoryLimit
    first: date
    last: date | None
    row: int = 0

    def on(self, day: date) -> bool:
        return self.first <= day and (self.last is None or self.last >= day)

    def same(self, other: "_Span") -> bool:
        """Tell whether ``other`` says the same; a blank end in a file says nothing about the end."""
        one, two = self.limit, other.limit
        ends = other.last is None or other.last == self.last
        return ends and (one.working_days, one.basis) == (two.working_days, two.basis)


@dataclass
class _Plan:
    """What is known; ``taken`` are keys that a limit of another subject had, whose days are past."""

    today: date
    known: dict[Key, list[_Span]] = field(default_factory=lambda: defaultdict(list))
    new: list[_Span] = field(default_factory=list)
    taken: set[Key] = field(default_factory=set)


async def import_limits(
    session: AsyncSession,
    rows: Sequence[SheetRow],
    *,
    actor: Actor,
    dry_run: bool = False,
    history: History | None = None,
) -> ImportReport:
    """Import limits by category, kind and urgency; nothing is stored if a row is refused.

    A row for a key that has one ends the old row the day before and never begins before today; rows
    that say the same, or whose time is over, change nothing. A limit of an earlier tree whose code is
    another subject today is neither: it stays as it is and counts for nothing. ``history`` is read if it
    is not given. Raises ``ContentInvalid`` (422).
    """
    spans, errors = _read(rows)
    report = ImportReport(errors=errors)
    plan = _Plan(clock.local_date())
    history = history or await load_history(session)
    for stored in await stored_limits(session):
        if not history.stands(stored.category_code, stored.created_at):
            plan.taken.add(_key(stored))
            continue
        span = _Span(stored, stored.valid_from, stored.valid_to)
        plan.known[_key(stored)].append(span)
    for wanted in sorted(spans, key=lambda span: (span.first, span.row)):
        _place(wanted, plan, report)
    if dry_run:
        return report
    refuse_errors(report.errors)
    await _store(session, plan, actor)
    report.stored = True
    return report


def _key(limit: CategoryLimit) -> Key:
    return (limit.category_code, limit.kind, limit.urgency)


def _read(rows: Sequence[SheetRow]) -> tuple[list[_Span], list[RowError]]:
    known: list[_Span] = []

    def read(row: SheetRow) -> _Span:
        limit = _limit(row.cells)
        span = _Span(limit, limit.valid_from, limit.valid_to, row.number)
        _refuse_overlap(span, known)
        known.append(span)
        return span

    return read_each(rows, read)


def _refuse_overlap(span: _Span, others: Sequence[_Span]) -> None:
    for other in others:
        apart = (other.last is not None and other.last < span.first) or (
            span.last is not None and span.last < other.first
        )
        if _key(other.limit) == _key(span.limit) and not apart:
            raise RowFault(
                f"与第 {other.row} 行的适用范围和日期重叠",
                f"Same scope as row {other.row} on the same days",
            )


def _limit(record: Record) -> CategoryLimit:
    kind, urgency = record.get("kind", ""), record.get("urgency", "")
    if kind and kind not in RequestKind.__members__:
        raise RowFault(f"诉求类型“{kind[:20]}”不存在", f"No kind of request {kind[:20]}")
    if urgency and urgency not in Urgency.__members__:
        raise RowFault(f"紧急程度“{urgency[:20]}”不存在", f"No urgency {urgency[:20]}")
    first, last = to_span(record.get("valid_from"), record.get("valid_to"), FIRST_DAY)
    return CategoryLimit(
        id=new_id(),
        category_code=record.get("category_code") or None,
        kind=kind or None,
        urgency=urgency or None,
        working_days=_days(record["working_days"]),
        basis=_basis(record["basis"]),
        valid_from=first,
        valid_to=last,
        created_at=clock.now(),
    )


def _days(cell: str) -> int:
    if not (cell.isascii() and cell.isdigit() and 1 <= int(cell) <= MAX_DAYS):
        raise RowFault(
            f"时限应为 1–{MAX_DAYS} 个工作日", f"A limit is 1 to {MAX_DAYS} working days"
        )
    return int(cell)


def _basis(cell: str) -> str:
    if not cell:
        raise RowFault("缺少依据", "The basis is missing")
    return cell[:300]


def _place(wanted: _Span, plan: _Plan, report: ImportReport) -> None:
    """Find out what one wanted row means beside those that are known."""
    known = plan.known[_key(wanted.limit)]
    if wanted.last is not None and wanted.last < plan.today:
        report.unchanged += 1
        return
    start = max(wanted.first, plan.today)
    old = next((span for span in known if span.on(start)), None)
    if old is not None and old.same(wanted):
        report.unchanged += 1
        return
    later = min((span.first for span in known if span.first > start), default=None)
    if later is not None and wanted.last is not None and wanted.last >= later:
        told = (f"与已有的自 {later} 起的时限重叠", f"Overlaps the limit from {later} on")
        report.errors.append(RowError(wanted.row, *told))
        return
    if later is not None:
        wanted.last = wanted.last or later - _EVE
    if known or _key(wanted.limit) in plan.taken:
        wanted.first = start
    if old is not None:
        old.last = start - _EVE
    report.changed += old is not None
    report.added += old is None
    known.append(wanted)
    plan.new.append(wanted)


async def _store(session: AsyncSession, plan: _Plan, actor: Actor) -> None:
    for spans in plan.known.values():
        for span in spans:
            span.limit.valid_from, span.limit.valid_to = span.first, span.last
    for span in plan.new:
        limit = span.limit
        limit.created_by = actor.account_id
        session.add(limit)
        after = {"working_days": limit.working_days, "category_code": limit.category_code}
        await record_change(session, actor, Change("limit.import", "limit", limit.id, after=after))


def to_record(limit: CategoryLimit) -> dict[str, object]:
    """Return the export line of a limit; it can be imported again."""
    return {name: getattr(limit, name) for name in COLUMNS}


async def limit_table(session: AsyncSession) -> Table:
    """Return all limits in force today or later as a table, in a fixed order."""
    today = clock.local_date()
    history = await load_history(session)
    live = [
        limit
        for limit in await stored_limits(session)
        if (limit.valid_to is None or limit.valid_to >= max(today, limit.valid_from))
        and history.stands(limit.category_code, limit.created_at)
    ]
    live.sort(key=lambda limit: (*(part or "" for part in _key(limit)), limit.valid_from))
    return Table("limits", COLUMNS, [to_record(limit) for limit in live])
