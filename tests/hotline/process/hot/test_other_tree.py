"""When another tree of subjects comes in, standing hot topics go on under today's codes and are not told again."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from hotline.process.hot.models import HotTopicRecord
from routing.hot.reports import Report
from tests.hotline.process.hot.house import looked, plant
from tests.hotline.process.test_categories import tree_renamed
from tests.routing.hot.stream import DAYS, NOON, TOWNS, burst, quiet
from tests.support.city import City

MINUTES = timedelta(minutes=1)
HOURS = timedelta(hours=1)


async def rows(city: City) -> list[HotTopicRecord]:
    async with city.hotline.database.read() as session:
        found = list(await session.scalars(select(HotTopicRecord).order_by(HotTopicRecord.id)))
        session.expunge_all()
        return found


async def planted(city: City, *reports: Report, days: int = 20) -> None:
    version = city.hotline.routing.state.taxonomy.version
    quiet_days = quiet(range(DAYS - days, DAYS))
    await plant(city, [*quiet_days, *reports], category_version=version)


async def shown(city: City) -> list[dict[str, Any]]:
    desk = await city.desk("banzhang")
    return list((await desk.client.get("/api/hot-topics")).json()["items"])


async def test_a_standing_burst_goes_on_under_its_new_code_and_is_not_told_again(
    city: City,
) -> None:
    await planted(city, *burst(12, leaf="010102", terms=("占道",)))
    watch, sent = await looked(city, NOON + 40 * MINUTES)
    assert sent == 1
    (before,) = await rows(city)
    assert before.category_code.startswith("01")
    await tree_renamed(city)
    assert [one["category_code"] for one in await shown(city)] == ["88" + before.category_code[2:]]
    _, sent = await looked(city, NOON + 46 * MINUTES, watch)
    assert sent == 0
    (after,) = await rows(city)
    assert (after.id, after.category_code) == (before.id, "88" + before.category_code[2:])
    assert after.observed == before.observed
    # A second start reads it by the tree it was written under, not by that of its opening.
    await watch.stop()
    _, sent = await looked(city, NOON + 52 * MINUTES)
    assert sent == 0
    (again,) = await rows(city)
    assert again.category_code == after.category_code


async def test_an_ended_topic_reads_as_todays_subject(city: City) -> None:
    await planted(city, *burst(12, leaf="010102", terms=("占道",)))
    watch, _ = await looked(city, NOON + 40 * MINUTES)
    for hours in (8, 20, 32, 44):
        await looked(city, NOON + hours * HOURS, watch)
    (row,) = await rows(city)
    assert row.state == "CALMED"
    await tree_renamed(city)
    await looked(city, NOON + 48 * HOURS, watch)
    (one,) = await shown(city)
    assert one["category_code"] == "88" + row.category_code[2:]


async def test_a_rising_subject_goes_on_as_the_same_topic(city: City) -> None:
    slow = burst(16, NOON - 11 * HOURS, leaf="010102", town=TOWNS[2])
    reports = [
        Report(**{**r.__dict__, "at": NOON - 11 * HOURS + n * 40 * MINUTES})
        for n, r in enumerate(slow)
    ]
    await planted(city, *reports, days=DAYS)
    watch, sent = await looked(city, NOON, least_excess=50.0)
    assert sent == 1
    await tree_renamed(city)
    _, sent = await looked(city, NOON + 2 * HOURS, watch)
    assert sent == 0
    (row,) = await rows(city)
    assert row.category_code.startswith("88")
