"""Over HTTP: who may see, explain, decide, issue, reply, lift, read and change the numbers."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from hotline.kit.auth import service as accounts
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.auth.context import AuthContext
from hotline.kit.auth.settings import AuthSettings
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.kit.organisation.models import Unit
from hotline.kit.outbox.relay import Relay
from hotline.roles import role_book
from hotline.supervision import api
from hotline.supervision.policy import DEFAULT
from tests.hotline.supervision.stage import Stage, staged
from tests.support import kit_app

WORDS = "当日系统停电，已补办并致歉。"
FOREIGN = "0" * 26


@dataclass
class House:
    """The staged late ticket and the application on its database."""

    stage: Stage
    app: Any

    @asynccontextmanager
    async def client(self, role: str, unit: str = "hotline") -> AsyncIterator[httpx.AsyncClient]:
        """Sign in as somebody with one role."""
        login = f"{role}.{unit}".replace("_", "-")
        async with self.stage.database.write() as session:
            unit_id = await session.scalar(select(Unit.id).where(Unit.code == unit))
            new = accounts.NewAccount(
                login=login,
                name="林 梅",
                roles=(role,),
                password_hash=kit_app.password_hash(),
                unit_id=unit_id,
                must_change_password=False,
            )
            await accounts.create_account(session, SYSTEM, role_book(), new)
        async with kit_app.browser(self.app) as client:
            assert (await kit_app.log_in(client, login)).status_code == 200
            yield client


@pytest.fixture
async def house(database: Database, relay: Relay, tmp_path: Path) -> AsyncIterator[House]:
    async with staged(database, relay) as stage:
        await stage.at("2026-03-05 17:30")
        context = AuthContext(roles=role_book(), settings=AuthSettings(), secure_cookie=False)
        app = kit_app.kit_app(database, tmp_path, context)
        app.include_router(api.router)
        yield House(stage, app)


async def first(client: httpx.AsyncClient, path: str) -> dict[str, Any]:
    answer = await client.get(f"/api/supervision/{path}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["items"][0]
    return found


async def test_a_unit_explains_and_an_inspector_decides(house: House) -> None:
    async with house.client("unit_approver", "bureau") as unit:
        card = await first(unit, "cards?colour=YELLOW&state=OPEN&step=case")
        path = f"/api/supervision/cards/{card['id']}"
        body = {"version": card["version"], "text": WORDS}
        answer = await unit.post(f"{path}/explanation", json=body)
        assert (answer.status_code, answer.json()["disposition"]) == (200, "EXPLAINED")
        assert (await unit.post(f"{path}/explanation", json=body)).status_code == 409
        refused = await unit.post(f"{path}/decision", json={**body, "disposition": "REVOKED"})
        assert refused.status_code == 403
    async with house.client("inspector") as inspector:
        verdict = {"version": 2, "disposition": "EXEMPTED", "reason": "台风停电所致"}
        bare = await inspector.post(f"{path}/decision", json=verdict)
        assert (bare.status_code, bare.json()["code"]) == (422, "card_ground_missing")
        told = {**verdict, "ground": "FORCE_MAJEURE"}
        answer = await inspector.post(f"{path}/decision", json=told)
        assert answer.json()["disposition_label"] == "免责"


async def test_another_unit_sees_neither_cards_nor_documents(house: House) -> None:
    async with house.client("unit_approver", "police") as other:
        for path in ("cards", "orders"):
            assert (await other.get(f"/api/supervision/{path}")).json()["items"] == []
        assert (await other.get("/api/supervision/summary?month=2026-03-01")).json() == []
    async with house.client("unit_approver", "city") as above:
        card = await first(above, "cards")
        body = {"version": card["version"], "text": WORDS}
        answer = await above.post(f"/api/supervision/cards/{card['id']}/explanation", json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_own_unit")


async def test_an_officer_issues_a_unit_replies_and_the_officer_lifts(house: House) -> None:
    order = {"ticket_id": house.stage.ticket_id, "level": "LISTED", "reason": "社会影响较大"}
    async with house.client("supervision_officer") as officer:
        made = await officer.post("/api/supervision/orders", json=order)
        assert (made.status_code, made.json()["number"]) == (201, "DB202600002")
        early = await officer.post("/api/supervision/orders", json={**order, "level": "SUMMONED"})
        assert (early.status_code, early.json()["code"]) == (409, "rung_too_early")
        unknown = await officer.post(
            "/api/supervision/orders", json={**order, "ticket_id": FOREIGN}
        )
        assert unknown.status_code == 404
        path = f"/api/supervision/orders/{made.json()['id']}"
        async with house.client("unit_approver", "bureau") as unit:
            assert (await unit.post("/api/supervision/orders", json=order)).status_code == 403
            answer = {"version": 1, "text": "已增派人员抢修", "finish_date": "2026-03-08"}
            replied = await unit.post(f"{path}/reply", json=answer)
            assert replied.json()["state"] == "REPLIED"
            assert (await unit.post(f"{path}/reply", json=answer)).status_code == 409
        lifted = await officer.post(f"{path}/lift", json={"version": 2, "reason": "已整改到位"})
        assert lifted.json()["state_label"] == "已解除"


async def test_the_record_is_for_those_who_see_the_ticket(house: House) -> None:
    path = f"/api/supervision/tickets/{house.stage.ticket_id}/record"
    async with house.client("unit_clerk", "bureau") as clerk:
        kinds = [row["kind"] for row in (await clerk.get(path)).json()]
        assert {"YELLOW", "DUE", "CARD_YELLOW", "ORDER_URGED"} <= set(kinds)
        notices = (await clerk.get("/api/supervision/notices")).json()["items"]
        notice = f"/api/supervision/notices/{notices[0]['id']}/read"
        assert (await clerk.post(notice)).status_code == 204
        left = (await clerk.get("/api/supervision/notices")).json()["items"]
        assert len(left) == len(notices) - 1
    async with house.client("unit_clerk", "police") as other:
        assert (await other.get(path)).status_code == 404
        assert (await other.post(notice)).status_code == 404


async def test_new_numbers_need_two_persons(house: House) -> None:
    async with house.client("admin") as one, house.client("admin", "city") as two:
        body = {
            "document": {**DEFAULT.document(), "explain_days": 5},
            "reason": "按市里要求放宽",
            "effective_from": "2026-03-01T00:00:00Z",
        }
        wrong = {**body, "document": {"explain_days": "many"}}
        assert (await one.post("/api/supervision/rules", json=wrong)).status_code == 422
        half = json.dumps({**body, "document": {**DEFAULT.document(), "x": "\ud800"}})
        headers = {"Content-Type": "application/json"}
        refused = await one.post("/api/supervision/rules", content=half, headers=headers)
        assert refused.status_code == 422
        number = (await one.post("/api/supervision/rules", json=body)).json()["number"]
        path = f"/api/supervision/rules/{number}/decision"
        assert (await one.post(path, json={"accept": True})).status_code == 403
        assert (await two.post(path, json={"accept": True})).json()["state"] == "IN_FORCE"
        assert (await two.post(path, json={"accept": True})).status_code == 404
        assert [row["number"] for row in (await one.get("/api/supervision/rules")).json()] == [2]
    await house.stage.at("2026-03-06 17:30")
    async with house.client("inspector") as inspector:
        red = await first(inspector, "cards?colour=RED&step=case")
        assert red["answer_due_at"].startswith("2026-03-13")


BAD: tuple[tuple[str, str, dict[str, Any] | None, int], ...] = (
    ("GET", "cards?colour=PINK", None, 422),
    ("GET", "cards?unit_id=1", None, 422),
    ("GET", "cards?cursor=x", None, 422),
    ("GET", "grades?month=1999-01-01", None, 422),
    ("GET", "grades?month=yesterday", None, 422),
    ("POST", f"cards/{FOREIGN}/decision", {"version": 1}, 422),
    ("POST", f"cards/{FOREIGN}/decision", {"disposition": "OPEN", "reason": WORDS}, 422),
    ("POST", "orders", {"ticket_id": FOREIGN, "level": "ADVISED", "reason": WORDS}, 422),
    ("POST", "orders", {"ticket_id": FOREIGN, "level": "URGED", "reason": "一\x00二三四五"}, 422),
    ("POST", f"orders/{FOREIGN}/lift", {"version": 1, "reason": WORDS}, 404),
    ("POST", f"notices/{new_id()}/read", None, 404),
)


async def test_bad_input_is_a_clear_refusal(house: House) -> None:
    async with house.client("inspector") as inspector, house.client("supervision_officer") as one:
        for method, path, body, status in BAD:
            client = one if path.startswith("order") else inspector
            answer = await client.request(method, f"/api/supervision/{path}", json=body)
            assert answer.status_code == status, (path, answer.text)
            assert answer.json()["title"]


async def test_nobody_gets_in_without_signing_in(house: House) -> None:
    async with kit_app.browser(house.app) as stranger:
        for path in ("cards", "orders", "notices", "summary?month=2026-03-01", "rules"):
            assert (await stranger.get(f"/api/supervision/{path}")).status_code == 401


async def test_grades_show_their_definition(house: House) -> None:
    from datetime import date

    from hotline.supervision import grading

    async with house.stage.database.write() as session:
        await grading.compute(session, month=date(2026, 3, 1))
    async with house.client("inspector") as inspector:
        answer = await inspector.get("/api/supervision/grades?month=2026-03-15")
        row = next(r for r in answer.json() if r["unit_id"] == house.stage.bureau_id)
        assert "监察对象数" in row["definition"]
        summary = (await inspector.get("/api/supervision/summary?month=2026-03-15")).json()
        assert {(s["step"], s["colour"], s["cards"]) for s in summary} >= {("case", "YELLOW", 1)}
