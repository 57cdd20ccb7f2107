"""The guard of the towns and its overrides: an adjudicator in writing, counted in the month's load of the town."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select, update

from hotline.kit import clock
from hotline.kit.auth.models import Account
from hotline.process.categories import Subjects
from hotline.process.dispatching import townload
from hotline.process.dispatching.models import TownOverride
from routing.catalogue.rows import Catalogue
from routing.taxonomy.history import History
from tests.routing.city import ROWS, TAXONOMY
from tests.support.city import City, Desk, Json
from tests.support.steps import approved

LAMP = "禅城区祖庙街道同济路出租车司机拒载，还骂人，要求处理"
TOWN = "FS-CC-ZM"
REASON = "经与交通局会商，由街道先行劝导"


def part(unit: str, role: str = "LEAD", parent: str | None = None, code: str = "010101") -> Any:
    at = datetime(2026, 3, 4, tzinfo=UTC)
    return SimpleNamespace(
        unit_id=unit,
        role=role,
        parent_id=parent,
        assigned_at=at,
        category_code=code,
        category_version=TAXONOMY.version,
    )


def test_parts_are_counted_by_how_they_came_and_whether_the_list_covers_them() -> None:
    parts = [
        part("U-FS-CC-ZM"),
        part("U-FS-CC-ZM", code="020101"),
        part("U-FS-CC-ZM", parent="P"),
        part("U-FS-CC-ZM", role="PARTNER"),
        part("U-OTHER"),
    ]
    towns = townload.tally(parts, Catalogue(ROWS, TAXONOMY), Subjects(History(TAXONOMY)))
    zm = towns["U-FS-CC-ZM"]
    assert (zm.dispatched, zm.transferred, zm.helping, zm.on_list) == (2, 1, 1, 2)
    assert towns["U-OTHER"].on_list == 0


@pytest.mark.parametrize(
    ("month", "end"), [(date(2026, 3, 1), (2026, 4)), (date(2026, 12, 1), (2027, 1))]
)
def test_a_month_is_a_month_in_shanghai(month: date, end: tuple[int, int]) -> None:
    first, last = townload.span_of(month)
    assert clock.to_local(first).date() == month
    assert (clock.to_local(last).year, clock.to_local(last).month) == end


async def as_adjudicator(city: City) -> Desk:
    """The dispatcher sits as adjudicator too."""
    async with city.hotline.database.write() as session:
        roles = ["dispatcher", "adjudicator"]
        await session.execute(update(Account).where(Account.login == "paidan").values(roles=roles))
    return await city.desk("paidan")


async def waiting(city: City) -> tuple[str, str]:
    """A matter of a bureau waits for dispatch; returns it and the town."""
    receipt = await city.submits(LAMP)
    place = {"district_code": "440604", "town_code": "440604012"}
    tree = city.hotline.routing.state
    town = tree.units.by_code[TOWN].id
    covered = tree.catalogue.town_list_covers
    day = clock.local_date()
    code = next(c.code for c in tree.taxonomy.leaves() if not covered(town, c.code, day))
    more: Json = {"catalogue_row_id": None, "catalogue_no_match": True}
    await approved(city, receipt, kind="COMPLAINT", category_code=code, **place, **more)
    return receipt["id"], town


async def overrides(city: City) -> list[TownOverride]:
    async with city.hotline.database.read() as session:
        found = list(await session.scalars(select(TownOverride)))
        session.expunge_all()
        return found


async def test_a_dispatcher_may_not_push_a_duty_down_whatever_he_writes(city: City) -> None:
    ticket, town = await waiting(city)
    desk = await city.desk("paidan")
    refused = await desk.tries(ticket, "DISPATCH", lead_unit_id=town, dispatch_basis=REASON)
    assert (refused.status_code, refused.json()["code"]) == (409, "pushed_down")
    assert await overrides(city) == []


async def test_an_adjudicators_override_is_counted_in_the_months_load(city: City) -> None:
    ticket, town = await waiting(city)
    desk = await as_adjudicator(city)
    await desk.does(ticket, "DISPATCH", lead_unit_id=town, dispatch_basis=REASON)
    (kept,) = await overrides(city)
    assert (kept.unit_id, kept.reason, kept.action) == (town, REASON, "DISPATCH")
    month = f"{clock.local_date():%Y-%m}"
    load = (await desk.client.get("/api/towns/load", params={"month": month})).json()
    line = next(t for t in load["towns"] if t["unit_id"] == town)
    assert (line["dispatched"], line["on_list"], line["overrides"]) == (1, 0, 1)
    (told,) = load["overrides"]
    assert (told["reason"], told["unit"]) == (REASON, line["unit"])
    assert told["ticket_number"]
    assert load["definition"]
    before = (clock.local_date().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    empty = (await desk.client.get("/api/towns/load", params={"month": before})).json()
    assert (empty["towns"], empty["overrides"]) == ([], [])
    sheet = await desk.client.get("/api/towns/load/export", params={"month": month})
    assert line["unit"] in sheet.content.decode("utf-8-sig")
    why = (await desk.client.get(f"/api/tickets/{ticket}/why-dispatched")).json()
    assert (why["kind"], why["override"]["reason"]) == ("OVERRIDE", REASON)


async def test_the_load_is_for_those_who_read_reports_or_the_catalogue(city: City) -> None:
    clerk = await city.desk("cg-lianluo")
    answer = await clerk.client.get("/api/towns/load", params={"month": "2026-03"})
    assert answer.status_code == 403
    boss = await city.desk("banzhang")
    answer = await boss.client.get("/api/towns/load", params={"month": "2026-13"})
    assert answer.status_code == 422
