"""From one tree to another: what a mapping may say, what it leaves open, how old subjects read, what is suggested."""

from dataclasses import replace
from typing import Any

import pytest

from routing.taxonomy.history import History, Step, common_of
from routing.taxonomy.mapping import (
    MapKind,
    MapRow,
    check_mapping,
    from_json,
    read_mapping,
    suggest_mapping,
    to_records,
)
from routing.taxonomy.tree import Category, Taxonomy, build
from tests.routing.city import numbered


def tree(version: str, *nodes: tuple[str, str], **scopes: str) -> Taxonomy:
    return build(
        version,
        [
            Category(
                code, code[:-2] or None, len(code) // 2, name, scope_note=scopes.get(f"s{code}", "")
            )
            for code, name in nodes
        ],
    )


OLD = tree(
    "1",
    ("01", "城市管理"),
    ("0101", "环卫"),
    ("010101", "垃圾清运"),
    ("010102", "公厕"),
    ("010103", "路灯"),
    ("02", "旧事"),
    ("0201", "粮票"),
    ("020101", "粮票兑换"),
)
NEW = tree(
    "2",
    ("01", "城市管理"),
    ("0101", "市容"),
    ("010101", "占道经营"),
    ("010102", "公厕"),
    ("0102", "环境卫生"),
    ("010201", "生活垃圾清运"),
    ("010202", "建筑垃圾清运"),
    ("010203", "市政照明路灯"),
)
GOOD = [
    MapRow("010101", ("010201", "010202"), MapKind.SPLIT),
    MapRow("010103", ("010203",), MapKind.ONE),
    MapRow("020101", (), MapKind.ENDED),
]


def history(rows: list[MapRow]) -> History:
    return History(NEW, {"1": Step(OLD, NEW, {row.old_code: row for row in rows})})


def test_a_complete_mapping_is_usable_and_counted() -> None:
    report = check_mapping(GOOD, OLD, NEW)
    assert report.usable
    assert report.counts == {"one": 1, "split": 1, "merge": 0, "ended": 1}


def test_leaves_nobody_placed_are_listed_and_equal_ones_need_no_line() -> None:
    report = check_mapping(GOOD[:1], OLD, NEW)
    assert [told.split()[0] for told in report.unmapped] == ["010103", "020101"]
    assert not report.usable


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([MapRow("990101", ("010201",), MapKind.ONE)], "旧版没有"),
        ([MapRow("010101", ("990101",), MapKind.ONE)], "新版没有"),
        ([MapRow("010101", ("010201", "010202"), MapKind.ONE)], "one 须"),
        ([MapRow("010101", (), MapKind.ONE)], "one 须"),
        ([MapRow("010101", ("010201",), MapKind.SPLIT)], "split 须"),
        ([MapRow("010101", ("010201",), MapKind.ENDED)], "ended 不应"),
        ([MapRow("010101", ("010201",), MapKind.MERGE)], "应为 one"),
        ([MapRow("010101", ("010201", "010202"), MapKind.MERGE)], "merge 须"),
        (
            [
                MapRow("010101", ("010201",), MapKind.ONE),
                MapRow("010103", ("010201",), MapKind.ONE),
            ],
            "应为 merge",
        ),
    ],
)
def test_a_line_that_contradicts_a_tree_or_itself_is_told(rows: list[MapRow], reason: str) -> None:
    report = check_mapping([replace(row, line=7) for row in rows], OLD, NEW)
    assert reason in report.errors[0].reason
    assert report.errors[0].line == 7


def test_a_table_is_read_in_any_separator_and_its_faults_have_lines() -> None:
    records: list[dict[str, str]] = [
        {"old_code": "010101", "new_codes": "010201; 010202", "kind": "SPLIT"},
        {},
        {"old_code": "010101", "new_codes": "010201", "kind": "one"},
        {"old_code": "010103", "kind": "moved"},
        {"old_code": "010103"},
    ]
    rows, errors = read_mapping(numbered(records))
    assert rows == GOOD[:1]
    assert [error.line for error in errors] == [4, 5, 6]
    assert all(error.reason and error.reason_en.isascii() for error in errors)
    lines = to_records(GOOD, OLD, NEW)
    again, faults = read_mapping(numbered({k: str(v) for k, v in line.items()} for line in lines))
    assert (again, faults) == (GOOD, [])
    assert from_json([row.to_json() for row in GOOD]) == GOOD


@pytest.mark.parametrize(
    ("code", "version", "now"),
    [
        ("010103", "1", "010203"),  # one
        ("010101", "1", "0102"),  # split: what both parts have in common
        ("020101", "1", None),  # ended
        ("010102", "1", "010102"),  # the same in both
        ("0101", "1", "01"),  # above the leaves: what all of them have in common
        ("02", "1", None),
        ("010101", "2", "010101"),  # a subject of today
        ("010101", None, "010101"),
        ("010101", "0", "010101"),  # a version nobody mapped reads as it is written
        ("990101", "2", None),
        (None, "1", None),
    ],
)
def test_an_old_subject_reads_as_todays(code: str | None, version: Any, now: str | None) -> None:
    assert history(GOOD).now(code, version) == now


def test_a_split_subject_may_be_any_of_its_parts() -> None:
    assert history(GOOD).possible("010101", "1") == ("010201", "010202")


def test_a_filter_finds_old_subjects_too() -> None:
    assert history(GOOD).before("0102") == [("2", "0102"), ("1", "010101"), ("1", "010103")]
    assert history(GOOD).before("010201") == [("2", "010201")]


def test_subjects_are_read_through_several_versions() -> None:
    oldest = tree("0", ("01", "城市管理"), ("0109", "灯"), ("010901", "路灯坏了"))
    steps = dict(history(GOOD).steps)
    rows = {"010901": MapRow("010901", ("010103",), MapKind.ONE)}
    steps["0"] = Step(oldest, OLD, rows)
    assert History(NEW, steps).now("010901", "0") == "010203"


def test_nothing_in_common_is_nothing() -> None:
    assert common_of(NEW, []) is None
    assert common_of(NEW, ["010201"]) == "010201"


def test_names_and_scopes_suggest_a_mapping_that_a_person_corrects() -> None:
    rows, scores = suggest_mapping(OLD, NEW)
    found = {row.old_code: row for row in rows}
    assert found["010101"].new_codes == ("010201",)
    assert found["010103"] == MapRow("010103", ("010203",), MapKind.ONE)
    assert found["020101"] == MapRow("020101", (), MapKind.ENDED)
    assert "010102" not in found
    assert scores["020101"] == 0.0
    assert 0 < scores["010101"] <= 1
