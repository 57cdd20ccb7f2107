"""Agreement with people is counted from the tickets, and a real fall is told once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from hotline.kit import clock
from hotline.kit.ids import new_id
from hotline.process.drift import agreement as drift
from hotline.process.hot.models import AgreementWeek, DriftAlert
from hotline.process.models import TicketSuggestion
from hotline.tickets.models import Ticket, TicketAction
from routing.settings import DriftSettings
from tests.conftest import BACKENDS
from tests.hotline.process.hot.house import plant
from tests.routing.hot.stream import TOWNS, report
from tests.support.city import City
from tests.support.steps import approved, dispatched

MONDAY = datetime(2026, 3, 2, 9, tzinfo=clock.SHANGHAI)
WEEK = timedelta(days=7)
NOISE = "禅城区祖庙街道同济路工地半夜倒水泥，十二点还在响，要求查处"


async def confirmed(
    city: City, week: int, right: int, wrong: int, leaf: str = "020201", model: str = "m1"
) -> None:
    """Plant tickets of a week that a person confirmed; ``wrong`` ones were suggested otherwise."""
    at = MONDAY + week * WEEK
    key = f"{week}.{leaf}.{new_id()}"
    reports = [
        report(f"{key}.{n}", at + n * timedelta(minutes=1), leaf=leaf, town=TOWNS[0])
        for n in range(right + wrong)
    ]
    ids = list((await plant(city, reports)).values())
    async with city.hotline.database.write() as session:
        await session.execute(
            update(TicketSuggestion).where(TicketSuggestion.ticket_id.in_(ids)).values(model=model)
        )
        await session.execute(
            update(TicketSuggestion)
            .where(TicketSuggestion.ticket_id.in_(ids[right:]))
            .values(category_code="010101")
        )
        await session.execute(insert(TicketAction), [_approval(i, at + WEEK / 9) for i in ids])


def _approval(ticket_id: str, at: datetime, **more: Any) -> dict[str, Any]:
    return {
        "id": new_id(),
        "ticket_id": ticket_id,
        "seq": 2,
        "action": "APPROVE",
        "row_id": "B1",
        "actor_kind": "staff",
        "at": at,
        "from_status": "DRAFT",
        "to_status": "READY",
        "version": 2,
        "payload": {},
        "changes": {},
        "digest": "0" * 64,
        "chain": "0" * 64,
        **more,
    }


async def checked(city: City, week: int, **settings: Any) -> int:
    """Recount and judge in the middle of a week; returns how many alerts were raised."""
    city.move_to(MONDAY + week * WEEK + timedelta(days=2))
    raised = await drift.run_once(city.hotline.database, DriftSettings(**settings))
    await city.settle()
    return raised


async def board(city: City, login: str = "fenxi", **params: Any) -> dict[str, Any]:
    desk = await city.desk(login)
    response = await desk.client.get("/api/drift", params=params)
    assert response.status_code == 200, response.text
    return dict(response.json())


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_the_first_suggestion_is_compared_with_what_people_decided(city: City) -> None:
    right = await city.submits(NOISE)
    page = await dispatched(city, right)
    suggested = page["suggestion"]["category"][0]["value"]
    wrong = await city.submits(NOISE + "，第二件")
    await approved(city, wrong, category_code="010101")
    assert suggested != "010101"
    await drift.recount(city.hotline.database, weeks=1)
    category = await board(city, weeks=2)
    (week,) = [w for w in category["weeks"] if w["total"]]
    assert (week["week"], week["total"], week["agreed"]) == ("2026-W10", 2, 1)
    assert category["confusions"][0]["suggested"] == suggested
    assert category["confusions"][0]["confirmed"] == "010101"
    assert category["confusions"][0]["confirmed_name"]
    assert category["classes"][0]["code"] == "010101"
    unit = await board(city, question="unit", weeks=2)
    assert [w["total"] for w in unit["weeks"]][-1] == 1
    assert unit["classes"][0]["name"] != unit["classes"][0]["code"]
    kind = await board(city, question="kind", weeks=2)
    assert kind["weeks"][-1]["total"] == 2


async def test_the_first_confirmation_names_the_week_and_a_later_correction_the_answer(
    city: City,
) -> None:
    await confirmed(city, 0, 3, 0)
    async with city.hotline.database.write() as session:
        ticket_id = await session.scalar(
            select(TicketAction.ticket_id).where(TicketAction.action == "APPROVE").limit(1)
        )
        later = _approval(str(ticket_id), MONDAY + WEEK, seq=3, action="RECLASSIFY")
        await session.execute(insert(TicketAction), [later])
        await session.execute(
            update(Ticket).where(Ticket.id == ticket_id).values(category_code="050101")
        )
    await checked(city, 1)
    async with city.hotline.database.read() as session:
        cells = await drift.read_cells(session, "category", ["2026-W10", "2026-W11"])
    assert [(c.week, c.suggested, c.confirmed, c.tickets) for c in cells] == [
        ("2026-W10", "020201", "020201", 2),
        ("2026-W10", "020201", "050101", 1),
    ]


async def test_what_only_the_system_decided_is_no_confirmation(city: City) -> None:
    await confirmed(city, 0, 4, 0)
    async with city.hotline.database.write() as session:
        await session.execute(
            update(TicketAction).where(TicketAction.action == "APPROVE").values(actor_kind="system")
        )
    await checked(city, 0)
    async with city.hotline.database.read() as session:
        assert await session.scalar(select(AgreementWeek.tickets)) is None


async def test_a_fall_of_a_class_is_told_once_to_managers(city: City) -> None:
    for week in range(3):
        await confirmed(city, week, 80, 10)
        await confirmed(city, week, 200, 10, leaf="050101")
        assert await checked(city, week) == 0
    await confirmed(city, 3, 30, 30, model="m2")
    await confirmed(city, 3, 200, 10, leaf="050101", model="m2")
    assert await checked(city, 4) == 2  # the class, and all together
    assert await checked(city, 4) == 0
    async with city.hotline.database.read() as session:
        rows = (await session.execute(select(DriftAlert.code, DriftAlert.week))).all()
    assert sorted((row.code, row.week) for row in rows) == [
        ("", "2026-W13"),
        ("020201", "2026-W13"),
    ]
    boss = await city.desk("banzhang")
    items = (await boss.client.get("/api/supervision/notices")).json()["items"]
    (notice,) = [item for item in items if item["kind"] == "DRIFT"]
    assert "全部" in notice["body_zh"]
    assert "50%" in notice["body_zh"]
    page = await board(city, weeks=6)
    assert page["classes"][0]["code"] == "020201"
    assert page["classes"][0]["series"][-2] == 0.5
    assert {m["model"] for m in page["models"]} == {"m1", "m2"}
    analyst = await city.desk("fenxi")
    alerts = (await analyst.client.get("/api/drift/alerts", params={"open": True})).json()["items"]
    mine = next(a for a in alerts if a["code"] == "020201")
    assert mine["agreement"] == 0.5
    assert mine["high"] < mine["before_low"]
    path = f"/api/drift/alerts/{mine['id']}/acknowledge"
    assert (await analyst.client.post(path, json={"note": "已补训"})).status_code == 403
    noted = await boss.client.post(path, json={"note": "已补训"})
    assert noted.json()["acknowledged_by_name"]
    left = (await analyst.client.get("/api/drift/alerts", params={"open": True})).json()["items"]
    assert [a["code"] for a in left] == [""]
    unknown = await boss.client.post(f"/api/drift/alerts/{new_id()}/acknowledge", json={})
    assert unknown.json()["code"] == "drift_alert_unknown"


async def test_a_class_that_stays_low_is_not_told_every_week(city: City) -> None:
    for week in range(3):
        await confirmed(city, week, 90, 5)
    await confirmed(city, 3, 30, 30)
    assert await checked(city, 4) == 2
    await confirmed(city, 4, 30, 30)
    assert await checked(city, 5) == 0
    await confirmed(city, 5, 3, 57)
    assert await checked(city, 6) == 2


async def test_this_week_is_judged_as_a_whole_only(city: City) -> None:
    for week in range(3):
        await confirmed(city, week, 90, 5)
    await confirmed(city, 3, 20, 40)
    assert await checked(city, 3) == 1


async def test_only_one_process_recounts_in_an_hour(city: City) -> None:
    await confirmed(city, 0, 3, 0)
    await checked(city, 0)
    async with city.hotline.database.write() as session:
        await session.execute(update(AgreementWeek).values(tickets=77))
    await checked(city, 0)
    async with city.hotline.database.read() as session:
        assert await session.scalar(select(AgreementWeek.tickets)) == 77
    city.move_to(clock.now() + timedelta(hours=2))
    await drift.run_once(city.hotline.database, DriftSettings())
    async with city.hotline.database.read() as session:
        assert await session.scalar(select(AgreementWeek.tickets)) == 3


async def test_who_has_no_business_with_it_is_refused(city: City) -> None:
    for login in ("agent01", "cg-lianluo", "shenhe"):
        desk = await city.desk(login)
        assert (await desk.client.get("/api/drift")).status_code == 403
        assert (await desk.client.get("/api/drift/alerts")).status_code == 403
    analyst = await city.desk("fenxi")
    assert (await analyst.client.get("/api/drift", params={"question": "mood"})).status_code == 422
