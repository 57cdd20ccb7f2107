"""The elected watch reads tickets, tells each burst once, and goes on after a restart."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from hotline.kit import clock
from hotline.kit.realtime.models import StreamMessage
from hotline.process.hot import feed as hot_feed
from hotline.process.hot.models import HotTopicRecord
from hotline.process.hot.record import WATCH
from hotline.process.hot.watch import LEASE, HotWatch, TurnLost
from hotline.process.turns import Turn, take
from hotline.tickets.models import Ticket, TicketAction
from routing.settings import HotSettings
from tests.conftest import BACKENDS
from tests.hotline.process.hot.house import PHONE, looked, plant, taught
from tests.routing.hot.stream import DAYS, NOON, TOWNS, burst
from tests.support.city import City

MINUTES = timedelta(minutes=1)
HOURS = timedelta(hours=1)


async def topics(city: City) -> list[HotTopicRecord]:
    async with city.hotline.database.read() as session:
        rows = list(await session.scalars(select(HotTopicRecord).order_by(HotTopicRecord.id)))
        session.expunge_all()
        return rows


async def bursts(city: City) -> list[HotTopicRecord]:
    return [row for row in await topics(city) if row.source == "BURST"]


async def listed(city: City, login: str = "banzhang", **params: Any) -> list[dict[str, Any]]:
    desk = await city.desk(login)
    response = await desk.client.get("/api/hot-topics", params=params)
    assert response.status_code == 200, response.text
    return list(response.json()["items"])


async def notices(city: City, login: str = "banzhang") -> list[dict[str, Any]]:
    desk = await city.desk(login)
    response = await desk.client.get("/api/supervision/notices")
    return [item for item in response.json()["items"] if item["kind"] == "HOT"]


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_a_burst_is_told_to_managers_with_masked_texts(city: City) -> None:
    await taught(city)
    ids = await plant(city, burst(12, terms=("停水", "水管")))
    _, sent = await looked(city, NOON + 40 * MINUTES)
    assert sent == 1
    (row,) = await listed(city, state="OPEN")
    assert (row["observed"], row["place_code"], row["source_label"]) == (12, TOWNS[0], "突发聚集")
    assert row["category_code"].startswith("02")
    assert set(row["words"]) >= {"停水", "水管"}
    assert "祖庙" in row["title"] or row["place"] in row["title"]
    assert sum(row["trend"]) >= 12
    boss = await city.desk("banzhang")
    page = (await boss.client.get(f"/api/hot-topics/{row['id']}")).json()
    assert set(page["ticket_ids"]) == set(ids.values())
    assert 1 <= len(page["examples"]) <= 3
    assert all("停水" in example["text"] for example in page["examples"])
    assert PHONE not in json.dumps(page)
    (notice,) = await notices(city)
    assert notice["object_id"] == row["id"]
    assert "12 人反映" in notice["body_zh"]
    async with city.hotline.database.read() as session:
        told = await session.execute(
            select(StreamMessage.stream, StreamMessage.data).where(
                StreamMessage.name == "hot_topic.told"
            )
        )
        streams = {row.stream: row.data for row in told}
    assert streams.pop("board:hot_topics") == {"topic_id": row["id"], "change": "OPENED"}
    assert streams
    assert all(stream.startswith("user:") for stream in streams)
    assert all(data["topic_id"] == row["id"] for data in streams.values())


async def test_who_may_not_see_tickets_sees_counts_only_and_others_nothing(city: City) -> None:
    await taught(city)
    await plant(city, burst(10, terms=("停水",)))
    await looked(city, NOON + 40 * MINUTES)
    (row,) = await listed(city, "fenxi")
    analyst = await city.desk("fenxi")
    page = (await analyst.client.get(f"/api/hot-topics/{row['id']}")).json()
    assert (page["examples"], page["ticket_ids"]) == ([], [])
    assert page["hidden_tickets"] == page["tickets"] == 10
    for login in ("agent01", "cg-lianluo"):
        desk = await city.desk(login)
        assert (await desk.client.get("/api/hot-topics")).status_code == 403
        assert (await desk.client.get(f"/api/hot-topics/{row['id']}")).status_code == 403


async def test_a_topic_is_told_once_also_over_a_restart(city: City) -> None:
    await taught(city)
    await plant(city, burst(12, terms=("停水",)))
    first, sent = await looked(city, NOON + 40 * MINUTES)
    assert sent == 1
    _, sent = await looked(city, NOON + 46 * MINUTES, first)
    assert sent == 0
    await first.stop()
    second, sent = await looked(city, NOON + 52 * MINUTES)
    assert sent == 0
    assert second.is_watching
    assert len(await bursts(city)) == 1
    await plant(city, burst(40, NOON + 50 * MINUTES, name="more", terms=("停水",)))
    _, sent = await looked(city, NOON + 3 * HOURS, second)
    assert sent == 1
    (row,) = await bursts(city)
    assert (row.told_count, row.phase) == (2, "GROWING")
    assert len(await notices(city)) == 2


async def test_one_process_watches_and_another_takes_over_when_it_dies(city: City) -> None:
    await taught(city)
    first, _ = await looked(city, NOON)
    second, _ = await looked(city, NOON + MINUTES)
    assert (first.is_watching, second.is_watching) == (True, False)
    await looked(city, NOON + MINUTES + LEASE + MINUTES, second)
    assert second.is_watching
    await looked(city, NOON + 10 * MINUTES, first)
    assert second.is_watching


async def test_a_look_whose_turn_was_lost_keeps_nothing_and_is_made_up_for(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    await taught(city)
    await plant(city, burst(12, terms=("停水",)))
    city.move_to(NOON + 40 * MINUTES)
    watch = HotWatch(city.hotline.database, HotSettings())
    plain = watch._looked_at

    def robbed(*given: Any) -> Any:
        monkeypatch.setattr(watch, "_turn", Turn(WATCH, "robbed", LEASE))
        return plain(*given)

    monkeypatch.setattr(watch, "_looked_at", robbed)
    with pytest.raises(TurnLost):
        await watch.run_once()
    assert not watch.is_watching
    assert await topics(city) == []
    _, sent = await looked(city, NOON + 50 * MINUTES)
    assert sent == 1


async def test_what_is_restricted_is_never_counted_and_what_is_hidden_never_quoted(
    city: City,
) -> None:
    await taught(city)
    await plant(city, burst(20, terms=("受贿",)), confidentiality="RESTRICTED")
    watch, sent = await looked(city, NOON + HOURS)
    assert sent == 0
    hidden = burst(12, NOON + HOURS, name="h", leaf="050101", town=TOWNS[1], terms=("噪声",))
    await plant(city, hidden, confidentiality="CITIZEN_HIDDEN")
    await looked(city, NOON + 100 * MINUTES, watch)
    (row,) = [row for row in await listed(city) if row["source"] == "BURST"]
    boss = await city.desk("banzhang")
    page = (await boss.client.get(f"/api/hot-topics/{row['id']}")).json()
    assert page["examples"] == []
    assert page["hidden_examples"] >= 1
    assert len(page["ticket_ids"]) == 12


async def test_a_ticket_made_restricted_or_void_counts_no_more(city: City) -> None:
    await taught(city)
    ids = await plant(city, burst(6, terms=("停水",)))
    async with city.hotline.database.write() as session:
        for number, key in enumerate(sorted(ids)):
            changed = {"status": "VOIDED"} if number % 2 else {"confidentiality": "RESTRICTED"}
            await session.execute(update(Ticket).where(Ticket.id == ids[key]).values(**changed))
            await session.execute(
                update(TicketAction)
                .where(TicketAction.ticket_id == ids[key])
                .values(action="VOID", at=NOON + 30 * MINUTES)
            )
    _, sent = await looked(city, NOON + 35 * MINUTES)
    assert sent == 0


async def test_a_correction_moves_a_ticket_to_its_right_subject(city: City) -> None:
    await taught(city)
    ids = await plant(city, burst(4, leaf="020201", terms=("停水",)))
    wrong = await plant(city, burst(8, leaf="050101", name="w", town=TOWNS[1]))
    watch, _ = await looked(city, NOON + 5 * MINUTES)
    async with city.hotline.database.write() as session:
        for ticket_id in wrong.values():
            await session.execute(
                update(Ticket)
                .where(Ticket.id == ticket_id)
                .values(category_code="020201", district_code="440604", town_code=TOWNS[0])
            )
            await session.execute(
                update(TicketAction)
                .where(TicketAction.ticket_id == ticket_id)
                .values(action="RECLASSIFY", at=NOON + 30 * MINUTES)
            )
    await looked(city, NOON + 40 * MINUTES, watch)
    found = [row for row in await bursts(city) if row.category_code.startswith("02")]
    assert found
    assert set(found[0].ticket_ids) <= set(ids.values()) | set(wrong.values())
    assert max(row.observed for row in found) >= 11


async def test_beyond_the_days_limit_topics_stand_in_the_list_and_one_line_says_so(
    city: City,
) -> None:
    await taught(city)
    await plant(city, burst(12, terms=("停水",)))
    await plant(city, burst(12, leaf="050101", town=TOWNS[1], name="n", terms=("噪声",)))
    await plant(city, burst(12, leaf="010101", town=TOWNS[2], name="g", terms=("垃圾",)))
    watch, sent = await looked(city, NOON + HOURS, alerts_per_day=1)
    assert sent == 1
    rows = await bursts(city)
    assert len(rows) == 3
    assert sum(row.told_at is not None for row in rows) == 1
    told = await notices(city)
    assert sorted(item["title_zh"] == "今日热点提醒已达上限" for item in told) == [False, True]
    await looked(city, NOON + 2 * HOURS, watch)
    assert len(await notices(city)) == 2


async def test_a_dismissed_topic_stays_so_until_it_doubles(city: City) -> None:
    await taught(city)
    await plant(city, burst(10, terms=("停水",)))
    watch, _ = await looked(city, NOON + 40 * MINUTES)
    (row,) = await listed(city)
    boss = await city.desk("banzhang")
    url = f"/api/hot-topics/{row['id']}"
    noted = await boss.client.post(f"{url}/acknowledge", json={"note": "已联系供水公司"})
    assert noted.json()["acknowledged_by_name"]
    assert noted.json()["note"] == "已联系供水公司"
    assert (await boss.client.post(f"{url}/dismiss", json={"reason": ""})).status_code == 422
    done = await boss.client.post(f"{url}/dismiss", json={"reason": "同一单位重复来电"})
    assert done.json()["state_label"] == "已排除"
    again = await boss.client.post(f"{url}/dismiss", json={"reason": "同一单位重复来电"})
    assert (again.status_code, again.json()["code"]) == (409, "hot_topic_closed")
    _, sent = await looked(city, NOON + 46 * MINUTES, watch)
    assert sent == 0
    assert (await listed(city, state="OPEN")) == []
    await plant(city, burst(40, NOON + 46 * MINUTES, name="more", terms=("停水",)))
    _, sent = await looked(city, NOON + 3 * HOURS, watch)
    assert sent == 1
    (back,) = await listed(city, state="OPEN")
    assert (back["id"], back["reason"]) == (row["id"], "同一单位重复来电")


async def test_a_topic_that_ends_is_calmed_without_a_further_notice(city: City) -> None:
    await taught(city)
    await plant(city, burst(10, terms=("停水",)))
    watch, _ = await looked(city, NOON + 40 * MINUTES)
    for step in range(1, 10):
        await looked(city, NOON + step * 8 * HOURS, watch)
    rows = await bursts(city)
    assert rows[0].state == "CALMED"
    assert rows[0].calmed_at is not None
    assert rows[0].examples
    assert len([n for n in await notices(city) if n["object_id"] == rows[0].id]) == 1


async def test_a_category_far_over_four_weeks_rises_once_not_every_day(city: City) -> None:
    await taught(city, DAYS)
    slow = burst(16, NOON - 11 * HOURS, leaf="010102", town=TOWNS[2])
    spread = [r for n in range(8) for r in (slow[2 * n], slow[2 * n + 1])]
    await plant(city, [_at(r, NOON - 11 * HOURS + n * 40 * MINUTES) for n, r in enumerate(spread)])
    settings: dict[str, Any] = {"least_excess": 50.0}  # no burst: the plain rule speaks
    watch, sent = await looked(city, NOON, **settings)
    assert sent == 1
    (row,) = await listed(city)
    assert (row["source"], row["confidence"]) == ("RISING", None)
    assert row["observed"] >= 16
    assert row["expected"] < 4
    (notice,) = await notices(city)
    assert "前四周日均" in notice["body_zh"]
    next_day = [
        _at(r, NOON + 13 * HOURS + n * 20 * MINUTES)
        for n, r in enumerate(burst(18, name="d", leaf="010102", town=TOWNS[2]))
    ]
    await plant(city, next_day)
    _, sent = await looked(city, NOON + 22 * HOURS, watch)
    assert sent == 0
    for day in range(2, 11):
        await looked(city, NOON + day * 24 * HOURS, watch)
    (row,) = await listed(city)
    assert row["state"] == "CALMED"


def _at(report: Any, at: Any) -> Any:
    return type(report)(**{**report.__dict__, "at": at})


async def test_a_clock_that_was_set_back_starts_the_watch_anew(city: City) -> None:
    await taught(city)
    watch, _ = await looked(city, NOON + 5 * HOURS)
    await plant(city, burst(12, terms=("停水",)))
    _, sent = await looked(city, NOON + HOURS, watch)
    assert sent == 1


async def test_before_its_time_the_watch_only_keeps_its_turn(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    await taught(city)
    watch, _ = await looked(city, NOON)

    async def never(*_: Any) -> Any:
        raise AssertionError

    monkeypatch.setattr(hot_feed, "changed_rows", never)
    assert (await looked(city, NOON + 4 * MINUTES, watch))[1] == 0
    with pytest.raises(AssertionError):
        await looked(city, NOON + 6 * MINUTES, watch)


async def test_a_lease_of_the_future_is_no_lease(city: City) -> None:
    city.move_to(NOON)
    async with city.hotline.database.write() as session:
        assert await take(session, Turn("x", "a", LEASE), clock.now() + timedelta(days=30))
        assert await take(session, Turn("x", "b", LEASE), clock.now())
        assert not await take(session, Turn("x", "a", LEASE), clock.now())
