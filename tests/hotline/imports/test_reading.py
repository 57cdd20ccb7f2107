"""Tables of other systems are read as they come: GBK, BOM, ragged rows, workbooks."""

from pathlib import Path

import openpyxl
import pytest

from hotline.imports.reading import TableUnreadable, count_rows, header_of, read_table


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_csv_is_read_whatever_its_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("内容,部门\n路灯不亮,城管局\n", encoding=encoding)
    assert header_of(path) == ["内容", "部门"]
    assert [row.cells for row in read_table(path)] == [{"内容": "路灯不亮", "部门": "城管局"}]


def test_a_ragged_row_is_told_and_does_not_stop_the_others(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("a,b\n1\n2,3\n4,5,6\n\n", encoding="utf-8")
    rows = list(read_table(path))
    assert [(r.number, bool(r.problem)) for r in rows] == [(2, True), (3, False), (4, True)]


def test_a_workbook_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["内容", "日期"])
    sheet.append(["噪音", 20260304])
    path = tmp_path / "orders.xlsx"
    book.save(path)
    assert [row.cells for row in read_table(path)] == [{"内容": "噪音", "日期": "20260304"}]
    assert count_rows(path) == 1


def test_empty_cells_at_the_end_of_a_workbooks_rows_are_no_fault(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["内容", "日期", "部门", None])
    sheet.append(["噪音", "20260304"])
    sheet.append(["积水", "20260305", "水务局", None, None])
    sheet.append(["路灯", "20260306", "城管局", "多出的"])
    path = tmp_path / "orders.xlsx"
    book.save(path)
    rows = list(read_table(path))
    assert [(row.number, row.problem) for row in rows] == [
        (2, ""),
        (3, ""),
        (4, "应有 3 列，实有 4 列"),
    ]
    assert rows[0].cells == {"内容": "噪音", "日期": "20260304", "部门": ""}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"\xff\xfe\xff\x81"),
        ("a.xlsx", b"no zip"),
        ("empty.csv", b""),
        ("nul.csv", b",\n"),
    ],
)
def test_what_is_no_table_is_refused_clearly(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(TableUnreadable):
        list(read_table(path))


def test_a_missing_file_is_refused_clearly(tmp_path: Path) -> None:
    with pytest.raises(TableUnreadable):
        list(read_table(tmp_path / "none.csv"))


def test_a_quote_that_nobody_closed_costs_one_row(tmp_path: Path) -> None:
    lines = [f"{number},第{number}盏路灯不亮" for number in range(2, 100)]
    lines[10] = '12,"第12盏路灯不亮'
    lines[20] = '22,"第22盏,路灯不亮'
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(["编号,内容", *lines]), encoding="gb18030")
    rows = list(read_table(path))
    assert [row.number for row in rows] == list(range(2, 100))
    assert [(row.number, row.problem) for row in rows if row.problem] == [
        (22, "引号没有成对，这一行无法解析")
    ]
    assert rows[10].cells == {"编号": "12", "内容": '"第12盏路灯不亮'}
    assert rows[21].cells == {"编号": "23", "内容": "第23盏路灯不亮"}
