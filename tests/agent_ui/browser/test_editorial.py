"""Knowledge in a real browser on the real system (知识编审全程): from the first draft to the withdrawal."""

import pytest

from tests.agent_ui.test_journeys import seeded_sqlite, steps_of, system

__all__ = ["seeded_sqlite", "system"]
pytestmark = [
    pytest.mark.services,
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.timeout(1800),
]


def test_knowledge_is_written_approved_by_two_sides_kept_right_and_withdrawn(system: str) -> None:
    assert len(steps_of("editorial.mjs", system)) == 22
