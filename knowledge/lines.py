"""Files of entries (逐条文件): JSON lines, CSV or XLSX become one mapping an entry, with its number.

A cell of a table that holds a list is cut at line ends and Chinese semicolons, or is a JSON list; an empty
cell is left out.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal, TypeVar

import orjson
from pydantic import BaseModel, ValidationError

from hotline.kit.errors import Problem
from hotline.kit.fieldfaults import field_error, field_errors
from hotline.kit.sheets import decode, read_rows, write_sheet
from hotline.kit.transfer import Refusal, TransferReport
from knowledge.differences import SHOWN, ChangedOut, EntryReportOut, FieldChangeOut
from knowledge.versions import Outcome

_PAUSE = 50  # entries between two chances for others of this process, as for items
_LISTS = ("dry_run", "added", "changed", "unchanged", "removed", "refused", "warnings")
_AS_THEY_ARE: Mapping[str, str] = MappingProxyType({})
_CUT = re.compile(r"[\n；;]+")
EntryFormat = Literal["csv", "xlsx", "jsonl"]
M = TypeVar("M", bound=BaseModel)


class LineInvalid(Problem):
    """One entry of a file is not what it should be."""

    status = 422
    code = "line_invalid"
    title_zh = "本行内容有误"
    title_en = "The line is not valid"


@dataclass(frozen=True)
class Entry:
    """One entry as it stands in the file; ``fault`` says why it cannot be read at all."""

    number: int
    cells: Mapping[str, Any]
    fault: str = ""


@dataclass(frozen=True)
class Taken:
    """What one entry does or, in a dry run, would do; ``warning`` (Chinese, English) says what it leaves."""

    key: str
    name: str
    outcome: Outcome
    fields: list[FieldChangeOut] = field(default_factory=list)
    warning: tuple[str, str] | None = None

    def pushed(self, *, dry_run: bool) -> dict[str, Any]:
        """Return the members of a ``PushOut``."""
        return {
            "outcome": self.outcome.value,
            "dry_run": dry_run,
            "fields": [change.field for change in self.fields],
            "changes": self.fields,
            "warnings": [] if self.warning is None else [self.warning[0]],
        }


@dataclass(frozen=True)
class Taking:
    """How an entry is taken: with which version number of its sender, for real, and as a draft or at once.

    Texts ``as_drafts`` wait for a second person; the directory has no drafts.
    """

    version: int | None = None
    dry_run: bool = False
    as_drafts: bool = False

    def outcome(self, *, new: bool, same: bool) -> Outcome:
        """Return what becomes of a version that is no repeat: a new number alone is a change, of no field."""
        if new:
            return Outcome.ADDED
        return Outcome.UNCHANGED if same and self.version is None else Outcome.CHANGED


def require_same_key(field_name: str, address: str, body: str | None) -> None:
    """Raise ``LineInvalid`` (422) for a pushed body that names another thing than its address."""
    if body not in {None, address}:
        zh, en = "与地址中的不同", "differs from the one of the address"
        fault = field_error(field_name, zh, en)
        raise LineInvalid(f"{field_name}：{zh}", f"{field_name}: {en}", errors=[fault])


@dataclass
class EntryReport(TransferReport):
    """What an import did or would do, field by field for the first of what it changes."""

    differences: list[ChangedOut] = field(default_factory=list)
    warnings: list[Refusal] = field(default_factory=list)

    @property
    def rejected(self) -> list[tuple[int, str]]:
        """Return the number and the reason of every entry that is not taken."""
        return [(refusal.row, refusal.reason) for refusal in self.refused]

    def note(self, number: int, taken: Taken) -> None:
        """Write down what the entry with this number does."""
        lists = {
            Outcome.ADDED: self.added,
            Outcome.CHANGED: self.changed,
            Outcome.UNCHANGED: self.unchanged,
        }
        lists[taken.outcome].append(taken.key)
        if taken.outcome is Outcome.CHANGED and len(self.differences) < SHOWN:
            self.differences.append(ChangedOut(key=taken.key, name=taken.name, fields=taken.fields))
        if taken.warning is not None:
            self.warnings.append(Refusal(number, taken.key, *taken.warning))

    def told(self) -> EntryReportOut:
        """Return the report as it is handed out."""
        lists = {name: getattr(self, name) for name in _LISTS}
        told = lists | {"changes": self.differences}
        return EntryReportOut.model_validate(told, from_attributes=True)


async def take_each(
    entries: Iterable[Entry],
    key: str,
    report: EntryReport,
    take: Callable[[Entry], Awaitable[Taken]],
) -> None:
    """Take entry after entry into ``report``; one that is wrong, or whose ``key`` came before, stops no other."""
    rows: dict[str, int] = {}
    for count, entry in enumerate(entries, start=1):
        try:
            told = await take(_first(entry, str(entry.cells.get(key) or ""), rows))
        except Problem as problem:
            report.refused.append(refusal(entry, key, problem))
        else:
            report.note(entry.number, told)
            rows[told.key] = entry.number
        if count % _PAUSE == 0:
            await asyncio.sleep(0)


def _first(entry: Entry, named: str, rows: Mapping[str, int]) -> Entry:
    """Return the entry; raises ``LineInvalid`` (422) if one of the same key was taken before."""
    if named in rows:
        row = rows[named]
        raise LineInvalid(f"编码与第 {row} 行重复", f"The key is that of line {row}")
    return entry


def read_entries(
    content: bytes, lists: frozenset[str], headings: Mapping[str, str] = _AS_THEY_ARE
) -> Iterator[Entry]:
    """Yield the entries; ``lists`` are the columns whose cells hold several values.

    ``headings`` are other names of columns, Chinese ones as a rule. Raises ``SheetUnreadable`` (422) for what
    is neither JSON lines nor a table.
    """
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        for entry in json_entries(decode(content).split("\n")):
            cells = {headings.get(name, name): value for name, value in entry.cells.items()}
            yield replace(entry, cells=cells)
        return
    for row in read_rows(content):
        named = {headings.get(name, name): cell for name, cell in row.cells.items() if cell}
        parted = {name: _cell(name in lists, cell) for name, cell in named.items()}
        yield Entry(row.number, parted, row.fault)


def json_entries(lines: Iterable[str]) -> Iterator[Entry]:
    """Yield the entry of each line that is not empty."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            cells = orjson.loads(line)
        except ValueError:
            cells = None
        if isinstance(cells, dict):
            yield Entry(number, cells)
        else:
            yield Entry(number, {}, "不是有效的 JSON 对象")


