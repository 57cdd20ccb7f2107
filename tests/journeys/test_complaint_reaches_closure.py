"""A complaint by web form: reviewed, dispatched, signed, contacted, replied, asked, closed."""

import pytest

from tests.conftest import BACKENDS
from tests.support.city import City
from tests.support.steps import at_hand, dispatched, replied

pytestmark = [
    pytest.mark.journey,
    pytest.mark.parametrize("backend", BACKENDS, indirect=True),
]


async def test_a_complaint_is_solved_and_closed_by_the_citizens_answers(city: City) -> None:
    receipt = await city.submits(
        "禅城区祖庙街道同济路工地半夜倒水泥，十二点还在响，天天睡不着，要求查处"
    )
    assert any(receipt["number"] in text for text in city.texts)
    ticket = await replied(city, receipt)
    assert ticket["status"] == "REPLIED"

    reviewer = await city.desk("jieguo")
    page = await reviewer.does(
        receipt["id"], "ACCEPT_RESULT", checklist=await at_hand(reviewer, receipt)
    )
    assert page["status"] == "FOLLOWING_UP"
    shown = await city.tracks(receipt)
    assert shown["answer"].startswith("经现场检查")
    assert {"rate", "not_solved"} <= set(shown["can"])

    caller = await city.desk("huifang")
    page = await caller.does(
        receipt["id"],
        "CLOSE",
        contacted="YES",
        resolved="YES",
        rating="SATISFIED",
        close_outcome="RESOLVED",
    )
    assert page["status"] == "CLOSED"
    assert (await city.tracks(receipt))["status_text"].startswith("已办结")


async def test_the_clock_starts_at_dispatch_and_stops_at_the_reply(city: City) -> None:
    receipt = await city.submits("禅城区祖庙街道同济路工地半夜倒水泥，十二点还在响，要求查处")
    page = await dispatched(city, receipt)
    clocks = {c["clock"]: c for c in page["clocks"] if c["state"] == "RUNNING"}
    assert {"case", "sign", "first_contact", "promise"} <= clocks.keys()
    assert clocks["case"]["due_at"] == "2026-03-25T09:30:00Z"  # 15 working days, close of business
