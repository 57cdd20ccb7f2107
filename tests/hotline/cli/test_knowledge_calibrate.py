"""A city calibrates when to hand over on its own questions, and is told when they are too few."""

import json
from pathlib import Path

from tests.support.commands import Run


def test_too_few_questions_calibrate_nothing(run: Run, migrated: Path) -> None:
    file = migrated / "questions.jsonl"
    rows = [{"query": f"第{n}个问题", "relevant": ["A-1"]} for n in range(5)]
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    assert run("knowledge", "rebuild").exit_code == 0
    done = run("knowledge", "calibrate", str(file))
    assert done.exit_code != 0
    assert "至少各 40 个" in done.output
    assert "第 5 行“第4个问题”：检索里没有 A-1 · no such document" in done.output
    assert "5 个问题共有 5 个编号对不上" in done.output


def test_a_file_that_holds_no_questions_is_refused(run: Run, migrated: Path) -> None:
    file = migrated / "questions.jsonl"
    file.write_text('{"query": ""}\n', "utf-8")
    done = run("knowledge", "calibrate", str(file), "--dry-run")
    assert done.exit_code != 0
    assert "1 行有误" in done.output
