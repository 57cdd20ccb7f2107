"""Incidents are suggested once, decided by a person, and show nobody what he may not see."""

from datetime import timedelta
from typing import Any

from hotline.kit import clock
from hotline.process.incidents import suggest
from tests.support import incidents as many
from tests.support.city import City, Json
from tests.support.steps import dispatched

LAMP = "禅城区祖庙街道同济路12号门口的路灯坏了三天，晚上很黑，老人摔倒了，请尽快修复"


async def account(city: City, login: str) -> str:
    me = (await (await city.desk(login)).client.get("/api/auth/me")).json()
    return str(me["account"]["id"])


async def restricted(city: City, receipt: Json, named: str) -> None:
    """Only ``named`` may see the ticket from now on."""
    await (await city.desk("shenhe")).does(
        receipt["id"],
        "SET_CONFIDENTIAL",
        level="RESTRICTED",
        named_account_ids=[await account(city, named)],
    )


async def test_four_citizens_are_no_incident_and_looking_twice_makes_one(city: City) -> None:
    await many.told_by(city, 4)
    await city.submits(many.NOISE, contact={"name": "市民", "phone": "13900000100"})
    assert await suggest.scan(city.hotline.database) == 0
    await city.submits(many.NOISE, contact={"name": "市民", "phone": "13900000199"})
    assert await suggest.scan(city.hotline.database) == 1
    assert await suggest.scan(city.hotline.database) == 0
    (found,) = await many.listed(city, "shenhe")
    assert (found["suggested"], found["citizens"], found["state"]) == (6, 5, "SUGGESTED")
    assert found["origin"] in {"CATEGORY_PLACE", "LIKENESS"}


async def test_a_later_teller_is_put_before_whoever_decides(city: City) -> None:
    await many.told_by(city, 5)
    found = await many.suggested(city)
    await city.submits(many.NOISE, contact={"name": "市民", "phone": "13900000188"})
    again = await many.suggested(city)
    assert (again["id"], again["suggested"]) == (found["id"], 6)
    assert again["version"] > found["version"]


async def test_those_who_decide_are_told_once_of_a_suggestion(city: City) -> None:
    await many.told_by(city, 5)
    found = await many.suggested(city)
    await city.submits(many.NOISE, contact={"name": "市民", "phone": "13900000188"})
    await many.suggested(city)  # it grew: no second notice
    for login in ("shenhe", "banzhang"):
        (notice,) = await told_of(city, login)
        assert (notice["kind"], notice["object_id"]) == ("INCIDENT", found["id"])
        assert found["title"] in notice["title_zh"]
        assert found["number"] in notice["body_zh"]
    for login in ("agent01", "cg-lianluo", "fenxi"):
        assert await told_of(city, login) == []


async def told_of(city: City, login: str) -> list[Json]:
    """Notices of incidents that are meant for somebody."""
    response = await (await city.desk(login)).client.get("/api/supervision/notices")
    assert response.status_code == 200, response.text
    return [one for one in response.json()["items"] if one["object_kind"] == "INCIDENT"]


async def test_what_was_decided_meanwhile_is_no_news(city: City) -> None:
    await many.told_by(city, 5)
    await suggest.scan(city.hotline.database)
    (found,) = await many.listed(city, "shenhe", state="SUGGESTED")
    body = {"version": found["version"], "reason": "不是同一工地"}
    await many.does(city, "shenhe", f"/{found['id']}/dismiss", body)
    assert await told_of(city, "shenhe") == []


async def test_what_was_dismissed_is_not_suggested_again(city: City) -> None:
    await many.told_by(city, 5)
    found = await many.suggested(city)
    body = {"version": found["version"], "reason": "不是同一工地"}
    assert (await many.tries(city, "agent01", f"/{found['id']}/dismiss", body)).status_code == 403
    await many.does(city, "shenhe", f"/{found['id']}/dismiss", body)
    city.move_to(clock.now() + timedelta(minutes=5))
    assert await suggest.scan(city.hotline.database) == 0


async def test_old_tellings_are_no_batch(city: City) -> None:
    await many.told_by(city, 4)
    city.move_to(clock.now() + timedelta(hours=73))
    await city.submits(many.NOISE, contact={"name": "市民", "phone": "13900000188"})
    assert await suggest.scan(city.hotline.database) == 0


