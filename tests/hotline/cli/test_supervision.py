"""`hotline supervision verify`: a record without the anchors it should have is not called sound."""

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


@pytest.fixture
def kept(run: CliRunner, app: Typer, tmp_path: Path) -> Path:
    """The anchor file after two anchors of each log."""
    for _ in range(2):
        assert run.invoke(app, ["anchor"]).exit_code == 0
    return tmp_path / anchors.FOLDER / outside.FILE


def test_an_anchor_file_that_was_taken_away_is_told(run: CliRunner, app: Typer, kept: Path) -> None:
    kept.unlink()
    verified = run.invoke(app, ["verify"])
    assert verified.exit_code == 1
    assert "锚点文件缺少第 1、2 号锚点" in verified.output.replace("\n", "")


def test_an_anchor_file_that_was_cut_is_told(run: CliRunner, app: Typer, kept: Path) -> None:
    kept.write_text("".join(kept.read_text().splitlines(keepends=True)[:3]))
    verified = run.invoke(app, ["verify"])
    assert verified.exit_code == 1
    assert "锚点文件缺少第 2 号锚点" in verified.output.replace("\n", "")


def test_an_older_copy_kept_elsewhere_is_enough(
    run: CliRunner, app: Typer, kept: Path, tmp_path: Path
) -> None:
    older = tmp_path / "kept-elsewhere.jsonl"
    older.write_text("".join(kept.read_text().splitlines(keepends=True)[:3]))
    verified = run.invoke(app, ["verify", "--anchors", str(older)])
    assert verified.exit_code == 0, verified.output


def test_a_copy_that_is_not_there_is_refused(
    run: CliRunner, app: Typer, kept: Path, tmp_path: Path
) -> None:
    assert kept.exists()
    verified = run.invoke(app, ["verify", "--anchors", str(tmp_path / "mistyped.jsonl")])
    assert verified.exit_code == 2
