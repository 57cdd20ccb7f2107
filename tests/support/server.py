"""A real `hotline serve` in a process of its own, started and ended by a test or a benchmark."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.prefork import Forked, loaded

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """Return a port of the loopback interface that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Preloading:
    """Whether servers are forked from a loaded process; the test run wants it, a benchmark does not."""

    wanted = False


@dataclass
class Server:
    """One server process; ``environment`` holds HOTLINE_* settings.

    ``preloaded`` servers are forked from a process that has loaded the house: for tests, not for measuring.
    """

    data_dir: Path
    environment: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | Forked | None = None
    command: tuple[str, ...] = ("serve",)
    preloaded: bool = field(default_factory=lambda: Preloading.wanted)

    @property
    def base_url(self) -> str:
        """Where the server answers."""
        return f"http://127.0.0.1:{self.port}"

    def settings(self, **more: str) -> dict[str, str]:
        """Return the environment of every command on this server's data."""
        return {
            **os.environ,
            "HOTLINE_DATA_DIR": str(self.data_dir),
            "HOTLINE_PORT": str(self.port),
            "HOTLINE_PUBLIC_BASE_URL": self.base_url,
            **self.environment,
            **more,
        }

    def run(self, *arguments: str, seconds: float = 120) -> str:
        """Run one `hotline` command to its end and return what it printed."""
        with tempfile.TemporaryDirectory() as folder:
            told, errors = Path(folder) / "told", Path(folder) / "errors"
            code = self._launch(list(arguments), self.settings(), told, errors).wait(seconds)
            said = told.read_text("utf-8", errors="replace")
            if code != 0:
                failed = errors.read_text("utf-8", errors="replace")
                message = f"hotline {' '.join(arguments)}: {said[-2000:]}{failed[-4000:]}"
                raise RuntimeError(message)
        return said

    def _launch(
        self, arguments: list[str], environment: dict[str, str], log: Path, errors: Path
    ) -> "subprocess.Popen[bytes] | Forked":
        if self.preloaded:
            return loaded().start(arguments, environment, log, errors)
        with log.open("ab") as told, errors.open("ab") as failed:
            return subprocess.Popen(
                [sys.executable, "-m", "hotline", *arguments],
                cwd=ROOT,
                env=environment,
                stdout=told,
                stderr=failed,
            )

    def start(self, *, wait: bool = True, **more: str) -> None:
        """Start serving; with ``wait`` return when it answers."""
        log = self.data_dir / "server.log"
        self.process = self._launch(list(self.command), self.settings(**more), log, log)
        if wait:
            self.wait_until_live()

    def wait_until_live(self, *, seconds: float = 120) -> None:
        """Return when the server answers; raise with its log when it does not."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.answers():
                return
            if self.process is None or self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"the server did not come up:\n{self.log()[-4000:]}")

    def answers(self) -> bool:
        """Tell whether the server answers now."""
        try:
            with urllib.request.urlopen(f"{self.base_url}/health/live", timeout=1):
                return True
        except OSError:
            return False

    def log(self) -> str:
        """Return what the server wrote."""
        return (self.data_dir / "server.log").read_text(encoding="utf-8", errors="replace")

    def kill(self) -> None:
        """kill -9."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(timeout=10)

    def wait_for_death(self, *, seconds: float = 30) -> int:
        """Wait until the process has died by itself; returns its exit code."""
        assert self.process is not None
        return self.process.wait(timeout=seconds)

    def stop(self) -> None:
        """End the server in an orderly way."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()


def furnish(seeded: Path, data_dir: Path) -> None:
    """Copy the seeded city into a folder: its database, and the index that stands beside it."""
    shutil.copy(seeded, data_dir / "hotline.db")
    index = index_beside(seeded)
    if index.is_dir():
        shutil.copytree(index, data_dir / index.name)


def index_beside(seeded: Path) -> Path:
    """Return the folder of the index that belongs to a seeded database."""
    return seeded.parent / "city-house" / "search"


@contextlib.contextmanager
def serving(
    data_dir: Path, *, prepare: bool = True, seeded: Path | None = None, **environment: str
) -> Iterator[Server]:
    """Migrate and seed (or copy the database ``seeded``) and serve; ends the process on leaving."""
    data_dir.mkdir(parents=True, exist_ok=True)
    server = Server(data_dir, environment)
    if seeded is not None:
        furnish(seeded, data_dir)
    elif prepare:
        server.run("migrate")
        server.run("seed")
    server.start()
    try:
        yield server
    finally:
        server.stop()
