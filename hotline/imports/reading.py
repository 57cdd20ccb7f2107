"""Reading tables (读取表格): CSV in UTF-8 or GBK and XLSX, row by row, never the whole file at once."""

import csv
import io
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hotline.kit.csvrows import csv_rows
from hotline.kit.errors import Invalid

ENCODINGS = ("utf-8-sig", "gb18030")
_SAMPLE = 1 << 20
_UNCLOSED = "引号没有成对，这一行无法解析"


class TableUnreadable(Invalid):
    """The file is no table that we can read."""

    code = "table_unreadable"
    title_zh = "无法读取该表格"
    title_en = "The table cannot be read"


@dataclass(frozen=True)
class TableRow:
    """One row: its number as the user sees it in the file (the header is 1), and its cells by name."""

    number: int
    cells: dict[str, str]
    problem: str = ""


def detect_encoding(path: Path) -> str:
    """Return the encoding of a CSV file: UTF-8 if the whole of it decodes, else GBK (GB 18030).

    Raises ``TableUnreadable`` when neither does.
    """
    for encoding in ENCODINGS:
        try:
            with path.open(encoding=encoding, newline="") as file:
                while file.read(_SAMPLE):
                    pass
        except (UnicodeDecodeError, UnicodeError):
            continue
        return encoding
    raise TableUnreadable(
        "文件编码既不是 UTF-8 也不是 GBK", "the file is neither UTF-8 nor GBK encoded"
    )


def require_file(path: Path) -> None:
    """Raise ``TableUnreadable`` (422) unless ``path`` is a file."""
    if not path.is_file():
        raise TableUnreadable(f"找不到文件 {path.name}", f"no such file: {path.name}")


def read_table(path: Path) -> Iterator[TableRow]:
    """Yield the rows of a CSV or XLSX file; a ragged row carries its problem instead of failing all."""
    require_file(path)
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        yield from _read_xlsx(path)
        return
    yield from _read_csv(path)


def header_of(path: Path) -> list[str]:
    """Return the column names; raises ``TableUnreadable`` (422)."""
    require_file(path)
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        return next(_sheet(path), [])
    with path.open(encoding=detect_encoding(path), newline="") as file:
        return [name.strip() for name in next(csv.reader(file), [])]


def count_rows(path: Path) -> int:
    """Count the data rows, for the progress bar."""
    return sum(1 for _ in read_table(path))


def _read_csv(path: Path) -> Iterator[TableRow]:
    with path.open(encoding=detect_encoding(path), newline="") as file:
        broken = _Broken()
        rows = csv_rows(file, ",", broken)
        header = [name.strip() for name in next(rows, [])]
        yield from _rows(header, _with_broken(rows, broken))


class _Broken:
    """Lines that could not be read and have not been told yet."""

    waiting = 0

    def break_at(self, _line: int) -> None:
        self.waiting += 1

    def stray_at(self, _line: int) -> None:
        """A quote that was read as a plain sign loses nothing."""


def _with_broken(rows: Iterator[Sequence[str]], broken: _Broken) -> Iterator[Sequence[str] | None]:
    """Put ``None`` where a line could not be read."""
    for row in itertools.chain(rows, [()]):
        for _ in range(broken.waiting):
            yield None
        broken.waiting = 0
        yield row


def _read_xlsx(path: Path) -> Iterator[TableRow]:
    sheet = _sheet(path)
    header = next(sheet, [])
    yield from _rows(header, (_squared(cells, len(header)) for cells in sheet))


def _squared(cells: list[str], width: int) -> list[str]:
    """Fill a short row: a workbook leaves out the empty cells at the end of a row."""
    return cells + [""] * (width - len(cells))


def _sheet(path: Path) -> Iterator[list[str]]:
    import openpyxl  # noqa: PLC0415 — only when a workbook is read

    try:
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), read_only=True, data_only=True)
    except Exception as error:
        raise TableUnreadable("不是有效的 XLSX 文件", "not a valid XLSX file") from error
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(values_only=True):
        cells = ["" if cell is None else str(cell).strip() for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        yield cells


def _rows(header: list[str], rows: Iterator[Sequence[str] | None]) -> Iterator[TableRow]:
    if not any(header):
        raise TableUnreadable("第一行应为列名", "the first row must hold the column names")
    for number, cells in enumerate(rows, start=2):
        if cells is None:
            yield TableRow(number, {}, _UNCLOSED)
            continue
        if not any(cells):
            continue
        problem = ""
        if len(cells) != len(header):
            problem = f"应有 {len(header)} 列，实有 {len(cells)} 列"
        yield TableRow(number, dict(zip(header, cells, strict=False)), problem)
