"""Notices over HTTP: two persons for staff, what counts now for everybody."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.guard import current_actor
from hotline.kit.db import Database
from hotline.kit.http import problems
from knowledge.notices.api import public_router, router
from tests.knowledge.items.shelf import READER, person, units
from tests.knowledge.notices.test_service import AUTHOR, SECOND

PATH = "/api/knowledge/notices"


class Desk:
    """A client whose acting person can be changed."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.actor: Actor = AUTHOR

    async def send(self, actor: Actor, method: str, path: str, **kwargs: Any) -> httpx.Response:
        self.actor = actor
        return await self.client.request(method, path, **kwargs)


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    async with database.write() as session:
        await units(session)
    app = FastAPI()
    app.state.database = database
    problems.install(app)
    app.include_router(router)
    app.include_router(public_router)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        desk = Desk(client)
        app.dependency_overrides[current_actor] = lambda: desk.actor
        yield desk


def body(key: str = "typhoon") -> dict[str, Any]:
    return {
        "key": key,
        "title": "台风红色预警",
        "text": "请留在室内。",
        "urgency": "URGENT",
        "unit_code": "FS-GA",
        "valid_from": (clock.now() - timedelta(hours=1)).isoformat(),
        "valid_to": (clock.now() + timedelta(hours=1)).isoformat(),
    }


async def test_a_notice_goes_from_draft_to_the_citizen_and_back(desk: Desk) -> None:
    made = (await desk.send(AUTHOR, "POST", PATH, json=body())).json()
    assert (made["state"], made["draft"]["title"]) == ("DRAFT", "台风红色预警")
    waiting = await desk.send(READER, "GET", PATH, params={"waiting": True})
    assert [n["id"] for n in waiting.json()["items"]] == [made["id"]]
    step = {"version": made["version"]}
    own = await desk.send(AUTHOR, "POST", f"{PATH}/{made['id']}/actions/PUBLISH", json=step)
    assert own.status_code == 403
    assert "起草人" in own.json()["title"]
    done = await desk.send(SECOND, "POST", f"{PATH}/{made['id']}/actions/PUBLISH", json=step)
    assert done.json()["state"] == "PUBLISHED"
    (public,) = (await desk.client.get("/api/public/notices")).json()
    assert public["unit_name"] == "佛山市公安局"
    assert "drafted_by" not in public
    end = {"version": done.json()["version"], "note": "预警解除"}
    await desk.send(SECOND, "POST", f"{PATH}/{made['id']}/actions/WITHDRAW", json=end)
    gone = await desk.client.get(f"/api/public/notices/{made['id']}")
    assert gone.status_code == 404


async def test_reading_staff_neither_write_nor_publish(desk: Desk) -> None:
    assert (await desk.send(READER, "POST", PATH, json=body())).status_code == 403
    made = (await desk.send(AUTHOR, "POST", PATH, json=body())).json()
    path = f"{PATH}/{made['id']}/actions/PUBLISH"
    refused = await desk.send(READER, "POST", path, json={"version": made["version"]})
    assert refused.status_code == 403


async def test_a_file_is_tried_before_it_is_stored(desk: Desk) -> None:
    content = json.dumps(body("filed"), ensure_ascii=False).encode()
    upload = {"file": ("notices.jsonl", content)}
    dry = await desk.send(AUTHOR, "POST", f"{PATH}/import", files=upload)
    assert (dry.json()["dry_run"], dry.json()["added"]) == (True, ["filed"])
    real = await desk.send(
        AUTHOR, "POST", f"{PATH}/import", files=upload, data={"dry_run": "false"}
    )
    assert real.json()["added"] == ["filed"]
    listed = await desk.send(READER, "GET", PATH, params={"state": "DRAFT"})
    assert [n["key"] for n in listed.json()["items"]] == ["filed"]


async def test_notices_are_exported_as_a_file_and_strangers_get_none(desk: Desk) -> None:
    made = (await desk.send(AUTHOR, "POST", PATH, json=body())).json()
    step = {"version": made["version"]}
    await desk.send(SECOND, "POST", f"{PATH}/{made['id']}/actions/PUBLISH", json=step)
    given = await desk.send(READER, "GET", f"{PATH}/export", params={"format": "jsonl"})
    assert given.headers["content-type"] == "application/x-ndjson"
    assert json.loads(given.content)["key"] == "typhoon"
    refused = await desk.send(person("ticket.read"), "GET", f"{PATH}/export")
    assert refused.status_code == 403
