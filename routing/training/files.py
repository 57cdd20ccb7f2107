"""Files of labelled texts (训练文件): CSV, XLSX and JSONL row by row, of any size and encoding.

Nothing is held but the row at hand, so a file of a million rows costs no more memory than one of ten.
What was found on the way – encoding, ragged rows, unreadable lines – is counted, to be told.
"""

import codecs
import zipfile
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from hotline.kit.csvrows import csv_rows
from hotline.kit.sheets import SheetUnreadable
from routing.errors import NothingToLearn
from routing.training.data import Sample
from routing.training.days import day_of

Record = dict[str, Any]
_CHUNK = 1 << 16
_XLSX = b"PK\x03\x04"
_MAX_SHARED = 1_000_000_000  # bytes of a workbook's shared texts, which are read at once
_DELIMITERS = ",\t;|"
_LOOKED_AT = 1_000  # records, one of which must have every column: JSONL leaves out what is empty
_NAMED = 50
_JOIN = "/"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DEFAULT_HEADS = ("kind", "category", "unit")


@dataclass(frozen=True)
class Columns:
    """Which columns hold the text, the labels of every question, the group and the time of a row.

    The label of a question is what its columns hold, joined from the coarse to the fine level by ``/``.
    """

    text: str = "text"
    labels: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: {head: (head,) for head in DEFAULT_HEADS}
    )
    group: str | None = None
    time: str | None = None

    @property
    def asked(self) -> bool:
        """Tell whether label columns were named by the user, so that each must exist."""
        return self.labels != {head: (head,) for head in DEFAULT_HEADS}


@dataclass
class FileNotes:
    """What was noticed while a file was read; numbers of rows."""

    encoding: str = ""
    rows: int = 0
    longer: int = 0
    shorter: int = 0
    broken: int = 0
    undecoded: bool = False
    undated: int = 0
    first_broken: int = 0
    stray: int = 0
    first_stray: int = 0

    def lines(self) -> list[str]:
        """Return what a person should know, in Chinese."""
        told = [f"读取 {self.rows:,} 行（{self.encoding}）"]
        if self.undecoded:
            told.append("文件中有无法解码的字节，已以“�”代替")
        if self.longer:
            told.append(f"{self.longer:,} 行的列数多于表头，可能是文本中的逗号未加引号，未使用")
        if self.shorter:
            told.append(f"{self.shorter:,} 行的列数少于表头，缺的列按空白处理")
        if self.stray:
            told.append(
                f"{self.stray:,} 行有一个没有配对的引号（首见于第 {self.first_stray} 行），"
                "已当作普通字符，该行单独成行"
            )
        if self.broken:
            told.append(f"{self.broken:,} 行无法解析（首见于第 {self.first_broken} 行），未使用")
        if self.undated:
            told.append(f"{self.undated:,} 行的时间看不懂")
        return told

    def break_at(self, line: int) -> None:
        """Count an unreadable line."""
        self.broken += 1
        self.first_broken = self.first_broken or line

    def stray_at(self, line: int) -> None:
        """Count a line with a quote that nobody closed."""
        self.stray += 1
        self.first_stray = self.first_stray or line


def read_samples(path: Path, columns: Columns, notes: FileNotes) -> Iterator[Sample]:
    """Yield the labelled texts of a file, filling ``notes`` on the way.

    Raises ``NothingToLearn`` (422) for a column that is not there, naming those that are, and
    ``SheetUnreadable`` (422) for a file that is no table.
    """
    known: dict[str, None] = {}
    read, missing = 0, _missing(columns, known)
    for record in _records(path, notes):
        read += 1
        if missing:
            known |= dict.fromkeys(record)
            missing = _missing(columns, known)
            if missing and read >= _LOOKED_AT:
                _refuse(*missing, known)
        yield _sample(record, columns, notes)
    if not read:
        why = "没有一行可以解析" if notes.broken else "文件没有数据行"
        raise NothingToLearn(f"{why}：{path.name}", "The file has no readable row")
    if missing:
        _refuse(*missing, known)


def _missing(columns: Columns, known: Container[str]) -> tuple[str, str] | None:
    """Return the role and the name of a column that no record had, if there is one."""
    labels = [name for names in columns.labels.values() for name in names]
    if not columns.asked:
        if not any(name in known for name in labels):
            return "标签", "kind、category 或 unit"
        labels = []
    for role, name in (
        ("文本", columns.text),
        *(("标签", name) for name in labels),
        ("分组", columns.group),
        ("时间", columns.time),
    ):
        if name is not None and name not in known:
            return role, name
    return None


