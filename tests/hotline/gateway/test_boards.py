"""An open page follows its colleagues: what one of them does is told to all who may see it, and to nobody else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection

from hotline.kit import clock
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish
from hotline.process.hot import record
from hotline.process.hot.models import DriftAlert, HotSource
from routing.events import AgreementFell, HotBriefMade, HotTopicTold
from routing.hot.reports import Topic
from tests.conftest import BACKENDS
from tests.hotline.gateway.test_socket import asks, serving, signed_in, told
from tests.hotline.process.incidents.test_measures import TEXT
from tests.support import incidents as many
from tests.support.city import City, Json

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


@asynccontextmanager
async def watching(city: City, login: str, stream: str) -> AsyncIterator[ClientConnection]:
    """A page of somebody's that follows a stream."""
    async with serving(city) as url, signed_in(city, url, login) as socket:
        assert (await asks(socket, 1, "subscribe", stream=stream))["ok"]
        yield socket


async def hears(socket: ClientConnection, name: str) -> Json:
    """The data of the next event, which must have this name."""
    event = await told(socket)
    assert event["name"] == name, event
    return dict(event["data"])


async def topic(city: City) -> str:
    """A hot topic stands in the list."""
    async with city.hotline.database.write() as session:
        row = record.new_row(session, "watch", HotSource.BURST, Topic("010101", "", "440604"))
        now = clock.now()
        row.window_hours, row.observed, row.expected, row.confidence = 3, 9, 1.0, 0.99
        row.first_seen = row.opened_at = row.told_at = now
        await session.flush()
        return row.id


async def publishes(city: City, event: Any) -> None:
    async with city.hotline.database.write() as session:
        await publish(session, event)
    await city.settle()


async def test_an_open_list_of_incidents_follows_from_suggestion_to_measure(city: City) -> None:
    await many.told_by(city, 5)
    async with watching(city, "banzhang", "board:incidents") as socket:
        found = await many.suggested(city)
        first = await hears(socket, "incident.changed")
        assert first == {"incident_id": found["id"], "change": "suggest"}
        page = await many.page(city, "shenhe", found["id"])
        body = {"version": page["version"], "reason": "不是同一件事"}
        await many.does(city, "shenhe", f"/{found['id']}/dismiss", body)
        assert (await hears(socket, "incident.changed"))["change"] == "dismiss"


async def test_a_measure_is_followed_to_its_end(city: City) -> None:
    incident = await many.made(city, await many.told_by(city, 2))
    async with watching(city, "banzhang", "board:incidents") as socket:
        notice = await many.measure(city, "paidan", incident, kind="NOTICE", text=TEXT)
        assert (await hears(socket, "incident.changed"))["change"] == "measure"
        await many.does(city, "banzhang", f"/{incident['id']}/measures/{notice['id']}/approve")
        assert (await hears(socket, "incident.changed"))["change"] == "measure"
        assert (await hears(socket, "incident.changed"))["incident_id"] == incident["id"]
        page = await many.page(city, "banzhang", incident["id"])
        assert page["measures"][0]["state"] == "DONE"


async def test_a_unit_hears_nothing_of_an_incident_without_its_tickets(city: City) -> None:
    receipts = await many.told_by(city, 2)
    async with watching(city, "cg-lianluo", "board:incidents") as socket:
        await many.made(city, receipts)
        assert (await asks(socket, 2, "ping"))["type"] == "result"


async def test_a_suggested_incident_is_told_to_those_who_decide_at_once(city: City) -> None:
    await many.told_by(city, 5)
    desk = await city.desk("shenhe")
    account = (await desk.client.get("/api/auth/me")).json()["account"]["id"]
    async with watching(city, "shenhe", f"user:{account}") as socket:
        found = await many.suggested(city)
        data = await hears(socket, "incident.suggested")
        assert (data["incident_id"], data["number"]) == (found["id"], found["number"])


async def test_an_open_page_of_hot_topics_follows_alarm_decision_and_brief(city: City) -> None:
    topic_id = await topic(city)
    async with watching(city, "fenxi", "board:hot_topics") as socket:
        await publishes(city, HotTopicTold(topic_id, "OPENED"))
        data = await hears(socket, "hot_topic.told")
        assert data == {"topic_id": topic_id, "change": "OPENED"}
        desk = await city.desk("banzhang")
        path = f"/api/hot-topics/{topic_id}"
        assert (await desk.client.post(f"{path}/acknowledge", json={})).status_code == 200
        await city.settle()
        data = await hears(socket, "hot_topic.decided")
        assert data == {"topic_id": topic_id, "change": "acknowledge"}
        await publishes(city, HotBriefMade([f"{clock.local_date()}"]))
        assert (await hears(socket, "hot_brief.made"))["days"] == [f"{clock.local_date()}"]


async def test_a_fall_of_agreement_reaches_the_open_board(city: City) -> None:
    async with watching(city, "fenxi", "board:drift") as socket:
        await publishes(city, AgreementFell("2026-W10", "kind", ["0" * 26]))
        assert await hears(socket, "drift.fell") == {"week": "2026-W10", "question": "kind"}


async def test_taking_note_of_a_fall_reaches_the_open_board(city: City) -> None:
    async with city.hotline.database.write() as session:
        alert = DriftAlert(
            id=new_id(),
            week="2026-W10",
            question="kind",
            code="",
            suggested=80,
            agreed=40,
            before_suggested=600,
            before_agreed=500,
            model="m1",
            raised_at=clock.now(),
            note="",
        )
        session.add(alert)
    async with watching(city, "fenxi", "board:drift") as socket:
        desk = await city.desk("banzhang")
        path = f"/api/drift/alerts/{alert.id}/acknowledge"
        assert (await desk.client.post(path, json={"note": "已补训"})).status_code == 200
        await city.settle()
        assert await hears(socket, "drift.acknowledged") == {"alert_id": alert.id}


@pytest.mark.parametrize(
    ("login", "stream"),
    [
        ("agent01", "board:hot_topics"),
        ("agent01", "board:drift"),
        ("fenxi", "board:incidents"),
        ("banzhang", "board:nothing"),
    ],
)
async def test_a_board_is_for_those_who_may_open_its_page(
    city: City, login: str, stream: str
) -> None:
    async with serving(city) as url, signed_in(city, url, login) as socket:
        refused = await asks(socket, 1, "subscribe", stream=stream)
        assert (refused["ok"], refused["code"]) == (False, "forbidden")
