"""Tables come in as UTF-8, GBK or XLSX, and nothing in them becomes a formula."""

import io
import zipfile

import pytest

from hotline.kit.sheets import (
    SheetUnreadable,
    read_rows,
    read_sheet,
    read_switch,
    write_csv,
    write_xlsx,
)

ROWS = [{"code": "010101", "name": "垃圾清运"}, {"code": "0102", "name": '含"引号"，与逗号,'}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_encoding_and_delimiter_are_recognised(encoding: str, delimiter: str) -> None:
    raw = f"code{delimiter}name\n01{delimiter} 城管 \n\n".encode(encoding)
    assert read_sheet(raw) == [{"code": "01", "name": "城管"}]


def test_what_is_written_is_read_again() -> None:
    columns = ("code", "name")
    assert read_sheet(write_csv(columns, ROWS)) == ROWS
    assert read_sheet(write_xlsx(columns, ROWS)) == ROWS


def test_a_cell_never_becomes_a_formula() -> None:
    raw = write_csv(("a",), [{"a": "=1+1"}, {"a": "@x"}, {"a": None}])
    assert raw.decode("utf-8-sig").splitlines() == ["a", "'=1+1", "'@x", '""']


def test_short_and_long_rows_are_padded_and_cut() -> None:
    assert read_sheet(b"a,b\n1\n1,2,3\n") == [{"a": "1", "b": ""}, {"a": "1", "b": "2"}]


def _broken_workbook() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("x.txt", "not a workbook")
    return out.getvalue()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n\n",
        b"\xff\xfe\x00",
        b"a\x00b",
        b"PK\x03\x04broken",
        _broken_workbook(),
        b'a\n"open',
    ],
)
def test_what_is_no_table_is_refused(raw: bytes) -> None:
    with pytest.raises(SheetUnreadable) as refused:
        read_sheet(raw)
    assert refused.value.status == 422


def test_a_disarmed_cell_and_one_that_was_written_so_are_both_read_as_they_were() -> None:
    cells = ["=1", "'=1", "''@x", " ＋1", "-5", "'quoted'", "plain", "=a\n@b"]
    rows = [{"a": cell, "b": "x"} for cell in cells]
    for write in (write_csv, write_xlsx):
        raw = write(("a", "b"), rows)
        assert write(("a", "b"), rows) == raw
        assert [row["a"] for row in read_sheet(raw)] == cells
    text = write_csv(("a", "b"), rows).decode("utf-8-sig")
    starts = [line.strip('"')[:1] for line in text.split("\r\n")[1:]]
    assert not {"=", "+", "-", "@", "＝", "＋"} & set(starts)


def test_rows_carry_the_number_a_spreadsheet_shows_and_what_is_wrong_with_a_cell() -> None:
    rows = read_rows(b"a,b\n\n1,2\n,\n3,x\x01\n")
    assert [(row.number, row.fault[:1]) for row in rows] == [(3, ""), (5, "b")]
    assert [row.number for row in read_rows(b"a\n\n1\n")] == [3]
    with pytest.raises(SheetUnreadable, match="control"):
        read_sheet(b"a\nx\x01\n")


def test_a_switch_is_a_word_of_yes_or_no() -> None:
    assert read_switch("是", default=False)
    assert not read_switch("NO", default=True)
    assert read_switch("", default=True)
    with pytest.raises(ValueError, match="是 或 否"):
        read_switch("maybe", default=True)
