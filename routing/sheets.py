"""Tables in files (表格文件): CSV in UTF-8 or GBK and XLSX to rows of text, and back."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from routing.errors import SheetUnreadable

Record = dict[str, str]
MAX_ROWS = 200_000
MAX_BYTES = 30_000_000
_MAX_UNPACKED = 300_000_000
_ENCODINGS = ("utf-8-sig", "gb18030")
_DELIMITERS = ",\t;"
_FORMULA = ("=", "+", "-", "@", "\t")
_XLSX = b"PK\x03\x04"


def read_sheet(raw: bytes) -> list[Record]:
    """Return the rows by the names of the first row, blanks stripped; empty rows are left out.

    Raises ``SheetUnreadable`` (422) for anything that is neither CSV nor XLSX, too large or headless.
    """
    if len(raw) > MAX_BYTES:
        raise SheetUnreadable(f"文件超过 {MAX_BYTES // 1_000_000} MB", "The file is too large")
    rows = _xlsx(raw) if raw.startswith(_XLSX) else _csv(raw)
    return _records(rows)


def _records(rows: Iterable[Sequence[str]]) -> list[Record]:
    records: list[Record] = []
    names: list[str] = []
    for row in rows:
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if not names:
            names = cells
            continue
        if len(records) >= MAX_ROWS:
            raise SheetUnreadable(f"最多 {MAX_ROWS} 行", f"At most {MAX_ROWS} rows")
        padded = cells + [""] * (len(names) - len(cells))
        records.append({n: c for n, c in zip(names, padded, strict=False) if n})
    if not names:
        raise SheetUnreadable("文件没有表头", "The file has no header")
    return records


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
        if "\x00" not in text:
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
    """Return a CSV that spreadsheets open in Chinese; cells that would be formulas are quoted."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([[_safe(record.get(name)) for name in columns] for record in records])
    return out.getvalue().encode("utf-8-sig")


def _safe(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def write_xlsx(columns: Sequence[str], records: Iterable[Mapping[str, Any]]) -> bytes:
    """Return a workbook of one sheet, every cell written as text."""
    import xlsxwriter  # noqa: PLC0415 — imported on first use

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, columns)
    for number, record in enumerate(records, start=1):
        for column, name in enumerate(columns):
            value = record.get(name)
            sheet.write_string(number, column, "" if value is None else str(value))
    book.close()
    return out.getvalue()
