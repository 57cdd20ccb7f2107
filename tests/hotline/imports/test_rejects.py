"""The list of rejected rows names line and reason, never what a citizen said."""

from pathlib import Path

from hotline.imports.rejects import write_rejects
from hotline.imports.tickets import Rejection


def test_the_list_opens_in_a_spreadsheet_and_holds_no_words_of_citizens(tmp_path: Path) -> None:
    path = tmp_path / "new" / "list.csv"
    write_rejects(path, [Rejection(7, "没有诉求内容"), Rejection(9, "看不懂的日期“x”")])
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.decode("utf-8-sig").splitlines() == [
        "line,reason",
        "7,没有诉求内容",
        "9,看不懂的日期“x”",
    ]


def test_an_older_list_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    write_rejects(path, [Rejection(7, "甲"), Rejection(8, "乙")])
    write_rejects(path, [Rejection(7, "甲")])
    assert len(path.read_text("utf-8-sig").splitlines()) == 2
