"""The watchdog (看门狗): takes a test server down when the test run that started it dies without doing so.

``python -m tests.support.watchdog OWNER FOLDER [PID]`` waits, in a session of its own, until the process OWNER
is gone; then it ends the process group PID, or the server that ``FOLDER/postmaster.pid`` names, and removes FOLDER.
After an orderly end there is nothing left for it to do.
"""

import contextlib
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
PID_FILE = "postmaster.pid"
PATIENCE = 20.0  # seconds that a server gets for an orderly end, and a starting one to be seen
_STEP = 0.2


def guard(folder: Path, *, owner: int | None = None, pid: int = 0) -> None:
    """Have the server of ``folder`` ended when ``owner`` dies, by default this process.

    Without ``pid`` the server is the one that its pid file will name, so that it is guarded before it starts.
    """
    command = [sys.executable, "-m", "tests.support.watchdog", str(owner or os.getpid())]
    subprocess.run(
        [*command, str(folder), *([str(pid)] if pid else [])],
        cwd=ROOT,
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def run_owner() -> int:
    """Return the process that lives as long as the run: the one that started the workers, or this one."""
    worker = "PYTEST_XDIST_WORKER" in os.environ  # noqa: TID251 — set by the runner, no setting of ours
    return os.getppid() if worker else os.getpid()


class Watched:
    """One process, held so that no later one of the same number is taken for it."""

    def __init__(self, pid: int) -> None:
        """Hold the process; one that is gone already counts as ended."""
        self.pid = pid
        self._handle = -1
        with contextlib.suppress(ProcessLookupError, AttributeError):
            self._handle = os.pidfd_open(pid)

    def ended(self, seconds: float) -> bool:
        """Wait at most so long for its end; tells whether it ended."""
        if self._handle >= 0:
            poll = select.poll()
            poll.register(self._handle, select.POLLIN)
            return bool(poll.poll(seconds * 1000))
        time.sleep(min(seconds, _STEP))
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        return False

    def wait(self) -> None:
        """Return when it has ended."""
        while not self.ended(3600.0):
            pass

    def end(self) -> None:
        """End its process group: first in order, then at once."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            deadline = time.monotonic() + PATIENCE
            if not self.ended(0.0):
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self.pid, sign)
            while not self.ended(_STEP):
                if time.monotonic() > deadline:
                    break
            else:
                return


def _named(folder: Path) -> int:
    """Return the process that the pid file names and that works in the folder, 0 if there is none."""
    try:
        pid = int((folder / PID_FILE).read_text("ascii").split()[0])
        proc = Path("/proc")
        works_here = not proc.is_dir() or (proc / str(pid) / "cwd").resolve() == folder.resolve()
    except (OSError, ValueError, IndexError):
        return 0
    return pid if works_here else 0


def watch(owner: Watched, folder: Path, server: Watched | None) -> None:
    """Wait for the owner's end and leave nothing of the server."""
    owner.wait()
    if server is not None:
        server.end()
        shutil.rmtree(folder, ignore_errors=True)
        return
    deadline = time.monotonic() + PATIENCE
    while folder.exists() and time.monotonic() < deadline:
        pid = _named(folder)
        if pid:
            Watched(pid).end()
        shutil.rmtree(folder, ignore_errors=True)
        time.sleep(_STEP)


def main() -> None:
    """Watch in a process that nobody waits for."""
    owner, folder, *rest = sys.argv[1:]
    watched = Watched(int(owner))
    server = Watched(int(rest[0])) if rest else None
    if os.fork():
        os._exit(0)
    os.setsid()
    watch(watched, Path(folder), server)


if __name__ == "__main__":
    main()
