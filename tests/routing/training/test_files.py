"""A training file of any make is read row by row; what is odd about it is counted and told."""

import csv
import io
import tracemalloc
from pathlib import Path

import orjson
import pytest
import xlsxwriter

from hotline.kit.sheets import SheetUnreadable
from routing.errors import NothingToLearn
from routing.training.data import Cleaning, Sample, gather
from routing.training.files import Columns, FileNotes, detect_encoding, read_samples

UNIT = Columns("内容", {"unit": ("单位",)})
CSV = "内容,单位,日期\n垃圾没人清运,城管,2026-01-02\n油烟扰民,环保,2026年3月4日\n"


def put(folder: Path, content: bytes, name: str = "data.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def read(path: Path, columns: Columns = UNIT) -> tuple[list[Sample], FileNotes]:
    notes = FileNotes()
    return list(read_samples(path, columns, notes)), notes


@pytest.mark.parametrize(
    ("codec", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
    ],
)
def test_the_encoding_is_found_and_told(tmp_path: Path, codec: str, told: str) -> None:
    samples, notes = read(put(tmp_path, CSV.encode(codec)))
    assert [s.text for s in samples] == ["垃圾没人清运", "油烟扰民"]
    assert samples[0].labels == {"unit": "城管"}
    assert notes.encoding == told
    assert told in notes.lines()[0]


def test_a_stray_byte_is_replaced_and_told(tmp_path: Path) -> None:
    rows = "".join(f"第{i}处垃圾没人清运,城管\n" for i in range(300))
    raw = b"\xe5\x86\x85\xe5\xae\xb9,\xe5\x8d\x95\xe4\xbd\x8d\n\xff" + rows.encode()
    samples, notes = read(put(tmp_path, raw))
    assert len(samples) == 300
    assert notes.undecoded
    assert any("无法解码" in line for line in notes.lines())


@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
def test_the_delimiter_is_found(tmp_path: Path, mark: str) -> None:
    samples, _ = read(put(tmp_path, CSV.replace(",", mark).encode()))
    assert samples[1].labels == {"unit": "环保"}


def test_ragged_rows_are_counted_and_told(tmp_path: Path) -> None:
    raw = "内容,单位\n垃圾,城管\n路灯,不亮,城管\n油烟\n\n,\n噪音,环保,,\n"
    samples, notes = read(put(tmp_path, raw.encode()))
    assert [(s.text, dict(s.labels)) for s in samples] == [
        ("垃圾", {"unit": "城管"}),
        ("油烟", {}),
        ("噪音", {"unit": "环保"}),
    ]
    assert (notes.rows, notes.longer, notes.shorter) == (4, 1, 1)
    told = "；".join(notes.lines())
    assert "1 行的列数多于表头" in told
    assert "1 行的列数少于表头" in told


def test_quoted_commas_and_line_ends_belong_to_the_cell(tmp_path: Path) -> None:
    raw = '内容,单位\n"路灯,不亮\n两天了",城管\n'
    assert read(put(tmp_path, raw.encode()))[0][0].text == "路灯,不亮\n两天了"


def test_a_cell_without_end_costs_one_row_and_is_told(tmp_path: Path) -> None:
    raw = '内容,单位\n垃圾,城管\n"' + "很" * 2_000_000
    samples, notes = read(put(tmp_path, raw.encode()))
    assert [s.text for s in samples] == ["垃圾"]
    assert notes.broken == 1
    assert any("无法解析" in line for line in notes.lines())


def test_jsonl_is_read_and_broken_lines_are_counted(tmp_path: Path) -> None:
    raw = '{"text":"垃圾","kind":"HELP","unit":["A","B"]}\n\n{"text": 1\n[2]\n{"text":"油烟","kind":null}\n'
    samples, notes = read(put(tmp_path, raw.encode(), "a.jsonl"), Columns())
    assert samples[0].labels == {"kind": "HELP", "unit": "A"}
    assert samples[1].labels == {}
    assert (notes.rows, notes.broken, notes.first_broken) == (2, 2, 3)


def test_a_workbook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for number, row in enumerate(
        [("内容", "单位", "日期"), ("垃圾", 12.0, "2026-01-02"), ("", "", "")]
    ):
        sheet.write_row(number, 0, row)
    book.close()
    samples, notes = read(path, Columns("内容", {"unit": ("单位",)}, time="日期"))
    assert [(s.text, dict(s.labels)) for s in samples] == [("垃圾", {"unit": "12"})]
    assert samples[0].day == 739618
    assert notes.encoding == "XLSX"


def test_levels_are_joined_and_group_and_day_are_read(tmp_path: Path) -> None:
    raw = "text,一级,二级,来电人,日期\n垃圾,市容,清运,甲,20260102\n油烟,环保,,乙,不详\n噪音,,夜间,丙,20260103\n"
    columns = Columns("text", {"分类": ("一级", "二级")}, group="来电人", time="日期")
    samples, notes = read(put(tmp_path, raw.encode()), columns)
    assert [s.labels.get("分类") for s in samples] == ["市容/清运", "环保", None]
    assert [s.group for s in samples] == ["甲", "乙", "丙"]
    assert [s.day for s in samples] == [739618, None, 739619]
    assert notes.undated == 1


@pytest.mark.parametrize(
    ("columns", "missing"),
    [
        (Columns("正文", {"unit": ("单位",)}), "名为“正文”的文本列"),
        (Columns("内容", {"unit": ("部门",)}), "名为“部门”的标签列"),
        (Columns("内容", {"unit": ("单位",)}, group="来电人"), "名为“来电人”的分组列"),
        (Columns("内容", {"unit": ("单位",)}, time="时间"), "名为“时间”的时间列"),
        (Columns("内容"), "标签列"),
    ],
)
def test_a_wrong_column_is_refused_naming_those_there_are(
    tmp_path: Path, columns: Columns, missing: str
) -> None:
    with pytest.raises(NothingToLearn) as refused:
        read(put(tmp_path, CSV.encode()), columns)
    assert missing in refused.value.detail_zh
    assert "内容" in refused.value.detail_zh
    assert "日期" in refused.value.detail_zh


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b"", SheetUnreadable),
        (b"\n \n", SheetUnreadable),
        (b"\x89PNG\x00\x01\x02", SheetUnreadable),
        (bytes(range(128, 256)) * 40, SheetUnreadable),
        (b"PK\x03\x04 no workbook", SheetUnreadable),
        (b'{"text": 1\n', NothingToLearn),
        ("内容,单位\n".encode(), NothingToLearn),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, raw: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read(put(tmp_path, raw))


