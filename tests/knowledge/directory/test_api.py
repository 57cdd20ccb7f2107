"""The directory over HTTP: staff keep it, everybody reads what is published."""

import json
from collections.abc import AsyncIterator
from datetime import date

import httpx
import pytest
from fastapi import FastAPI

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.guard import current_actor
from hotline.kit.db import Database
from hotline.kit.http import problems
from hotline.kit.organisation.models import Unit
from knowledge.directory.api import public_router, router
from tests.knowledge.items.shelf import EDITOR, READER, person, units

DESK = "01HZ" + "Z" * 22
NUMBER = {
    "number": "12329",
    "name": "住房公积金热线",
    "unit_code": "FS-GA",
    "hours": "工作日",
    "published_in": ["WEBSITE"],
}


@pytest.fixture
async def client(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    async with database.write() as session:
        await units(session)
        session.add(
            Unit(
                id=DESK,
                code="FS-ZW",
                name="佛山市政务服务中心",
                short_name="政务中心",
                level=2,
                kind="BUREAU",
                path=f"/{DESK}/",
                valid_from=date(2020, 1, 1),
            )
        )
    app = FastAPI()
    app.state.database = database
    problems.install(app)
    app.include_router(router)
    app.include_router(public_router)
    app.dependency_overrides[current_actor] = lambda: app.state.actor
    app.state.actor = EDITOR
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        client.app = app  # type: ignore[attr-defined]
        yield client


def become(client: httpx.AsyncClient, actor: Actor) -> None:
    client.app.state.actor = actor  # type: ignore[attr-defined]


async def test_a_number_is_entered_changed_and_announced(client: httpx.AsyncClient) -> None:
    made = (await client.post("/api/directory/numbers", json=NUMBER)).json()
    changed = {**NUMBER, "state": "MERGED", "version": made["version"]}
    done = await client.put(f"/api/directory/numbers/{made['id']}", json=changed)
    assert done.json()["state"] == "MERGED"
    path = "/api/directory/numbers/changes"
    (waiting,) = (await client.get(path, params={"waiting": True})).json()
    assert (waiting["number"], waiting["channels"]) == ("12329", ["WEBSITE"])
    said = await client.post(
        f"{path}/{waiting['id']}/actions/ANNOUNCE", json={"channel": "WEBSITE", "where": "公告"}
    )
    assert said.json()["waiting"] is False
    public = (await client.get("/api/public/directory/numbers")).json()["items"]
    assert public == [{k: changed[k] for k in ("number", "name", "unit_code", "hours", "state")}]


async def test_windows_and_duties_reach_the_citizen(client: httpx.AsyncClient) -> None:
    path = f"/api/directory/units/{DESK}"
    told = await client.put(f"{path}/duties", json={"version": 0, "duties": "户籍与身份证"})
    assert told.status_code == 200, told.text
    assert told.json()["duties"] == "户籍与身份证"
    window = (await client.post(f"{path}/windows", json={"name": "问询台"})).json()
    body = {"name": "问询台", "address": "建新路一号", "version": window["version"]}
    assert (await client.put(f"/api/directory/windows/{window['id']}", json=body)).is_success
    public = (await client.get(f"/api/public/directory/units/{DESK}")).json()
    assert [w["address"] for w in public["windows"]] == ["建新路一号"]
    assert "duty_phone" not in public


async def test_reading_staff_change_nothing(client: httpx.AsyncClient) -> None:
    become(client, READER)
    assert (await client.get("/api/directory/numbers")).status_code == 200
    assert (await client.post("/api/directory/numbers", json=NUMBER)).status_code == 403
    path = f"/api/directory/units/{DESK}/windows"
    assert (await client.post(path, json={"name": "问询台"})).status_code == 403


async def test_the_ledger_is_imported_with_a_dry_run_and_again_without_harm(
    client: httpx.AsyncClient,
) -> None:
    bad = {**NUMBER, "number": "12333", "unit_code": "FS-NO"}
    content = "\n".join(json.dumps(one, ensure_ascii=False) for one in (NUMBER, bad)).encode()
    upload = {"file": ("phones.jsonl", content)}
    path = "/api/directory/numbers/import"
    dry = (await client.post(path, files=upload)).json()
    assert (dry["added"], [r["key"] for r in dry["refused"]]) == (["12329"], ["12333"])
    assert (await client.get("/api/directory/numbers")).json()["items"] == []
    store = {"dry_run": "false"}
    assert (await client.post(path, files=upload, data=store)).json()["added"] == ["12329"]
    assert (await client.post(path, files=upload, data=store)).json()["unchanged"] == ["12329"]
    newer = json.dumps({**NUMBER, "hours": "全天"}, ensure_ascii=False).encode()
    again = await client.post(path, files={"file": ("p.jsonl", newer)}, data=store)
    assert again.json()["changed"] == ["12329"]


async def test_numbers_are_exported_as_a_file_and_strangers_get_none(
    client: httpx.AsyncClient,
) -> None:
    await client.post("/api/directory/numbers", json=NUMBER)
    given = await client.get("/api/directory/numbers/export", params={"format": "csv"})
    assert "attachment" in given.headers["content-disposition"]
    assert "住房公积金热线" in given.content.decode("utf-8-sig")
    become(client, person("ticket.read"))
    assert (await client.get("/api/directory/numbers/export")).status_code == 403
