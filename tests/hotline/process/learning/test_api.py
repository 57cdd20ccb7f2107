"""Confirmed tickets as evidence over HTTP: what people decided, and only for those who may see it (学习接口)."""

from tests.support import steps
from tests.support.city import City

MATTER = "禅城区祖庙街道同济路工地半夜倒水泥，十二点还在响，天天睡不着，要求查处"
LIKE = "祖庙街道同济路工地半夜倒水泥，十二点还在响，睡不着，要求查处"


async def test_a_confirmed_ticket_stands_beside_the_next_one(city: City) -> None:
    first = await city.submits(MATTER)
    await steps.signed(city, first)
    second = await city.submits(LIKE)
    dispatcher = await city.desk("paidan")
    path = f"/api/learning/tickets/{second['id']}/alike"
    found = (await dispatcher.client.get(path)).json()
    assert [one["ticket_id"] for one in found] == [first["id"]]
    assert found[0]["similarity"] > 0.7
    assert found[0]["category"]
    assert found[0]["unit"]
    page = await dispatcher.ticket(second["id"])
    assert found[0]["number"] not in str(page["suggestion"])
    typed = await dispatcher.client.post(
        "/api/learning/alike", json={"text": LIKE, "channel": "WEB"}
    )
    assert [one["ticket_id"] for one in typed.json()] == [first["id"]]


async def test_another_unit_sees_no_foreign_ticket(city: City) -> None:
    first = await city.submits(MATTER)
    await steps.signed(city, first)
    body = {"text": LIKE, "channel": "WEB"}
    mine = await city.desk(steps.CLERK)
    assert (await mine.client.post("/api/learning/alike", json=body)).json()
    analyst = await city.desk("fenxi")
    assert (await analyst.client.post("/api/learning/alike", json=body)).status_code == 403


async def test_the_owner_of_the_tree_reads_what_is_remembered(city: City) -> None:
    first = await city.submits(MATTER)
    await steps.signed(city, first)
    owner = await city.desk("admin")
    told = (await owner.client.get("/api/learning/memory")).json()
    assert told["on"]
    assert told["held"] == told["confirmed"] == 1
    (held,) = told["classes"]
    assert (held["held"], bool(held["name"])) == (1, True)
    assert [one["question_label"] for one in told["trust"]] == ["诉求类型", "事项分类", "承办单位"]
    bands = told["trust"][1]["bands"]
    assert [(one["from"], one["to"]) for one in bands][-1] == (0.75, 1.0)
    assert bands[0]["weight"] == 0.0
    assert bands[-1]["weight"] > 0
    assert told["rebuilt_at"] <= told["fed_at"]
    agent = await city.desk("agent01")
    assert (await agent.client.get("/api/learning/memory")).status_code == 403
