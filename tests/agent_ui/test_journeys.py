"""One ticket's whole life in a real browser on the real system (浏览器全程): web form to closing."""

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from agent_ui.pages import is_built
from hotline.demo.loader import DEMO_PASSWORD
from tests.support.lanes import require_lane

ROOT = Path(__file__).parents[2]
BROWSER = Path(__file__).parent / "browser"
NODE = Path(sys.executable).parent / "node"
CHROMIUM = shutil.which("chromium")
STARTS_WITHIN = 400.0
pytestmark = [
    pytest.mark.services,
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.timeout(1800),
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_until_up(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end:
        assert process.poll() is None, "the system ended while starting"
        try:
            if httpx.get(f"{url}/health/live", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.3)
    pytest.fail(f"not up within {STARTS_WITHIN} s")


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration on a loopback port with a database of its own."""
    require_lane(
        "chromium",
        available=CHROMIUM is not None,
        reason="sudo apt-get install -y chromium fonts-noto-cjk",
    )
    require_lane("chromium", available=is_built(), reason="the pages are not built: make run")
    assert CHROMIUM is not None
    folder = tmp_path_factory.mktemp("demo")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        "PATH": f"{NODE.parent}:/usr/bin:/bin",
        "HOME": str(Path.home()),
        "HOTLINE_DATA_DIR": str(folder),
        "HOTLINE_PORT": str(port),
        "HOTLINE_PUBLIC_BASE_URL": url,
    }
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "hotline", "demo"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_up(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)


def steps_of(script: str, system: str) -> list[dict[str, Any]]:
    """Run one script against the system; every step must have worked."""
    done = subprocess.run(
        [str(NODE), str(BROWSER / script), system, DEMO_PASSWORD],
        capture_output=True,
        text=True,
        check=False,
        env={"CHROMIUM": str(CHROMIUM), "PATH": str(NODE.parent), "HOME": str(Path.home())},
        timeout=1200,
    )
    assert done.returncode == 0, done.stderr
    steps: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]
    failed = [f"{step['name']}: {step['words']}" for step in steps if not step["ok"]]
    assert not failed, "\n\n".join(failed)
    return steps


def test_a_ticket_lives_its_whole_life_in_the_browser(system: str) -> None:
    assert len(steps_of("journeys.mjs", system)) == 8


def test_the_tutorials_ticket_lives_its_whole_life_by_keyboard_alone(system: str) -> None:
    assert len(steps_of("keyboard.mjs", system)) == 13


def test_a_page_misses_nothing_while_its_live_connection_is_broken(system: str) -> None:
    assert len(steps_of("resume.mjs", system)) == 2
