"""Only the auditor reads the audit."""

from pathlib import Path

import pytest

from hotline.kit.db import Database
from tests.support.kit_app import Person, auth_context, browser, hire, kit_app, log_in


async def test_the_auditor_lists_and_verifies_and_others_do_not(
    database: Database, tmp_path: Path
) -> None:
    app = kit_app(database, tmp_path, auth_context())
    await hire(database, Person(login="auditor", roles=("auditor",)))
    await hire(database, Person())
    async with browser(app) as auditor, browser(app) as clerk:
        assert (await auditor.get("/api/audit")).status_code == 401
        await log_in(auditor, "auditor")
        await log_in(clerk)
        assert (await clerk.get("/api/audit")).status_code == 403
        assert (await clerk.get("/api/audit/verification")).status_code == 403
        first = (await auditor.get("/api/audit", params={"limit": 1})).json()
        assert first["items"][0]["action"] == "account.login"
        created = await auditor.get("/api/audit", params={"action": "account.created"})
        assert len(created.json()["items"]) == 2
        report = (await auditor.get("/api/audit/verification")).json()
        assert report["intact"] is True
        assert report["rows"] == 4
        assert report["anchor"].startswith("4 ")


@pytest.mark.parametrize(
    "params",
    [
        {"limit": 0},
        {"limit": 101},
        {"limit": "many"},
        {"cursor": "abc"},
        {"cursor": "x" * 600},
        {"category": "ALL"},
        {"actor_id": "a\0b"},
        {"since": "yesterday"},
        {"since": "2026-01-01T00:00:00"},
    ],
)
async def test_a_wrong_filter_is_refused(
    database: Database, tmp_path: Path, params: dict[str, str | int]
) -> None:
    app = kit_app(database, tmp_path, auth_context())
    await hire(database, Person(login="auditor", roles=("auditor",)))
    async with browser(app) as auditor:
        await log_in(auditor, "auditor")
        assert (await auditor.get("/api/audit", params=params)).status_code == 422
