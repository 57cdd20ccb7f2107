"""The dispatcher's desk: what runs out first in front, two units each, and why a person decides."""

from tests.support.city import City, Json
from tests.support.steps import approved

BINS = "禅城区祖庙街道同济路的垃圾桶满了三天没人清运，请安排清理"
PLACE = {"district_code": "440604", "town_code": "440604012"}


async def desk_of(city: City, login: str = "paidan") -> list[Json]:
    desk = await city.desk(login)
    answer = await desk.client.get("/api/triage")
    assert answer.status_code == 200, answer.text
    return list(answer.json())


async def test_the_desk_names_the_catalogues_unit_its_fallback_and_what_stands_against_automation(
    city: City,
) -> None:
    receipt = await city.submits(BINS)
    await approved(city, receipt, kind="HELP", category_code="010101", **PLACE)
    (line,) = await desk_of(city)
    assert (line["ticket_id"], line["decided"], line["why"]) == (receipt["id"], True, None)
    first, second = line["candidates"]
    assert first["row_id"]
    assert "派单目录" in first["reason"]
    assert second["reason"] == "目录中的兜底单位"
    codes = {one["code"] for one in line["not_automatic"]}
    assert {"SWITCHED_OFF", "NO_POLICY", "NO_GATE"} <= codes


async def test_an_emergency_says_that_a_person_decides_and_stands_first(city: City) -> None:
    calm = await city.submits(BINS)
    await approved(city, calm, kind="HELP", category_code="010101", **PLACE)
    more = {"contact": {"name": "李先生", "phone": "13800000007"}}
    urgent = await city.submits("禅城区祖庙街道同济路井盖没了，车很多，请马上来人", **more)
    await approved(city, urgent, kind="HELP", category_code="010101", urgency="EMERGENCY", **PLACE)
    first, second = await desk_of(city)
    assert (first["ticket_id"], second["ticket_id"]) == (urgent["id"], calm["id"])
    assert (first["decided"], first["why"]) == (False, "EMERGENCY")
    assert first["why_label"]
    assert first["candidates"][0]["unit_id"] == second["candidates"][0]["unit_id"]


async def test_the_desk_is_the_dispatchers(city: City) -> None:
    clerk = await city.desk("cg-lianluo")
    assert (await clerk.client.get("/api/triage")).status_code == 403


async def test_one_ticket_is_judged_for_whoever_may_see_it(city: City) -> None:
    receipt = await city.submits(BINS)
    page = await approved(city, receipt, kind="HELP", category_code="010101", **PLACE)
    clerk = await city.desk("huifang")
    answer = await clerk.client.get(f"/api/tickets/{page['id']}/triage")
    assert answer.status_code == 404
