"""`hotline supervision`: seal, verify with an exit code, grade a month."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from typer import Typer
from typer.testing import CliRunner

from hotline.cli import supervision
from hotline.supervision import anchors, outside


@pytest.fixture
def run(tmp_path: Path) -> Iterator[CliRunner]:
    yield CliRunner(env={"HOTLINE_DATA_DIR": str(tmp_path), "HOTLINE_ENVIRONMENT": "test"})
    structlog.reset_defaults()  # a command points the log at the runner's own output


@pytest.fixture
def app(sqlite_template: Path, tmp_path: Path) -> Typer:
    shutil.copy(sqlite_template, tmp_path / "hotline.db")
    return supervision.app


def test_an_anchor_is_made_and_verified(run: CliRunner, app: Typer, tmp_path: Path) -> None:
    made = run.invoke(app, ["anchor"])
    assert made.exit_code == 0, made.output
    kept = outside.read(tmp_path / anchors.FOLDER / outside.FILE)
    assert [entry.number for entry in kept.entries] == [1, 1, 1]
    verified = run.invoke(app, ["verify"])
    assert verified.exit_code == 0, verified.output
    assert "未发现问题" in verified.output


def test_an_unsound_log_ends_with_exit_code_1(run: CliRunner, app: Typer, tmp_path: Path) -> None:
    assert run.invoke(app, ["anchor"]).exit_code == 0
    path = tmp_path / "from-the-mails.jsonl"
    entry = outside.read(tmp_path / anchors.FOLDER / outside.FILE).entries[0]
    outside.append(path, [outside.Entry(entry.log, 1, entry.until, 7, "a" * 64)])
    verified = run.invoke(app, ["verify", "--anchors", str(path)])
    assert verified.exit_code == 1
    assert "封存 7 行" in verified.output.replace("\n", "")


def test_grades_of_a_month_are_shown_and_a_wrong_month_is_refused(
    run: CliRunner, app: Typer
) -> None:
    shown = run.invoke(app, ["grades", "--month", "2026-03"])
    assert shown.exit_code == 0, shown.output
    assert "2026-03 评级" in shown.output
    assert run.invoke(app, ["grades", "--month", "March"]).exit_code == 2
