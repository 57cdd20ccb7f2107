"""The vault: rotation can be interrupted, erasure is for ever."""

import os

import pytest
from sqlalchemy import select

from hotline.kit import crypto
from hotline.kit.crypto import CiphertextInvalid, build_ring
from hotline.kit.db import Database
from hotline.kit.vault import service
from hotline.kit.vault.errors import KeyDestroyed, KeyUnknown
from hotline.kit.vault.models import SubjectKeyRow
from tests.conftest import BACKENDS

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
OLD, NEW = os.urandom(32), os.urandom(16)
HASH_KEY = os.urandom(32)


@pytest.fixture
def rings(database: Database) -> Database:
    database.info["key_ring"] = build_ring({"old": OLD}, active_id="old", hash_key=HASH_KEY)
    return database


def use_new_ring(database: Database) -> None:
    keys = {"old": OLD, "new": NEW}
    database.info["key_ring"] = build_ring(keys, active_id="new", hash_key=HASH_KEY)


@both
async def test_a_person_is_sealed_and_read_again(rings: Database) -> None:
    async with rings.write() as session:
        key = await service.create_key(session, kind="citizen")
        sealed = await service.seal_value(session, key.id, "name", "欧阳𠮷")
    async with rings.read() as session:
        assert await service.unseal_value(session, "name", sealed) == "欧阳𠮷"


@both
async def test_erasing_a_person_makes_his_data_unreadable_for_ever(rings: Database) -> None:
    async with rings.write() as session:
        key = await service.create_key(session, kind="citizen")
        sealed = crypto.seal(key, "name", "欧阳")
        assert await service.destroy_key(session, key.id)
        assert not await service.destroy_key(session, key.id)
    async with rings.read() as session:
        with pytest.raises(KeyDestroyed):
            await service.unseal_value(session, "name", sealed)
        keys = await service.load_keys(session, [key.id])
        assert service.unseal_or_none(keys, "name", sealed) is None
        row = (await session.execute(select(SubjectKeyRow))).scalar_one()
        assert row.wrapped_key == ""
        assert row.destroyed_at is not None


@both
async def test_rotation_resumes_and_both_ciphers_are_read_meanwhile(rings: Database) -> None:
    sealed = []
    async with rings.write() as session:
        for number in range(5):
            key = await service.create_key(session, kind="citizen")
            sealed.append(crypto.seal(key, "phone", f"1380000000{number}"))
        await service.destroy_key(session, crypto.sealed_key_id(sealed[4]))
    use_new_ring(rings)
    async with rings.write() as session:
        assert await service.rotate(session, batch=2) == 2
    async with rings.read() as session:
        assert await service.count_by_master_key(session) == {"old": 2, "new": 2}
        keys = await service.load_keys(session, map(crypto.sealed_key_id, sealed))
        read = [service.unseal_or_none(keys, "phone", text) for text in sealed]
        assert read == [*(f"1380000000{n}" for n in range(4)), None]
    async with rings.write() as session:
        assert await service.rotate(session, batch=500) == 2
        assert await service.rotate(session, batch=500) == 0
        fresh = await service.create_key(session, kind="citizen")
        assert fresh.alg == "sm4"
    rings.info["key_ring"] = build_ring({"new": NEW}, active_id="new", hash_key=HASH_KEY)
    async with rings.read() as session:
        assert await service.unseal_value(session, "phone", sealed[0]) == "13800000000"


async def test_a_rotation_that_fails_leaves_every_key_readable(rings: Database) -> None:
    async with rings.write() as session:
        sealed = crypto.seal(await service.create_key(session, kind="citizen"), "phone", "138")
    use_new_ring(rings)

    async def fail() -> None:
        async with rings.write() as session:
            await service.rotate(session)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with rings.read() as session:
        assert await service.unseal_value(session, "phone", sealed) == "138"


async def test_a_key_wrapped_by_a_missing_master_key_is_told_apart(rings: Database) -> None:
    async with rings.write() as session:
        key = await service.create_key(session, kind="citizen")
    rings.info["key_ring"] = build_ring({"new": NEW}, active_id="new", hash_key=HASH_KEY)
    async with rings.read() as session:
        with pytest.raises(CiphertextInvalid, match="old"):
            await service.load_key(session, key.id)
        with pytest.raises(KeyUnknown):
            await service.load_key(session, "unknown")


async def test_nothing_stored_is_nothing_read(rings: Database) -> None:
    async with rings.read() as session:
        assert await service.load_keys(session, []) == {}
        assert service.unseal_or_none({}, "name", None) is None
        assert len(service.hash_of(session, "phone", "138")) == 64
