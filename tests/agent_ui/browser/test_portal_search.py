"""The citizen's question and chat in a real browser (市民问政浏览器测试): each case of ``portal_search_cases.mjs``."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.agent_ui.test_journeys import seeded_sqlite, steps_of, system
from tests.support.chromium import require_chromium

__all__ = ["seeded_sqlite", "system"]
BROWSER = Path(__file__).parent
NODE = Path(sys.executable).parent / "node"
pytestmark = [pytest.mark.services, pytest.mark.xdist_group("browser"), pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def results() -> list[dict[str, Any]]:
    """Run every case once, in one Chromium."""
    chromium = require_chromium()
    done = subprocess.run(
        [str(NODE), str(BROWSER / "portal_search_cases.mjs")],
        capture_output=True,
        text=True,
        check=False,
        env={"CHROMIUM": chromium, "PATH": str(NODE.parent), "HOME": str(Path.home())},
        timeout=1700,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_citizens_ask_read_and_chat_in_the_browser(results: list[dict[str, Any]]) -> None:
    failed = [f"{case['name']}: {case['words']}" for case in results if not case["ok"]]
    assert not failed, "\n\n".join(failed)


def test_no_case_of_the_question_was_left_out(results: list[dict[str, Any]]) -> None:
    assert len({case["name"] for case in results}) == len(results) == 34


@pytest.mark.journey
def test_a_citizen_asks_the_real_system_and_reaches_a_person(system: str) -> None:
    assert len(steps_of("portal_search_journey.mjs", system)) == 6
