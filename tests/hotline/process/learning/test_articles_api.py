"""Answers that wait to become knowledge, over HTTP: editors see them masked, others not at all."""

import httpx
from fastapi import FastAPI

from hotline.kit import clock
from hotline.kit.auth.guard import current_actor
from hotline.kit.db import Database
from hotline.kit.http import problems
from hotline.process.learning.articles_api import router
from tests.hotline.process.learning.test_articles import answered, editor, somebody
from tests.hotline.tickets.city import MONDAY, build
from tests.knowledge.articles.shelf import draft

PATH = "/api/learning/articles"


async def test_an_editor_drafts_from_a_masked_answer(database: Database) -> None:
    with clock.frozen(MONDAY):
        async with database.write() as session:
            ticket_id = (await answered(await build(session))).id
        app = FastAPI()
        app.state.database = database
        problems.install(app)
        app.include_router(router)
        app.dependency_overrides[current_actor] = lambda: app.state.actor
        app.state.actor = editor()
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            (waiting,) = (await client.get(PATH)).json()
            assert waiting["ticket_id"] == ticket_id
            told = await client.get(f"{PATH}/{ticket_id}")
            assert "李小红" not in told.text
            assert told.json()["owner_unit_code"]
            named = {"version": 1, "article": draft(answer="问李小红").model_dump(mode="json")}
            refused = await client.post(f"{PATH}/{ticket_id}/actions/DRAFT", json=named)
            assert (refused.status_code, refused.json()["code"]) == (422, "personal_data_left")
            body = {"version": 1, "article": draft().model_dump(mode="json")}
            done = await client.post(f"{PATH}/{ticket_id}/actions/DRAFT", json=body)
            assert done.json()["state"] == "DRAFT"
            again = {"version": 2, "reason": "只与个案有关"}
            late = await client.post(f"{PATH}/{ticket_id}/actions/NOT_REUSABLE", json=again)
            assert late.status_code == 409
            assert (await client.get(PATH)).json() == []
            app.state.actor = somebody("knowledge.read")
            assert (await client.get(PATH)).status_code == 403
