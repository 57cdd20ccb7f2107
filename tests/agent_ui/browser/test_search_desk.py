"""The agent's knowledge in a real browser on the real system (检索、坐席辅助、对话接手)."""

import pytest

from tests.agent_ui.test_journeys import seeded_sqlite, steps_of, system

__all__ = ["seeded_sqlite", "system"]

pytestmark = [
    pytest.mark.services,
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.timeout(1800),
]


def test_an_agent_searches_cites_and_takes_over(system: str) -> None:
    assert len(steps_of("search_desk.mjs", system)) == 6
