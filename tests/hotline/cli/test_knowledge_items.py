"""`hotline knowledge import-items` as somebody types it who loads a city's catalogue."""

import re
import time
from pathlib import Path

import pytest

from hotline.demo import loader
from knowledge.items.preparing import prepare
from tests.support.commands import Run

UNITS = (
    "code,name,short_name,kind,level,parent_code\n"
    "FS,某市政府,市政府,CITY_GOVERNMENT,2,\nFS-CG,某市城管局,城管局,BUREAU,2,FS\n"
)
CATALOGUE = (
    "事项编码,事项名称,实施主体,法定办结时限,承诺办结时限,申请材料,跨市通办,系统号\n"
    "CG-001,临时占道审批,某市城管局,20个工作日,5个工作日,申请表；身份证明,是,17\n"
    "CG-002,建筑垃圾处置核准,某市住建厅,20,无,申请表,否,18\n"
    "CG-003,夜间施工许可,某市城管局,下个月,即办,申请表,否,19\n"
    "CG 004,编码有空格,某市城管局,20,即办,申请表,否,20\n"
)


def cell(output: str, name: str) -> str:
    found = re.search(rf"│\s*{name}\s*│\s*(\d+)", output)
    assert found is not None, output
    return found.group(1)


def prepared(run: Run, folder: Path) -> str:
    units, file = folder / "units.csv", folder / "items.csv"
    units.write_text(UNITS, encoding="gbk")
    file.write_text(CATALOGUE, encoding="gbk")
    assert run("import", "units", str(units)).exit_code == 0
    return str(file)


def test_a_catalogue_is_tried_loaded_and_loaded_again(migrated: Path, run: Run) -> None:
    file = prepared(run, migrated)
    words = ("knowledge", "import-items", file, "--map", "external_ref=系统号")
    dry = run(*words, "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert (cell(dry.output, "新增"), cell(dry.output, "未导入的行")) == ("2", "2")
    assert "没有“某市住建厅”这个单位" in dry.output
    assert "no unit" in dry.output
    assert re.search(r"more\s*│\s*其他栏目\s*│\s*跨市通办", dry.output)
    done = run(*words, "--owner", "FS")
    assert (cell(done.output, "新增"), cell(done.output, "未导入的行")) == ("3", "1")
    again = run(*words, "--owner", "FS")
    assert (cell(again.output, "新增"), cell(again.output, "未变")) == ("0", "3")


def test_a_change_is_told_field_by_field_and_an_absence_only_when_complete(
    migrated: Path, run: Run
) -> None:
    file = prepared(run, migrated)
    run("knowledge", "import-items", file, "--owner", "FS")
    kept = [line for line in CATALOGUE.splitlines() if "CG-003" not in line]
    shorter = "\n".join(kept).replace("5个工作日", "3个工作日")
    Path(file).write_text(shorter, encoding="utf-8")
    partial = run("knowledge", "import-items", file, "--owner", "FS", "--dry-run")
    assert (cell(partial.output, "变更"), cell(partial.output, "取消")) == ("1", "0")
    assert re.search(r"CG-001\s*│\s*承诺时限", partial.output)
    complete = run("knowledge", "import-items", file, "--owner", "FS", "--complete")
    assert cell(complete.output, "取消") == "1"
    assert "CG-003" in complete.output


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_exported_loads_again_unchanged(migrated: Path, run: Run, form: str) -> None:
    run("knowledge", "import-items", prepared(run, migrated), "--owner", "FS")
    out = str(migrated / f"out.{form}")
    assert "3 个事项" in run("knowledge", "export-items", out).output
    again = run("knowledge", "import-items", out)
    assert (cell(again.output, "未变"), cell(again.output, "未导入的行")) == ("3", "0")
    assert run("knowledge", "export-items", out).exit_code == 1
    assert run("knowledge", "export-items", out, "--overwrite").exit_code == 0


def test_what_cannot_be_loaded_is_told_in_two_lines(migrated: Path, run: Run) -> None:
    file = prepared(run, migrated)
    cases = (
        ((file, "--map", "code=没有的列"), "没有的列"),
        ((file, "--map", "magic=系统号"), "栏目=列名"),
        ((file, "--owner", "FS-NO"), "FS-NO"),
        ((str(migrated / "absent.csv"),), "absent.csv"),
        ((str(migrated / "hotline.db"),), "无法读取"),
    )
    for words, told in cases:
        answer = run("knowledge", "import-items", *words)
        assert answer.exit_code == 1, words
        assert told in answer.output
        assert "Traceback" not in answer.output


def test_the_demonstrations_catalogue_is_large_and_every_row_of_it_is_an_item() -> None:
    found = prepare(loader.read("service_items.jsonl"))
    assert found.refused == ()
    assert len(found.rows) >= 120
    assert found.columns.unknown == ()


def test_the_demonstrations_catalogue_is_read_quickly() -> None:
    content = loader.read("service_items.jsonl")
    prepare(content)  # the words and headings are read once a process
    began = time.process_time()
    prepare(content)
    assert time.process_time() - began < 1
