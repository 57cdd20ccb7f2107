"""`hotline vault`: keys are counted, rotated, and look-up hashes rebuilt with a readable result."""

import asyncio
import base64
import json
import os
from pathlib import Path

from crm import identity
from crm.models import ContactKind
from hotline.bootstrap import build
from hotline.kit.vault.settings import DEMO_HASH_KEY, DEMO_MASTER_KEY
from hotline.settings import Settings
from tests.support.commands import Run

FRESH = base64.b64encode(os.urandom(32)).decode()


async def _register(folder: Path) -> None:
    hotline = build(Settings(data_dir=folder))
    point = identity.contact_point(ContactKind.PHONE, "13800000001")
    async with hotline.database.write() as session:
        await identity.match_or_create(session, command=identity.NewCitizen(contacts=(point,)))
    await hotline.close()


def test_hashes_are_rebuilt_and_a_missing_old_key_is_asked_for(run: Run, migrated: Path) -> None:
    asyncio.run(_register(migrated))
    blind = run("vault", "rehash", HOTLINE_VAULT__HASH_KEY=FRESH)
    assert blind.exit_code == 1
    assert "HOTLINE_VAULT__OLD_HASH_KEYS" in blind.output
    old = json.dumps([DEMO_HASH_KEY])
    done = run("vault", "rehash", HOTLINE_VAULT__HASH_KEY=FRESH, HOTLINE_VAULT__OLD_HASH_KEYS=old)
    assert done.exit_code == 0, done.output
    assert "citizen_contacts.value_hash" in done.output
    assert run("vault", "rehash", HOTLINE_VAULT__HASH_KEY=FRESH).exit_code == 0


def test_data_keys_move_to_the_new_master_key(run: Run, migrated: Path) -> None:
    asyncio.run(_register(migrated))
    keys = json.dumps({"demo": DEMO_MASTER_KEY, "2026": FRESH})
    env = {"HOTLINE_VAULT__MASTER_KEYS": keys, "HOTLINE_VAULT__ACTIVE_KEY": "2026"}
    assert "已轮换 1 把数据密钥" in run("vault", "rotate", **env).output
    assert "已轮换 0 把数据密钥" in run("vault", "rotate", **env).output
    status = run("vault", "status", **env)
    assert "2026" in status.output
    assert "demo" not in status.output
