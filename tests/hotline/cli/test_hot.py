"""The brief and the drift on demand."""

from pathlib import Path

from tests.support.commands import Run


def test_the_brief_of_a_day_is_written_and_shown(run: Run, migrated: Path) -> None:
    del migrated
    done = run("brief", "--day", "2026-03-04")
    assert done.exit_code == 0, done.output
    assert "【热点日报】2026年3月4日" in done.output
    assert "当日受理 0 件" in done.output
    assert run("brief", "--day", "2026-03-04").exit_code == 0
    assert "日期写作" in run("brief", "--day", "yesterday").output


def test_the_drift_of_a_question_is_recounted_and_shown(run: Run, migrated: Path) -> None:
    del migrated
    done = run("drift", "--question", "unit", "--weeks", "3")
    assert done.exit_code == 0, done.output
    assert "承办单位：每周一致率" in done.output
    assert done.output.count("-W") == 3
    wrong = run("drift", "--question", "mood")
    assert wrong.exit_code == 2
    assert "应为 kind、category 或 unit" in wrong.output
