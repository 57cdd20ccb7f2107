"""A subject tree is read with its faults named by line."""

import pytest

from hotline.kit.sheets import Record, read_rows
from routing.taxonomy.files import (
    COLUMNS,
    compare,
    digest_of,
    read_categories,
    repairs,
    to_record,
)
from routing.taxonomy.tree import RequestKind, build
from tests.routing.city import TAXONOMY, TREE_CSV, numbered

PROVINCIAL = (
    "level_1_code,level_1_name,level_2_code,level_2_name,level_3_code,level_3_name,scope\n"
    "01,甲类,0101,甲一,010101,甲一一,第一项的范围\n"
    "01,甲类,0101,甲一,010199,其他甲一,其余\n"
    "02,乙类,0201,乙一,,,没有第三级\n"
).encode()


def record(**change: str) -> Record:
    return {"code": "0102", "name": "某类", **change}


def test_our_own_columns_are_read() -> None:
    categories, errors = read_categories(read_rows(TREE_CSV))
    assert errors == []
    tree = build("1", categories)
    leaf = tree.categories["010101"]
    assert leaf.keywords == ("垃圾", "垃圾桶", "清运")
    assert leaf.kind_hint is RequestKind.HELP
    assert tree.questions("010101")[0].required
    assert tree.label("010101") == "城市管理 / 市容环卫 / 垃圾清运"
    assert [c.code for c in tree.walk()] == ["01", "0101", "010101", "010102"]


def test_the_provincial_table_is_read() -> None:
    categories, errors = read_categories(read_rows(PROVINCIAL))
    assert errors == []
    tree = build("gd", categories)
    assert list(tree.categories) == ["01", "02", "0101", "0201", "010101", "010199"]
    assert tree.categories["010101"].scope_note == "第一项的范围"
    assert tree.categories["0201"].scope_note == "没有第三级"
    assert tree.categories["0101"].scope_note == ""


ODD = (
    "level_1_code,level_1_name,level_2_code,level_2_name,level_3_code,level_3_name,scope\n"
    "01,甲类,0101,甲一,010101,甲一一,第一项\n"
    "01,甲类,0101,甲一,010199,其他甲一,其余\n"
    "01,甲类,0102,甲二,010200,,甲二不再细分\n"
    "01,甲类,0103,甲三,010199,其他甲三,编码写错了一位\n"
).encode()


def test_a_superior_that_is_not_divided_and_a_slip_of_a_code_are_understood() -> None:
    records = read_rows(ODD)
    categories, errors = read_categories(records)
    assert errors == []
    tree = build("gd", categories)
    assert len(tree.leaves()) == 4
    assert tree.categories["010200"].name == "甲二"
    assert tree.categories["010399"].name == "其他甲三"
    told = repairs(records)
    assert [(r.line, r.reason) for r in told] == [
        (5, "编码 010199 不属于上级 0103，按 010399 处理")
    ]
    assert repairs(read_rows(PROVINCIAL)) == []


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("01,乙类,0101,甲一,010102,甲一二,同一编码两个名称", "已是“甲类”"),
        ("01,甲类,0101,甲一,010101,甲一一,又一次", "重复"),
    ],
)
def test_a_provincial_table_that_contradicts_itself_is_told_by_line(line: str, wrong: str) -> None:
    categories, errors = read_categories(read_rows(PROVINCIAL + line.encode()))
    assert [(e.line, wrong in e.reason) for e in errors] == [(5, True)]
    assert categories


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (record(code="abc"), "两位数字"),
        (record(code="123"), "两位数字"),
        (record(level="3"), "不符"),
        (record(parent_code="02"), "不符"),
        (record(name=""), "名称"),
        (record(name="长" * 61), "名称"),
        (record(kind_hint="X"), "类型"),
        (record(questions="{"), "JSON"),
        (record(questions="{}"), "列表"),
        (record(questions='[{"label":"x"}]'), "key"),
        (record(questions="[1]"), ""),
        ({"code": "0102"}, "name"),
        (record(code="01"), "重复"),
    ],
)
def test_a_wrong_line_is_named(wrong: Record, reason: str) -> None:
    categories, errors = read_categories(numbered([{"code": "01", "name": "上级"}, wrong]))
    assert [c.code for c in categories] == ["01"]
    assert errors[0].line == 3
    assert reason in errors[0].reason


def test_a_missing_superior_and_an_empty_table_are_told() -> None:
    assert "上级 01 不存在" in read_categories(numbered([record()]))[1][0].reason
    assert read_categories([])[1][0].reason == "没有任何分类"


def test_an_exported_tree_is_imported_again_unchanged() -> None:
    records = [{k: str(v) for k, v in to_record(c).items()} for c in TAXONOMY.walk()]
    assert set(records[0]) == set(COLUMNS)
    categories, errors = read_categories(numbered(records))
    assert errors == []
    assert digest_of(categories) == digest_of(list(TAXONOMY.categories.values()))


def test_a_comparison_tells_added_changed_and_removed() -> None:
    present = build("1", read_categories(read_rows(TREE_CSV))[0])
    changed = (
        TREE_CSV.decode().replace("占道经营", "占道摆卖").replace("010101,0101", "010103,0101")
    )
    report = compare("2", read_categories(read_rows(changed.encode()))[0], present)
    assert (report.added, report.changed, report.removed) == (["010103"], ["010102"], ["010101"])
