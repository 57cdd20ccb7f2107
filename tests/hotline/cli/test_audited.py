"""What an operator does beside the doors of the interface is written down as well."""

import asyncio
import base64
import json
import os
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from hotline.kit import clock
from hotline.kit.audit.models import AuditEntry
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.kit.outbox.models import DeliveryStatus, OutboxDelivery, OutboxEvent
from hotline.kit.vault.models import SubjectKeyRow
from hotline.kit.vault.settings import DEMO_MASTER_KEY
from tests.support.commands import Run


def entries(folder: Path, action: str) -> list[Any]:
    async def read() -> list[Any]:
        database = Database(f"sqlite+aiosqlite:///{folder / 'hotline.db'}")
        async with database.read() as session:
            query = select(AuditEntry.object_id, AuditEntry.after, AuditEntry.actor_kind)
            rows = await session.execute(query.where(AuditEntry.action == action))
            found = [tuple(row) for row in rows]
        await database.close()
        return found

    return asyncio.run(read())


def bury(folder: Path) -> str:
    """Leave one dead letter behind; returns its id."""
    event_id, delivery_id = new_id(), new_id()

    async def work() -> None:
        database = Database(f"sqlite+aiosqlite:///{folder / 'hotline.db'}")
        async with database.write() as session:
            session.add(OutboxEvent(id=event_id, name="x.y", payload={}, occurred_at=clock.now()))
            await session.flush()
            session.add(
                OutboxDelivery(id=delivery_id, event_id=event_id, handler="h", run_at=clock.now())
            )
            await session.flush()
            dead = update(OutboxDelivery).values(status=DeliveryStatus.DEAD.value)
            await session.execute(dead)
        await database.close()

    asyncio.run(work())
    return delivery_id


def test_replaying_dead_letters_is_audited(run: Run, migrated: Path) -> None:
    delivery_id = bury(migrated)
    assert run("dead-letters", "replay", delivery_id).exit_code == 0
    assert entries(migrated, "dead_letters.replayed") == [
        (delivery_id, {"deliveries": 1}, "system")
    ]
    assert run("dead-letters", "replay").exit_code == 0
    assert len(entries(migrated, "dead_letters.replayed")) == 1  # nothing was dead any more


def test_a_backup_is_an_export_and_a_restore_a_change(
    run: Run, migrated: Path, tmp_path: Path
) -> None:
    words = ("user", "add", "wang.fang", "--name", "王芳", "--role", "agent", "--generate")
    assert run(*words).exit_code == 0
    archive = tmp_path / "x.tar.gz"
    assert run("backup", str(archive)).exit_code == 0
    ((name, after, kind),) = entries(migrated, "list.export")
    assert (name, after["masked"], kind) == ("backup", False, "system")
    assert after["rows"] > 0
    target = tmp_path / "again"
    done = run("restore", str(archive), HOTLINE_DATA_DIR=str(target))
    assert done.exit_code == 0, done.output
    ((_, told, _kind),) = entries(target, "database.restored")
    assert told["rows"] == after["rows"]
    assert entries(target, "list.export") == []


def test_a_rotation_is_audited_once(run: Run, migrated: Path) -> None:
    fresh = base64.b64encode(os.urandom(32)).decode()
    keys = json.dumps({"demo": DEMO_MASTER_KEY, "2026": fresh})
    env = {"HOTLINE_VAULT__MASTER_KEYS": keys, "HOTLINE_VAULT__ACTIVE_KEY": "2026"}
    _one_key(migrated)
    for _ in range(2):
        assert run("vault", "rotate", **env).exit_code == 0
    assert entries(migrated, "vault.rotated") == [("2026", {"keys": 1}, "system")]


def _one_key(folder: Path) -> None:
    async def work() -> None:
        from hotline.bootstrap import build
        from hotline.kit.vault.service import create_key
        from hotline.settings import Settings

        hotline = build(Settings(data_dir=folder))
        async with hotline.database.write() as session:
            key = await create_key(session, kind="citizen")
            assert await session.get(SubjectKeyRow, key.id)
        await hotline.close()

    asyncio.run(work())
