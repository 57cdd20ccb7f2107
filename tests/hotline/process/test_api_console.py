"""Colleagues to name and working time to count, as the console asks for them."""

from datetime import datetime

import pytest
from sqlalchemy import select, update

from hotline.kit import clock
from hotline.kit.calendars import queries as calendars
from hotline.kit.calendars.models import WorkCalendar
from hotline.kit.organisation.models import Unit
from tests.support.city import City

PRIVATE = {"phone", "email", "login"}


@pytest.mark.parametrize("login", ["agent01", "shenhe"])
async def test_who_may_restrict_finds_colleagues_by_the_start_of_a_name(
    city: City, login: str
) -> None:
    desk = await city.desk(login)
    rows = (await desk.client.get("/api/colleagues")).json()
    assert 10 <= len(rows) <= 30
    assert all(row["name"] and row["roles"] and not PRIVATE & row.keys() for row in rows)
    wanted = rows[0]
    found = (await desk.client.get("/api/colleagues", params={"q": wanted["name"][:2]})).json()
    assert wanted in found
    assert all(row["name"].startswith(wanted["name"][:2]) for row in found)


async def test_only_readers_of_tickets_can_be_named(city: City) -> None:
    desk = await city.desk("agent01")
    for text in ("admin", "shenji", "yinsi"):
        answer = await desk.client.get("/api/colleagues", params={"q": text})
        assert answer.json() == [], text


@pytest.mark.parametrize("login", ["paidan", "cg-lianluo", "duban", "admin"])
async def test_who_may_not_restrict_lists_nobody(city: City, login: str) -> None:
    answer = await (await city.desk(login)).client.get("/api/colleagues")
    assert (answer.status_code, answer.json()["code"]) == (403, "may_not_restrict")


async def test_the_working_time_is_that_of_the_calendar(city: City) -> None:
    desk = await city.desk("paidan")
    body = (await desk.client.get("/api/worktime")).json()
    hours = body["calendars"][""]
    start, end = clock.now(), datetime(2026, 4, 10, 16, 7, tzinfo=clock.SHANGHAI)
    first, last = (int(at.timestamp()) // 60 for at in (start, end))
    counted = sum(max(0, min(b, last) - max(a, first)) for a, b in hours["periods"])
    async with city.hotline.database.read() as session:
        calendar = await calendars.load(session)
    assert counted == calendar.minutes_between(start, end)
    assert hours["day_minutes"] == calendar.day_minutes


async def test_a_unit_below_one_with_its_own_calendar_follows_it(city: City) -> None:
    async with city.hotline.database.write() as session:
        own = await session.scalar(select(WorkCalendar.id).where(~WorkCalendar.is_default))
        parent = await session.scalar(select(Unit).where(Unit.code == "FS-CC"))
        assert own is not None
        assert parent is not None
        await session.execute(update(Unit).where(Unit.id == parent.id).values(calendar_id=own))
        child = await session.scalar(select(Unit.id).where(Unit.code == "FS-CC-CG"))
    body = (await (await city.desk("paidan")).client.get("/api/worktime")).json()
    assert body["units"][child] == own
    assert body["calendars"][own]["periods"]
