"""Codes of the ticket and what they are called."""

import pytest

from hotline.tickets.vocabulary import ClockId
from routing.taxonomy.tree import Urgency


@pytest.mark.parametrize(
    ("urgency", "name"),
    [(Urgency.URGENT, "加急首次结果"), (Urgency.EMERGENCY, "紧急首次结果")],
)
def test_the_first_result_is_named_after_the_urgency(urgency: Urgency, name: str) -> None:
    assert ClockId.FIRST_RESULT.label_on(urgency.value) == name


def test_every_other_clock_has_one_name() -> None:
    others = set(ClockId) - {ClockId.FIRST_RESULT}
    assert [c for c in others for u in Urgency if c.label_on(u.value) != c.label] == []
