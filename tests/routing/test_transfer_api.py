"""Limits, places, tree, catalogue and rules as files over HTTP: permitted, audited, tried first."""

from typing import Any

import pytest
from sqlalchemy import select

from hotline.kit.audit.models import AuditEntry
from hotline.kit.db import Database
from hotline.kit.sheets import read_sheet
from routing.models import PolicyName
from routing.rules.files import write_policy
from tests.routing.city import RULES
from tests.routing.test_api import ALL, Door, door
from tests.routing.test_imports import LIMITS, PLACES

__all__ = ["door"]
EXPORTS = {
    "/api/routing/limits/export": "limits",
    "/api/routing/places/export": "places",
    "/api/categories/export": "taxonomy",
    "/api/catalogue/export": "catalogue",
    "/api/routing/policies/RULES/export": "routing_policy.RULES",
    "/api/routing/policies/WORDING/export": "routing_policy.WORDING",
}


async def audited(database: Database) -> list[Any]:
    async with database.read() as session:
        columns = (AuditEntry.object_id, AuditEntry.actor_id)
        query = select(*columns).where(AuditEntry.action == "list.export")
        return list(await session.execute(query.order_by(AuditEntry.seq)))


async def test_every_export_is_a_file_and_is_audited(door: Door, database: Database) -> None:
    actor = door.act(ALL)
    for path in EXPORTS:
        answer = await door.client.get(path, params={"format": "csv"})
        assert answer.status_code == 200, answer.text
        assert answer.headers["cache-control"] == "no-store"
        assert ".csv" in answer.headers["content-disposition"]
    entries = await audited(database)
    assert [entry.object_id for entry in entries] == list(EXPORTS.values())
    assert {entry.actor_id for entry in entries} == {actor.account_id}


@pytest.mark.parametrize("path", list(EXPORTS))
async def test_an_export_needs_its_permission(door: Door, path: str) -> None:
    door.act(frozenset({"ticket.read"}))
    problem = await door.get(path, 403)
    assert problem["code"] == "forbidden"


async def test_limits_and_places_that_go_out_are_taken_back_unchanged(door: Door) -> None:
    for name, raw in (("limits", LIMITS), ("places", PLACES)):
        await door.send(f"/api/routing/{name}/import", raw, dry_run="false")
        given = await door.client.get(f"/api/routing/{name}/export", params={"format": "xlsx"})
        rows = len(read_sheet(given.content))
        assert rows
        report = await door.send(f"/api/routing/{name}/import", given.content, dry_run="false")
        assert (report["added"], report["changed"], report["unchanged"]) == (0, 0, rows)


async def test_rules_are_tried_then_proposed_then_approved_by_another(door: Door) -> None:
    raw = write_policy(PolicyName.RULES, [{**RULES[0], "id": "=new"}], "csv")
    path = "/api/routing/policies/RULES"
    tried = await door.send(f"{path}/import", raw)
    assert (tried["dry_run"], tried["added"], tried["policy"]) == (True, ["=new"], None)
    before = await door.get(path)
    done = await door.send(f"{path}/import", raw, dry_run="false", note="从邻市导入")
    policy = done["policy"]
    assert (policy["state"], policy["note"]) == ("PROPOSED", "从邻市导入")
    own = await door.post(f"/api/routing/policies/{policy['id']}/approve", None, 403)
    assert own["code"] == "own_proposal"
    door.act(ALL)
    await door.post(f"/api/routing/policies/{policy['id']}/approve", None)
    assert len(await door.get(path)) == len(before) + 1
    given = await door.client.get(f"{path}/export", params={"format": "csv"})
    assert given.content == raw
    bench = await door.post("/api/routing/rules/test", {"texts": ["楼下着火了"]})
    assert [rule["rule"] for rule in bench["rows"][0]["rules"]] == ["=new"]


async def test_a_wrong_rule_is_told_with_its_row_in_both_languages(door: Door) -> None:
    raw = write_policy(PolicyName.RULES, RULES, "csv").replace(b"EMERGENCY,", b"LOUD,", 1)
    tried = await door.send("/api/routing/policies/RULES/import", raw)
    (refusal,) = tried["refused"]
    assert (refusal["row"], refusal["key"]) == (2, "fire")
    assert refusal["reason"]
    assert refusal["reason_en"]
    problem = await door.send("/api/routing/policies/RULES/import", raw, 422, dry_run="false")
    assert problem["errors"][0]["line"] == 2
