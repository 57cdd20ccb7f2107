"""One ticket's whole life in a real browser on the real system (浏览器全程): web form to closing."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hotline.demo.loader import DEMO_PASSWORD
from tests.support.chromium import require_chromium
from tests.support.seeded import seeded_sqlite
from tests.support.server import Server, furnish

__all__ = ["seeded_sqlite"]
BROWSER = Path(__file__).parent / "browser"
NODE = Path(sys.executable).parent / "node"
STARTS_WITHIN = 400.0
pytestmark = [
    pytest.mark.services,
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.timeout(1800),
]


@pytest.fixture(scope="module")
def system(seeded_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration on a loopback port with a database of its own, a copy of the seeded one."""
    require_chromium()
    server = Server(tmp_path_factory.mktemp("demo"), command=("demo",))
    furnish(seeded_sqlite, server.data_dir)
    server.start(wait=False)
    try:
        server.wait_until_live(seconds=STARTS_WITHIN)
        yield server.base_url
    finally:
        server.stop()


def steps_of(script: str, system: str) -> list[dict[str, Any]]:
    """Run one script against the system; every step must have worked."""
    done = subprocess.run(
        [str(NODE), str(BROWSER / script), system, DEMO_PASSWORD],
        capture_output=True,
        text=True,
        check=False,
        env={"CHROMIUM": require_chromium(), "PATH": str(NODE.parent), "HOME": str(Path.home())},
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
