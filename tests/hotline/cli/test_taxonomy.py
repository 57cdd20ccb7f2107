"""`hotline taxonomy` and `hotline catalogue` as an administrator of a new city types them."""

import re
from pathlib import Path

from hotline.kit.sheets import read_sheet
from tests.support.commands import Run

STANDARD = (
    "level_1_code,level_1_name,level_2_code,level_2_name,level_3_code,level_3_name,scope\n"
    "01,城市事务,0101,环境卫生,010101,垃圾清运,生活垃圾、厨余垃圾的清运\n"
    "01,城市事务,0101,环境卫生,010102,公共厕所,公厕的开放和保洁\n"
    "01,城市事务,0102,道路照明,010200,,路灯不亮、灯杆倾斜\n"
)
LATER = (
    "level_1_code,level_1_name,level_2_code,level_2_name,level_3_code,level_3_name,scope\n"
    "01,城市事务,0101,环卫作业,010103,垃圾清运,生活垃圾、厨余垃圾的清运\n"
    "01,城市事务,0101,环卫作业,010102,公共厕所,公厕的开放和保洁\n"
    "01,城市事务,0103,照明,010301,路灯,路灯不亮、灯杆倾斜\n"
)
UNITS = "code,name,short_name,kind,level,parent_code,district_code\nFS,某市政府,市政府,CITY_GOVERNMENT,2,,\nFS-CG,某市城管局,城管局,BUREAU,2,FS,\n"
CATALOGUE = (
    "category_code,district_code,valid_from,lead_unit,basis,review_by\n"
    "010101,ALL,2020-01-01,FS-CG,LAW|某条例|第五条,2021-01-01\n"
    "0102,ALL,2020-01-01,FS-CG,,2099-01-01\n"
)


def written(path: Path, text: str) -> str:
    path.write_text(text, encoding="gbk")
    return str(path)


def cell(output: str, name: str) -> str:
    found = re.search(rf"│\s*{name}\s*│\s*(\d+)", output)
    assert found is not None, output
    return found.group(1)


def test_a_standard_is_tried_then_put_in_force_with_its_mapping(
    run: Run, migrated: Path, tmp_path: Path
) -> None:
    first = written(tmp_path / "a.csv", STANDARD)
    tried = run("taxonomy", "import", first, "--version", "gd-1", "--dry-run")
    assert tried.exit_code == 0, tried.output
    assert "版本对照" not in tried.output  # there is no version before the first
    assert [cell(tried.output, f"第 {n} 级") for n in (1, 2, 3)] == ["1", "2", "3"]
    assert "gd-1" not in run("taxonomy", "versions").output
    assert run("taxonomy", "import", first, "--version", "gd-1").exit_code == 0

    second, draft = written(tmp_path / "b.csv", LATER), tmp_path / "draft.csv"
    tried = run(
        "taxonomy", "import", second, "--version", "gd-2", "--dry-run", "--suggest", str(draft)
    )
    assert cell(tried.output, "没有对照") == "2"
    lines = {row["old_code"]: row for row in read_sheet(draft.read_bytes())}
    assert lines["010101"]["new_codes"] == "010103"
    assert lines["010200"]["new_codes"] == "010301"
    again = run("taxonomy", "import", second, "--version", "gd-2", "--suggest", str(draft))
    assert (again.exit_code, "已存在" in again.output) == (1, True)
    done = run("taxonomy", "import", second, "--version", "gd-2", "--mapping", str(draft))
    assert done.exit_code == 0, done.output
    assert (cell(done.output, "对应一个"), cell(done.output, "没有对照")) == ("2", "0")
    out = tmp_path / "out.xlsx"
    assert run("taxonomy", "export-mapping", "gd-1", "gd-2", str(out)).exit_code == 0
    assert len(read_sheet(out.read_bytes())) == 2
    assert run("taxonomy", "map", "gd-1", "gd-2", str(out)).exit_code == 0
    tree = tmp_path / "tree.csv"
    assert run("taxonomy", "export", str(tree), "--version", "gd-1").exit_code == 0
    assert len(read_sheet(tree.read_bytes())) == 6
    wrong = run("taxonomy", "export", str(tmp_path / "tree.txt"))
    assert (wrong.exit_code, ".xlsx" in wrong.output) == (1, True)


