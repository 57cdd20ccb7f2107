"""The pages in a real browser (浏览器测试): each case of ``browser/*.mjs`` is one test here."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.chromium import require_chromium

ROOT = Path(__file__).parents[2]
BROWSER = Path(__file__).parent / "browser"
NODE = Path(sys.executable).parent / "node"
pytestmark = [pytest.mark.services, pytest.mark.xdist_group("browser"), pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def results() -> list[dict[str, Any]]:
    """Run every case once, in one Chromium (a launch costs seconds)."""
    chromium = require_chromium()
    done = subprocess.run(
        [str(NODE), str(BROWSER / "run.mjs")],
        capture_output=True,
        text=True,
        check=False,
        env={"CHROMIUM": chromium, "PATH": str(NODE.parent), "HOME": str(Path.home())},
        timeout=1780,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_case_passes_in_the_browser(results: list[dict[str, Any]]) -> None:
    failed = [f"{case['name']}: {case['words']}" for case in results if not case["ok"]]
    assert not failed, "\n\n".join(failed)


def test_no_case_was_left_out(results: list[dict[str, Any]]) -> None:
    assert len({case["name"] for case in results}) == len(results) >= 215
