"""Commands as an operator runs them, on a data folder of their own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from hotline.cli.main import app
from hotline.cli.running import console
from tests.support.commands import Run


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Run ``hotline`` with these words; keyword arguments are more variables."""
    base = {"HOTLINE_DATA_DIR": str(tmp_path), "HOTLINE_ENVIRONMENT": "test", "COLUMNS": "200"}

    before = console.width  # taken from the screen when the program was imported

    def invoke(*words: str, keys: str | None = None, **env: str) -> Result:
        console.width = int((base | env)["COLUMNS"])
        return CliRunner(env=base | env).invoke(app, list(words), input=keys)

    yield invoke
    console.width = before
    structlog.reset_defaults()  # a command points the log at the runner's own output


@pytest.fixture
def migrated(sqlite_template: Path, tmp_path: Path) -> Path:
    """The data folder with an empty, migrated database."""
    shutil.copy(sqlite_template, tmp_path / "hotline.db")
    return tmp_path
