"""The test command (测试命令): every static check, then pytest once; its last lines are pytest's."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
WEB = ROOT / "agent_ui" / "web"
NODE = str(BIN / "node")
MEMORY = "/dev/shm"
ROOM = 6 * 1024**3  # bytes
MOST_WORKERS = 6  # each has its own PostgreSQL server and half a gigabyte

PYTHON_CHECKS: list[tuple[str, list[str], Path]] = [
    ("ruff check", [str(BIN / "ruff"), "check", "."], ROOT),
    ("ruff format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."], ROOT),
    ("mypy --strict", [str(BIN / "mypy")], ROOT),
    ("import-linter", [str(BIN / "lint-imports")], ROOT),
]
WEB_CHECKS: list[tuple[str, list[str], Path]] = [
    ("vue-tsc", [NODE, "node_modules/vue-tsc/bin/vue-tsc.js", "--noEmit"], WEB),
    ("eslint", [NODE, "node_modules/eslint/bin/eslint.js", "."], WEB),
    ("vitest", [NODE, "node_modules/vitest/vitest.mjs", "run"], WEB),
]


def run(name: str, command: list[str], folder: Path) -> bool:
    """Run one check; its output is shown only when it fails."""
    start = time.monotonic()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    verdict = "ok" if done.returncode == 0 else "FAILED"
    print(f"{name:16} {verdict:7} {time.monotonic() - start:6.1f} s", flush=True)
    if done.returncode != 0:
        print(done.stdout[-20_000:], done.stderr[-8_000:], sep="\n", flush=True)
    return done.returncode == 0


def run_all(checks: list[tuple[str, list[str], Path]]) -> bool:
    """Run checks one after the other; a failed one does not keep the others from telling theirs."""
    verdicts = [run(*check) for check in checks]
    return all(verdicts)


def workers() -> int:
    """One more than processors: many tests wait for servers, timers and disks."""
    return min((os.cpu_count() or 2) + 1, MOST_WORKERS)


def memory() -> str | None:
    """Where temporary files live in memory, if there is room: nothing tests write must outlive the machine."""
    try:
        free = shutil.disk_usage(MEMORY).free
        told = Path("/proc/meminfo").read_text(encoding="ascii").partition("MemAvailable:")[2]
        available = int(told.split()[0]) * 1024
    except (OSError, ValueError, IndexError):
        return None
    return MEMORY if min(free, available) >= ROOM else None


def main() -> int:
    """Run the checks and the tests; any failure fails the whole."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--checks-only", action="store_true")
    options, rest = parser.parse_known_args()
    with ThreadPoolExecutor(2) as beside:
        verdicts = list(beside.map(run_all, (PYTHON_CHECKS, WEB_CHECKS)))
    good = all(verdicts)
    if options.checks_only:
        return 0 if good else 1
    spread = ["-n", str(workers()), "--dist", "loadfile", "--no-loadscope-reorder"]
    pytest = [sys.executable, "-m", "pytest", "-q", *spread, *rest]
    with tempfile.TemporaryDirectory(prefix="hotline-tests-", dir=memory()) as folder:
        environment = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "TMPDIR": folder}
        tests = subprocess.run(pytest, cwd=ROOT, env=environment, check=False).returncode
    if not good:
        print("A static check failed; see above.", file=sys.stderr)
    return tests or (0 if good else 1)


if __name__ == "__main__":
    sys.exit(main())
