"""Tables in files (表格文件): CSV in UTF-8 or GBK and XLSX to rows of text, and back without formulas.

What is written is read again as it was: a cell that a spreadsheet would run begins with an apostrophe,
which reading takes away. Equal content gives equal bytes.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from hotline.kit.errors import Invalid
from hotline.kit.inputs import no_control

Record = dict[str, str]
SheetFormat = Literal["csv", "xlsx"]
MAX_ROWS = 200_000
MAX_BYTES = 30_000_000
_MAX_UNPACKED = 300_000_000
_ENCODINGS = ("utf-8-sig", "gb18030")
_DELIMITERS = ",\t;"
# What makes a spreadsheet run a cell; the wide forms count where Chinese is typed.
_FORMULA = re.compile(r"['\s]*[=+\-@\t\r＝＋－＠]")
_XLSX = b"PK\x03\x04"
_ALWAYS_THE_SAME = datetime(2026, 1, 1, tzinfo=UTC)  # else a workbook holds the time of writing
TRUE_WORDS = frozenset({"1", "true", "yes", "y", "是"})
FALSE_WORDS = frozenset({"0", "false", "no", "n", "否"})
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
}


class SheetUnreadable(Invalid):
    """The file is neither a readable CSV nor a readable XLSX."""

    code = "sheet_unreadable"
    title_zh = "文件无法读取"
    title_en = "The file cannot be read"


class RowFault(ValueError):  # noqa: N818 — it names what is wrong with a row, as a Problem does
    """What is wrong with a row, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        """Say it."""
        super().__init__(zh)
        self.zh, self.en = zh, en


def fault_words(error: Exception) -> tuple[str, str]:
    """Return in Chinese and English what is wrong with a row; a ``KeyError`` names a missing column."""
    if isinstance(error, RowFault):
        return error.zh, error.en
    if isinstance(error, KeyError):
        return f"缺少 {error.args[0]}", f"{error.args[0]} is missing"
    return str(error), "The row is not valid"


@dataclass(frozen=True)
class SheetRow:
    """One row: its number as a spreadsheet shows it (the heading is 1) and its cells by column.

    ``fault`` says which cell holds what no database can hold; such a row is to be refused.
    """

    number: int
    cells: Record
    fault: str = ""

    def sound(self) -> Record:
        """Return the cells; raises ``RowFault`` if one of them holds what no database can hold."""
        if self.fault:
            raise RowFault(self.fault, "A cell holds control characters")
        return self.cells


def read_sheet(raw: bytes) -> list[Record]:
    """Return the rows by the names of the first row, blanks stripped; empty rows are left out.

    Raises ``SheetUnreadable`` (422) for anything that is neither CSV nor XLSX, too large or headless,
    and for control characters.
    """
    rows = read_rows(raw)
    fault = next((row for row in rows if row.fault), None)
    if fault is not None:
        raise SheetUnreadable(
            f"第 {fault.number} 行：{fault.fault}", f"Row {fault.number} holds control characters"
        )
    return [row.cells for row in rows]


def read_rows(raw: bytes, *, needed: Sequence[str] = ()) -> list[SheetRow]:
    """Return the rows with their numbers; empty rows are left out.

    Raises ``SheetUnreadable`` (422) as ``read_sheet`` does, and for a heading without a ``needed`` column.
    """
    if len(raw) > MAX_BYTES:
        raise SheetUnreadable(f"文件超过 {MAX_BYTES // 1_000_000} MB", "The file is too large")
    names, rows = _parted(_xlsx(raw) if raw.startswith(_XLSX) else _csv(raw))
    missing = [name for name in needed if name not in names]
    if missing:
        raise SheetUnreadable(f"缺少列：{'、'.join(missing)}", f"Missing columns: {missing}")
    if len(rows) > MAX_ROWS:
        raise SheetUnreadable(f"最多 {MAX_ROWS} 行", f"At most {MAX_ROWS} rows")
    return [_row(number, names, cells) for number, cells in rows]


def _parted(rows: Iterable[Sequence[str]]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    filled = _filled(rows)
    heading = next(filled, None)
    if heading is None:
        raise SheetUnreadable("文件没有表头", "The file has no header")
    return heading[1], list(filled)


def _filled(rows: Iterable[Sequence[str]]) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield number, cells


def _row(number: int, names: Sequence[str], cells: Sequence[str]) -> SheetRow:
    padded = [*cells, *[""] * (len(names) - len(cells))]
    record = {n: _plain(c) for n, c in zip(names, padded, strict=False) if n}
    return SheetRow(number, record, _fault(record))


def _fault(record: Record) -> str:
    for name, cell in record.items():
        try:
            no_control(cell)
        except ValueError as error:
            return f"{name}：{error}"
    return ""


def _csv(raw: bytes) -> list[list[str]]:
    text = decode(raw)
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise SheetUnreadable(f"CSV 格式有误：{error}", f"The CSV is broken: {error}") from error


def decode(raw: bytes) -> str:
    """Return the text of a UTF-8 (with or without mark) or GBK file; raises ``SheetUnreadable`` (422)."""
    for encoding in _ENCODINGS:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text.split("\n", 1)[0]:
            return text
    raise SheetUnreadable("编码既非 UTF-8 也非 GBK，或是二进制文件", "Neither UTF-8 nor GBK text")


def _xlsx(raw: bytes) -> list[list[str]]:
    from openpyxl import load_workbook  # noqa: PLC0415 — heavy, imported on first use

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > _MAX_UNPACKED:
            raise SheetUnreadable("表格解压后过大", "The workbook unpacks to too much")
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = [[_cell(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        book.close()
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError) as error:
        raise SheetUnreadable("XLSX 文件损坏", "The workbook is broken") from error
    return rows


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value)
    return text.removesuffix(" 00:00:00")


def write_csv(columns: Sequence[str], records: Iterable[Mapping[str, Any]]) -> bytes:
    """Return a CSV with the UTF-8 mark, as spreadsheets need for Chinese; no cell is ever a formula."""
    return csv_text(columns, records).encode("utf-8-sig")


def csv_text(columns: Sequence[str], records: Iterable[Mapping[str, Any]]) -> str:
    """Return the same CSV as text, without the mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([[_safe(record.get(name)) for name in columns] for record in records])
    return out.getvalue()


def _safe(value: Any) -> str:
    """Disarm a formula; what already begins with apostrophes gets one more, so that none is lost."""
    text = "" if value is None else str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def _plain(cell: str) -> str:
    """Take the apostrophe away that ``_safe`` has put before a formula."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def write_xlsx(columns: Sequence[str], records: Iterable[Mapping[str, Any]]) -> bytes:
    """Return a workbook of one sheet, every cell written as text."""
    import xlsxwriter  # noqa: PLC0415 — imported on first use

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": _ALWAYS_THE_SAME})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, columns)
    for number, record in enumerate(records, start=1):
        for column, name in enumerate(columns):
            sheet.write_string(number, column, _safe(record.get(name)))
    book.close()
    return out.getvalue()


def write_sheet(
    kind: SheetFormat, columns: Sequence[str], records: Iterable[Mapping[str, Any]]
) -> bytes:
    """Return the table in one of the two forms."""
    return write_csv(columns, records) if kind == "csv" else write_xlsx(columns, records)


def read_switch(cell: str, *, default: bool) -> bool:
    """Return a yes or no, ``default`` for blank; raises ``ValueError`` for another word."""
    word = cell.lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    if word:
        msg = f"“{cell[:10]}”应写作 是 或 否"
        raise ValueError(msg)
    return default