async def test_restricted_tickets_neither_count_nor_show(city: City) -> None:
    receipts = await many.told_by(city, 5)
    await restricted(city, receipts[0], "banzhang")
    assert await suggest.scan(city.hotline.database) == 0
    # Not even the named put it among the others: what they share would be shown to whoever sees them.
    for login in ("shenhe", "banzhang"):
        refused = await many.tries(city, login, "", _by_hand(receipts))
        assert (refused.status_code, refused.json()["code"]) == (422, "members_invalid")
        assert [one["id"] for one in refused.json()["tickets"]] == [receipts[0]["id"]]
    made = await many.made(city, receipts[1:], "banzhang")
    assert (made["members"], made["citizens"]) == (4, 4)
    await restricted(city, receipts[1], "banzhang")
    for login in ("shenhe", "banzhang"):
        page = await many.page(city, login, made["id"])
        assert (page["members"], page["citizens"], page["open"]) == (3, 3, 3)
        desk = await city.desk(login)
        members = (await desk.client.get(f"/api/incidents/{made['id']}/tickets")).json()["items"]
        assert receipts[1]["id"] not in {member["ticket_id"] for member in members}


def _by_hand(receipts: list[Json]) -> Json:
    ids = [receipt["id"] for receipt in receipts]
    return {"title": "夜间施工", "cause": "同一工地", "ticket_ids": ids}


async def test_an_incident_none_of_whose_tickets_may_be_seen_is_not_there(city: City) -> None:
    receipts = await many.told_by(city, 2)
    made = await many.made(city, receipts)
    unit = await city.desk("cg-chengban")
    assert (await unit.client.get(f"/api/incidents/{made['id']}")).status_code == 404
    assert await many.listed(city, "cg-chengban") == []
    await dispatched(city, receipts[0])
    assert (await many.page(city, "cg-chengban", made["id"]))["members"] == 1
    analyst = await city.desk("fenxi")
    assert (await analyst.client.get("/api/incidents")).status_code == 403


async def test_tickets_come_and_go_with_their_histories(city: City) -> None:
    receipts = await many.told_by(city, 3)
    made = await many.made(city, receipts[:2])
    joined = await many.does(
        city,
        "shenhe",
        f"/{made['id']}/tickets",
        {"version": made["version"], "ticket_ids": [receipts[2]["id"]]},
    )
    assert joined["members"] == 3
    stale = {"version": made["version"], "ticket_ids": [receipts[0]["id"]], "reason": "另案"}
    refused = await many.tries(city, "shenhe", f"/{made['id']}/tickets/remove", stale)
    assert (refused.status_code, refused.json()["current_version"]) == (409, joined["version"])
    left = await many.does(
        city,
        "shenhe",
        f"/{made['id']}/tickets/remove",
        {**stale, "version": joined["version"]},
    )
    assert left["members"] == 2
    desk = await city.desk("shenhe")
    address = f"/api/incidents/{made['id']}/tickets"
    gone = (await desk.client.get(address, params={"state": "REMOVED"})).json()["items"]
    assert [member["ticket_id"] for member in gone] == [receipts[0]["id"]]
    ticket = await desk.ticket(receipts[0]["id"])
    assert (ticket["status"], ticket["version"]) == ("DRAFT", 1)  # its own life, untouched


async def test_a_ticket_stands_in_one_incident_at_a_time(city: City) -> None:
    receipts = await many.told_by(city, 3)
    first = await many.made(city, receipts[:2])
    refused = await many.tries(city, "shenhe", "", _by_hand(receipts[1:]))
    assert refused.status_code == 422
    assert first["number"] in refused.json()["tickets"][0]["reason"]
    body = {"version": first["version"], "reason": "已处理完毕"}
    await many.does(city, "shenhe", f"/{first['id']}/close", body)
    second = await many.does(city, "shenhe", "", _by_hand(receipts[1:]))
    assert second["members"] == 2
    seen: dict[str, Any] = (
        await (await city.desk("shenhe")).client.get(
            f"/api/tickets/{receipts[1]['id']}/seen-before"
        )
    ).json()
    assert [one["number"] for one in seen["incidents"]] == [second["number"], first["number"]]


async def test_a_withdrawn_ticket_cannot_join(city: City) -> None:
    receipts = await many.told_by(city, 2)
    body = {"code": receipts[0]["query_code"], "text": "已经停工"}
    address = f"/api/public/tickets/{receipts[0]['number']}/withdraw"
    assert (await city.public.post(address, json=body)).status_code == 200
    refused = await many.tries(city, "banzhang", "", _by_hand(receipts))
    assert "已撤回" in refused.json()["tickets"][0]["reason"]


async def test_the_hint_at_intake_names_the_incident_to_join(city: City) -> None:
    receipts = await many.told_by(city, 2, LAMP)
    made = await many.made(city, receipts)
    agent = await city.desk("agent01")
    body = {"text": LAMP, "phone": "13800000009"}
    hint = (await agent.client.post("/api/similar", json=body)).json()["hints"][0]
    assert (hint["advice"], hint["incident"]["number"]) == ("JOIN_INCIDENT", made["number"])
