"""Citizens over HTTP: masked by default, revealed on record, refused in plain words."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from crm import api, conduct_api, privacy_api
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.guard import current_actor
from hotline.kit.db import Database
from hotline.kit.http import problems

PHONE = "13800000001"


def staff(number: int, role: str, *permissions: str) -> Actor:
    return Actor(
        account_id=f"01STAFF{number:019d}",
        name=f"员工{number}",
        roles=frozenset({role}),
        permissions=frozenset(permissions),
        unit_id=None,
        unit_path=None,
        vendor=False,
        kind="staff",
    )


AGENT = staff(1, "agent", "personal.reveal", "citizen.read", "ticket.open")
ONE = staff(2, "supervisor", "personal.reveal", "citizen.read", "ticket.open", "caller.restrict")
TWO = staff(3, "supervisor", "personal.reveal", "citizen.read", "ticket.open", "caller.restrict")
OFFICER = staff(
    4, "privacy_officer", "personal.reveal", "citizen.read", "personal.request", "personal.erase"
)
ANALYST = staff(5, "analyst", "report.read")


class Desk:
    """A client whose acting person can be changed."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.actor: Actor = AGENT

    async def send(self, actor: Actor, method: str, path: str, json: Any = None) -> httpx.Response:
        self.actor = actor
        return await self.client.request(method, f"/api/citizens{path}", json=json)


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    app = FastAPI()
    app.state.database = database
    problems.install(app)
    for router in (api.router, privacy_api.router, conduct_api.router):
        app.include_router(router)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        desk = Desk(client)
        app.dependency_overrides[current_actor] = lambda: desk.actor
        yield desk


async def registered(desk: Desk, phone: str = PHONE, **more: Any) -> dict[str, Any]:
    answer = await desk.send(AGENT, "POST", "", {"name": "王小样", "phone": phone, **more})
    assert answer.status_code in {200, 201}, answer.text
    card: dict[str, Any] = answer.json()
    return card


async def test_registering_twice_gives_one_masked_card(desk: Desk) -> None:
    first, second = await registered(desk), await registered(desk)
    assert first["id"] == second["id"]
    assert (first["name"], first["contacts"][0]["value"]) == ("王**", "138****0001")
    found = await desk.send(AGENT, "POST", "/lookup", {"value": "+86 138-0000-0001"})
    assert found.json()["id"] == first["id"]
    assert PHONE not in found.text


async def test_a_reveal_needs_a_purpose(desk: Desk) -> None:
    card = await registered(desk)
    path = f"/{card['id']}/actions/REVEAL"
    assert (await desk.send(AGENT, "POST", path, {"field": "phone"})).status_code == 422
    answer = await desk.send(AGENT, "POST", path, {"field": "phone", "purpose": "回拨核实地点"})
    assert answer.json() == {"field": "phone", "values": [PHONE]}


async def test_an_analyst_sees_no_citizen(desk: Desk) -> None:
    card = await registered(desk)
    assert (await desk.send(ANALYST, "GET", f"/{card['id']}")).status_code == 403
    assert (await desk.send(ANALYST, "POST", "/lookup", {"value": PHONE})).status_code == 403


async def test_preferences_change_with_the_right_version_only(desk: Desk) -> None:
    card = await registered(desk)
    path = f"/{card['id']}/preferences"
    wanted = {"version": card["version"], "language": "YUE", "special_group": "ELDERLY"}
    changed = (await desk.send(AGENT, "PATCH", path, wanted)).json()
    assert (changed["language"], changed["special_group"]) == ("YUE", "ELDERLY")
    assert (await desk.send(AGENT, "PATCH", path, wanted)).status_code == 409


