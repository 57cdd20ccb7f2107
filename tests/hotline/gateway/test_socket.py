"""The staff socket: two phases, events without a gap, nothing for who may not see it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from hotline.kit.realtime.hub import Outgoing, SlowClient
from tests.conftest import BACKENDS
from tests.support.city import City
from tests.support.server import free_port
from tests.support.steps import CLERK, approved, dispatched

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
NOISE = "禅城区祖庙街道同济路工地半夜倒水泥，十二点还在响，要求查处"


@asynccontextmanager
async def serving(city: City) -> AsyncIterator[str]:
    """Serve the city's application on loopback; its hub listens to the broker."""
    port = free_port()
    config = uvicorn.Config(
        city.app, port=port, log_level="error", lifespan="off", ws="websockets-sansio"
    )
    server = uvicorn.Server(config)
    stop = asyncio.Event()
    tasks = [
        asyncio.create_task(server.serve()),
        asyncio.create_task(city.hotline.broker.listen(city.hotline.hub.told, stop)),
    ]
    while not server.started:  # noqa: ASYNC110 — the server offers no event
        await asyncio.sleep(0.01)
    try:
        yield f"ws://127.0.0.1:{port}/api/ws"
    finally:
        server.should_exit = True
        stop.set()
        await asyncio.gather(*tasks)


@asynccontextmanager
async def signed_in(city: City, url: str, login: str) -> AsyncIterator[ClientConnection]:
    """A socket behind the auth phase."""
    desk = await city.desk(login)
    headers = {"Authorization": desk.client.headers["Authorization"]}
    async with connect(url, additional_headers=headers) as socket:
        await socket.send(json.dumps({"type": "auth"}))
        assert (await told(socket))["type"] == "auth_ok"
        yield socket


async def told(socket: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(10):
        return dict(json.loads(await socket.recv()))


async def asks(socket: ClientConnection, number: int, kind: str, **more: Any) -> dict[str, Any]:
    await socket.send(json.dumps({"id": number, "type": kind, **more}))
    return await told(socket)


async def test_a_new_ticket_appears_in_the_reviewers_queue_and_is_resumed_without_a_gap(
    city: City,
) -> None:
    async with serving(city) as url:
        async with signed_in(city, url, "shenhe") as socket:
            begun = await asks(socket, 1, "subscribe", stream="queue:drafts")
            assert begun["ok"]
            receipt = await city.submits(NOISE)
            event = await told(socket)
            assert (event["name"], event["data"]["ticket_id"]) == ("ticket.opened", receipt["id"])
            assert "13800000001" not in json.dumps(event)
        await city.submits(NOISE + "，第二件")
        await approved(city, receipt)
        async with signed_in(city, url, "shenhe") as socket:
            await asks(socket, 1, "subscribe", stream="queue:drafts", after=event["seq"])
            missed = [await told(socket), await told(socket)]
            assert [m["seq"] for m in missed] == [event["seq"] + 1, event["seq"] + 2]


async def test_nobody_hears_of_what_he_may_not_see(city: City) -> None:
    receipt = await city.submits(NOISE)
    async with serving(city) as url, signed_in(city, url, CLERK) as socket:
        refused = await asks(socket, 1, "subscribe", stream=f"ticket:{receipt['id']}")
        assert (refused["ok"], refused["code"]) == (False, "forbidden")
        refused = await asks(socket, 2, "subscribe", stream="queue:drafts")
        assert refused["code"] == "forbidden"
        await dispatched(city, receipt)
        allowed = await asks(socket, 3, "subscribe", stream=f"ticket:{receipt['id']}")
        assert allowed["ok"]


async def test_without_sign_in_the_socket_closes(city: City) -> None:
    async with serving(city) as url, connect(url) as socket:
        await socket.send(json.dumps({"type": "auth"}))
        with pytest.raises(ConnectionClosed) as closed:
            await told(socket)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4401


@pytest.mark.parametrize("text", ["{", "[]", '{"id":1,"type":"dance"}', "𠮷" * 9000])
async def test_what_is_no_command_closes_the_socket(city: City, text: str) -> None:
    async with serving(city) as url, signed_in(city, url, "shenhe") as socket:
        await socket.send(text)
        with pytest.raises(ConnectionClosed) as closed:
            await told(socket)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4400


async def test_two_people_on_one_ticket_see_each_other(city: City) -> None:
    receipt = await city.submits(NOISE)
    async with (
        serving(city) as url,
        signed_in(city, url, "shenhe") as first,
        signed_in(city, url, "agent01") as second,
    ):
        await asks(first, 1, "presence", ticket_id=receipt["id"])
        await told(first)
        await asks(second, 1, "presence", ticket_id=receipt["id"])
        seen = await told(first)
        assert {v["name"] for v in seen["viewers"]} == {"冯敏仪", "梁嘉怡"}


async def test_ids_must_rise(city: City) -> None:
    async with serving(city) as url, signed_in(city, url, "shenhe") as socket:
        await asks(socket, 5, "ping")
        assert (await asks(socket, 5, "ping"))["code"] == "id_not_rising"


async def test_a_client_that_does_not_read_is_cut_off(backend: str) -> None:
    outgoing = Outgoing(limit=2)
    outgoing.put({"a": 1})
    outgoing.put({"a": 2})
    with pytest.raises(SlowClient):
        outgoing.put({"a": 3})
    assert outgoing.overflowed.is_set()
