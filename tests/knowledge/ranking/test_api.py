"""Ranking models over HTTP: seen, learned, put to use only when not worse, and taken back; each change audited."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.models import AuditEntry
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.guard import current_actor
from hotline.kit.db import Database
from hotline.kit.http import problems
from knowledge.desk import SearchDesk
from knowledge.embedded import Embedded
from knowledge.learned import RankingModel, Shelf, follow
from knowledge.ranking.api import router
from knowledge.search.ranking import DEFAULTS
from tests.knowledge.articles.shelf import AGENT, EDITOR, OWNER
from tests.knowledge.test_learn import KEY, TASTE, feedback, search
from tests.knowledge.test_learn import click as clicked

PATH = "/api/knowledge/ranking"
ONE, TWO = "01" + "A" * 24, "01" + "B" * 24


class House:
    """A client, the shelf behind it, and who acts."""

    def __init__(self, client: httpx.AsyncClient, shelf: Shelf, desk: SearchDesk) -> None:
        self.client, self.shelf, self.desk = client, shelf, desk
        self.actor: Actor = EDITOR

    async def act(self, action: str, **body: Any) -> httpx.Response:
        return await self.client.post(f"{PATH}/actions/{action}", json=body or None)

    async def read(self) -> dict[str, Any]:
        answer = await self.client.get(PATH)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def states(self) -> dict[str, str]:
        return {one["version"]: one["state"] for one in (await self.read())["models"]}


@pytest.fixture
async def house(database: Database, tmp_path: Path) -> AsyncIterator[House]:
    app = FastAPI()
    shelf, desk = Shelf(tmp_path / "ranking", KEY), SearchDesk(Embedded(tmp_path / "search"))
    app.state.database, app.state.ranking, app.state.search = database, shelf, desk
    problems.install(app)
    app.include_router(router)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        house = House(client, shelf, desk)
        app.dependency_overrides[current_actor] = lambda: house.actor
        follow(desk, shelf)
        yield house
    await desk.close()


def model(version: str, before: float, after: float, **more: Any) -> RankingModel:
    card = {
        "trained_on": 600,
        "validated_on": 150,
        "held_out": 250,
        "held_out_from": clock.now().isoformat(),
        "before": before,
        "after": after,
        "present": dict(DEFAULTS),
        "learned_at": clock.now().isoformat(),
    }
    return RankingModel(version, {**DEFAULTS, "popular": 0.7}, card | more)


def fill(session: AsyncSession) -> None:
    """Store 400 searches of people who like what is popular, and what they opened."""
    for number, one in enumerate(feedback(400, TASTE)):
        hits = [{"id": f"ITEM:{p}", "score": 1, "features": f} for p, f in enumerate(one.shown)]
        (place,) = one.chosen
        session.add(search(f"s{number}", shown=hits))
        session.add(clicked(f"c{number}", f"s{number}", f"ITEM:{place}", "OPENED"))


async def test_a_new_house_ranks_by_the_weights_shipped_with_the_program(house: House) -> None:
    told = await house.read()
    assert (told["in_use"], told["genuine"], told["may_roll_back"]) == ("shipped", True, False)
    (shipped,) = told["models"]
    assert (shipped["state"], shipped["held_out"]) == ("IN_USE", None)
    assert {one["feature"]: one["share"] for one in shipped["shares"]} == DEFAULTS
    assert (told["usable"], told["needed"]) == (0, 200)


async def test_a_model_is_told_with_its_held_out_figures_and_put_to_use_and_taken_back(
    house: House, database: Database
) -> None:
    house.shelf.store(model(ONE, 0.61, 0.68))
    told = (await house.read())["models"][0]
    assert (told["state"], told["before"], told["after"], told["held_out"]) == (
        "CANDIDATE",
        0.61,
        0.68,
        250,
    )
    used = (await house.act("PROMOTE", version=ONE)).json()
    assert (used["in_use"], used["may_roll_back"]) == (ONE, True)
    assert house.desk.shares["popular"] == 0.7
    assert await house.states() == {ONE: "IN_USE", "shipped": "EARLIER"}
    back = (await house.act("ROLL_BACK")).json()
    assert back["in_use"] == "shipped"
    assert house.desk.shares == DEFAULTS
    async with database.read() as session:
        actions = await session.scalars(select(AuditEntry.action).order_by(AuditEntry.id))
        assert list(actions) == ["ranking.promote", "ranking.roll_back"]


async def test_a_worse_a_foreign_and_an_unknown_model_are_not_put_to_use(house: House) -> None:
    house.shelf.store(model(ONE, 0.68, 0.61))
    house.shelf.store(model(TWO, 0.61, 0.68, present={**DEFAULTS, "popular": 9.0}))
    assert await house.states() == {TWO: "OUTDATED", ONE: "WORSE", "shipped": "IN_USE"}
    refused = [await house.act("PROMOTE", version=version) for version in (ONE, TWO, "0" * 26)]
    assert [(one.status_code, one.json()["code"]) for one in refused] == [
        (409, "ranking_model_worse"),
        (409, "ranking_model_outdated"),
        (404, "ranking_model_unknown"),
    ]
    nothing = await house.act("ROLL_BACK")
    assert (nothing.status_code, nothing.json()["code"]) == (409, "ranking_nothing_before")


async def test_an_altered_file_is_said_to_be_so_and_does_not_rank(house: House) -> None:
    path = house.shelf.store(model(ONE, 0.61, 0.68))
    await house.act("PROMOTE", version=ONE)
    path.write_bytes(path.read_bytes().replace(b"0.7", b"0.9"))
    told = await house.read()
    assert (told["in_use"], told["genuine"]) == ("shipped", False)


async def test_learning_stores_a_candidate_that_does_not_rank_yet(
    house: House, database: Database
) -> None:
    few = await house.act("LEARN", days=30)
    assert (few.status_code, few.json()["code"]) == (422, "ranking_nothing_to_learn")
    async with database.write() as session:
        fill(session)
    told = (await house.act("LEARN", days=30)).json()
    newest = told["models"][0]
    assert (newest["state"], told["in_use"], told["usable"]) == ("CANDIDATE", "shipped", 400)
    assert newest["after"] > newest["before"]
    assert (await house.act("PROMOTE", version=newest["version"])).json()["in_use"] == (
        newest["version"]
    )


async def test_owners_read_and_only_editors_change(house: House) -> None:
    house.shelf.store(model(ONE, 0.61, 0.68))
    house.actor = OWNER
    assert (await house.client.get(PATH)).status_code == 200
    for action, body in (("LEARN", {"days": 30}), ("PROMOTE", {"version": ONE})):
        assert (await house.act(action, **body)).status_code == 403
    assert (await house.act("ROLL_BACK")).status_code == 403
    house.actor = replace(AGENT, permissions=frozenset({"knowledge.read"}))
    assert (await house.client.get(PATH)).status_code == 403