def test_a_table_with_a_wrong_line_is_refused_by_its_line(
    run: Run, migrated: Path, tmp_path: Path
) -> None:
    wrong = written(tmp_path / "a.csv", STANDARD + "01,别的名称,0101,环境卫生,010109,其他,其他\n")
    tried = run("taxonomy", "import", wrong, "--dry-run")
    assert "编码 01 已是“城市事务”" in tried.output
    assert run("taxonomy", "import", wrong).exit_code == 1


def test_the_check_of_the_catalogue_is_read_on_the_screen_and_saved(
    run: Run, migrated: Path, tmp_path: Path
) -> None:
    assert run("import", "units", written(tmp_path / "u.csv", UNITS)).exit_code == 0
    standard = written(tmp_path / "a.csv", STANDARD)
    assert run("taxonomy", "import", standard, "--version", "gd-1").exit_code == 0
    stored = run("import", "catalogue", written(tmp_path / "c.csv", CATALOGUE))
    assert stored.exit_code == 0, stored.output
    out = tmp_path / "check.csv"
    shown = run("catalogue", "check", "--out", str(out))
    assert shown.exit_code == 0, shown.output
    for told in ("没有承办单位", "缺少职责依据", "超过复核日期"):
        assert told in shown.output
    lines = read_sheet(out.read_bytes())
    assert {line["问题"] for line in lines} == {
        "没有承办单位",
        "缺少职责依据，仅供参考",
        "超过复核日期",
    }
    late = next(line for line in lines if line["问题"] == "超过复核日期")
    assert (late["事项编码"], late["主办单位"]) == ("010101", "某市城管局")
    assert run("catalogue", "hints", "--refresh").exit_code == 0


def test_rows_are_carried_over_to_the_codes_of_the_new_standard(
    run: Run, migrated: Path, tmp_path: Path
) -> None:
    run("import", "units", written(tmp_path / "u.csv", UNITS))
    run("taxonomy", "import", written(tmp_path / "a.csv", STANDARD), "--version", "gd-1")
    run("import", "catalogue", written(tmp_path / "c.csv", CATALOGUE))
    mapping = "old_code,new_codes,kind\n010101,010103,one\n010200,010301,one\n"
    second = written(tmp_path / "b.csv", LATER)
    done = run(
        "taxonomy",
        "import",
        second,
        "--version",
        "gd-2",
        "--mapping",
        written(tmp_path / "m.csv", mapping),
    )
    assert done.exit_code == 0, done.output
    limits = tmp_path / "limits.csv"
    shown = run("taxonomy", "carry-over", "--limits", str(limits))
    assert shown.exit_code == 0, shown.output
    assert (cell(shown.output, "提出条目"), cell(shown.output, "须人工确定")) == ("2", "0")
    assert limits.read_text(encoding="utf-8-sig").startswith("category_code,")


def test_the_limits_of_the_new_codes_are_proposed(run: Run, migrated: Path, tmp_path: Path) -> None:
    run("taxonomy", "import", written(tmp_path / "a.csv", STANDARD), "--version", "gd-1")
    limits = "category_code,kind,urgency,working_days,basis\n010101,,,6,服务承诺\n"
    assert run("import", "limits", written(tmp_path / "l.csv", limits)).exit_code == 0
    mapping = "old_code,new_codes,kind\n010101,010103,one\n010200,010301,one\n"
    files = (written(tmp_path / "b.csv", LATER), written(tmp_path / "m.csv", mapping))
    done = run("taxonomy", "import", files[0], "--version", "gd-2", "--mapping", files[1])
    assert "办理时限有 1 条须转到新编码" in done.output
    tried = run("taxonomy", "limits", "--dry-run")
    assert tried.exit_code == 0, tried.output
    assert "试运行" in tried.output
    shown = run("taxonomy", "limits")
    assert "由 010101（6 天）" in shown.output
    assert "010103" in shown.output
    again = run("taxonomy", "limits")
    assert "由 010101" not in again.output


