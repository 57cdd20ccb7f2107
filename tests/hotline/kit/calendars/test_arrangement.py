"""The table of a year is read and checked before anybody approves it."""

from datetime import date

import pytest

from hotline.kit.calendars.arrangement import (
    Day,
    Known,
    Report,
    inspect,
    read_upload,
)
from hotline.kit.calendars.errors import UploadUnreadable
from hotline.kit.calendars.models import DayKind
from hotline.kit.calendars.seed import published_days, statutory_days

KNOWN = Known(
    {d.day: (d, d.day.year) for d in published_days()},
    frozenset({2024, 2025, 2026}),
    statutory_days(),
)
STATUTORY_2027 = [Day(d, DayKind.HOLIDAY, "") for d in statutory_days() if d.year == 2027]


def check(*rows: Day, year: int = 2027) -> Report:
    return inspect(year, rows, KNOWN)


def holiday(text: str) -> Day:
    return Day(date.fromisoformat(text), DayKind.HOLIDAY, "")


def makeup(text: str) -> Day:
    return Day(date.fromisoformat(text), DayKind.MAKEUP, "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_the_usual_encodings_and_words(encoding: str) -> None:
    text = "date,kind,name\r\n2027-01-01,放假,元旦\r\n2027-02-20,班,春节调休\r\n,,\r\n"
    assert read_upload(text.encode(encoding)) == [
        Day(date(2027, 1, 1), DayKind.HOLIDAY, "元旦"),
        Day(date(2027, 2, 20), DayKind.MAKEUP, "春节调休"),
    ]


def test_json_is_read_too() -> None:
    content = b'[{"date": "2027-01-01", "kind": "holiday"}]'
    assert read_upload(content) == [Day(date(2027, 1, 1), DayKind.HOLIDAY, "")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"day,kind\n2027-01-01,HOLIDAY\n", "date"),
        (b"date,kind\n2027-13-01,HOLIDAY\n", "第 2 行"),
        (b"date,kind\n2027-01-01,HOLIDAY\n\n2027-01-02,MAYBE\n", "第 4 行"),
        (b'date,kind\n"2027-01-01,HOLIDAY\n', "CSV"),
        (b"[1]", "JSON"),
        (b"{", "JSON"),
        (b'[{"kind": "HOLIDAY"}]', "第 1 行"),
        (b"\x81", "UTF-8"),
        (b"", "表头"),
        (b"date,kind\n" + b"2027-01-01,HOLIDAY\n" * 401, "400"),
    ],
)
def test_an_unreadable_file_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    with pytest.raises(UploadUnreadable) as refused:
        read_upload(content)
    assert reason in refused.value.detail_zh


def test_a_full_table_reports_its_counts_and_the_checksum() -> None:
    report = check(*STATUTORY_2027)
    assert (report.holidays, report.makeup_days) == (13, 0)
    assert report.lawful_working_days == 365 - 104 - 13
    # Six statutory days of 2027 fall on a weekend and are not made up for in this table.
    assert report.working_days == report.lawful_working_days + 6
    assert report.errors == []
    assert any("推算应为" in warning for warning in report.warnings)


def test_a_swap_of_days_keeps_the_checksum() -> None:
    swapped = check(*STATUTORY_2027, holiday("2027-10-08"), makeup("2027-10-09"))
    assert swapped.working_days == check(*STATUTORY_2027).working_days


def test_the_published_2026_satisfies_the_law() -> None:
    report = check(*(d for d in published_days() if d.day.year == 2026), year=2026)
    assert (report.working_days, report.lawful_working_days) == (248, 248)
    assert report.errors == []
    assert report.warnings == ["2026 年的安排已存在，批准后将被替换"]
    assert (report.added, report.removed) == ([], [])


def test_a_replacement_lists_what_it_adds_and_removes() -> None:
    rows = [d for d in published_days() if d.day.year == 2026 and d.day != date(2026, 9, 25)]
    report = check(*rows, holiday("2026-09-24"), year=2026)
    assert report.added == [date(2026, 9, 24)]
    assert report.removed == [date(2026, 9, 25)]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "没有任何日期"),
        ([holiday("2027-01-01"), holiday("2027-01-01")], "出现 2 次"),
        ([holiday("2027-01-01"), makeup("2027-01-01")], "出现 2 次"),
        ([holiday("2028-01-01")], "不属于"),
        ([holiday("2026-11-30")], "不属于"),
        ([makeup("2027-01-04")], "本是工作日"),
        ([makeup("2026-12-27"), makeup("2026-12-28")], "2026-12-28 本是工作日"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(rows: list[Day], reason: str) -> None:
    assert any(reason in error for error in check(*rows).errors)


def test_a_table_that_contradicts_another_years_is_refused() -> None:
    known = Known(
        {date(2026, 12, 27): (makeup("2026-12-27"), 2026)}, frozenset({2026}), frozenset()
    )
    assert "矛盾" in inspect(2027, [holiday("2026-12-27")], known).errors[0]


def test_missing_statutory_days_are_told() -> None:
    report = check(*(d for d in STATUTORY_2027 if d.day.month != 10))
    assert any("2027-10-01、2027-10-02、2027-10-03" in warning for warning in report.warnings)
