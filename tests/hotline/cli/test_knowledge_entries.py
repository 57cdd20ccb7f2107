"""Notices and published numbers are tried, loaded, changed and taken out by commands."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from tests.support.commands import Run

UNITS = "code,name,short_name,kind,level,parent_code\nFS,某市政府,市政府,CITY_GOVERNMENT,2,\n"
NUMBER = {"number": "12329", "name": "公积金热线", "unit_code": "FS", "hours": "工作日"}
NOTICE = {
    "key": "water-off",
    "title": "停水通知",
    "text": "今晚停水。",
    "unit_code": "FS",
    "valid_from": "2026-01-01T00:00:00+08:00",
    "valid_to": "2099-01-01T00:00:00+08:00",
}


def written(folder: Path, name: str, *entries: Mapping[str, object]) -> str:
    lines = (json.dumps(entry, ensure_ascii=False) for entry in entries)
    (folder / name).write_text("\n".join(lines), "utf-8")
    return str(folder / name)


def count(output: str, name: str) -> int:
    found = re.search(rf"│\s*{name}\s*│\s*(\d+)", output)
    assert found is not None, output
    return int(found[1])


def city(run: Run, folder: Path) -> None:
    (folder / "units.csv").write_text(UNITS, "utf-8")
    assert run("import", "units", str(folder / "units.csv")).exit_code == 0


def test_numbers_are_tried_loaded_changed_and_taken_out(run: Run, migrated: Path) -> None:
    city(run, migrated)
    file = written(
        migrated, "numbers.jsonl", NUMBER, {"number": "?", "name": "x", "unit_code": "FS"}
    )
    tried = run("knowledge", "import-numbers", file, "--dry-run")
    assert (count(tried.output, "新增"), count(tried.output, "未导入的行")) == (1, 1)
    assert count(run("knowledge", "import-numbers", file).output, "新增") == 1
    assert count(run("knowledge", "import-numbers", file).output, "未变") == 1
    file = written(migrated, "numbers.jsonl", NUMBER | {"hours": "每天"})
    changed = run("knowledge", "import-numbers", file, "--dry-run")
    assert count(changed.output, "变更") == 1
    assert re.search(r"12329\s*│\s*服务时间\s*│\s*工作日\s*│\s*每天", changed.output)
    out = migrated / "out.jsonl"
    assert run("knowledge", "export-numbers", str(out)).exit_code == 0
    assert json.loads(out.read_text("utf-8"))["hours"] == "工作日"
    assert run("knowledge", "export-numbers", str(out)).exit_code != 0
    assert count(run("knowledge", "import-numbers", str(out)).output, "未变") == 1


def test_notices_are_loaded_and_taken_out_as_they_were(run: Run, migrated: Path) -> None:
    city(run, migrated)
    file = written(migrated, "notices.jsonl", NOTICE)
    done = run("knowledge", "import-notices", file)
    assert done.exit_code == 0, done.output
    assert count(done.output, "新增") == 1
    out = migrated / "out.jsonl"
    assert run("knowledge", "export-notices", str(out)).exit_code == 0
    assert json.loads(out.read_text("utf-8"))["title"] == "停水通知"
    assert count(run("knowledge", "import-notices", str(out)).output, "未变") == 1
    file = written(migrated, "notices.jsonl", NOTICE | {"title": "停水延长"})
    changed = run("knowledge", "import-notices", file)
    assert re.search(r"water-off\s*│\s*标题\s*│\s*停水通知\s*│\s*停水延长", changed.output)


def test_units_are_told_of_changed_and_taken_out(run: Run, migrated: Path) -> None:
    city(run, migrated)
    file = migrated / "windows.csv"
    file.write_text("单位编码,窗口名称,地址\nFS,一号窗口,旧址\nFS,二号窗口,旧址\n", "utf-8")
    assert count(run("knowledge", "import-directory", str(file)).output, "新增") == 1
    out = migrated / "out.jsonl"
    assert run("knowledge", "export-directory", str(out)).exit_code == 0
    told = json.loads(out.read_text("utf-8"))
    assert [window["name"] for window in told["windows"]] == ["一号窗口", "二号窗口"]
    assert count(run("knowledge", "import-directory", str(out)).output, "未变") == 1
    changed = run(
        "knowledge", "import-directory", written(migrated, "d.jsonl", told | {"duties": "管水"})
    )
    assert re.search(r"FS\s*│\s*职责\s*│\s*│\s*管水", changed.output), changed.output
