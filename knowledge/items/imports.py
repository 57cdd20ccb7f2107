"""Importing a catalogue (事项目录导入): what a file adds, changes and ends, first as a report, then stored.

Importing a file again stores nothing; a wrong row is listed with its number and reason and stops no other.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.errors import Problem
from hotline.kit.transfer import Refusal, TransferReport, refused
from knowledge.differences import SHOWN
from knowledge.items.changes import LABELS, STATE, field_changes
from knowledge.items.decisions import (
    Arrival,
    Decision,
    Standing,
    abolition,
    decide,
    require_nothing_displaced,
)
from knowledge.items.errors import ItemInvalid
from knowledge.items.preparing import Prepared, PreparedRow
from knowledge.items.queries import standing_items, standing_of_units, with_contents
from knowledge.items.schemas import (
    ChangedItemOut,
    ColumnOut,
    ItemReportOut,
    ItemRow,
    Limit,
    content_of,
)
from knowledge.items.service import Receipt, store
from knowledge.items.situations import told_apart
from knowledge.items.units import UnitBook, UnitLine, load_units
from knowledge.items.vocabulary import LimitKind
from knowledge.versions import Outcome

_BATCH = 50  # rows between two chances for others of this process, about 10 ms


@dataclass(frozen=True)
class ItemOptions:
    """How a file is taken: ``owner`` (a unit's code) takes items of units we do not know.

    With ``complete`` the file holds all items of the departments that occur in it: what it lacks is
    abolished. ``source`` is remembered with every version.
    """

    source: str = "文件导入"
    owner: str = ""
    complete: bool = False
    dry_run: bool = False


@dataclass
class ItemReport(TransferReport):
    """What an import did or would do; ``removed`` are the abolished, ``decided`` what was stored."""

    decided: list[Decision] = field(default_factory=list)
    warnings: list[Refusal] = field(default_factory=list)
    columns: list[ColumnOut] = field(default_factory=list)


async def import_items(
    session: AsyncSession,
    prepared: Prepared,
    *,
    options: ItemOptions,
    actor: Actor,
    progress: Callable[[int], None] | None = None,
) -> ItemReport:
    """Compare a prepared file with what stands, and store it unless it is a dry run.

    ``progress`` is told how many items are stored. Raises ``ItemInvalid`` (422) for an unknown owner.
    """
    units = await load_units(session)
    owner = _owner(units, options.owner)
    report = ItemReport(dry_run=options.dry_run, columns=told_columns(prepared))
    report.refused += prepared.refused
    standing = await standing_items(session, (row.item.code for row in prepared.rows))
    rows, repeated = told_apart(prepared.rows, standing)
    report.refused += repeated
    desk = _Desk(units, owner, actor, report)
    for start in range(0, len(rows), _BATCH):
        await _take(session, desk, rows[start : start + _BATCH], standing)
    if options.complete:
        await _abolish(session, desk, prepared)
    report.refused.sort(key=lambda refusal: refusal.row)
    if not options.dry_run:
        await store(session, report.decided, Receipt(options.source, actor), progress)
    return report


async def _take(
    session: AsyncSession,
    desk: "_Desk",
    rows: Sequence[PreparedRow],
    standing: Mapping[tuple[str, str], Standing],
) -> None:
    """Decide about some rows; what stands is read where a row says something else."""
    arrivals = [(row, arrival) for row in rows if (arrival := desk.arrival(row)) is not None]
    held = {arrival.identity: standing.get(arrival.identity) for _, arrival in arrivals}
    others = [
        stands
        for _, arrival in arrivals
        if (stands := held[arrival.identity]) is not None
        and (stands.waiting or stands.digest != arrival.digest)
    ]
    read = await with_contents(session, others)
    for row, arrival in arrivals:
        stands = held[arrival.identity]
        desk.take(row, arrival, read.get(stands.id, stands) if stands else None)
    await asyncio.sleep(0)


def _owner(units: UnitBook, code: str) -> UnitLine | None:
    if not code:
        return None
    found = units.by_code.get(code)
    if found is None:
        raise ItemInvalid(f"没有编码为 {code[:40]} 的单位", f"No unit with the code {code[:40]!r}")
    return found


def told_columns(prepared: Prepared) -> list[ColumnOut]:
    """Return which column was taken for which field, for people."""
    told = []
    for name, column in prepared.columns.told():
        base, _, part = name.partition(".")
        label = LABELS["windows" if base == "window" else base]
        told.append(
            ColumnOut(field=name, label=f"{label}.{part}" if part else label, column=column)
        )
    return told


@dataclass
class _Desk:
    """Takes row after row; remembers what the file holds of whom."""

    units: UnitBook
    owner: UnitLine | None
    actor: Actor
    report: ItemReport
    held: set[tuple[str, str]] = field(default_factory=set)
    scopes: set[tuple[str, str]] = field(default_factory=set)

    def arrival(self, row: PreparedRow) -> Arrival | None:
        """Return what a row brings; a row of nobody is written into the report."""
        self.held.add((row.item.code, row.item.situation_code))
        try:
            return self._arrival(row.item)
        except Problem as problem:
            self._refuse(row, problem)
            return None

    def take(self, row: PreparedRow, arrival: Arrival, standing: Standing | None) -> None:
        """Decide about one row and write it into the report."""
        try:
            self._require_own(arrival, standing)
            decision = _decided(arrival, standing)
        except Problem as problem:
            self._refuse(row, problem)
            return
        self.scopes.add((arrival.unit_id, str(arrival.content["department"])))
        self._note(row, arrival)
        self.add(decision)

    def _refuse(self, row: PreparedRow, problem: Problem) -> None:
        self.report.refused.append(refused(row.number, row.item.code, problem))

    def add(self, decision: Decision) -> None:
        """Write a decision into the report; what changes nothing needs no storing."""
        lists = {
            Outcome.ADDED: self.report.added,
            Outcome.CHANGED: self.report.changed,
            Outcome.UNCHANGED: self.report.unchanged,
        }
        lists[decision.outcome].append(decision.arrival.key)
        if decision.outcome is not Outcome.UNCHANGED:
            self.report.decided.append(decision)

    def _arrival(self, item: ItemRow) -> Arrival:
        unit = self.units.find(item.unit_code, item.department)
        content = content_of(item)
        if unit is not None:
            named = "" if not item.unit_code else item.department
            content |= {"unit_code": unit.code, "department": named}
        elif self.owner is not None:
            unit = self.owner
            content |= {
                "unit_code": unit.code,
                "department": (item.department or item.unit_code)[:200],
            }
        else:
            raise _no_unit(item)
        return Arrival(item.code, item.situation_code, content, unit.id, item.version, item.change)

    def _require_own(self, arrival: Arrival, standing: Standing | None) -> None:
        self.units.require_own(self.actor, arrival.unit_id)
        if standing is not None:
            self.units.require_own(self.actor, standing.unit_id)

    def _note(self, row: PreparedRow, arrival: Arrival) -> None:
        item = row.item
        if _longer(item.promised_limit, item.statutory_limit):
            warning = (
                "承诺时限比法定时限长",
                "the promised limit is longer than the statutory one",
            )
            self.report.warnings.append(Refusal(row.number, arrival.key, *warning))


def _decided(arrival: Arrival, standing: Standing | None) -> Decision:
    """Decide; a file that tells again what is in force, as an export does, leaves alone what waits."""
    if standing is not None and standing.says(arrival):
        return decide(arrival, replace(standing, waiting=None))
    decision = decide(arrival, standing)
    require_nothing_displaced(decision, clock.local_date())
    return decision


def _no_unit(item: ItemRow) -> ItemInvalid:
    named = (item.unit_code or item.department)[:60]
    if not named:
        return ItemInvalid(
            "没有写明责任单位；可指定归口单位", "names no unit; name an owner for such items"
        )
    return ItemInvalid(
        f"没有“{named}”这个单位；可指定归口单位", f"no unit {named!r}; name an owner for such items"
    )


def _longer(promised: Limit | None, statutory: Limit | None) -> bool:
    """Tell whether a promise breaks domain rules §11.3: the promised limit is never the longer one."""
    if promised is None or statutory is None or promised.unit != statutory.unit:
        return False
    both = promised.kind is LimitKind.DAYS and statutory.kind is LimitKind.DAYS
    return both and (promised.days or 0) > (statutory.days or 0)


async def _abolish(session: AsyncSession, desk: _Desk, prepared: Prepared) -> None:
    """End what a complete file lacks; an item whose row was refused is left alone."""
    present = await standing_of_units(session, sorted(unit for unit, _ in desk.scopes))
    absent = {
        identity: standing
        for identity, standing in present.items()
        if identity not in desk.held
        and identity[0] not in prepared.codes_refused
        and (standing.unit_id, standing.department) in desk.scopes
        and desk.units.may_change(desk.actor, standing.unit_id)
    }
    read = await with_contents(session, absent.values())
    for identity in sorted(absent):
        decision = abolition(read[absent[identity].id], identity)
        desk.report.removed.append(decision.arrival.key)
        desk.report.decided.append(decision)


def told(report: ItemReport) -> ItemReportOut:
    """Return the report as it is handed out, with the fields of the first changed items."""
    changed = [d for d in report.decided if d.outcome is Outcome.CHANGED]
    return ItemReportOut.model_validate(
        {
            **{name: getattr(report, name) for name in _LISTS},
            "changes": [_told_change(decision) for decision in changed[:SHOWN]],
        },
        from_attributes=True,
    )


_LISTS: Sequence[str] = (
    *("dry_run", "added", "changed", "unchanged", "removed", "refused", "warnings", "columns"),
)


def _told_change(decision: Decision) -> ChangedItemOut:
    before = decision.standing.newest.content if decision.standing else {}
    after = decision.arrival.content
    told = any(name != STATE for name in decision.fields)
    return ChangedItemOut(
        key=decision.arrival.key,
        name=str(after["name"]),
        change=decision.change,
        fields=field_changes(before, after) if told else [],
    )