async def test_a_merge_and_its_undoing(desk: Desk) -> None:
    kept, gone = await registered(desk), await registered(desk, "13800000002")
    body = {"merged_id": gone["id"], "reason": "同一人两个号码"}
    merge = (await desk.send(ONE, "POST", f"/{kept['id']}/merges", body)).json()
    assert (await desk.send(AGENT, "GET", f"/{gone['id']}")).json()["id"] == kept["id"]
    undo = f"/merges/{merge['id']}/actions/UNDO"
    assert (await desk.send(ONE, "POST", undo, {"reason": "其实是父子"})).status_code == 200
    assert (await desk.send(AGENT, "GET", f"/{gone['id']}")).json()["id"] == gone["id"]


async def test_a_restriction_over_http_takes_two(desk: Desk) -> None:
    card = await registered(desk)
    warn = {"reason": "请文明用语"}
    assert (await desk.send(AGENT, "POST", f"/{card['id']}/conduct/WARN", warn)).status_code == 200
    proof = {"reason": "连续辱骂", "recordings": ["rec-1"], "channel": "VOICE"}
    alone = await desk.send(ONE, "POST", f"/{card['id']}/conduct/RESTRICT", proof)
    assert alone.status_code == 403
    path = f"/{card['id']}/conduct-proposals/RESTRICT"
    proposal = (await desk.send(ONE, "POST", path, proof)).json()
    decide = f"/conduct-proposals/{proposal['id']}/actions/DECIDE"
    assert (await desk.send(ONE, "POST", decide, {"accept": True})).status_code == 403
    assert (await desk.send(TWO, "POST", decide, {"accept": True})).status_code == 200
    assert (await desk.send(AGENT, "GET", f"/{card['id']}")).json()["restricted"] is True


async def test_an_illegal_step_names_the_allowed_ones(desk: Desk) -> None:
    card = await registered(desk)
    answer = await desk.send(ONE, "POST", f"/{card['id']}/conduct/LIFT", {"reason": "误判"})
    assert answer.status_code == 409
    assert answer.json()["allowed_actions"] == ["WARN", "REFER_TO_POLICE"]


async def test_only_the_privacy_officer_exports_and_erases(desk: Desk) -> None:
    card = await registered(desk)
    export, erase = f"/{card['id']}/actions/EXPORT", f"/{card['id']}/actions/ERASE"
    assert (await desk.send(ONE, "POST", export, {"reason": "查一下"})).status_code == 403
    told = await desk.send(OFFICER, "POST", export, {"reason": "本人查阅"})
    assert told.json()["citizen"]["phone"] == [PHONE]
    certificate = await desk.send(OFFICER, "POST", erase, {"rule": "本人申请删除"})
    assert certificate.json()["counts"]["keys"] == 1
    assert (await desk.send(AGENT, "POST", "/lookup", {"value": PHONE})).status_code == 404


async def test_a_place_on_a_list_is_given_and_taken(desk: Desk) -> None:
    card = await registered(desk)
    body = {"kind": "SPECIAL_CARE", "reason": "独居老人", "days": 30}
    added = await desk.send(AGENT, "POST", f"/{card['id']}/lists", body)
    assert added.json()["lists"] == ["SPECIAL_CARE"]
    removed = await desk.send(AGENT, "DELETE", f"/{card['id']}/lists/SPECIAL_CARE")
    assert removed.json()["lists"] == []


@pytest.mark.parametrize(
    "body",
    [
        {"phone": "不是号码"},
        {"phone": "1" * 400},
        {"name": "王\u0000"},
        {"name": "王" * 61},
        {"email": "no-address", "name": "王"},
        {"kind": "ROBOT"},
        {"unknown": 1},
    ],
)
async def test_bad_input_is_refused_and_never_echoed(desk: Desk, body: dict[str, Any]) -> None:
    answer = await desk.send(AGENT, "POST", "", body)
    assert answer.status_code == 422
    assert "王" not in answer.text


async def test_rare_characters_are_kept(desk: Desk) -> None:
    card = (await desk.send(AGENT, "POST", "", {"name": "𠮷小样", "phone": PHONE})).json()
    assert card["name"] == "𠮷**"
