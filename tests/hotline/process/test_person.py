"""The person behind a ticket: his other tickets, never against secrecy."""

from typing import Any

import httpx

from tests.support import steps
from tests.support.city import City

NOISE = "禅城区祖庙街道同济路工地半夜倒水泥，十二点还在响，要求查处"
LAMPS = "禅城区祖庙街道同济路路灯坏了三天，请修复"
ME = {"name": "王小红", "phone": "13800000001"}


async def story(city: City, login: str, ticket_id: str) -> httpx.Response:
    desk = await city.desk(login)
    return await desk.client.get(f"/api/tickets/{ticket_id}/person")


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    assert body["total"] == len(body["tickets"])
    return [row["id"] for row in body["tickets"]]


async def test_other_tickets_of_the_person_are_told_newest_first(city: City) -> None:
    first = await city.submits(NOISE, contact=ME)
    second = await city.submits(LAMPS, contact=ME)
    third = await city.submits("禅城区祖庙街道建新路井盖破损，行人易绊倒", contact=ME)
    stranger = await city.submits(LAMPS, contact={"name": "李", "phone": "13800000002"})
    assert ids(await story(city, "agent01", second["id"])) == [third["id"], first["id"]]
    assert ids(await story(city, "agent01", stranger["id"])) == []


async def test_without_the_permission_nothing_is_told(city: City) -> None:
    receipt = await city.submits(NOISE, contact=ME)
    assert (await story(city, "duban", receipt["id"])).status_code == 403


async def test_a_unit_learns_only_of_its_own_tickets(city: City) -> None:
    ours = await city.submits(NOISE, contact=ME)
    await steps.signed(city, ours)
    await city.submits(LAMPS, contact=ME)
    assert ids(await story(city, steps.CLERK, ours["id"])) == []
    assert len(ids(await story(city, "agent01", ours["id"]))) == 1


async def test_secrecy_is_not_broken_by_another_ticket_of_the_person(city: City) -> None:
    open_ = await city.submits(NOISE, contact=ME)
    secret = await city.submits(NOISE + "，第二晚也是", contact=ME)
    await steps.signed(city, open_)
    await steps.signed(city, secret, confidentiality="CITIZEN_HIDDEN")
    assert ids(await story(city, steps.CLERK, open_["id"])) == []
    assert ids(await story(city, steps.CLERK, secret["id"])) == []
    assert ids(await story(city, "agent01", open_["id"])) == [secret["id"]]


async def test_two_open_tickets_of_one_unit_are_told_to_it(city: City) -> None:
    one = await city.submits(NOISE, contact=ME)
    other = await city.submits(NOISE + "，第二晚也是", contact=ME)
    await steps.signed(city, one)
    await steps.signed(city, other)
    assert ids(await story(city, steps.CLERK, one["id"])) == [other["id"]]


async def test_conduct_is_the_hotlines_business_not_the_units(city: City) -> None:
    receipt = await city.submits(NOISE, contact=ME)
    await steps.signed(city, receipt)
    agent = await city.desk("agent01")
    citizen = (await agent.ticket(receipt["id"]))["citizen"]["id"]
    body = {"reason": "通话中多次辱骂", "recordings": ["REC-1"]}
    warned = await agent.client.post(f"/api/citizens/{citizen}/conduct/WARN", json=body)
    assert warned.status_code == 200, warned.text
    told = (await story(city, "agent01", receipt["id"])).json()["conduct"]
    assert [(step["label"], step["reason"]) for step in told] == [("警告", "通话中多次辱骂")]
    assert (await story(city, steps.CLERK, receipt["id"])).json()["conduct"] == []
