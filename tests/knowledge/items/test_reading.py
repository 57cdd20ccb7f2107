"""Files of any kind become rows with the numbers a person sees."""

import pytest

from hotline.kit.sheets import write_xlsx
from knowledge.items.errors import CatalogueUnreadable
from knowledge.items.preparing import prepare
from knowledge.items.reading import MAX_ROWS, read_catalogue

TABLE = "事项编码,事项名称\nA-100,占道经营许可\n\nA-200,夜间施工许可\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_is_read_in_every_usual_encoding(encoding: str) -> None:
    found = read_catalogue(TABLE.encode(encoding))
    assert found.columns == ("事项编码", "事项名称")
    assert [row.number for row in found.rows] == [2, 4]


def test_a_workbook_is_read() -> None:
    content = write_xlsx(["事项编码", "事项名称"], [{"事项编码": "A-100", "事项名称": "许可"}])
    assert read_catalogue(content).rows[0].cells == {"事项编码": "A-100", "事项名称": "许可"}


def test_json_lines_and_a_json_list_are_read_alike() -> None:
    one, other = '{"code": "A-100", "name": "甲"}', '{"code": "A-200", "x": [1]}'
    by_line = read_catalogue(f"\ufeff{one}\n\n{other}\n".encode())
    listed = read_catalogue(f"[{one},{other}]".encode())
    assert [r.cells for r in by_line.rows] == [r.cells for r in listed.rows]
    assert by_line.columns == ("code", "name", "x")
    assert [r.number for r in by_line.rows] == [1, 3]


def test_a_broken_line_is_a_row_with_a_fault() -> None:
    found = read_catalogue(b'{"code": "A-100"}\n{"code": \n["A-300"]\n')
    assert [row.fault is None for row in found.rows] == [True, False, False]


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00\x01", b"PK\x03\x04 no workbook", b"[1, 2", b"\x00" * 50]
)
def test_what_is_no_catalogue_is_refused(content: bytes) -> None:
    with pytest.raises(CatalogueUnreadable):
        read_catalogue(content)


def test_a_file_of_too_many_rows_is_refused() -> None:
    with pytest.raises(CatalogueUnreadable, match="rows"):
        read_catalogue(b"{}\n" * (MAX_ROWS + 1))


def test_a_cell_of_one_megabyte_does_not_stop_the_file() -> None:
    content = f"code,name,受理条件\nA-100,许可,{'条' * 1_000_000}\nA-200,备案,无\n".encode()
    prepared = prepare(content)
    assert [row.item.code for row in prepared.rows] == ["A-200"]
    assert [(r.row, "过长" in r.reason) for r in prepared.refused] == [(2, True)]
