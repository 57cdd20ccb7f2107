"""Why was it sent there, on that day: the row of then, even if it has ended since; the ruling; nothing before."""

from datetime import timedelta

from hotline.kit import clock
from hotline.kit.auth.actor import SYSTEM
from routing.catalogue import service as catalogue_service
from tests.hotline.process.dispatching.test_automatic import BINS, allow, model, ready, use
from tests.hotline.process.dispatching.test_rulings import moved
from tests.journeys.test_departments_argue import NOISE
from tests.support.city import City, Json
from tests.support.steps import approved, dispatched


async def why(city: City, ticket_id: str, login: str = "paidan", **params: str) -> Json:
    desk = await city.desk(login)
    answer = await desk.client.get(f"/api/tickets/{ticket_id}/why-dispatched", params=params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_the_row_of_that_day_is_named_even_if_it_has_ended_since(city: City) -> None:
    page = await dispatched(city, await city.submits(NOISE))
    day = clock.local_date()
    city.move_to(clock.now() + timedelta(days=2))
    async with city.hotline.database.write() as session:
        await catalogue_service.end(
            session,
            row_id=page["catalogue_row_id"],
            last_day=clock.local_date(),
            note="职责调整",
            actor=SYSTEM,
        )
    city.move_to(clock.now() + timedelta(days=1))
    told = await why(city, page["id"], on=day.isoformat())
    assert (told["kind"], told["action"], told["automatic"]) == ("CATALOGUE", "DISPATCH", False)
    assert told["by"]
    assert told["row"]["id"] == page["catalogue_row_id"]
    assert told["row"]["in_force_then"] is True
    assert told["row"]["ended_since"] == (clock.local_date() - timedelta(days=1)).isoformat()
    assert told["unit_id"] == page["lead_unit_id"]
    assert told["basis"]
    assert all(word in told["text_zh"] for word in (told["unit"], "派单目录条目", "已于"))
    assert told["row"]["place"] in told["text_zh"]
    assert not any(sign.isdigit() for sign in told["row"]["place"])


async def test_nothing_was_dispatched_the_day_before(city: City) -> None:
    page = await dispatched(city, await city.submits(NOISE))
    eve = clock.local_date() - timedelta(days=1)
    told = await why(city, page["id"], on=eve.isoformat())
    assert told["found"] is False
    assert "尚未派单" in told["text_zh"]


async def test_after_a_ruling_each_day_has_its_own_answer(city: City) -> None:
    page = await moved(city, "CATALOGUE")
    told = await why(city, page["id"])
    assert (told["kind"], told["unit_id"]) == ("RULING", page["lead_unit_id"])
    assert told["ruling"] == "应由住建牵头。"
    assert told["row"] is None


async def test_a_condition_is_told_with_the_facts_as_they_were_then(city: City) -> None:
    receipt = await city.submits("禅城区祖庙街道同济路超市卖过期牛奶，买了两箱，要求退款赔偿")
    place = {"district_code": "440604", "town_code": "440604012"}
    await approved(city, receipt, kind="COMPLAINT", category_code="060101", **place)
    desk = await city.desk("paidan")
    advice = (await desk.client.get(f"/api/tickets/{receipt['id']}/triage")).json()
    unit = advice["candidates"][0]
    await desk.does(
        receipt["id"], "DISPATCH", lead_unit_id=unit["unit_id"], catalogue_row_id=unit["row_id"]
    )
    await desk.does(
        receipt["id"], "RECLASSIFY", kind="HELP", category_code="060101", reason="实为求助"
    )
    told = await why(city, receipt["id"])
    assert told["condition"]["zh"]
    assert told["condition"]["facts"] == [{"field": "kind", "label": "诉求类型", "value": "投诉"}]
    assert "诉求类型：投诉" in told["text_zh"]


async def test_the_systems_own_dispatch_is_told_as_such(city: City) -> None:
    await allow(city)
    use(city, model(0.9))
    page = await ready(city, BINS)
    told = await why(city, page["id"])
    assert (told["kind"], told["automatic"], told["by"]) == ("AUTOMATIC", True, "系统")
    assert "自动派单范围第1版" in told["note"]


async def test_who_may_not_see_the_ticket_is_told_nothing(city: City) -> None:
    page = await dispatched(city, await city.submits(NOISE))
    stranger = await city.desk("huifang")
    answer = await stranger.client.get(f"/api/tickets/{page['id']}/why-dispatched")
    assert answer.status_code == 404
