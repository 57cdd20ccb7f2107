"""Many contacts on one matter are marked and told, with new facts left out; nobody is refused by it."""

from datetime import timedelta

from sqlalchemy import select

from hotline.kit import clock
from hotline.process.seen import callers, repeats
from hotline.process.seen.callers import Contacts
from hotline.process.seen.index import index_of
from hotline.tickets.models import Ticket
from tests.support.city import City, Json
from tests.support.steps import CLERK, dispatched

NOISE = "禅城区祖庙街道同济路12号工地半夜倒水泥，十二点还在响，天天睡不着，要求查处"
AGAIN = "同济路12号工地还是半夜倒水泥，十二点还在响，天天睡不着，请尽快查处"
NEWS = "同济路12号工地半夜倒水泥，昨晚塔吊钢缆断裂砸坏围墙，十二点还在响，天天睡不着"
OTHER = {"name": "李先生", "phone": "13800000002"}
LIMIT = 20


async def marked(city: City) -> set[str]:
    async with city.hotline.database.read() as session:
        return set(await session.scalars(select(Ticket.id).where(Ticket.repeat_caller)))


async def counted(city: City, receipt: Json) -> Contacts:
    async with city.hotline.database.read() as session:
        ticket = await session.get_one(Ticket, receipt["id"])
        index = index_of(session)
        assert index is not None
        return await callers.count(session, repeats.asked_of(ticket, index))


def lowered(city: City, most: int) -> None:
    """The house opens the view after fewer contacts (a setting)."""
    city.hotline.settings.crm.flood_per_day = most


async def test_the_twentieth_contact_on_a_day_marks_every_ticket_of_the_matter(city: City) -> None:
    stranger = await city.submits(NOISE, contact=OTHER)
    apart = await city.submits("咨询社保卡遗失之后怎样补办，需要准备哪些材料")
    told = [await city.submits(AGAIN if n else NOISE) for n in range(LIMIT - 1)]
    assert await marked(city) == set()
    told.append(await city.submits(AGAIN))
    assert await marked(city) == {receipt["id"] for receipt in told}
    assert stranger["id"] not in await marked(city)
    assert apart["id"] not in await marked(city)
    desk = await city.desk("agent01")
    asked = {"text": AGAIN, "phone": "13800000001"}
    said = (await desk.client.post("/api/similar", json=asked)).json()["repeat_caller"]
    assert (said["today"], len(said["ticket_ids"])) == (LIMIT + 1, LIMIT)
    assert "不得因此拒绝受理" in said["words"]
    page = await desk.ticket(told[0]["id"])
    assert page["citizen"]["repeat_caller"] is True
    another = (
        await desk.client.post("/api/similar", json={**asked, "phone": "13800000002"})
    ).json()
    assert another["repeat_caller"] is None


async def test_what_brings_a_new_fact_is_no_repetition(city: City) -> None:
    lowered(city, 3)
    await city.submits(NOISE)
    await city.submits(AGAIN)
    last = await city.submits(NEWS)
    assert await marked(city) == set()
    await city.submits(AGAIN)
    assert (await counted(city, last)).today == 3
    assert last["id"] in await marked(city)


async def test_an_urging_is_one_more_contact(city: City) -> None:
    lowered(city, 3)
    receipt = await city.submits(NOISE)
    await city.submits(AGAIN)
    await dispatched(city, receipt)
    assert await marked(city) == set()
    desk = await city.desk("agent01")
    await desk.does(receipt["id"], "URGE", source="VOICE", words="怎么还没有人来")
    assert receipt["id"] in await marked(city)


async def test_a_month_ends_after_thirty_days(city: City) -> None:
    lowered(city, 3)
    await city.submits(NOISE)
    await city.submits(AGAIN)
    city.move_to(clock.now() + timedelta(days=31))
    last = await city.submits(AGAIN)
    assert (await counted(city, last)).month <= 1
    assert await marked(city) == set()


async def test_a_unit_does_not_learn_it_of_a_confidential_person(city: City) -> None:
    lowered(city, 2)
    receipt = await city.submits(NOISE, confidential=True)
    await city.submits(AGAIN, confidential=True)
    assert receipt["id"] in await marked(city)
    await dispatched(city, receipt)
    unit = await (await city.desk(CLERK)).ticket(receipt["id"])
    assert unit["citizen"]["repeat_caller"] is False
    hotline = await city.desk("shenhe")
    assert (await hotline.ticket(receipt["id"]))["citizen"]["repeat_caller"] is True
