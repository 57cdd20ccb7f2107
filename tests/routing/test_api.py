"""Routing over HTTP: public reading, four eyes for changes, clear problems for wrong input."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.guard import current_actor
from hotline.kit.db import Database
from hotline.kit.http import problems
from routing.api import router
from routing.catalogue import api as catalogue_api
from routing.extract import api as places_api
from routing.limits import api as limits_api
from routing.queries import load_units
from routing.rules import api as rules_api
from routing.state import RoutingHolder
from routing.taxonomy import api as taxonomy_api
from routing.taxonomy import examples_api
from tests.routing.city import RULES, TREE_CSV, catalogue_csv, staff
from tests.routing.test_imports import LIMITS, PLACES
from tests.routing.test_state import KEY, ROW, seed

ALL = frozenset(
    [
        "taxonomy.manage",
        "catalogue.read",
        "catalogue.manage",
        "catalogue.approve",
        "policy.propose",
        "policy.approve",
        "ticket.read",
    ]
)


class Door:
    """A client whose actor can be changed between requests."""

    def __init__(self, app: FastAPI, client: httpx.AsyncClient) -> None:
        self.app, self.client = app, client
        self.act(ALL)

    def act(self, permissions: frozenset[str]) -> Actor:
        actor = replace(staff(), permissions=permissions)
        self.app.dependency_overrides[current_actor] = lambda: actor
        return actor

    async def get(self, path: str, expected: int = 200, **query: Any) -> Any:
        answer = await self.client.get(path, params=query)
        assert answer.status_code == expected, answer.text
        return answer.json()

    async def post(self, path: str, body: Any, expected: int = 200) -> Any:
        answer = await self.client.post(path, json=body)
        assert answer.status_code == expected, answer.text
        return answer.json()

    async def send(self, path: str, raw: bytes, expected: int = 200, **form: str) -> Any:
        answer = await self.client.post(path, files={"file": ("x.csv", raw)}, data=form)
        assert answer.status_code == expected, answer.text
        return answer.json()


@pytest.fixture
async def door(database: Database, tmp_path: Path) -> AsyncIterator[Door]:
    async with database.write() as session:
        await seed(session)
    app = FastAPI()
    app.state.database = database
    app.state.routing = RoutingHolder(tmp_path, KEY)
    await app.state.routing.refresh_if_stale(database)
    problems.install(app)
    parts = (taxonomy_api, catalogue_api, rules_api, places_api, examples_api, limits_api)
    for part in (router, *(one.router for one in parts)):
        app.include_router(part)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://hotline.test") as client:
        yield Door(app, client)


async def test_everybody_reads_the_tree_and_its_questions(door: Door) -> None:
    door.app.dependency_overrides.clear()
    tree = await door.get("/api/categories")
    assert tree["version"] == "1"
    assert tree["categories"][0]["children"][0]["children"][0]["code"] == "010101"
    detail = await door.get("/api/categories/010101")
    assert detail["questions"][0]["key"] == "address"
    assert detail["chain"] == ["010101", "0101", "01"]
    problem = await door.get("/api/categories/99", 404)
    assert problem["code"] == "category_unknown"
    await door.get("/api/categories/abc", 422)
    assert (await door.get("/api/categories", version="1"))["version"] == "1"
    await door.get("/api/categories", 404, version="7")


async def test_a_tree_is_imported_after_a_dry_run(door: Door) -> None:
    changed = TREE_CSV.replace("占道经营".encode(), "占道摆卖".encode())
    report = await door.send("/api/categories/import", changed, version="2")
    assert (report["changed"], report["stored"]) == (["010102"], False)
    stored = await door.send("/api/categories/import", changed, version="2", dry_run="false")
    assert stored["stored"]
    assert (await door.get("/api/categories"))["version"] == "1"
    await door.app.state.routing.refresh_if_stale(door.app.state.database)
    assert (await door.get("/api/categories"))["version"] == "2"
    await door.send("/api/categories/import", b"\xff\xfe\x00", 422, version="3")


async def test_exports_are_files(door: Door) -> None:
    for path in ("/api/categories/export", "/api/catalogue/export"):
        for kind, start in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")):
            answer = await door.client.get(path, params={"format": kind})
            assert answer.content.startswith(start)
            assert f".{kind}" in answer.headers["content-disposition"]
        await door.get(path, 422, format="exe")


async def test_a_row_goes_through_two_persons(door: Door) -> None:
    rows = (await door.get("/api/catalogue", category_code="0101", status="APPROVED"))["items"]
    async with door.app.state.database.read() as session:
        helper = (await load_units(session)).by_code["FS-HB"].id
    body = {
        "category_code": "010102",
        "condition": 'respondent_kind == "FIRM"',
        "valid_from": "2026-01-01",
        "lead_unit_id": rows[0]["lead_unit_id"],
        "basis": [{"kind": "DUTY_ORDER", "title": "三定方案", "article": "第三条"}],
        "partners": [{"unit_id": helper, "task": "配合"}],
    }
    row = await door.post("/api/catalogue", body, 201)
    assert row["status"] == "PROPOSED"
    problem = await door.post("/api/catalogue/approve", {"row_ids": [row["id"]]}, 403)
    assert problem["code"] == "routing_two_persons_needed"
    door.act(ALL)
    approved = await door.post("/api/catalogue/approve", {"row_ids": [row["id"]], "note": "同意"})
    assert approved[0]["status"] == "APPROVED"
    shown = await door.get(f"/api/catalogue/{row['id']}")
    assert shown["basis"][0]["article"] == "第三条"
    assert shown["condition_words"]["zh"] == "被反映对象类型为企业或商户"
    assert "Firm" in shown["condition_words"]["en"]
    assert rows[0]["condition_words"] is None
    await door.post(f"/api/catalogue/{row['id']}/reject", {"note": "x"}, 409)
    last = {"note": "到期", "last_day": "2020-01-01"}
    await door.post(f"/api/catalogue/{row['id']}/end", last, 422)
    ended = await door.post(f"/api/catalogue/{row['id']}/end", last | {"last_day": "2099-01-01"})
    assert ended["valid_to"] == "2099-01-01"


async def test_the_catalogue_explains_itself(door: Door) -> None:
    found = await door.get("/api/catalogue/explain", category_code="010101", place_code="440604")
    assert found["decision"]["lead_unit"] == "FS-CG单位"
    assert "三定方案" in found["decision"]["reasons"][1]["zh"]
    then = await door.get(
        "/api/catalogue/explain",
        category_code="010101",
        on="2026-02-01",
        known_at="2026-02-01T12:00:00",
    )
    assert then["decision"]["why"] == "NO_ROW"
    assert [fault["finding"] for fault in await door.get("/api/catalogue/check")] == ["GAP"]


async def test_a_catalogue_file_is_tried_first(door: Door) -> None:
    wrong = catalogue_csv(ROW.replace("FS-CG", "FS-XX"))
    report = await door.send("/api/catalogue/import", wrong)
    assert report["errors"][0]["line"] == 2
    problem = await door.send("/api/catalogue/import", wrong, 422, dry_run="false")
    assert problem["errors"][0]["line"] == 2
    good = catalogue_csv(ROW.replace("010101", "010102"))
    stored = await door.send("/api/catalogue/import", good, dry_run="false")
    assert (stored["added"], stored["stored"]) == (1, True)
    listed = await door.get("/api/catalogue", status="PROPOSED")
    assert [row["id"] for row in listed["items"]] == stored["row_ids"]


async def test_a_text_is_judged_without_being_stored(door: Door) -> None:
    found = await door.post("/api/routing/suggest", {"text": "禅城区东广垃圾桶满了"})
    assert found["category"][0]["value"] == "010101"
    assert found["decision"]["lead_unit"] == "FS-CG单位"
    assert found["model"] is None
    empty = await door.post("/api/routing/suggest", {"text": ""})
    assert empty["unsure"]
    problem = await door.post("/api/routing/suggest", {"text": "a\x00b"}, 422)
    assert problem["code"] == "text_not_acceptable"
    await door.post("/api/routing/suggest", {"text": "长" * 10_001}, 422)
    assert (await door.get("/api/routing/model"))["status"] == "MISSING"


async def test_rules_are_tried_proposed_and_approved(door: Door) -> None:
    bench = await door.post("/api/routing/rules/test", {"texts": ["仓库起火", "你好"]})
    assert [len(row["rules"]) for row in bench["rows"]] == [1, 0]
    tried = await door.post("/api/routing/rules/test", {"texts": ["a"], "content": [{"id": "x"}]})
    assert tried["errors"]
    body = {"content": RULES[:1], "note": "精简"}
    policy = await door.post("/api/routing/policies/RULES", body, 201)
    await door.post(f"/api/routing/policies/{policy['id']}/approve", {}, 403)
    door.act(ALL)
    approved = await door.post(f"/api/routing/policies/{policy['id']}/approve", {})
    assert approved["state"] == "IN_FORCE"
    versions = await door.get("/api/routing/policies/RULES")
    assert [version["number"] for version in versions] == [2, 1]
    shown = await door.get(f"/api/routing/policies/RULES/{policy['id']}")
    assert shown["content"][0]["id"] == "fire"
    await door.get(f"/api/routing/policies/WORDING/{policy['id']}", 404)
    await door.post("/api/routing/policies/WORDING", {"content": [], "note": "x"}, 422)
    await door.post(f"/api/routing/policies/{policy['id']}/reject", {}, 409)


async def test_places_and_limits_are_imported(door: Door) -> None:
    assert (await door.send("/api/routing/places/import", PLACES))["unchanged"] == 2
    report = await door.send("/api/routing/limits/import", LIMITS, dry_run="false")
    assert (report["added"], report["stored"]) == (5, True)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/categories/import"),
        ("GET", "/api/categories/export"),
        ("GET", "/api/catalogue"),
        ("GET", "/api/catalogue/check"),
        ("GET", "/api/catalogue/explain"),
        ("POST", "/api/catalogue"),
        ("POST", "/api/catalogue/approve"),
        ("POST", "/api/catalogue/import"),
        ("POST", "/api/routing/suggest"),
        ("POST", "/api/routing/policies/RULES"),
        ("POST", "/api/routing/rules/test"),
        ("POST", "/api/routing/places/import"),
    ],
)
async def test_without_permission_nothing_happens(door: Door, method: str, path: str) -> None:
    door.act(frozenset())
    assert (await door.client.request(method, path)).status_code == 403


@pytest.mark.parametrize(
    "change",
    [
        {"category_code": "1"},
        {"district_code": "44"},
        {"lead_unit_id": "x"},
        {"basis": [{"kind": "RUMOUR", "title": "x"}]},
        {"unknown": 1},
        {"valid_from": "soon"},
        {"condition": "\x00"},
        {"limit_override": 0},
    ],
)
async def test_a_wrong_row_is_a_clear_problem(door: Door, change: dict[str, Any]) -> None:
    body = {"category_code": "010102", "valid_from": "2026-01-01", "lead_unit_id": "0" * 26}
    problem = await door.post("/api/catalogue", body | change, 422)
    assert problem["title"]
