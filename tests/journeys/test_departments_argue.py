"""Objection and ruling, extension, redo: the department's side, with every clock still running."""

from datetime import datetime, timedelta

import pytest

from hotline.kit import clock
from tests.conftest import BACKENDS
from tests.support.city import City
from tests.support.steps import (
    APPROVER,
    CLERK,
    HANDLER,
    accepted,
    answers,
    contacted,
    dispatched,
    signed,
)

pytestmark = [
    pytest.mark.journey,
    pytest.mark.parametrize("backend", BACKENDS, indirect=True),
]
NOISE = "禅城区祖庙街道同济路工地半夜倒水泥，十二点还在响，天天睡不着，要求查处"


async def unit_id(city: City, code: str) -> str:
    boss = await city.desk("paidan")
    found = await boss.client.get("/api/units", params={"q": code, "limit": 100})
    return str(next(u["id"] for u in found.json()["items"] if u["code"] == code))


async def test_an_objection_is_ruled_upon_and_the_clock_never_stops(city: City) -> None:
    receipt = await city.submits(NOISE)
    before = await dispatched(city, receipt)
    clerk, approver = await city.desk(CLERK), await city.desk(APPROVER)
    other = await unit_id(city, "FS-CC-ZJSL")
    await clerk.does(
        receipt["id"],
        "OBJECT",
        return_reason="NOT_OUR_DUTY",
        legal_basis="《噪声污染防治法》第四十三条",
        suggested_unit_id=other,
        explanation="夜间施工许可由住建部门核发，应由其牵头办理。",
    )
    page = await approver.confirms(receipt["id"])
    assert page["status"] == "OBJECTED"
    case = next(c for c in page["clocks"] if c["clock"] == "case")
    assert case["state"] == "RUNNING"
    assert case["due_at"] == next(c for c in before["clocks"] if c["clock"] == "case")["due_at"]
    shown = await city.tracks(receipt)
    assert "职责认定中" in shown["status_text"]

    dispatcher = await city.desk("paidan")
    page = await dispatcher.does(
        receipt["id"], "REJECT_OBJECTION", ruling="权责清单已明确由你局办理，请继续办理。"
    )
    assert (page["status"], page["return_locked"]) == ("HANDLING", True)
    assert "OBJECT" not in await clerk.may(receipt["id"])


async def test_a_wrong_dispatch_moves_to_the_right_unit_without_a_fresh_clock(city: City) -> None:
    receipt = await city.submits(NOISE)
    before = await dispatched(city, receipt)
    clerk, approver = await city.desk(CLERK), await city.desk(APPROVER)
    other = await unit_id(city, "FS-CC-ZJSL")
    await clerk.does(
        receipt["id"],
        "OBJECT",
        return_reason="NOT_OUR_DUTY",
        legal_basis="《噪声污染防治法》第四十三条",
        suggested_unit_id=other,
        explanation="夜间施工许可由住建部门核发，应由其牵头办理。",
    )
    await approver.confirms(receipt["id"])
    dispatcher = await city.desk("paidan")
    page = await dispatcher.does(
        receipt["id"],
        "REDISPATCH",
        ruling="由住建部门牵头，城管执法配合。",
        lead_unit_id=other,
        basis="《噪声污染防治法》第四十三条",
        fault="CATALOGUE",
    )
    assert (page["status"], page["hops"]) == ("DISPATCHED", 2)
    due = [c for c in page["clocks"] if c["clock"] == "case" and c["state"] == "RUNNING"]
    first = next(c for c in before["clocks"] if c["clock"] == "case")
    assert [c["due_at"] for c in due] == [first["due_at"]]  # same afternoon: no top-up is due
    assert (await clerk.client.get(f"/api/tickets/{receipt['id']}")).status_code in {200, 404}


async def test_an_extension_needs_two_persons_and_keeps_the_old_date(city: City) -> None:
    receipt = await city.submits(NOISE)
    before = await signed(city, receipt)
    await contacted(city, receipt)
    handler, approver = await city.desk(HANDLER), await city.desk(APPROVER)
    await handler.does(
        receipt["id"],
        "REQUEST_EXTENSION",
        days=5,
        reason_code="COMPLEX",
        legal_basis="佛山市12345热线管理规定第二十条（演示）",
        plan="须两部门联合夜查三次后作出处理。",
        told_citizen=True,
        told_proof="3 月 4 日电话告知，市民同意",
    )
    await approver.confirms(receipt["id"])
    dispatcher = await city.desk("paidan")
    page = await dispatcher.does(receipt["id"], "GRANT_EXTENSION")
    case = next(c for c in page["clocks"] if c["clock"] == "case")
    assert case["due_at"] == "2026-04-01T09:30:00Z"
    assert (
        case["original_due_at"]
        == next(c for c in before["clocks"] if c["clock"] == "case")["due_at"]
    )
    assert any("延长" in text for text in city.texts)


async def test_not_solved_orders_a_redo_with_its_own_clock(city: City) -> None:
    receipt = await city.submits(NOISE)
    await accepted(city, receipt)
    response = await city.public.post(
        f"/api/public/tickets/{receipt['number']}/not-solved",
        json={"code": receipt["query_code"], "text": "昨晚又施工到两点"},
    )
    assert response.status_code == 200, response.text
    await city.settle()
    page = await (await city.desk("banzhang")).ticket(receipt["id"])
    assert (page["status"], page["redo_round"]) == ("HANDLING", 1)
    running = {c["clock"]: c["due_at"] for c in page["clocks"] if c["state"] == "RUNNING"}
    assert "redo" in running
    assert "case" not in running
    assert (await city.tracks(receipt))["due_at"] == running["redo"]
    await contacted(city, receipt)
    page = await answers(city, receipt, "已连续三晚驻点值守，未再发现夜间施工。")
    assert page["status"] == "REPLIED"


async def test_an_overdue_ticket_turns_red_is_carded_and_supervised(city: City) -> None:
    receipt = await city.submits(NOISE)
    await signed(city, receipt)
    await city.passes(datetime(2026, 3, 25, 18, 0, tzinfo=clock.SHANGHAI))
    officer = await city.desk("duban")
    page = await officer.ticket(receipt["id"])
    assert page["light"] == "RED"
    cards = (await officer.client.get("/api/supervision/cards")).json()["items"]
    assert {"case"} <= {c["step"] for c in cards if c["object_no"] == receipt["number"]}
    await city.passes(datetime(2026, 3, 25, 18, 0, tzinfo=clock.SHANGHAI) + timedelta(days=5))
    orders = (await officer.client.get("/api/supervision/orders")).json()["items"]
    levels = {o["level"] for o in orders if o["object_no"] == receipt["number"]}
    assert {"URGED", "SUPERVISED"} <= levels
    record = await officer.client.get(f"/api/supervision/tickets/{receipt['id']}/record")
    assert len(record.json()) >= 4
