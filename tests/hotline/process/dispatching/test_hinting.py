"""Closed tickets are counted once a day by one process; what they say against the catalogue reaches its owner."""

from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select, update

from hotline.kit import clock
from hotline.kit.ids import new_id
from hotline.process.dispatching import hinting
from hotline.tickets.models import Ticket
from routing.models import Responsibility
from routing.settings import HintSettings
from tests.journeys.test_departments_argue import unit_id
from tests.support.city import City, Json

FEW = HintSettings(cases=3, share=0.8)
OTHER = "FS-CC-ZJSL"


async def closed(city: City, code: str, unit: str, cases: int, **change: Any) -> list[str]:
    """Store tickets as they are after closing, each a copy of one a citizen sent."""
    receipt = await city.submits("禅城区祖庙街道同济路路灯坏了一周，晚上很黑，请派人维修")
    numbers = []
    async with city.hotline.database.write() as session:
        row = (await session.execute(select(Ticket.__table__))).mappings().first()
        assert row is not None
        await session.execute(
            update(Ticket).where(Ticket.id == receipt["id"]).values(status="VOIDED")
        )
        for number in range(cases):
            values = {
                **row,
                "id": new_id(),
                "number": f"FSX{unit[-4:]}{number:06d}",
                "status": "CLOSED",
                "closed_at": clock.now() - timedelta(days=number),
                "category_code": code,
                "category_version": "demo-2026",
                "district_code": "440604",
                "town_code": None,
                "lead_unit_id": unit,
                "merged_into_id": None,
                **change,
            }
            numbers.append(values["number"])
            await session.execute(insert(Ticket), [values])
    return numbers


async def a_row(city: City) -> Responsibility:
    """Return a row of a leaf for the whole city or the district, without condition."""
    async with city.hotline.database.read() as session:
        query = select(Responsibility).where(
            Responsibility.condition.is_(None), Responsibility.district_code == "ALL"
        )
        rows = list(await session.scalars(query.order_by(Responsibility.category_code)))
        session.expunge_all()
    return next(row for row in rows if len(row.category_code) == 6)


async def hints(city: City, login: str = "admin") -> list[Json]:
    desk = await city.desk(login)
    answer = await desk.client.get("/api/catalogue/hints", params={"state": "OPEN"})
    assert answer.status_code == 200, answer.text
    return list(answer.json())


async def test_what_was_closed_elsewhere_is_told_with_its_numbers(city: City) -> None:
    row, other = await a_row(city), await unit_id(city, OTHER)
    numbers = await closed(city, row.category_code, other, 4)
    assert await hinting.run(city.hotline.database, FEW) is not None
    (hint,) = await hints(city)
    assert (hint["category_code"], hint["place_code"]) == (row.category_code, "440604")
    assert (hint["row_id"], hint["history_unit_id"]) == (row.id, other)
    assert (hint["cases"], hint["agreeing"], hint["share"]) == (4, 4, 1.0)
    assert sorted(hint["examples"]) == sorted(numbers)
    assert "4件" in hint["zh"]


async def test_one_process_counts_a_day(city: City) -> None:
    assert await hinting.run(city.hotline.database, FEW) is not None
    assert await hinting.run(city.hotline.database, FEW) is None
    city.move_to(clock.now() + timedelta(days=1, minutes=1))
    assert await hinting.run(city.hotline.database, FEW) is not None


async def test_what_was_closed_long_ago_is_no_evidence(city: City) -> None:
    row, other = await a_row(city), await unit_id(city, OTHER)
    long_ago = clock.now() - timedelta(days=400)
    await closed(city, row.category_code, other, 5, closed_at=long_ago)
    await hinting.run(city.hotline.database, FEW)
    assert await hints(city) == []


async def test_restricted_tickets_are_neither_counted_nor_shown(city: City) -> None:
    row, other = await a_row(city), await unit_id(city, OTHER)
    await closed(city, row.category_code, other, 5, confidentiality="RESTRICTED")
    await hinting.run(city.hotline.database, FEW)
    assert await hints(city) == []


async def test_the_owner_dismisses_or_proposes(city: City) -> None:
    row, other = await a_row(city), await unit_id(city, OTHER)
    await closed(city, row.category_code, other, 4)
    await hinting.run(city.hotline.database, FEW)
    (hint,) = await hints(city)
    admin = await city.desk("admin")
    body = {
        "basis": [{"kind": "AGREEMENT", "title": "会商纪要"}],
        "valid_from": (clock.local_date() + timedelta(days=1)).isoformat(),
    }
    dispatcher = await city.desk("paidan")
    path = f"/api/catalogue/hints/{hint['id']}"
    assert (await dispatcher.client.post(f"{path}/propose", json=body)).status_code == 403
    done = await admin.client.post(f"{path}/propose", json=body)
    assert done.status_code == 200, done.text
    assert done.json()["state"] == "PROPOSED"
    assert done.json()["proposed_row_id"]
    again = await admin.client.post(f"{path}/dismiss", json={"note": "x"})
    assert (again.status_code, again.json()["code"]) == (409, "catalogue_hint_decided")
    refreshed = await admin.client.post("/api/dispatch/hints/refresh")
    assert set(refreshed.json()) == {"open", "new", "lapsed"}
