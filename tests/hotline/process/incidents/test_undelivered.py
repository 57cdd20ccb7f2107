"""A notice that was written and did not go out is not counted as told: the line says why."""

from sqlalchemy import select

from channels.delivery import Reason
from channels.fake import FakeSms
from channels.messages import ChannelKind
from hotline.process.incidents import carrying_out
from hotline.process.incidents.events import MeasureDue
from hotline.process.incidents.models import MeasureItem
from tests.hotline.process.incidents.test_measures import TEXT, noticed, opted_out
from tests.support import incidents as many
from tests.support.city import City, Json


async def written(city: City, incident: Json) -> Json:
    """The handler has written every message of a notice; none is sent yet."""
    notice = await many.measure(city, "paidan", incident, kind="NOTICE", text=TEXT)
    path = f"/{incident['id']}/measures/{notice['id']}/approve"
    assert (await many.tries(city, "banzhang", path)).is_success
    async with city.hotline.database.write() as session:
        query = select(MeasureItem.id).where(MeasureItem.measure_id == notice["id"])
        for item_id in await session.scalars(query.order_by(MeasureItem.id)):
            await carrying_out.on_due(session, MeasureDue(item_id))
    return notice


async def lines(city: City, incident: Json, notice: Json) -> dict[str, Json]:
    """What became of the notice, by ticket."""
    found = await many.items(city, "banzhang", incident, notice)
    return {one["ticket_id"]: one for one in found}


async def test_who_opts_out_before_the_sending_is_recorded_as_not_told(city: City) -> None:
    receipts = await many.told_by(city, 2)
    incident = await many.made(city, receipts)
    notice = await written(city, incident)
    first, second = (receipt["id"] for receipt in receipts)
    assert (await lines(city, incident, notice))[first]["state"] == "DONE"
    await opted_out(city, "13900000100")
    before = len(city.texts)
    await city.settle()
    assert [text for text in city.texts[before:] if TEXT in text] == [TEXT]
    told = await lines(city, incident, notice)
    assert (told[first]["state"], told[first]["reason_code"]) == ("SKIPPED", "OPTED_OUT")
    assert told[first]["reason"] == "未发送：已退订"
    assert (told[second]["state"], told[second]["reason"]) == ("DONE", None)
    counts = (await many.page(city, "banzhang", incident["id"]))["measures"][0]["counts"]
    assert (counts["SKIPPED"], counts["DONE"]) == (1, 1)


async def test_a_number_that_cannot_be_reached_is_left_to_a_person(city: City) -> None:
    receipts = await many.told_by(city, 1)
    incident = await many.made(city, receipts)
    sms = city.hotline.channels.providers[ChannelKind.SMS]
    assert isinstance(sms, FakeSms)
    sms.fail_next(Reason.BAD_ADDRESS)
    told = await lines(city, incident, await noticed(city, incident))
    line = told[receipts[0]["id"]]
    assert (line["state"], line["reason_code"]) == ("SKIPPED", "UNREACHABLE")
    assert line["reason"] == "未送达：号码或地址无效，请由人工告知"


async def test_of_two_joined_reporters_the_line_says_whom_it_did_not_reach(city: City) -> None:
    receipts = await many.told_by(city, 2)
    desk = await city.desk("shenhe")
    first, second = (receipt["id"] for receipt in receipts)
    await desk.does(second, "MERGE_INTO", lead_ticket_id=first, same_fact=True, reason="同一工地")
    incident = await many.made(city, receipts[:1])
    notice = await written(city, incident)
    await opted_out(city, "13900000101")
    await city.settle()
    line = (await lines(city, incident, notice))[first]
    assert (line["state"], line["reason_code"]) == ("DONE", "OPTED_OUT")
    assert line["reason"] == "2 名诉求人中 1 名未发送：已退订"
