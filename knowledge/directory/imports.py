"""Importing the directory (名录导入): published numbers, and units with their windows; idempotent, with a dry run."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import Actor
from hotline.kit.sheets import read_switch
from knowledge.directory.entries import WINDOW_LABELS, take_unit
from knowledge.directory.schemas import NumberRow, UnitLine, UnitRow, WindowIn
from knowledge.directory.taking import LABELS, take_number
from knowledge.lines import Entry, EntryReport, Taken, Taking, read_entries, take_each, taken
from knowledge.owning import owner_of

_LISTS = frozenset({"published_in"})
# A table may be headed in Chinese.
_NUMBER_HEADINGS = {label: name for name, label in LABELS.items()} | {
    "号码": "number",
    "版本号": "version",
}
_UNIT_HEADINGS = {
    "单位编码": "unit_code",
    "版本号": "version",
    "职责": "duties",
    **{label: name for name, label in WINDOW_LABELS.items()},
    "窗口名称": "name",
    "已关闭": "closed",
}
_WINDOW = frozenset(WindowIn.model_fields)


async def import_numbers(
    session: AsyncSession, content: bytes, *, dry_run: bool, actor: Actor
) -> EntryReport:
    """Take the numbers of a file; changes wait to be announced like any other.

    A repeat stores nothing, a wrong entry stops no other. Raises ``SheetUnreadable`` (422).
    """
    report = EntryReport(dry_run=dry_run)

    async def take(entry: Entry) -> Taken:
        row = taken(entry, NumberRow)
        how = Taking(row.version, dry_run)
        return await take_number(session, row.said(), how=how, actor=actor)

    await take_each(read_entries(content, _LISTS, _NUMBER_HEADINGS), "number", report, take)
    return report


async def import_units(
    session: AsyncSession, content: bytes, *, dry_run: bool, actor: Actor
) -> EntryReport:
    """Take what a file tells of units: a JSON line a unit, or a row a window.

    A repeat stores nothing, a wrong entry stops no other. Raises ``SheetUnreadable`` (422).
    """
    report = EntryReport(dry_run=dry_run)

    async def take(entry: Entry) -> Taken:
        row = taken(entry, UnitRow)
        unit = await owner_of(session, row.unit_code)
        said = UnitLine(duties=row.duties, windows=row.windows)
        return await take_unit(session, unit, said, how=Taking(row.version, dry_run), actor=actor)

    entries = _by_unit(read_entries(content, frozenset(), _UNIT_HEADINGS))
    await take_each(entries, "unit_code", report, take)
    return report


def _by_unit(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield whole entries as they are, and one entry for all rows of a unit that tell a window each."""
    gathered: dict[str, Entry] = {}
    for entry in entries:
        if not _WINDOW & set(entry.cells):
            yield entry
            continue
        code = str(entry.cells.get("unit_code") or "")
        first = gathered.get(code)
        gathered[code] = _parted(entry) if first is None else _joined(first, _parted(entry))
    yield from gathered.values()


def _parted(entry: Entry) -> Entry:
    """Return a row as the entry of a unit with one window."""
    window: dict[str, Any] = {n: v for n, v in entry.cells.items() if n in _WINDOW}
    cells = {n: v for n, v in entry.cells.items() if n not in _WINDOW}
    try:
        window["closed"] = read_switch(str(window.get("closed") or ""), default=False)
    except ValueError as error:
        return replace(entry, cells=cells, fault=entry.fault or f"closed：{error}")
    return replace(entry, cells={**cells, "windows": [window]})


def _joined(first: Entry, more: Entry) -> Entry:
    """Add a further row of the same unit; what both say of the unit itself has to agree."""
    fault = first.fault or (more.fault and f"第 {more.number} 行：{more.fault}")
    cells = {**more.cells, **first.cells}
    others = [name for name, value in more.cells.items() if cells[name] != value]
    for name in others:
        if name != "windows":
            fault = fault or f"第 {more.number} 行：{name} 与同一单位的第 {first.number} 行不同"
    windows = [*first.cells.get("windows", ()), *more.cells.get("windows", ())]
    return replace(first, cells={**cells, "windows": windows}, fault=fault)