def test_remarks_that_are_not_listed_are_counted(run: Run, migrated: Path, tmp_path: Path) -> None:
    leaves = "".join(f"01,城市事务,01{n:02},第{n}类,,,\n" for n in range(1, 24))
    tree = STANDARD.splitlines(keepends=True)[0] + leaves
    assert run("taxonomy", "import", written(tmp_path / "a.csv", tree)).exit_code == 0
    assert run("import", "units", written(tmp_path / "u.csv", UNITS)).exit_code == 0
    rows = f"{CATALOGUE.splitlines()[0]}\n0101,ALL,2020-01-01,FS-CG,,2099-01-01\n"
    told = run("import", "catalogue", written(tmp_path / "c.csv", rows), "--dry-run")
    assert told.exit_code == 0, told.output
    assert told.output.count("提示：") == 20
    assert "另有 3 条提示没有列出" in told.output


def test_a_draft_replaces_an_older_one_only_when_told_to(
    run: Run, migrated: Path, tmp_path: Path
) -> None:
    assert run("taxonomy", "import", written(tmp_path / "a.csv", STANDARD)).exit_code == 0
    assert run("import", "units", written(tmp_path / "u.csv", UNITS)).exit_code == 0
    orders = written(tmp_path / "o.csv", "小类,部门\n" + "公共厕所,某市城管局\n" * 10)
    out = tmp_path / "draft.csv"
    labels = ("--label", "小类=category", "--label", "部门=unit")
    words = ("catalogue", "draft", orders, "--out", str(out), *labels)
    first = run(*words)
    assert "起草 1 条" in first.output, first.output
    again = run(*words)
    assert (again.exit_code, "要覆盖请加 --overwrite" in again.output) == (1, True)
    assert run(*words, "--overwrite").exit_code == 0
    (line,) = read_sheet(out.read_bytes())
    assert (line["category_code"], line["lead_unit"]) == ("010102", "FS-CG")


def test_a_suggested_mapping_replaces_an_older_one_only_when_told_to(
    run: Run, migrated: Path, tmp_path: Path
) -> None:
    assert run("taxonomy", "import", written(tmp_path / "a.csv", STANDARD)).exit_code == 0
    out = tmp_path / "draft.csv"
    file, how = written(tmp_path / "b.csv", LATER), ("--version", "gd-2", "--dry-run")
    words = ("taxonomy", "import", file, *how, "--suggest", str(out))
    assert [run(*words).exit_code, run(*words).exit_code] == [0, 1]
    assert run(*words, "--overwrite").exit_code == 0


def test_a_city_without_tables_drafts_both_from_its_orders_and_every_name_is_read(
    run: Run, migrated: Path, tmp_path: Path
) -> None:
    rows = [
        "工单,一级,二级,单位",
        *(["桥头垃圾没人收拾,市容,垃圾,某市城管局"] * 3),
        "路灯不亮了,市容,路灯,城西区人民政府",
        "社保怎么转,社保,,社保中心",
    ]
    orders = written(tmp_path / "o.csv", "\n".join(rows) + "\n")
    tree, units = tmp_path / "tree.csv", tmp_path / "units.csv"
    assert (
        run("taxonomy", "draft", orders, "--label", "一级,二级", "--out", str(tree)).exit_code == 0
    )
    words = ("units", "draft", orders, "--label", "单位", "--city", "某市", "--out", str(units))
    assert "起草单位 4 个" in run(*words).output
    assert run("import", "units", str(units)).exit_code == 0
    assert run("taxonomy", "import", str(tree), "--version", "2026").exit_code == 0
    labels = ("--label", "一级,二级=category", "--label", "单位=unit")
    read = run("train", orders, "--text", "工单", *labels, "--dry-run")
    assert read.exit_code == 0, read.output
    assert "对不上" not in read.output
    missing = run(
        "units", "draft", orders, "--label", "部门", "--city", "某市", "--out", str(units)
    )
    assert (missing.exit_code, "没有名为“部门”" in missing.output) == (1, True)


def test_an_import_of_refused_rows_alone_ends_with_1(
    run: Run, migrated: Path, tmp_path: Path
) -> None:
    table = UNITS.replace("BUREAU", "DEPARTMENT").replace("CITY_GOVERNMENT", "CITY")
    done = run("import", "units", written(tmp_path / "u.csv", table), "--dry-run")
    assert done.exit_code == 1
    assert "可选：CITY_GOVERNMENT、BUREAU" in "".join(done.output.split())
    assert run("import", "units", written(tmp_path / "v.csv", UNITS), "--dry-run").exit_code == 0
