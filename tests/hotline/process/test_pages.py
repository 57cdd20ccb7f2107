"""Lists and pages of tickets (工单列表): provisional dates are told as such, filters are codes that exist."""

from datetime import datetime

import pytest

from hotline.kit import clock
from tests.support import steps
from tests.support.city import City, Desk

LAMPS = "禅城区祖庙街道同济路路灯坏了三天，请修复"
SMOKE = "禅城区祖庙街道同济路工地半夜倒水泥，十二点还在响，要求查处"
LAST_DAYS = datetime(2026, 12, 28, 10, 0, tzinfo=clock.SHANGHAI)


async def test_dates_past_the_published_calendars_are_marked_in_list_and_ticket(
    city: City,
) -> None:
    early = await city.submits(LAMPS)
    city.move_to(LAST_DAYS)
    late = await city.submits(SMOKE)
    await steps.signed(city, late)
    desk = await city.desk("agent01")
    listed = (await desk.client.get("/api/tickets")).json()["items"]
    marks = {row["id"]: row["due_provisional"] for row in listed}
    assert (marks[early["id"]], marks[late["id"]]) == (False, True)
    page = await desk.ticket(late["id"])
    assert page["due_provisional"] is True
    assert [part["due_provisional"] for part in page["assignments"]] == [True]
    told = {c["clock"]: c["provisional"] for c in page["clocks"] if c["due_at"] == page["due_at"]}
    assert told
    assert all(told.values())


async def test_the_next_date_is_marked_by_its_own_clock_not_by_a_later_one(city: City) -> None:
    city.move_to(LAST_DAYS)
    receipt = await city.submits(LAMPS)
    desk = await city.desk("agent01")
    (row,) = [
        one
        for one in (await desk.client.get("/api/tickets")).json()["items"]
        if one["id"] == receipt["id"]
    ]
    page = await desk.ticket(receipt["id"])
    first = next(c for c in page["clocks"] if c["due_at"] == row["next_due_at"])
    assert row["next_due_provisional"] is first["provisional"] is False
    assert row["due_provisional"] is True


@pytest.mark.parametrize(
    ("name", "known", "unknown"),
    [
        ("status", "DRAFT", "Draft"),
        ("kind", "HELP", "求助"),
        ("channel", "WEB", "FAX"),
        ("district", "440604", "禅城"),
        ("category", "0104", "01%"),
        ("unit", None, "FS-CC-CG"),
    ],
)
async def test_a_filter_that_names_no_code_is_refused(
    city: City, name: str, known: str | None, unknown: str
) -> None:
    receipt = await city.submits(LAMPS)
    desk = await city.desk("agent01")
    if known is not None:
        found = await desk.client.get("/api/tickets", params={name: known})
        assert [one["id"] for one in found.json()["items"]] == [receipt["id"]]
    refused = await desk.client.get("/api/tickets", params={name: unknown})
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")


async def test_a_row_tells_how_its_next_date_is_counted(city: City) -> None:
    receipt = await city.submits(SMOKE)
    desk, clerk = await city.desk("agent01"), await city.desk(steps.CLERK)

    async def told(reader: Desk) -> set[tuple[str | None, str | None]]:
        rows = (await reader.client.get("/api/tickets")).json()["items"]
        page = await reader.ticket(receipt["id"])
        (row,) = [one for one in rows if one["id"] == receipt["id"]]
        return {(one["next_due_at"], one["next_due_mode"]) for one in (row, page)}

    # The hotline checks a draft by night as by day.
    ((_, draft),) = await told(desk)
    assert draft == "CLK"
    # A unit signs in its working minutes and handles in working days.
    await steps.dispatched(city, receipt)
    ((_, to_sign),) = await told(clerk)
    assert to_sign == "MIN"
    await clerk.does(receipt["id"], "SIGN")
    await steps.contacted(city, receipt)
    ((_, handled),) = await told(clerk)
    assert handled == "DAY"


async def test_a_row_without_a_running_clock_names_no_mode(city: City) -> None:
    receipt = await city.submits(SMOKE)
    boss = await city.desk("banzhang")
    await boss.does(receipt["id"], "VOID", reason="TEST")
    rows = (await boss.client.get("/api/tickets")).json()["items"]
    assert [(row["next_due_at"], row["next_due_mode"]) for row in rows] == [(None, None)]
