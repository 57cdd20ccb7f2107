"""The daily brief agrees with the tickets, waits for working mornings, and is mailed once."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from channels.fake import FakeMail
from channels.messages import ChannelKind
from hotline.kit import clock
from hotline.process.hot import brief as hot_brief
from hotline.process.hot.brief import BriefUnknown, compose, get_brief
from hotline.process.hot.record import midnight
from hotline.tickets.models import Ticket
from routing.hot.brief import Brief
from routing.settings import HotSettings
from tests.conftest import BACKENDS
from tests.hotline.process.hot.house import looked, plant, taught
from tests.routing.hot.stream import DAYS, NOON, TOWNS, burst
from tests.support.city import City

MONDAY = date(2026, 4, 13)
HOURS = timedelta(hours=1)
SETTINGS = HotSettings(brief_mail_to=("duty@city.example", "boss@city.example"))


async def composed(city: City, day: date) -> Brief:
    async with city.hotline.database.read() as session:
        return (await compose(session, day, SETTINGS)).brief


def mails(city: City) -> list[Any]:
    provider = city.hotline.channels.providers[ChannelKind.EMAIL]
    assert isinstance(provider, FakeMail)
    return [sent.outbound.route for sent in provider.outbox]


async def due(city: City, at: datetime) -> list[date]:
    city.move_to(at)
    made = await hot_brief.make_due(city.hotline.database, SETTINGS)
    await city.settle()
    return made


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_every_figure_agrees_with_the_tickets(city: City) -> None:
    await taught(city)
    await plant(city, burst(12, terms=("停水",)))
    watch, _ = await looked(city, NOON + 40 * timedelta(minutes=1))
    brief = await composed(city, MONDAY)
    async with city.hotline.database.read() as session:
        begin, end = midnight(MONDAY), midnight(MONDAY + timedelta(days=1))
        today = (Ticket.received_at >= begin, Ticket.received_at < end)
        total = await session.scalar(select(func.count()).where(*today))
        week = await session.scalar(
            select(func.count()).where(
                Ticket.received_at >= begin - timedelta(days=7),
                Ticket.received_at < end - timedelta(days=7),
            )
        )
        by_town = await session.scalar(
            select(func.count()).where(*today, Ticket.town_code == TOWNS[0])
        )
    assert brief.total == total == 12
    assert [(c.label, c.before) for c in brief.compared][1] == ("上周同日", week)
    assert brief.places[0].count == by_town
    assert sum(c.count for c in brief.categories) == total
    assert len(brief.new) == 1
    assert brief.new[0].observed == 12
    assert "祖庙" in brief.new[0].title
    async with city.hotline.database.write() as session:
        first = select(func.min(Ticket.id)).where(*today).scalar_subquery()
        secret = update(Ticket).where(Ticket.id == first).values(confidentiality="RESTRICTED")
        await session.execute(secret)
    assert (await composed(city, MONDAY)).total == 11
    async with city.hotline.database.write() as session:
        await session.execute(update(Ticket).where(*today).values(status="VOIDED"))
    assert (await composed(city, MONDAY)).total == 0
    assert watch.is_watching


async def test_a_topic_that_was_dismissed_is_not_in_the_brief(city: City) -> None:
    await taught(city)
    await plant(city, burst(12, terms=("停水",)))
    await looked(city, NOON + 40 * timedelta(minutes=1))
    boss = await city.desk("banzhang")
    (row,) = (await boss.client.get("/api/hot-topics")).json()["items"]
    done = await boss.client.post(
        f"/api/hot-topics/{row['id']}/dismiss", json={"reason": "同一单位重复来电"}
    )
    assert done.status_code == 200
    assert (await composed(city, MONDAY)).new == ()


async def test_rising_categories_are_told_by_the_rule_of_the_reports(city: City) -> None:
    await taught(city, DAYS)
    await plant(city, burst(30, NOON - 4 * HOURS, leaf="010102", town=TOWNS[2]))
    (line,) = (await composed(city, MONDAY)).rising
    assert line.count >= 30
    assert line.mean < 4


async def test_without_four_weeks_of_tickets_nothing_is_said_to_rise(city: City) -> None:
    await taught(city, 20)
    await plant(city, burst(30, NOON - 4 * HOURS, leaf="010102", town=TOWNS[2]))
    assert (await composed(city, MONDAY)).rising == ()


async def test_it_is_written_on_working_mornings_for_every_day_since_the_last(city: City) -> None:
    friday = datetime(2026, 4, 10, 7, 59, tzinfo=clock.SHANGHAI)
    assert await due(city, friday) == []
    assert await due(city, friday + timedelta(minutes=1)) == [date(2026, 4, 9)]
    assert await due(city, friday + timedelta(hours=3)) == []
    assert await due(city, friday + timedelta(days=1, hours=2)) == []  # Saturday
    monday = friday + timedelta(days=3, hours=1)
    days = [date(2026, 4, 10), date(2026, 4, 11), date(2026, 4, 12)]
    assert await due(city, monday) == days
    assert await due(city, monday + timedelta(days=60)) == [
        (monday + timedelta(days=n)).date() for n in range(50, 60)
    ]


async def test_subscribers_get_one_mail_with_all_days(city: City) -> None:
    city.hotline.database.info[hot_brief.SETTINGS] = SETTINGS
    await due(city, datetime(2026, 4, 10, 9, tzinfo=clock.SHANGHAI))
    await due(city, datetime(2026, 4, 13, 9, tzinfo=clock.SHANGHAI))
    sent = mails(city)
    assert sorted(route.address for route in sent) == sorted([*SETTINGS.brief_mail_to] * 2)
    weekend = [route for route in sent if route.subject == "12345 热点日报 2026年4月12日"]
    assert [route.text.count("【热点日报】") for route in weekend] == [3, 3]


async def test_it_is_read_over_the_interface(city: City) -> None:
    await taught(city)
    await due(city, NOON)
    boss = await city.desk("banzhang")
    (row,) = (await boss.client.get("/api/hot-topics/briefs")).json()["items"]
    assert row["day"] == "2026-04-12"
    page = (await boss.client.get(f"/api/hot-topics/briefs/{row['day']}")).json()
    assert page["text"].startswith("【热点日报】2026年4月12日")
    assert page["document"]["total"] == row["total"] > 0
    missing = await boss.client.get("/api/hot-topics/briefs/2020-01-01")
    assert (missing.status_code, missing.json()["code"]) == (404, "brief_unknown")
    clerk = await city.desk("cg-lianluo")
    assert (await clerk.client.get("/api/hot-topics/briefs")).status_code == 403
    await due(city, NOON + timedelta(days=1))
    first = (await boss.client.get("/api/hot-topics/briefs", params={"limit": 1})).json()
    rest = await boss.client.get(
        "/api/hot-topics/briefs", params={"limit": 1, "cursor": first["next_cursor"]}
    )
    assert [first["items"][0]["day"], rest.json()["items"][0]["day"]] == [
        "2026-04-13",
        "2026-04-12",
    ]
    wrong = await boss.client.get("/api/hot-topics/briefs", params={"cursor": "WyJ4Il0"})
    assert wrong.json()["code"] == "cursor_invalid"


async def test_a_day_without_a_brief_is_unknown(city: City) -> None:
    async with city.hotline.database.read() as session:
        with pytest.raises(BriefUnknown):
            await get_brief(session, MONDAY)


async def test_the_day_before_a_leap_day_a_year_ago_is_found(city: City) -> None:
    assert (await composed(city, date(2028, 2, 29))).total == 0