def _cell(is_list: bool, cell: str) -> Any:  # noqa: FBT001 — internal
    if not is_list:
        return cell
    listed = _json_list(cell) if cell.startswith("[") else None
    return [part.strip() for part in _CUT.split(cell) if part.strip()] if listed is None else listed


def _json_list(cell: str) -> list[Any] | None:
    try:
        said = orjson.loads(cell)
    except ValueError:
        return None
    return said if isinstance(said, list) else None


def write_entries(
    form: EntryFormat, columns: Sequence[str], entries: Sequence[Mapping[str, Any]]
) -> bytes:
    """Return a file that ``read_entries`` reads as the same entries."""
    if form == "jsonl":
        return b"".join(orjson.dumps(entry, option=orjson.OPT_APPEND_NEWLINE) for entry in entries)
    flat = [{name: _written(entry.get(name)) for name in columns} for entry in entries]
    return write_sheet(form, columns, flat)


def _written(value: Any) -> Any:
    """Return a list as texts on lines of their own or, where they would be cut otherwise, as JSON."""
    if not isinstance(value, list):
        return value
    lines = "\n".join(value)
    return lines if _cell(True, lines) == value else orjson.dumps(value).decode()


def taken(entry: Entry, shape: type[M]) -> M:
    """Return the entry as ``shape``; raises ``LineInvalid`` (422) naming the first field that is wrong."""
    if entry.fault:
        raise LineInvalid(entry.fault, "The line cannot be read")
    try:
        return shape.model_validate(entry.cells)
    except ValidationError as error:
        raise fault_of(error) from error


def fault_of(error: ValidationError) -> LineInvalid:
    """Return the first thing that is wrong with an entry."""
    first = field_errors(error.errors())[0]
    return LineInvalid(
        f"{first['field'] or '本行'}：{first['reason']}",
        f"{first['field'] or 'line'}: {first['reason_en']}",
    )


def refusal(entry: Entry, key: str, problem: Problem) -> Refusal:
    """Return the refusal of one entry; ``key`` is the column that names it."""
    named = entry.cells.get(key)
    return Refusal(entry.number, str(named or "")[:80], problem.detail_zh, problem.detail_en)
