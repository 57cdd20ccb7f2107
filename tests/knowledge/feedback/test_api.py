"""Feedback over HTTP: one click is noted, a wrong answer starts the owner's clocks, a citizen learns nothing inside."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.guard import current_actor
from hotline.kit.db import Database
from hotline.kit.http import problems
from knowledge.answer.queries import read_texts
from knowledge.answer.texts import Reader
from knowledge.articles.models import Article, ErrorReport
from knowledge.audience import Audience
from knowledge.feedback.api import public_router, reports_router, router
from knowledge.feedback.models import KnowledgeClick
from knowledge.feedback.recorder import KEY, SearchLog
from knowledge.items.models import ServiceItem
from knowledge.items.queries import read_item, read_public_item
from tests.knowledge.articles.shelf import AGENT, STRANGER, published, staff
from tests.knowledge.items.shelf import POLICE, take, units
from tests.knowledge.items.shelf import row as item_row

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)


@dataclass
class Desk:
    """A client whose acting person can be changed, and the log behind it."""

    client: httpx.AsyncClient
    database: Database
    log: SearchLog
    actor: Actor = AGENT

    async def send(self, path: str, body: dict[str, Any]) -> httpx.Response:
        return await self.client.post(path, json=body)

    async def clicks(self) -> list[tuple[str, str, str]]:
        await self.log.flush(self.database)
        async with self.database.read() as session:
            rows = await session.scalars(select(KnowledgeClick).order_by(KnowledgeClick.id))
            return [(row.document_id, row.verdict, row.channel) for row in rows]


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    database.info[KEY] = SearchLog()
    app = FastAPI()
    app.state.database = database
    problems.install(app)
    for one in (router, public_router, reports_router):
        app.include_router(one)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        desk = Desk(client, database, database.info[KEY])
        app.dependency_overrides[current_actor] = lambda: desk.actor
        yield desk


async def article(database: Database, **changes: Any) -> Article:
    async with database.write() as session:
        return await published(session, **changes)


async def test_a_wrong_article_goes_to_its_owner_with_one_click(desk: Desk) -> None:
    row = await article(desk.database)
    body = {
        "document": f"ARTICLE:{row.id}",
        "revision_id": row.current_revision_id,
        "verdict": "UNHELPFUL",
        "reason": "WRONG_CONTACT",
        "text": "窗口已搬",
    }
    answer = await desk.send("/api/knowledge/feedback", body)
    assert answer.status_code == 202, answer.text
    async with desk.database.read() as session:
        report = (await session.scalars(select(ErrorReport))).one()
        assert (report.id, report.reason) == (answer.json()["report_id"], "WRONG_CONTACT")
    assert await desk.clicks() == [(f"ARTICLE:{row.id}", "UNHELPFUL", "CONSOLE")]


async def test_a_wrong_item_goes_to_its_unit_which_confirms_and_ends_it(desk: Desk) -> None:
    async with desk.database.write() as session:
        await units(session)
        await take(session, item_row())
        item = (await session.scalars(select(ServiceItem))).one()
    body = {"document": f"ITEM:{item.id}", "verdict": "UNHELPFUL", "reason": "OUTDATED"}
    told = await desk.send("/api/knowledge/feedback", body)
    report_id = told.json()["report_id"]
    waiting = (await desk.client.get("/api/service-item-errors")).json()
    assert [(one["id"], one["item_id"], one["state"]) for one in waiting] == [
        (report_id, item.id, "OPEN")
    ]
    path = f"/api/service-item-errors/{report_id}/actions"
    end = {"outcome": "REJECTED", "note": "内容无误"}
    desk.actor = STRANGER
    assert (await desk.send(f"{path}/ACKNOWLEDGE", {})).status_code == 403
    refused = await desk.send(f"{path}/SETTLE", end)
    assert (refused.status_code, refused.json()["code"]) == (403, "knowledge_of_another_unit")
    desk.actor = staff(6, "knowledge_owner", unit=POLICE)
    assert (await desk.send(f"{path}/ACKNOWLEDGE", {})).json()["state"] == "ACKNOWLEDGED"
    assert (await desk.send(f"{path}/ACKNOWLEDGE", {})).status_code == 409
    end = {"outcome": "FIXED", "note": "目录已更新"}
    assert (await desk.send(f"{path}/SETTLE", end)).json()["outcome_note"] == "目录已更新"
    assert (await desk.send(f"{path}/SETTLE", end)).status_code == 409
    assert (await desk.client.get("/api/service-item-errors")).json() == []


async def test_a_report_on_an_item_tells_its_clocks_and_their_light(desk: Desk) -> None:
    async with desk.database.write() as session:
        await units(session)
        await take(session, item_row())
        item = (await session.scalars(select(ServiceItem))).one()
    body = {"document": f"ITEM:{item.id}", "verdict": "UNHELPFUL", "reason": "OUTDATED"}
    with clock.frozen(MONDAY):
        told = (await desk.send("/api/knowledge/feedback", body)).json()
    assert (
        MONDAY
        < datetime.fromisoformat(told["ack_due_at"])
        < datetime.fromisoformat(told["fix_due_at"])
    )
    assert await shown(desk, MONDAY) == (told["ack_due_at"], told["fix_due_at"], "GREEN")
    path = f"/api/service-item-errors/{told['report_id']}/actions"
    desk.actor = staff(6, "knowledge_owner", unit=POLICE)
    late = datetime.fromisoformat(told["ack_due_at"])
    assert (await shown(desk, late))[2] == "RED"
    with clock.frozen(late):
        assert (await desk.send(f"{path}/ACKNOWLEDGE", {})).json()["light"] == "GREEN"
    assert (await shown(desk, late))[2] == "GREEN"
    assert (await shown(desk, datetime.fromisoformat(told["fix_due_at"])))[2] == "RED"
    end = {"outcome": "FIXED", "note": "目录已更新"}
    assert (await desk.send(f"{path}/SETTLE", end)).json()["light"] is None


async def shown(desk: Desk, at: datetime) -> tuple[str, str, str]:
    """Return the clocks of the one waiting report and their light at an instant."""
    with clock.frozen(at):
        (one,) = (await desk.client.get("/api/service-item-errors")).json()
    return one["ack_due_at"], one["fix_due_at"], one["light"]


async def test_an_item_is_marked_until_its_last_report_is_ended(desk: Desk) -> None:
    async with desk.database.write() as session:
        await units(session)
        await take(session, item_row())
        item = (await session.scalars(select(ServiceItem))).one()
    body = {"document": f"ITEM:{item.id}", "verdict": "UNHELPFUL", "reason": "WRONG_FACT"}
    reports = [(await desk.send("/api/knowledge/feedback", body)).json()["report_id"] for _ in "ab"]
    assert await marks(desk.database, item.id) == (True, True, True)
    desk.actor = staff(6, "knowledge_owner", unit=POLICE)
    end = {"outcome": "REJECTED", "note": "内容无误"}
    for report_id, marked in zip(reports, (True, False), strict=True):
        await desk.send(f"/api/service-item-errors/{report_id}/actions/SETTLE", end)
        assert await marks(desk.database, item.id) == (marked, marked, marked)


async def marks(database: Database, item_id: str) -> tuple[bool, bool, bool]:
    """Return whether an item is marked for staff, for citizens, and where answers are made of it."""
    async with database.read() as session:
        texts = await read_texts(
            session, [f"ITEM:{item_id}"], Reader(Audience.PUBLIC, clock.local_date())
        )
        return (
            (await read_item(session, item_id)).under_correction,
            (await read_public_item(session, item_id)).under_correction,
            texts.by_id[f"ITEM:{item_id}"].standing.under_correction,
        )


async def test_who_may_not_report_may_still_say_that_it_did_not_help(desk: Desk) -> None:
    row = await article(desk.database)
    desk.actor = replace(AGENT, permissions=frozenset({"knowledge.read"}))
    body: dict[str, Any] = {"document": f"ARTICLE:{row.id}", "verdict": "UNHELPFUL"}
    assert (await desk.send("/api/knowledge/feedback", body)).json()["report_id"] is None
    body |= {"reason": "OTHER", "revision_id": row.current_revision_id}
    assert (await desk.send("/api/knowledge/feedback", body)).status_code == 403


async def test_a_citizens_click_on_what_he_is_not_shown_is_answered_alike_and_not_counted(
    desk: Desk,
) -> None:
    seen = await article(desk.database)
    inside = await article(desk.database, key="phones", audience=Audience.INTERNAL)
    path = "/api/public/knowledge/feedback"
    answers = []
    for key in (f"ARTICLE:{seen.id}", f"ARTICLE:{inside.id}", "UNIT:01" + "Z" * 24):
        answers.append(await desk.send(path, {"document": key, "verdict": "HELPFUL"}))
    assert {a.status_code for a in answers} == {202}
    assert {value for a in answers for value in a.json().values()} == {None}
    assert await desk.clicks() == [(f"ARTICLE:{seen.id}", "HELPFUL", "PORTAL")]


@pytest.mark.parametrize(
    "change",
    [
        {"document": "ARTICLE:x"},
        {"document": "'; DROP TABLE"},
        {"document": "PHONE:01" + "Z" * 24},
        {"verdict": "ADOPTED"},
        {"verdict": "HELPFUL", "reason": "OTHER"},
        {"verdict": "UNHELPFUL", "reason": "OTHER"},
        {"position": -1},
        {"search_id": "1"},
        {"text": "长" * 501},
        {"more": 1},
    ],
)
async def test_bad_feedback_is_refused(desk: Desk, change: dict[str, Any]) -> None:
    body = {"document": "ARTICLE:01" + "Z" * 24, "verdict": "OPENED"} | change
    answer = await desk.send("/api/knowledge/feedback", body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


async def test_feedback_on_what_does_not_exist_is_refused(desk: Desk) -> None:
    body = {"document": "ARTICLE:01" + "Z" * 24, "verdict": "OPENED"}
    assert (await desk.send("/api/knowledge/feedback", body)).status_code == 404
