"""Starting commands quickly (预载启动): a process that has loaded the house forks one child for each command.

Loading takes seconds and a test run starts a hundred servers. The child is a process of its own with its own
environment, log and end, so that it may be killed like any other; only the loading is shared. Benchmarks that
measure a start do not use it.

``python -m tests.support.prefork`` is the loaded process: it reads requests from the socket on its standard
input and ends, with its children, when the test process closes it.
"""

import asyncio
import contextlib
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from tests.support import light_hashes, statements

ROOT = Path(__file__).parents[2]
_unlearnt = ["the seeded city"]
_LOADING = 120.0  # seconds
_STEP = 0.02


class Forked:
    """A child of the loaded process, with what is used of ``subprocess.Popen``."""

    def __init__(self, pid: int, door: socket.socket) -> None:
        """Hold the child; ``door`` tells its exit code when it ends."""
        self.pid = pid
        self.returncode: int | None = None
        self._door = door

    def poll(self) -> int | None:
        """Return the exit code, negative for a signal, or ``None`` while it runs."""
        if self.returncode is None and select.select([self._door], [], [], 0)[0]:
            told = self._door.recv(64)
            self.returncode = int(told) if told else -signal.SIGKILL
            self._door.close()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code; raises ``subprocess.TimeoutExpired`` after ``timeout`` seconds."""
        end = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if end is not None and time.monotonic() > end:
                raise subprocess.TimeoutExpired(f"forked {self.pid}", timeout or 0.0)
            time.sleep(_STEP)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal to a child that still runs."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


class Loaded:
    """The loaded process of this test process."""

    def __init__(self) -> None:
        """Start it; returns before it has loaded."""
        self._path = f"\0hotline-{os.getpid()}-{time.monotonic_ns()}"
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(self._path)
        listener.listen()
        read, self._alive = os.pipe()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.prefork", str(listener.fileno()), str(read)],
            cwd=ROOT,
            pass_fds=[listener.fileno(), read],
            start_new_session=True,
        )
        listener.close()
        os.close(read)

    def start(
        self,
        arguments: list[str],
        environment: dict[str, str] | None,
        log: Path,
        errors: Path | None = None,
        program: str = "hotline.cli.main:app",
    ) -> Forked:
        """Run ``hotline`` with ``arguments``; its output is appended to ``log``, its errors too or apart.

        Without an ``environment`` it has that of the tests; ``program`` (module:function) is called with the
        list of arguments.
        """
        door = socket.socket(socket.AF_UNIX)
        door.settimeout(_LOADING)
        door.connect(self._path)
        asked = {
            "arguments": arguments,
            "environment": {**os.environ} if environment is None else environment,
            "log": str(log),
            "errors": str(errors or log),
            "program": program,
        }
        door.sendall(json.dumps(asked).encode() + b"\n")
        return Forked(int(door.recv(32)), door)


@cache
def loaded() -> Loaded:
    """Return the loaded process of this test process, started when it is first needed."""
    return Loaded()


def _serve(listener: socket.socket, alive: int) -> None:
    children: dict[int, socket.socket] = {}
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    watched: list[int | socket.socket] = [listener, alive, woken]
    while alive not in (ready := select.select(watched, [], [])[0]):
        if woken in ready:
            os.read(woken, 4096)
        _tell_ended(children)
        if listener in ready:
            _fork(listener, children)
    for pid in children:
        os.kill(pid, signal.SIGKILL)


def _fork(listener: socket.socket, children: dict[int, socket.socket]) -> None:
    door, _ = listener.accept()
    asked = json.loads(door.makefile().readline())
    _learn(Path(asked["environment"].get("HOTLINE_DATA_DIR", "")) / "hotline.db")
    pid = os.fork()
    if pid == 0:
        for inherited in (listener, *children.values(), door):
            inherited.close()
        _become(asked)
    children[pid] = door
    door.sendall(str(pid).encode())


def _tell_ended(children: dict[int, socket.socket]) -> None:
    for pid, code in _ended(children):
        with contextlib.suppress(OSError):
            children[pid].sendall(str(code).encode())
        children.pop(pid).close()


def _ended(children: dict[int, socket.socket]) -> list[tuple[int, int]]:
    """Return the children that have ended, with their exit codes."""
    found = []
    for pid in children:
        gone, status = os.waitpid(pid, os.WNOHANG)
        if gone:
            found.append((pid, os.waitstatus_to_exitcode(status)))
    return found


def _become(asked: dict[str, Any]) -> None:
    """Be the command that was asked for; never returns."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for name, place in (("log", 1), ("errors", 2)):
        file = os.open(str(asked[name]), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        os.dup2(file, place)
    environment: dict[str, str] = asked["environment"]
    os.environ.clear()
    os.environ.update(environment)
    code = 1
    try:
        from hotline.cli.running import console

        console.width = int(environment.get("COLUMNS", "80"))  # it was made before the environment
        module, _, name = asked["program"].partition(":")
        getattr(import_module(module), name)(list(asked["arguments"]))
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _learn(city: Path) -> None:
    """Work out once what every server of a seeded city works out of its rules and examples at its start."""
    if not (_unlearnt and city.is_file()):
        return
    from hotline.kit.db import Database
    from routing.state import build_state

    async def work() -> None:
        database = Database(f"sqlite+aiosqlite:///{city}")
        async with database.read() as session:
            await build_state(session)
        await database.close()

    with contextlib.suppress(SQLAlchemyError):  # one that is broken on purpose teaches nothing
        asyncio.run(work())
        _unlearnt.clear()
        gc.freeze()


def _load() -> None:
    """Load what every server loads and what it works out from the demonstration's rules."""
    import yaml

    import hotline.app
    import hotline.cli.main  # noqa: F401
    from hotline.kit.text import default_tokenizer
    from routing.rules.ruleset import RuleSet, read_rules

    statements.share()
    light_hashes.lighten()
    default_tokenizer().cut("热线")
    RuleSet(read_rules(yaml.safe_load((ROOT / "hotline/demo/data/rules.yaml").read_text("utf-8"))))


if __name__ == "__main__":
    gc.set_threshold(50_000, 50, 100)
    _load()
    gc.freeze()
    _serve(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]))
