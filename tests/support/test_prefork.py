"""Commands started from the loaded process end, fail and die as any other process does."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.support.prefork import loaded

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "HOME": "/tmp"}


def test_a_command_writes_its_own_log_and_tells_its_exit_code(tmp_path: Path) -> None:
    log = tmp_path / "log"
    here = ENVIRONMENT | {"HOTLINE_DATA_DIR": str(tmp_path)}
    assert loaded().start(["--help"], here, log).wait(60) == 0
    assert "12345" in log.read_text("utf-8")
    assert loaded().start(["no-such-command"], here, log).wait(60) == 2


def test_a_killed_command_is_told_by_its_signal_and_takes_nobody_along(tmp_path: Path) -> None:
    here = ENVIRONMENT | {"HOTLINE_DATA_DIR": str(tmp_path), "HOTLINE_ENVIRONMENT": "test"}
    first, second = (
        loaded().start(["worker"], here | {"HOTLINE_DATA_DIR": str(folder)}, folder / "log")
        for folder in (_folder(tmp_path / "a"), _folder(tmp_path / "b"))
    )
    assert first.pid != second.pid != os.getpid()
    first.kill()
    assert first.wait(30) == -signal.SIGKILL
    assert second.poll() in {None, 1}  # it ends by itself where no database has been migrated
    second.terminate()
    second.wait(30)


def test_waiting_for_what_does_not_end_is_given_up(tmp_path: Path) -> None:
    here = ENVIRONMENT | {"HOTLINE_DATA_DIR": str(tmp_path), "HOTLINE_ENVIRONMENT": "test"}
    serving = loaded().start(["demo"], here | {"HOTLINE_PORT": "0"}, tmp_path / "log")
    with pytest.raises(subprocess.TimeoutExpired):
        serving.wait(0.1)
    serving.kill()
    assert serving.wait(30) == -signal.SIGKILL


def _folder(path: Path) -> Path:
    path.mkdir()
    return path
