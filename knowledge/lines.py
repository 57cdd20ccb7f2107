"""Files of entries (逐条文件): JSON lines, CSV or XLSX become one mapping an entry, with its number.

A cell of a table that holds a list is cut at line ends and Chinese semicolons; an empty cell is left out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson
from pydantic import BaseModel, ValidationError

from hotline.kit.errors import Problem
from hotline.kit.fieldfaults import field_errors
from hotline.kit.sheets import decode, read_rows
from hotline.kit.transfer import Refusal

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


def read_entries(content: bytes, lists: frozenset[str]) -> Iterator[Entry]:
    """Yield the entries; ``lists`` are the columns whose cells hold several values.

    Raises ``SheetUnreadable`` (422) for what is neither JSON lines nor a table.
    """
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        yield from _json_lines(decode(content))
        return
    for row in read_rows(content):
        cells = {name: _cell(name in lists, cell) for name, cell in row.cells.items() if cell}
        yield Entry(row.number, cells, row.fault)


def _json_lines(text: str) -> Iterator[Entry]:
    for number, line in enumerate(text.split("\n"), start=1):
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
        first = field_errors(error.errors())[0]
        raise LineInvalid(
            f"{first['field'] or '本行'}：{first['reason']}",
            f"{first['field'] or 'line'}: {first['reason_en']}",
        ) from error


def refusal(entry: Entry, key: str, problem: Problem) -> Refusal:
    """Return the refusal of one entry; ``key`` is the column that names it."""
    named = entry.cells.get(key)
    return Refusal(entry.number, str(named or "")[:80], problem.detail_zh, problem.detail_en)
