"""A RESTRICTED ticket is found by nobody in a list, and opened by the named on record (domain rules §3.5)."""

from datetime import timedelta
from typing import Any

import pytest

from hotline.kit import clock
from hotline.tickets.visibility import NO_PREVIEW
from tests.conftest import BACKENDS
from tests.support import incidents as many
from tests.support.city import City, Desk, Json
from tests.support.steps import APPROVER, CLERK, approved, dispatched

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
NAMED = ("shenhe", "paidan", "banzhang", CLERK)
CONTENT = (
    "kind",
    "kind_label",
    "category_code",
    "category_name",
    "lead_unit_id",
    "unit_name",
    "urgency",
    "urgency_label",
    "channel",
    "channel_label",
    "merged_count",
)


async def account(city: City, login: str) -> str:
    """The id of somebody's account."""
    me = (await (await city.desk(login)).client.get("/api/auth/me")).json()
    return str(me["account"]["id"])


async def sealed_off(city: City, receipt: Json, named: tuple[str, ...] = NAMED) -> None:
    """Only the named may see the ticket from now on."""
    await (await city.desk("shenhe")).does(
        receipt["id"],
        "SET_CONFIDENTIAL",
        level="RESTRICTED",
        named_account_ids=[await account(city, login) for login in named],
    )


async def listed(desk: Desk, path: str, **params: str) -> list[Json]:
    """Read a list."""
    response = await desk.client.get(path, params=params)
    assert response.status_code == 200, response.text
    found = response.json()
    return list(found["items"] if isinstance(found, dict) else found)


async def openings(city: City, ticket_id: str) -> list[str]:
    """Who opened the ticket on record, latest first."""
    auditor = await city.desk("shenji")
    rows = await listed(auditor, "/api/audit", action="object.open", object_id=ticket_id)
    return [row["actor_id"] for row in rows]


@both
async def test_the_named_see_their_clock_and_no_content_until_they_open_it(city: City) -> None:
    receipt = await city.submits(many.NOISE)
    await dispatched(city, receipt)
    await sealed_off(city, receipt)
    clerk = await city.desk(CLERK)
    (row,) = await clerk.queue("to_sign")
    assert (row["number"], row["title"]) == (receipt["number"], NO_PREVIEW)
    assert (row["status"], row["light"], row["next_due_mode"]) == ("DISPATCHED", "GREEN", "MIN")
    assert row["due_at"]
    assert {name: row[name] for name in CONTENT} == dict.fromkeys(CONTENT)
    queues = await listed(clerk, "/api/queues")
    assert {one["queue"]: one["count"] for one in queues}["to_sign"] == 1
    assert await (await city.desk(APPROVER)).queue("to_sign") == []
    page = await clerk.ticket(receipt["id"])
    assert page["title"] != NO_PREVIEW
    assert page["content"] == many.NOISE
    assert await openings(city, receipt["id"]) == [await account(city, CLERK)]


@both
async def test_no_search_and_no_filter_hits_it(city: City) -> None:
    receipt = await city.submits(many.NOISE)
    open_one = await city.submits(many.NOISE, contact={"name": "李", "phone": "13800000002"})
    await sealed_off(city, receipt)
    desk = await city.desk("banzhang")
    plain = [open_one["id"]]
    for params in (
        {},
        {"q": "半夜"},
        {"channel": "WEB"},
        {"queue": "all"},
        {"queue": "drafts", "q": "半夜"},
        {"queue": "drafts", "channel": "WEB"},
    ):
        found = await listed(desk, "/api/tickets", **params)
        assert [row["id"] for row in found] == plain, params
    for whole in (receipt["number"], receipt["number"][:10]):
        found = await listed(desk, "/api/tickets", q=whole)
        assert receipt["id"] not in {row["id"] for row in found}
    assert len(await desk.queue("drafts")) == 2


@both
async def test_the_named_open_it_by_its_whole_number_on_record(city: City) -> None:
    receipt = await city.submits(many.NOISE)
    await sealed_off(city, receipt)

    async def by_number(login: str, number: str) -> tuple[int, Any]:
        desk = await city.desk(login)
        response = await desk.client.get(f"/api/tickets/by-number/{number}")
        return response.status_code, response.json()

    number = receipt["number"]
    status, page = await by_number("banzhang", number.lower())
    assert (status, page["id"]) == (200, receipt["id"])
    status, refused = await by_number("agent01", number)
    unknown = await by_number("agent01", "FS202603040099990")
    assert (status, refused["code"]) == (404, "ticket_unknown")
    assert unknown[0] == 404
    assert {k: v for k, v in refused.items() if k not in {"request_id", "instance"}} == {
        k: v for k, v in unknown[1].items() if k not in {"request_id", "instance"}
    }
    assert (await by_number("banzhang", number[:-1]))[0] == 404
    assert await openings(city, receipt["id"]) == [await account(city, "banzhang")]