def test_replacement_signs_of_the_file_itself_are_no_fault(tmp_path: Path) -> None:
    path = put(tmp_path, ("内容,单位\n" + "坏\ufffd字,城管\n" * 500).encode())
    assert detect_encoding(path) == ("utf-8", False)


def big(path: Path, rows: int, codec: str = "gb18030") -> Path:
    """Write distinct rows of about sixty characters."""
    with path.open("w", encoding=codec, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["内容", "单位"])
        for number in range(rows):
            words = "".join(chr(0x4E00 + (number * k * 7919) % 20000) for k in range(3, 60))
            writer.writerow([words, f"单位{number % 7}"])
    return path


def test_a_big_file_is_streamed(tmp_path: Path) -> None:
    """Ten times the rows cost no more memory: nothing is held but the texts that may be kept."""

    def peak(rows: int) -> int:
        path = big(tmp_path / f"{rows}.csv", rows)
        tracemalloc.start()
        gather(read_samples(path, UNIT, FileNotes()), Cleaning(("unit",), limit=200))
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        path.unlink()
        return found

    peak(500)
    small, large = peak(1_500), peak(15_000)
    assert large < 1.5 * small + 1_000_000  # what reading in blocks holds


def test_jsonl_of_this_project_is_read_as_before(tmp_path: Path) -> None:
    out = io.BytesIO()
    for kind in ("HELP", "CONSULT"):
        out.write(orjson.dumps({"text": f"{kind}路灯", "kind": kind, "category": "010101"}) + b"\n")
    samples, _ = read(put(tmp_path, out.getvalue(), "b.jsonl"), Columns())
    assert {s.labels["kind"] for s in samples} == {"HELP", "CONSULT"}


