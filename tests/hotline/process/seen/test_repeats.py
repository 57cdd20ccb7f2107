"""A matter told again after "solved" flags the closed ticket, once, for those who may see both."""

from datetime import timedelta

from sqlalchemy import select

from hotline.kit import clock
from hotline.kit.outbox.models import OutboxEvent
from hotline.process.seen import index as similar_index
from hotline.process.seen import repeats
from hotline.process.seen.events import RepeatCheckDue, RepeatedAfterClosing
from tests.support.city import City, Json
from tests.support.steps import accepted

NOISE = "禅城区祖庙街道同济路12号工地半夜倒水泥，十二点还在响，天天睡不着，要求查处"
AGAIN = "同济路12号工地又在半夜倒水泥，十二点还在响，天天睡不着，请尽快查处"
OTHER = {"name": "李先生", "phone": "13800000002"}


async def closed(city: City, outcome: str = "RESOLVED") -> Json:
    """The citizen's complaint is handled, answered and closed."""
    receipt = await city.submits(NOISE)
    await accepted(city, receipt)
    follower = await city.desk("huifang")
    await follower.does(
        receipt["id"],
        "CLOSE",
        contacted="YES",
        resolved="YES",
        rating="SATISFIED",
        close_outcome=outcome,
    )
    return receipt


async def flags(city: City, receipt: Json, login: str = "banzhang") -> Json:
    desk = await city.desk(login)
    response = await desk.client.get(f"/api/tickets/{receipt['id']}/seen-before")
    assert response.status_code == 200, response.text
    return dict(response.json()["repeats"])


async def told(city: City) -> list[Json]:
    async with city.hotline.database.read() as session:
        query = select(OutboxEvent.payload).where(OutboxEvent.name == RepeatedAfterClosing.name)
        return [dict(payload) for payload in await session.scalars(query)]


async def test_a_repeat_is_flagged_on_both_tickets_and_counted(city: City) -> None:
    former = await closed(city)
    city.move_to(clock.now() + timedelta(days=3))
    again = await city.submits(AGAIN)
    (later,) = (await flags(city, former))["later"]
    (earlier,) = (await flags(city, again))["earlier"]
    assert (later["id"], earlier["id"]) == (again["id"], former["id"])
    assert (later["basis"], later["days_after"], later["in_reopen_window"]) == (
        "SAME_CITIZEN",
        3,
        True,
    )
    assert [event["former_id"] for event in await told(city)] == [former["id"]]
    officer = await city.desk("duban")
    rows = (await officer.client.get("/api/repeats")).json()["items"]
    assert [row["former"]["number"] for row in rows] == [former["number"]]
    figures = (await officer.client.get("/api/repeats/figures")).json()
    assert [(one["closed"], one["repeated"], one["share"]) for one in figures] == [(1, 1, 1.0)]


async def test_the_list_for_quality_work_shows_what_may_be_seen(city: City) -> None:
    former = await closed(city)
    again = await city.submits(AGAIN)
    officer = await city.desk("duban")
    (row,) = (await officer.client.get("/api/repeats")).json()["items"]
    assert (row["former"]["id"], row["ticket"]["id"]) == (former["id"], again["id"])
    assert row["former"]["close_outcome_label"] == "已解决"
    unit = {"unit": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}
    assert (await officer.client.get("/api/repeats", params=unit)).json()["items"] == []
    body = {"code": again["query_code"], "text": "已经停工"}
    address = f"/api/public/tickets/{again['number']}/withdraw"
    assert (await city.public.post(address, json=body)).status_code == 200
    hidden = (await officer.client.get("/api/repeats")).json()["items"]
    assert hidden == []  # a withdrawn ticket is not the officer's
    agent = await city.desk("agent01")
    assert (await agent.client.get("/api/repeats")).status_code == 403


async def test_the_same_event_flags_once(city: City) -> None:
    former = await closed(city)
    again = await city.submits(AGAIN)
    async with city.hotline.database.write() as session:
        await repeats.on_opened(session, RepeatCheckDue(again["id"]))
    await city.settle()
    assert len((await flags(city, former))["later"]) == 1
    assert len(await told(city)) == 1


async def test_another_citizen_flags_inside_the_reopen_window_only(city: City) -> None:
    former = await closed(city)
    await city.submits(AGAIN, contact=OTHER)
    (later,) = (await flags(city, former))["later"]
    assert later["basis"] == "SAME_MATTER"
    city.move_to(clock.now() + timedelta(days=16))
    await city.submits(AGAIN, contact={"name": "陈", "phone": "13800000003"})
    assert len((await flags(city, former))["later"]) == 1
    await city.submits(AGAIN)  # the same citizen: within the thirty days of the repeat rate
    assert len((await flags(city, former))["later"]) == 2


async def test_another_matter_and_an_explained_one_are_not_flagged(city: City) -> None:
    former = await closed(city, outcome="EXPLAINED")
    await city.submits(AGAIN)
    await city.submits("咨询社保卡遗失之后怎样补办，需要准备哪些材料")
    assert (await flags(city, former))["later"] == []


async def test_while_the_index_fills_it_is_looked_at_again(city: City) -> None:
    former = await closed(city)
    database = city.hotline.database
    index = database.info[similar_index.KEY]
    fresh = similar_index.TicketIndex(index.routing, index.window)
    database.info[similar_index.KEY] = fresh
    reads = fresh.catch_up

    async def starved(session: object, *, most: int = 0) -> bool:
        del session, most
        return False

    fresh.catch_up = starved  # type: ignore[method-assign]
    await city.submits(AGAIN, contact=OTHER)
    assert (await flags(city, former))["later"] == []
    fresh.catch_up = reads  # type: ignore[method-assign]
    await city.passes(clock.now() + timedelta(minutes=2))
    assert len((await flags(city, former))["later"]) == 1
