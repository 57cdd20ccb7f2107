"""Catalogue files (事项目录文件): CSV, XLSX, JSON lines or a JSON list become rows with their numbers."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from hotline.kit.sheets import SheetUnreadable, decode, read_rows
from knowledge.items.errors import CatalogueUnreadable

MAX_BYTES = 100_000_000
MAX_ROWS = 200_000
_XLSX = b"PK\x03\x04"


@dataclass(frozen=True)
class RawRow:
    """One row: its number in the file, its cells by column, and why it cannot be read at all."""

    number: int
    cells: Mapping[str, Any]
    fault: tuple[str, str] | None = None


@dataclass(frozen=True)
class RawCatalogue:
    """A file as it was read; ``columns`` in the order in which they first occur."""

    columns: tuple[str, ...]
    rows: tuple[RawRow, ...]


_NO_OBJECT = ("本行不是一个 JSON 对象", "the line is no JSON object")
_NO_JSON = ("不是有效的 JSON", "is not valid JSON")
_CONTROL = "a cell holds control characters"


def read_catalogue(content: bytes) -> RawCatalogue:
    """Return the rows of a file, whatever its kind; raises ``CatalogueUnreadable`` (422)."""
    if len(content) > MAX_BYTES:
        raise CatalogueUnreadable(
            f"文件超过 {MAX_BYTES // 1_000_000} MB", f"The file exceeds {MAX_BYTES} bytes"
        )
    start = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"[" and not content.startswith(_XLSX):
        rows = list(_listed(content))
    elif start == b"{":
        rows = list(_lines(content))
    else:
        rows = _table(content)
    if len(rows) > MAX_ROWS:
        raise CatalogueUnreadable(f"最多 {MAX_ROWS} 行", f"At most {MAX_ROWS} rows")
    columns = dict.fromkeys(name for row in rows for name in row.cells)
    return RawCatalogue(tuple(columns), tuple(rows))


def _table(content: bytes) -> list[RawRow]:
    # A cell of any length is read: a row that is too long is refused by itself, not the whole file.
    usual = csv.field_size_limit(MAX_BYTES)
    try:
        rows = read_rows(content)
    except SheetUnreadable as error:
        raise CatalogueUnreadable(error.detail_zh, error.detail_en) from error
    finally:
        csv.field_size_limit(usual)
    return [RawRow(r.number, r.cells, (r.fault, _CONTROL) if r.fault else None) for r in rows]


def _lines(content: bytes) -> Iterator[RawRow]:
    try:
        text = decode(content)
    except SheetUnreadable as error:
        raise CatalogueUnreadable(error.detail_zh, error.detail_en) from error
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            held = orjson.loads(line)
        except ValueError:
            yield RawRow(number, {}, _NO_JSON)
            continue
        yield _object(number, held)


def _listed(content: bytes) -> Iterator[RawRow]:
    try:
        held = orjson.loads(decode(content))
    except (ValueError, SheetUnreadable) as error:
        raise CatalogueUnreadable("不是有效的 JSON", "Not valid JSON") from error
    for number, part in enumerate(held, start=1):
        yield _object(number, part)


def _object(number: int, held: Any) -> RawRow:
    if not isinstance(held, dict):
        return RawRow(number, {}, _NO_OBJECT)
    return RawRow(number, held)