def orders(count: int, **change: str) -> list[str]:
    """The lines of an export of three columns, some of them changed: ``_7="…"`` is the seventh order."""
    rows = [f"第{i}处垃圾没人清运,城管,2026-01-{i % 28 + 1:02}" for i in range(1, count + 1)]
    for name, row in change.items():
        rows[int(name[1:]) - 1] = row
    return ["内容,单位,日期", *rows]


def put_lines(folder: Path, lines: list[str]) -> Path:
    return put(folder, ("\n".join(lines) + "\n").encode())


@pytest.mark.parametrize("at", [1, 500, 2_990, 3_000])
def test_a_quote_that_nobody_closes_costs_no_other_row(tmp_path: Path, at: int) -> None:
    path = put_lines(tmp_path, orders(3_000, **{f"_{at}": '"琼山区路口,车辆乱停,城管'}))
    samples, notes = read(path)
    assert len(samples) == notes.rows == 3_000
    assert samples[at - 1].text == '"琼山区路口'
    assert (notes.stray, notes.first_stray, notes.broken, notes.shorter) == (1, at + 1, 0, 0)
    assert f"1 行有一个没有配对的引号（首见于第 {at + 1} 行）" in "；".join(notes.lines())


def test_a_quote_closed_by_the_next_quoted_cell_swallows_nothing(tmp_path: Path) -> None:
    path = put_lines(
        tmp_path, orders(60, _10='"路口,城管,2026-01-02', _30='"灯灭了,很黑",城管,2026-01-03')
    )
    samples, notes = read(path)
    assert len(samples) == 60
    assert (samples[9].text, samples[29].text) == ('"路口', "灯灭了,很黑")
    assert (notes.stray, notes.first_stray) == (1, 11)


def test_many_quotes_that_nobody_closes_are_counted(tmp_path: Path) -> None:
    change = {f"_{at}": f'"第{at}个路口,城管,2026-01-02' for at in range(5, 300, 7)}
    samples, notes = read(put_lines(tmp_path, orders(300, **change)))
    assert len(samples) == 300
    assert notes.stray == len(change)


def test_a_stray_quote_in_a_line_that_is_no_row_is_broken_and_told(tmp_path: Path) -> None:
    samples, notes = read(put_lines(tmp_path, orders(200, _40='"半行')))
    assert len(samples) == 199
    assert (notes.broken, notes.first_broken) == (1, 41)


@pytest.mark.parametrize("lines", [2, 49, 50, 51, 300])
def test_a_text_of_many_lines_is_one_cell(tmp_path: Path, lines: int) -> None:
    text = "\n".join(f"第{i}条：路灯,不亮" for i in range(lines))
    samples, notes = read(put_lines(tmp_path, orders(100, _20=f'"{text}",城管,2026-01-02')))
    assert len(samples) == 100
    assert samples[19].text == text
    assert (notes.stray, notes.broken) == (0, 0)


def test_a_column_that_the_first_records_leave_out_is_found(tmp_path: Path) -> None:
    lines = ['{"text":"垃圾"}'] * 400 + ['{"text":"油烟","unit":"环保"}'] * 3
    columns = Columns("text", {"unit": ("unit",)})
    samples, _ = read(put(tmp_path, "\n".join(lines).encode(), "a.jsonl"), columns)
    assert len(samples) == 403
    assert samples[-1].labels == {"unit": "环保"}
    assert read(put(tmp_path, "\n".join(lines).encode(), "b.jsonl"), Columns())[0] == samples


@pytest.mark.parametrize("count", [3, 5_000])
def test_a_column_that_no_record_has_is_refused_soon(tmp_path: Path, count: int) -> None:
    path = put(tmp_path, b'{"text":"a","b":1}\n' * count, "a.jsonl")
    notes = FileNotes()
    with pytest.raises(NothingToLearn) as refused:
        list(read_samples(path, Columns("text", {"unit": ("unit",)}), notes))
    assert "没有名为“unit”的标签列；文件中的列有：b、text" in refused.value.detail_zh
    assert notes.rows <= 1_000
