"""Starting servers and loads for the marks (压测工具): one comparator and one of ours, in the same run."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.server import ROOT, Server, free_port, furnish

WORDS = "佛山市禅城区祖庙街道某小区门口夜间施工噪音很大影响居民休息已经持续三天请尽快派人处理并回复谢谢编号"

# What was made before a program ran, so that it is not made again; the tests name it.
city: Path | None = None  # a loaded database, with its index beside it
restore: Callable[[str], None] | None = None  # fills the PostgreSQL database of an address
learnt: Path | None = None  # the folder of a house that has trained, with what was printed
MODELS, PRINTED = "models", "train.txt"


def bodies(path: Path, *, kinds: int = 200) -> Path:
    """Write request bodies of sixty characters each; the same file loads comparator and product."""
    lines = [
        json.dumps({"content": f"{WORDS}{i:06d}"[:60], "anonymous": True}, ensure_ascii=False)
        for i in range(kinds)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def load(
    *, port: int, path: str, bodies_file: Path, total: int, stored: Path | None = None
) -> dict[str, Any]:
    """Run the load generator in a process of its own; returns its figures."""
    command = [
        sys.executable,
        str(Path(__file__).parent / "load.py"),
        *("--port", str(port), "--path", path, "--bodies", str(bodies_file)),
        *("--total", str(total), "--warm", str(min(500, total // 4))),
    ]
    if stored is not None:
        command += ["--stored", str(stored)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@contextmanager
def bare_server(store: str) -> Iterator[int]:
    """The comparator: bare FastAPI on ``store``, one worker, the same loop and HTTP parser."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "uvicorn", "--factory", "benchmarks.bare:create_app"),
        *("--port", str(port), "--log-level", "warning", "--no-access-log"),
        *("--loop", "uvloop", "--http", "httptools"),
    ]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "BARE_STORE": store})
    server = Server(Path(), port=port)
    server.process = process
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(port: int) -> None:
    import socket

    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the comparator did not come up")


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that goes away."""
    folder = Path(tempfile.mkdtemp(prefix="hotline-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def load_city(server: Server) -> None:
    """Migrate and load the demonstration, which leaves what was loaded before as it is."""
    address = server.environment.get("HOTLINE_DATABASE_URL")
    if address is not None and restore is not None:
        restore(address)
    elif address is None and city is not None:
        furnish(city, server.data_dir)
    server.run("migrate")
    server.run("seed")


def train(server: Server) -> str:
    """Train on what the house knows and return what was printed; both of ``learnt``, where there is one."""
    if learnt is None:
        return server.run("train", seconds=900)
    shutil.copytree(learnt / MODELS, server.data_dir / MODELS)
    return (learnt / PRINTED).read_text("utf-8")


@contextmanager
def product(folder: Path, **environment: str) -> Iterator[Server]:
    """Our server with the demonstration city and a trained model; the worker runs elsewhere, as in service."""
    folder.mkdir(parents=True, exist_ok=True)
    ours = {"HOTLINE_WORKER__EMBEDDED": "false", "HOTLINE_PUBLIC_REQUESTS_PER_MINUTE": "0"}
    server = Server(folder, {**ours, **environment})
    load_city(server)
    train(server)
    server.start()
    try:
        yield server
    finally:
        server.stop()
