"""What a unit reads while a ticket is not closed (单位所见): no rating; a suspended clock keeps its colour."""

from datetime import timedelta
from typing import Any

from hotline.kit import clock
from tests.support import steps
from tests.support.city import City
from tests.support.steps import APPROVER, CLERK, HANDLER

NOISE = "禅城区祖庙街道同济路工地半夜倒水泥，十二点还在响，天天睡不着，要求查处"
ANSWERS = {"contacted": "YES", "resolved": "NO", "rating": "DISSATISFIED", "reasons": ["SLOW"]}
SAID = "他说来得太晚"


def told(page: dict[str, Any], action: str) -> str:
    """Everything the page tells of a step."""
    return str([s["details"] for s in page["timeline"] if s["action"] == action])


async def test_a_unit_reads_no_rating_before_the_ticket_is_closed(city: City) -> None:
    receipt = await city.submits(NOISE)
    await steps.accepted(city, receipt)
    caller, clerk = await city.desk("huifang"), await city.desk(CLERK)
    await caller.does(
        receipt["id"],
        "RECORD_ATTEMPT",
        channel="VOICE",
        attempted_at=clock.now().isoformat(),
        outcome="REACHED",
        note=SAID,
    )
    redo = {"trigger": "UNRESOLVED", "instruction": "请再到现场", "comment": SAID}
    page = await caller.does(receipt["id"], "ORDER_REDO", **ANSWERS, **redo)
    assert "不满意" in told(page, "ORDER_REDO")
    page = await clerk.ticket(receipt["id"])
    assert "请再到现场" in told(page, "ORDER_REDO")
    for word in ("不满意", "DISSATISFIED", SAID, "处理太慢"):
        assert word not in str(page)
    await steps.contacted(city, receipt)
    await steps.answers(city, receipt)
    reviewer = await city.desk("jieguo")
    points = await steps.at_hand(reviewer, receipt)
    await reviewer.does(receipt["id"], "ACCEPT_RESULT", checklist=points)
    answers = {**ANSWERS, "resolved": "YES", "rating": "BASIC", "reasons": []}
    await caller.does(receipt["id"], "CLOSE", close_outcome="RESOLVED", **answers)
    page = await clerk.ticket(receipt["id"])
    assert "基本满意" in told(page, "CLOSE")
    assert "不满意" in told(page, "ORDER_REDO")


async def test_a_suspended_clock_keeps_its_colour(city: City) -> None:
    receipt = await city.submits(NOISE)
    await steps.signed(city, receipt, kind="COMPLAINT", profile="consumer_complaint")
    handler, approver = await city.desk(HANDLER), await city.desk(APPROVER)
    ends = clock.now() + timedelta(days=60)
    await handler.does(
        receipt["id"],
        "SUSPEND",
        basis="TESTING",
        expected_end_at=ends.isoformat(),
        document="检测委托书",
        reason="送检",
    )
    await approver.confirms(receipt["id"])
    city.move_to(clock.now() + timedelta(days=50))
    page = await handler.ticket(receipt["id"])
    (stage,) = [c for c in page["clocks"] if c["clock"] == "consumer_accept"]
    assert (stage["state"], stage["light"]) == ("PAUSED", "GREEN")
