"""Files of entries (逐条文件): JSON lines, CSV or XLSX become one mapping an entry, with its number.

A cell of a table that holds a list is cut at line ends and Chinese semicolons; an empty cell is left out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

import orjson
from pydantic import BaseModel, ValidationError

from hotline.kit.errors import Problem
from hotline.kit.fieldfaults import field_errors
from hotline.kit.sheets import decode, read_rows
from hotline.kit.transfer import Refusal, TransferReport

_CUT = re.compile(r"[\n；;]+")
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


class Difference(NamedTuple):
    """One field that an entry changes: its key, the field, and both values as they are stored."""

    key: str
    field: str
    before: Any
    after: Any


@dataclass
class EntryReport(TransferReport):
    """What an import did or would do, field by field."""

    differences: list[Difference] = field(default_factory=list)

    def differ(self, key: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """Note every field in which an entry is another than what stands."""
        self.differences += [
            Difference(key, name, before.get(name), value)
            for name, value in after.items()
            if before.get(name) != value
        ]


def read_entries(content: bytes, lists: frozenset[str]) -> Iterator[Entry]:
    """Yield the entries; ``lists`` are the columns whose cells hold several values.

    Raises ``SheetUnreadable`` (422) for what is neither JSON lines nor a table.
    """
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        yield from json_entries(decode(content).split("\n"))
        return
    for row in read_rows(content):
        cells = {name: _cell(name in lists, cell) for name, cell in row.cells.items() if cell}
        yield Entry(row.number, cells, row.fault)


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
    return [part.strip() for part in _CUT.split(cell) if part.strip()] if is_list else cell


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
