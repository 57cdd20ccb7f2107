"""The table of one year (年度放假安排): reading an upload and checking it before anybody approves it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import orjson

from hotline.kit.calendars.errors import UploadUnreadable
from hotline.kit.calendars.models import DayKind
from hotline.kit.officehours import SATURDAY, DayTable, OfficeHours
from hotline.kit.sheets import SheetRow, SheetUnreadable, decode, read_rows

MAX_ROWS = 400
COLUMNS = ("date", "kind", "name")
NEEDED = ("date", "kind")
STATUTORY_DAYS = 13  # 全国年节及纪念日放假办法, as revised for 2025
STATUTORY_SINCE = 2025
_KINDS = {
    "HOLIDAY": DayKind.HOLIDAY,
    "放假": DayKind.HOLIDAY,
    "休": DayKind.HOLIDAY,
    "MAKEUP": DayKind.MAKEUP,
    "调休上班": DayKind.MAKEUP,
    "上班": DayKind.MAKEUP,
    "班": DayKind.MAKEUP,
}


@dataclass(frozen=True)
class Day:
    """One day that differs from its weekday."""

    day: date
    kind: DayKind
    name: str


@dataclass(frozen=True)
class Known:
    """What is in force when a table is checked: all days by date, known years, statutory days."""

    days: Mapping[date, tuple[Day, int]]
    years: frozenset[int]
    statutory: frozenset[date]


@dataclass
class Report:
    """What a table says and what is wrong with it; ``errors`` forbid it, ``warnings`` are to be read.

    ``working_days`` is the checksum of the year; ``lawful_working_days`` is what the law gives
    (days − weekend days − 13), since a swap of days (调休) changes nothing in the sum.
    """

    year: int
    holidays: int = 0
    makeup_days: int = 0
    working_days: int = 0
    lawful_working_days: int | None = None
    replaces: bool = False
    added: list[date] = field(default_factory=list)
    removed: list[date] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class NewCalendar:
    """A calendar to be created; it takes its days from ``follows_id`` (default: the default calendar)."""

    code: str
    name: str
    hours: OfficeHours
    follows_id: str | None = None


@dataclass(frozen=True)
class Proposal:
    """A change of one calendar: the table of ``year``, or the hours, or both.

    ``expected_working_days`` is what the proposer counted in the announcement; a different sum refuses
    the table.
    """

    basis: str
    year: int | None = None
    days: tuple[Day, ...] = ()
    hours: OfficeHours | None = None
    expected_working_days: int | None = None


def read_upload(content: bytes) -> list[Day]:
    """Read CSV (UTF-8 or GBK) or XLSX of the columns date, kind, name, or a JSON list of these members.

    Raises ``UploadUnreadable`` (422) that names the first wrong row, as a spreadsheet numbers it; entries
    of JSON count from one.
    """
    try:
        is_json = content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in {b"[", b"{"}
        rows = _json_rows(content) if is_json else read_rows(content, needed=NEEDED)
    except SheetUnreadable as error:
        raise UploadUnreadable(error.detail_zh, error.detail_en) from error
    if len(rows) > MAX_ROWS:
        raise UploadUnreadable(
            f"一年的安排不会超过 {MAX_ROWS} 行", f"More than {MAX_ROWS} rows for one year"
        )
    return [_day(row) for row in rows]


def _json_rows(content: bytes) -> list[SheetRow]:
    try:
        rows = orjson.loads(decode(content))
    except orjson.JSONDecodeError as error:
        raise UploadUnreadable("不是有效的 JSON", "Not valid JSON") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UploadUnreadable("JSON 须为对象数组", "The JSON is no list of objects")
    return [
        SheetRow(number, {name: str(row.get(name) or "").strip() for name in COLUMNS})
        for number, row in enumerate(rows, start=1)
    ]


def _day(row: SheetRow) -> Day:
    kind = _KINDS.get(row.cells["kind"].upper())
    try:
        day = date.fromisoformat(row.cells["date"])
    except ValueError:
        day = None
    if day is None or kind is None or row.fault:
        raise UploadUnreadable(
            f"第 {row.number} 行有误：日期须如 2027-01-01，类别须为 HOLIDAY（放假）或 MAKEUP（调休上班）",
            f"Row {row.number}: the date must be like 2027-01-01, the kind HOLIDAY or MAKEUP",
        )
    return Day(day, kind, row.cells.get("name", "")[:30])


def belongs_to(day: date, year: int) -> bool:
    """Tell whether the arrangement of ``year`` may name ``day``: its own days or the December before."""
    return day.year == year or (day.year == year - 1 and day.month == 12)


def inspect(year: int, rows: Sequence[Day], known: Known) -> Report:
    """Check the table of ``year`` against itself, the law and what is in force; changes nothing."""
    report = Report(year=year, replaces=year in known.years)
    report.holidays = sum(row.kind is DayKind.HOLIDAY for row in rows)
    report.makeup_days = len(rows) - report.holidays
    report.errors += _contradictions(year, rows, known)
    table = table_with(year, rows, known)
    days = [date(year, 1, 1) + timedelta(n) for n in range(_length(year))]
    report.working_days = sum(table.is_working(day) for day in days)
    if year >= STATUTORY_SINCE:
        weekdays = sum(day.weekday() < SATURDAY for day in days)
        report.lawful_working_days = weekdays - STATUTORY_DAYS
    before = {(d.day, d.kind) for d, of_year in known.days.values() if of_year == year}
    after = {(row.day, row.kind) for row in rows}
    report.added = sorted({day for day, _ in after - before})
    report.removed = sorted({day for day, _ in before - after})
    report.warnings += _doubts(report, rows, known)
    return report


def _length(year: int) -> int:
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days


def _contradictions(year: int, rows: Sequence[Day], known: Known) -> Iterable[str]:
    if not rows:
        yield "安排中没有任何日期"
    for day, times in Counter(row.day for row in rows).items():
        if times > 1:
            yield f"{day} 出现 {times} 次"
    for row in rows:
        if not belongs_to(row.day, year):
            yield f"{row.day} 不属于 {year} 年的安排"
        if row.kind is DayKind.MAKEUP and row.day.weekday() < SATURDAY:
            yield f"{row.day} 本是工作日，不能作调休上班日"
        other = known.days.get(row.day)
        if other is not None and other[1] != year and other[0].kind is not row.kind:
            yield f"{row.day} 与 {other[1]} 年的安排矛盾（{other[0].kind.label}）"


def _doubts(report: Report, rows: Sequence[Day], known: Known) -> Iterable[str]:
    free = {row.day for row in rows if row.kind is DayKind.HOLIDAY}
    missing = sorted(d for d in known.statutory if d.year == report.year and d not in free)
    if missing:
        yield "缺少法定节假日：" + "、".join(str(day) for day in missing)
    if report.lawful_working_days not in {None, report.working_days}:
        yield (
            f"全年工作日 {report.working_days} 天，按法定节假日推算应为 {report.lawful_working_days} 天"
        )
    if report.replaces:
        yield f"{report.year} 年的安排已存在，批准后将被替换"


def table_with(year: int, rows: Iterable[Day], known: Known) -> DayTable:
    """Return the day table that would be in force with ``rows`` as the arrangement of ``year``."""
    kept = [day for day, of_year in known.days.values() if of_year != year]
    return table_of([*kept, *rows], known.years | {year}, known.statutory)


def table_of(
    days: Iterable[Day], known_years: Iterable[int], statutory: frozenset[date]
) -> DayTable:
    """Return the day table of ``days``."""
    listed = list(days)
    return DayTable(
        known_years=frozenset(known_years),
        holidays=frozenset(d.day for d in listed if d.kind is DayKind.HOLIDAY),
        makeup=frozenset(d.day for d in listed if d.kind is DayKind.MAKEUP),
        statutory=statutory,
    )