async def test_opening_what_is_not_restricted_leaves_no_trace(city: City) -> None:
    receipt = await city.submits(many.NOISE)
    desk = await city.desk("banzhang")
    await desk.ticket(receipt["id"])
    opened = await desk.client.get(f"/api/tickets/by-number/{receipt['number']}")
    assert opened.json()["id"] == receipt["id"]
    assert await openings(city, receipt["id"]) == []


@both
async def test_no_desk_hint_or_board_shows_it(city: City) -> None:
    receipt, other = await city.submits(many.NOISE), await city.submits(many.NOISE)
    await approved(city, receipt)
    await sealed_off(city, receipt)
    dispatcher, boss = await city.desk("paidan"), await city.desk("banzhang")
    assert await listed(dispatcher, "/api/triage") == []
    (row,) = await dispatcher.queue("to_dispatch")
    assert row["title"] == NO_PREVIEW
    same = f"/api/tickets/{other['id']}"
    assert await listed(boss, f"{same}/similar") == []
    seen = (await boss.client.get(f"{same}/seen-before")).json()
    assert (seen["hints"], seen["batch"]) == ([], None)
    person = (await (await city.desk("agent01")).client.get(f"{same}/person")).json()
    told = (await boss.client.get(f"{same}/person")).json()
    assert (told["total"], told["tickets"]) == (person["total"], person["tickets"]) == (0, [])


@both
async def test_a_link_to_it_names_its_number_alone(city: City) -> None:
    receipt, other = await city.submits(many.NOISE), await city.submits(many.NOISE)
    reviewer = await city.desk("shenhe")
    version = (await reviewer.ticket(other["id"]))["version"]
    body = {"version": version, "ticket_id": receipt["id"], "relation": "RELATED"}
    joined = await reviewer.client.post(f"/api/tickets/{other['id']}/actions/LINK", json=body)
    assert joined.status_code == 200, joined.text
    await sealed_off(city, receipt)
    (link,) = (await reviewer.ticket(other["id"]))["links"]
    assert (link["number"], link["title"]) == (receipt["number"], NO_PREVIEW)
    assert (await (await city.desk("agent01")).ticket(other["id"]))["links"] == []


@both
async def test_an_incident_neither_lists_counts_nor_takes_it(city: City) -> None:
    receipts = await many.told_by(city, 3)
    incident = await many.made(city, receipts[:2])
    await sealed_off(city, receipts[0])
    await sealed_off(city, receipts[2])
    members = await listed(await city.desk("shenhe"), f"/api/incidents/{incident['id']}/tickets")
    assert [row["number"] for row in members] == [receipts[1]["number"]]
    page = await many.page(city, "shenhe", incident["id"])
    assert (page["members"], page["citizens"]) == (1, 1)
    body = {"version": page["version"], "ticket_ids": [receipts[2]["id"]]}
    refused = await many.tries(city, "shenhe", f"/{incident['id']}/tickets", body)
    assert refused.status_code == 422


@both
async def test_the_view_of_the_person_forgets_its_steps_and_tells_no_further_ones(
    city: City,
) -> None:
    receipt, other = await city.submits(many.NOISE), await city.submits(many.NOISE)
    desk = await city.desk("shenhe")
    citizen = (await desk.ticket(receipt["id"]))["citizen"]["id"]

    async def told() -> set[str]:
        return {row["object_id"] for row in await listed(desk, f"/api/citizens/{citizen}/timeline")}

    assert await told() == {receipt["id"], other["id"]}
    await sealed_off(city, receipt)
    assert await told() == {other["id"]}
    await approved(city, receipt)
    await approved(city, other)
    assert await told() == {other["id"]}


@both
async def test_nobody_forgets_it_when_its_clock_runs_out(city: City) -> None:
    receipt = await city.submits(many.NOISE)
    await dispatched(city, receipt)
    await sealed_off(city, receipt)
    clerk = await city.desk(CLERK)
    await clerk.does(receipt["id"], "SIGN")
    await contacted_by(clerk, receipt)
    city.move_to(clock.now() + timedelta(days=60))
    (row,) = await clerk.queue("handling")
    assert (row["title"], row["light"]) == (NO_PREVIEW, "RED")


async def contacted_by(desk: Desk, receipt: Json) -> None:
    """The named person himself reaches the citizen."""
    await desk.does(
        receipt["id"],
        "LOG_CONTACT",
        contacted_at=clock.now().isoformat(),
        channel="VOICE",
        outcome="REACHED",
        summary="已致电",
    )