def _refuse(role: str, name: str, names: Collection[str]) -> None:
    more = " 等" if len(names) > _NAMED else ""
    known = "、".join(sorted(map(str, names))[:_NAMED]) + more
    raise NothingToLearn(
        f"没有名为“{name}”的{role}列；文件中的列有：{known}",
        f"No column {name}; there are: {known}",
    )


def _sample(record: Record, columns: Columns, notes: FileNotes) -> Sample:
    labels = {}
    for head, names in columns.labels.items():
        parts = [_first(record.get(name)) for name in names]
        if parts[0]:
            labels[head] = _JOIN.join(part for part in parts if part)
    day = None
    if columns.time is not None:
        day = day_of(record.get(columns.time))
        notes.undated += day is None
    group = _first(record.get(columns.group)) if columns.group else ""
    return Sample(str(record.get(columns.text) or ""), labels, group, day)


def _first(value: Any) -> str:
    """Return one label; of a list the first, the lead unit."""
    if isinstance(value, list):
        return str(value[0]).strip() if value else ""
    return "" if value is None else str(value).strip()


def _records(path: Path, notes: FileNotes) -> Iterator[Record]:
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(_XLSX):
        notes.encoding = "XLSX"
        return _tabular(_xlsx_rows(path), notes)
    notes.encoding, notes.undecoded = detect_encoding(path)
    text = start.decode("utf-8", "ignore").lstrip("\ufeff \r\n\t")
    return _jsonl(path, notes) if text.startswith("{") else _tabular(_csv_rows(path, notes), notes)


def detect_encoding(path: Path) -> tuple[str, bool]:
    """Return the encoding of a text file and whether some of its bytes fit none.

    Raises ``SheetUnreadable`` (422) for a binary or empty file.
    """
    with path.open("rb") as file:
        start = file.read(_CHUNK)
    if not start.strip():
        raise SheetUnreadable("文件是空的", "The file is empty")
    for mark, name in _BOMS:
        if start.startswith(mark):
            return name, False
    if b"\x00" in start:
        raise SheetUnreadable("这是二进制文件，不是文本表格", "A binary file")
    faults = {name: _faults(path, name) for name in ("utf-8", "gb18030")}
    best = min(faults, key=lambda name: faults[name])
    if faults[best] > path.stat().st_size // 1000:
        raise SheetUnreadable(
            "编码既非 UTF-8 也非 GBK，或是二进制文件", "Neither UTF-8 nor GBK text"
        )
    return best, faults[best] > 0


def _faults(path: Path, encoding: str) -> int:
    """Count what cannot be decoded; a file's own replacement signs do not count."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    own = 0 if encoding != "utf-8" else None
    found = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found += decoder.decode(chunk).count("\ufffd")
            if own is None and found:
                found -= chunk.count(b"\xef\xbf\xbd")
    return max(found, 0)


def _lines(path: Path, encoding: str) -> Iterator[str]:
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        yield from file


def _jsonl(path: Path, notes: FileNotes) -> Iterator[Record]:
    for number, line in enumerate(_lines(path, notes.encoding), start=1):
        if not line.strip():
            continue
        try:
            record = orjson.loads(line)
        except orjson.JSONDecodeError:
            record = None
        if isinstance(record, dict):
            notes.rows += 1
            yield record
        else:
            notes.break_at(number)


def _tabular(rows: Iterable[Sequence[str]], notes: FileNotes) -> Iterator[Record]:
    names: list[str] | None = None
    for row in rows:
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if names is None:
            names = cells
            continue
        notes.rows += 1
        notes.shorter += len(cells) < len(names)
        if any(cells[len(names) :]):
            notes.longer += 1
            continue
        padded = [*cells, *[""] * (len(names) - len(cells))]
        yield {name: cell for name, cell in zip(names, padded, strict=False) if name}


def _csv_rows(path: Path, notes: FileNotes) -> Iterator[Sequence[str]]:
    lines = _lines(path, notes.encoding)
    heading = next(lines, "")
    delimiter = max(_DELIMITERS, key=heading.count)
    return csv_rows(_again(heading, lines), delimiter, notes)


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _xlsx_rows(path: Path) -> Iterator[Sequence[str]]:
    from openpyxl import load_workbook  # noqa: PLC0415 — heavy, imported on first use

    try:
        with zipfile.ZipFile(path) as archive:
            shared = [m.file_size for m in archive.infolist() if "sharedStrings" in m.filename]
        if sum(shared) > _MAX_SHARED:
            raise SheetUnreadable(
                "表格解压后过大，请另存为 CSV", "The workbook unpacks to too much"
            )
        book = load_workbook(path, read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield ["" if value is None else _cell(value) for value in row]
        book.close()
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError) as error:
        raise SheetUnreadable("XLSX 文件损坏", "The workbook is broken") from error


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).removesuffix(" 00:00:00")
