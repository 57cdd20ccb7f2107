"""Knowledge over HTTP: staff search, editorial steps, refusals that say what was expected."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.guard import current_actor
from hotline.kit.db import Database
from hotline.kit.http import problems
from knowledge.articles.api import errors_router, flags_router, router
from knowledge.articles.citations import ItemChanged, flag_articles
from knowledge.desk import SearchDesk
from knowledge.embedded import Embedded
from tests.knowledge.articles.shelf import AGENT, AUTHOR, EDITOR, OWNER, UNIT, draft


class Desk:
    """A client whose acting person can be changed."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.actor: Actor = AUTHOR

    async def send(self, actor: Actor, method: str, path: str, **kwargs: Any) -> httpx.Response:
        self.actor = actor
        return await self.client.request(method, path, **kwargs)


@pytest.fixture
async def searching(tmp_path: Path) -> AsyncIterator[SearchDesk]:
    made = SearchDesk(Embedded(tmp_path / "search"))
    yield made
    await made.close()


@pytest.fixture
async def desk(database: Database, searching: SearchDesk) -> AsyncIterator[Desk]:
    app = FastAPI()
    app.state.database = database
    app.state.search = searching
    problems.install(app)
    app.include_router(router)
    app.include_router(errors_router)
    app.include_router(flags_router)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        desk = Desk(client)
        app.dependency_overrides[current_actor] = lambda: desk.actor
        yield desk


async def publish(desk: Desk) -> dict[str, Any]:
    body = draft().model_dump(mode="json")
    created = await desk.send(AUTHOR, "POST", "/api/articles", json=body)
    article: dict[str, Any] = created.json()
    for actor, action in ((OWNER, "REVIEW"), (EDITOR, "PUBLISH")):
        path = f"/api/articles/{article['id']}/actions/{action}"
        answer = await desk.send(actor, "POST", path, json={"version": article["version"]})
        assert answer.status_code == 200, answer.text
        article = answer.json()
    return article


async def test_an_article_goes_from_draft_to_search_hit(
    desk: Desk, database: Database, searching: SearchDesk
) -> None:
    article = await publish(desk)
    await searching.keep_up(database)
    assert article["state"] == "PUBLISHED"
    hits = await desk.send(AGENT, "GET", "/api/articles/search", params={"q": "身份证丢了"})
    assert [h["article_id"] for h in hits.json()] == [article["id"]]
    listed = await desk.send(AGENT, "GET", "/api/articles", params={"owner_unit_id": UNIT})
    assert [a["id"] for a in listed.json()["items"]] == [article["id"]]
    detail = await desk.send(AGENT, "GET", f"/api/articles/{article['id']}")
    assert [r["step"] for r in detail.json()["reviews"]] == ["REVIEWED", "PUBLISHED"]


async def test_a_stale_step_is_a_conflict_in_chinese(desk: Desk) -> None:
    article = await publish(desk)
    path = f"/api/articles/{article['id']}/actions/WITHDRAW"
    answer = await desk.send(OWNER, "POST", path, json={"version": 1, "note": "废止"})
    assert answer.status_code == 409
    assert "刷新" in answer.json()["detail"]


async def test_an_agent_reports_an_error_with_one_click(desk: Desk) -> None:
    article = await publish(desk)
    body = {"revision_id": article["current_revision_id"], "reason": "OUTDATED"}
    answer = await desk.send(AGENT, "POST", f"/api/articles/{article['id']}/errors", json=body)
    assert answer.status_code == 201
    waiting = (await desk.send(OWNER, "GET", "/api/article-errors")).json()
    path = f"/api/article-errors/{waiting[0]['id']}/actions/ACKNOWLEDGE"
    assert (await desk.send(OWNER, "POST", path)).json()["state"] == "ACKNOWLEDGED"


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("/api/articles/search", {}),
        ("/api/articles/search", {"q": "x" * 501}),
        ("/api/articles/search", {"q": "身份证", "district": "' OR 1=1"}),
        ("/api/articles", {"cursor": "%%%"}),
        ("/api/articles/no-ulid", {}),
        ("/api/articles/" + "Z" * 26, {}),
    ],
)
async def test_bad_input_is_refused_not_crashed_on(
    desk: Desk, path: str, params: dict[str, str]
) -> None:
    answer = await desk.send(AGENT, "GET", path, params=params)
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"


async def test_control_characters_and_unknown_fields_are_refused(desk: Desk) -> None:
    body = draft().model_dump(mode="json")
    body["content"]["answer"] = "有\u0000字符"
    assert (await desk.send(AUTHOR, "POST", "/api/articles", json=body)).status_code == 422
    body = draft().model_dump(mode="json") | {"state": "PUBLISHED"}
    assert (await desk.send(AUTHOR, "POST", "/api/articles", json=body)).status_code == 422
    assert (await desk.send(AUTHOR, "GET", "/api/articles")).json()["items"] == []


async def test_a_citizen_has_no_way_in(desk: Desk) -> None:
    nobody = Actor(None, "市民", frozenset(), frozenset(), None, None, vendor=False, kind="citizen")
    answer = await desk.send(nobody, "GET", "/api/articles/search", params={"q": "身份证"})
    assert answer.status_code == 403


async def test_a_changed_item_shows_on_the_article_until_it_is_settled(
    desk: Desk, database: Database
) -> None:
    body = draft(cites=[{"item": "FS-GA-010", "field": "fee"}]).model_dump(mode="json")
    article = (await desk.send(AUTHOR, "POST", "/api/articles", json=body)).json()
    for actor, action in ((OWNER, "REVIEW"), (EDITOR, "PUBLISH")):
        path = f"/api/articles/{article['id']}/actions/{action}"
        article = (
            await desk.send(actor, "POST", path, json={"version": article["version"]})
        ).json()
    async with database.write() as session:
        await flag_articles(
            session, [ItemChanged("01" + "T" * 24, "FS-GA-010", 2, ("fee",), False)]
        )
    detail = (await desk.send(AGENT, "GET", f"/api/articles/{article['id']}")).json()
    assert detail["article"]["under_correction"] is True
    assert [f["fields"] for f in detail["flags"]] == [["fee"]]
    (flag,) = (await desk.send(AGENT, "GET", "/api/article-flags")).json()
    assert flag["article_title"] == article["title"]
    path = f"/api/article-flags/{flag['id']}/actions/SETTLE"
    empty = await desk.send(OWNER, "POST", path, json={"outcome": "STILL_RIGHT"})
    assert empty.status_code == 422
    end = {"outcome": "STILL_RIGHT", "note": "收费未变，只改了依据"}
    assert (await desk.send(OWNER, "POST", path, json=end)).status_code == 200
    again = await desk.send(OWNER, "POST", path, json=end)
    assert again.status_code == 409
