"""The import program runs tiny on our own texts, sees what is wrong, and says loudly when it has no file."""

from pathlib import Path
from typing import Any

import pytest

from benchmarks import import_orders, report

PRINTED = """
┃ 字段          ┃ 列      ┃
│ 诉求内容 text │ content │
┃ 项目   ┃ 数量 ┃
│ 读取   │ 3    │
│ 已导入 │ 3    │
"""


def result(**changes: Any) -> dict[str, Any]:
    """What a sound run of three rows returns."""
    found = {
        "tickets": 3,
        "distinct_orders": 3,
        "closed": 3,
        "with_suggestion": 3,
        "clocks": 0,
        "events_of_tickets": 0,
        "messages": 0,
    }
    figures = {"读取": "3", "已导入": "3", "此前已导入": "0", "未导入": "0"}
    return {
        "summary": figures,
        "rejected": [],
        "found": found,
        "again": {**figures, "已导入": "0", "此前已导入": "3"},
        "killed": {"stored_when_killed": 1, "exit": -9, "run_again": figures, "found": found},
        **changes,
    }


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.usefixtures("trained_before")
def test_the_program_runs_tiny_and_every_check_holds(capsys: pytest.CaptureFixture[str]) -> None:
    found = import_orders.run(tiny=True)
    assert all(found["checks"].values()), found
    assert found["summary"]["已导入"] == str(import_orders.TINY_ROWS)
    assert [reason for _, reason in found["rejected"]] == ["没有诉求内容", "看不懂的日期“不详”"]
    page = "\n".join(import_orders.section(found))
    assert f"| 已导入 | {import_orders.TINY_ROWS} | 0 |" in page
    assert "没有诉求内容" in page
    assert "✗" not in page


def test_tables_of_the_command_are_read_by_their_headings() -> None:
    tables = import_orders.printed(PRINTED)
    assert tables["项目 数量"] == [["读取", "3"], ["已导入", "3"]]
    assert tables["字段 列"] == [["诉求内容 text", "content"]]


def test_a_sound_run_passes_every_check() -> None:
    assert all(import_orders.checked(result()).values())


@pytest.mark.parametrize(
    ("part", "name", "value", "said"),
    [
        ("found", "tickets", 2, "stored once"),
        ("found", "distinct_orders", 2, "stored once"),
        ("found", "with_suggestion", 2, "suggestion"),
        ("found", "clocks", 1, "without clocks"),
        ("found", "closed", 2, "closed"),
        ("again", "已导入", "1", "second run"),
        ("killed", "stored_when_killed", 3, "killed"),
        ("killed", "exit", 0, "killed"),
        ("summary", "未导入", "1", "rejected row"),
    ],
)
def test_each_check_can_fail(part: str, name: str, value: object, said: str) -> None:
    sound = result()
    spoilt = {**sound, part: {**sound[part], name: value}}
    failed = [check for check, held in import_orders.checked(spoilt).items() if not held]
    assert any(said in check for check in failed)


def test_an_absent_file_is_skipped_loudly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = import_orders.run(orders=tmp_path / "nothing.csv")
    assert "nothing.csv" in capsys.readouterr().err
    assert found["skipped"].startswith("SKIPPED")
    assert "SKIPPED" in "\n".join(import_orders.section(found))


def test_the_report_has_a_section_for_the_import() -> None:
    results: dict[str, Any] = {name: {} for name in report.MARKS}
    page = report.render({**results, "import": {"skipped": "SKIPPED: x"}})
    assert page.count(import_orders.TITLE) == 1


def test_what_was_not_run_again_stays_on_the_page_as_it_was() -> None:
    results: dict[str, Any] = {name: {"figure": 1} for name in report.MARKS}
    before = report.render({**results, "import": {"skipped": "SKIPPED: x"}})
    page = report.render({"P5": {"figure": 2}}, before)
    assert page.count('"figure": 1') == len(report.MARKS) - 1
    assert page.count('"figure": 2') == 1
    assert page.count("\n## ") == len(report.MARKS) + 1
    assert report.render({}, page) == page
