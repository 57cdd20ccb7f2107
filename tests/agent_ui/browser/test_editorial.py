"""Knowledge in a real browser on the real system (知识编审全程): from the first draft to the withdrawal."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent_ui.pages import is_built
from hotline.demo.loader import DEMO_PASSWORD
from tests.agent_ui.test_journeys import free_port, wait_until_up
from tests.support.lanes import require_lane

ROOT = Path(__file__).parents[3]
SCRIPT = Path(__file__).parent / "editorial.mjs"
NODE = Path(sys.executable).parent / "node"
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.services,
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.timeout(1800),
]


@pytest.fixture
def system(tmp_path: Path) -> Iterator[str]:
    """The demonstration on a loopback port with a database of its own."""
    require_lane(
        "chromium",
        available=CHROMIUM is not None,
        reason="sudo apt-get install -y chromium fonts-noto-cjk",
    )
    require_lane("chromium", available=is_built(), reason="the pages are not built: make run")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        "PATH": f"{NODE.parent}:/usr/bin:/bin",
        "HOME": str(Path.home()),
        "HOTLINE_DATA_DIR": str(tmp_path),
        "HOTLINE_PORT": str(port),
        "HOTLINE_PUBLIC_BASE_URL": url,
    }
    command = [sys.executable, "-m", "hotline", "demo"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        wait_until_up(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)


def steps_of(system: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [str(NODE), str(SCRIPT), system, DEMO_PASSWORD],
        capture_output=True,
        text=True,
        check=False,
        env={"CHROMIUM": str(CHROMIUM), "PATH": str(NODE.parent), "HOME": str(Path.home())},
        timeout=1300,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_knowledge_is_written_approved_by_two_sides_kept_right_and_withdrawn(system: str) -> None:
    steps = steps_of(system)
    failed = [f"{step['name']}: {step['words']}" for step in steps if not step["ok"]]
    assert not failed, "\n\n".join(failed)
    assert len(steps) == 22
