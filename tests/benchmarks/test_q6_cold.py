"""The cold-start benchmark tells good from bad on a file of our own, and skips loudly without one."""

import argparse
from pathlib import Path

import pytest

from benchmarks import q6_cold

HEAD = "text,department,category_1,category_2,date\n"
OWN = (
    "市民来电反映：小区门口的垃圾桶满了三天没人清运,环境卫生管理局,绿化市容,环境卫生,1\n"
    "市民微信反映：公交车等了一个小时都没来,公共交通集团有限公司,交通港口,公交巴士,2\n"
    "市民来电咨询：公交卡在哪里办,公共交通集团有限公司,交通港口,公交巴士,3\n"
    "市民来电反映：工厂老板拖欠三个月工资,劳动保障监察大队,人力保障,劳动保护,4\n"
    "市民来电反映：没有含义的一类,某局,其他,其他,5\n"
)


def options(path: Path) -> argparse.Namespace:
    tables = {name: q6_cold.FOLDER / f"q6_{name}.csv" for name in ("categories", "departments")}
    return argparse.Namespace(file=path, **tables)


def test_complaints_with_a_meaning_are_judged_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(HEAD + OWN, encoding="utf-8")
    result = q6_cold.run(options=options(path))
    assert (result["complaints"], result["with_a_meaning_in_our_tree"]) == (4, 3)
    assert result["top1"] == result["top3"] == 1.0
    assert result["agreed_complaints"] == 3
    assert result["reached"]


def test_a_wrong_answer_counts_as_wrong() -> None:
    case = q6_cold.Case("垃圾桶满了没人清运", frozenset({"09"}), "09", frozenset())
    figures = q6_cold.measure(q6_cold.city(), [case])
    assert figures["top1"] == figures["strict_top1"] == 0.0


def test_without_the_file_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = q6_cold.run(options=options(tmp_path / "absent.csv"))
    assert "SKIPPED" in result["skipped"]
    assert "SKIPPED" in capsys.readouterr().err


def test_every_name_of_the_tables_has_codes_of_our_first_level() -> None:
    known = {code for code in q6_cold.city().taxonomy.categories if len(code) == 2}
    for name, columns in (
        ("categories", ("category_1", "category_2")),
        ("departments", ("department",)),
    ):
        found = q6_cold.table(q6_cold.FOLDER / f"q6_{name}.csv", *columns)
        assert len(found) > 40
        assert {code for codes in found.values() for code in codes} <= known
