"""Uploads wait in quarantine, belong to one owner, and leave nothing behind."""

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.files import queries, service
from hotline.kit.files.download import file_response
from hotline.kit.files.errors import UploadUnknown
from hotline.kit.files.service import Receipt
from hotline.kit.files.settings import FilesSettings
from hotline.kit.files.store import FileStore
from tests.conftest import BACKENDS
from tests.support.kit_app import auth_context, browser, kit_app

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
PDF = b"%PDF-1.7\n" + b"\0" * 100
OWNER = {"owner_kind": "paper", "owner_id": "1" * 26}
OTHER = {"owner_kind": "paper", "owner_id": "2" * 26}
FIRST, SECOND = ("paper", "1" * 26), ("paper", "2" * 26)


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files", FilesSettings())


@pytest.fixture
async def receipt(database: Database, store: FileStore) -> Receipt:
    return await service.upload(database, store, PDF, uploaded_by=None)


@pytest.fixture
async def client(database: Database, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(kit_app(database, tmp_path / "files", auth_context())) as client:
        yield client


def on_disk(store: FileStore) -> list[Path]:
    return [path for path in store.root.rglob("*") if path.is_file()]


@both
async def test_an_attached_file_is_read_by_its_owner_only(
    database: Database, store: FileStore, receipt: Receipt
) -> None:
    async with database.write() as session:
        with pytest.raises(UploadUnknown):
            await queries.get_owned(session, receipt.id, **OWNER)
        assert await service.attach(session, [receipt.claim], **OWNER) == [receipt.id]
    async with database.read() as session:
        file = await queries.get_owned(session, receipt.id, **OWNER)
        assert store.read(file.storage_name) == PDF
        assert [found.id for found in await queries.list_owned(session, **OWNER)] == [receipt.id]
        with pytest.raises(UploadUnknown):
            await queries.get_owned(session, receipt.id, **OTHER)


@both
async def test_a_claim_attaches_once_and_a_repeat_is_harmless(
    database: Database, receipt: Receipt
) -> None:
    async with database.write() as session:
        await service.attach(session, [receipt.claim], **OWNER)
        await service.attach(session, [receipt.claim, receipt.claim], **OWNER)
        with pytest.raises(UploadUnknown):
            await service.attach(session, [receipt.claim], **OTHER)


@pytest.mark.parametrize("claim", ["", "x", "{id}", "{id}.", "{id}.guess", "a\0b", "𠮷", "x" * 200])
async def test_a_guessed_claim_attaches_nothing(
    database: Database, receipt: Receipt, claim: str
) -> None:
    async with database.write() as session:
        claims = [receipt.claim, claim.format(id="0" * 26)]
        with pytest.raises(UploadUnknown):
            await service.attach(session, claims, **OWNER)
        assert await queries.list_owned(session, **OWNER) == []


async def test_the_id_alone_claims_nothing(database: Database, receipt: Receipt) -> None:
    async with database.write() as session:
        for claim in (receipt.id, f"{receipt.id}.", f"{receipt.id}.guess"):
            with pytest.raises(UploadUnknown):
                await service.attach(session, [claim], **OWNER)


async def test_two_owners_at_once_get_one_file(database: Database, receipt: Receipt) -> None:
    async def attach(owner: dict[str, str]) -> bool:
        try:
            async with database.write() as session:
                await service.attach(session, [receipt.claim], **owner)
        except UploadUnknown:
            return False
        return True

    assert sorted(await asyncio.gather(attach(OWNER), attach(OTHER))) == [False, True]


@both
async def test_orphans_and_strays_are_cleared_away_in_time(
    database: Database, store: FileStore, receipt: Receipt
) -> None:
    kept = await service.upload(database, store, PDF, uploaded_by=None)
    async with database.write() as session:
        await service.attach(session, [kept.claim], **OWNER)
    stray = store.path_of(store.write(b"no row"))
    part = stray.with_suffix(".part")
    part.write_bytes(b"half")
    assert await service.sweep(database, store) == 0
    assert len(on_disk(store)) == 4
    old = (clock.now() - timedelta(hours=25)).timestamp()
    for path in on_disk(store):
        os.utime(path, (old, old))
    with clock.frozen(clock.now() + timedelta(hours=25)):
        assert await service.sweep(database, store) == 2
    async with database.read() as session:
        file = await queries.get_owned(session, kept.id, **OWNER)
    assert on_disk(store) == [store.path_of(file.storage_name)]


async def test_the_files_of_an_erased_owner_go(
    database: Database, store: FileStore, receipt: Receipt
) -> None:
    async with database.write() as session:
        await service.attach(session, [receipt.claim], **OWNER)
        assert await service.remove_owned(session, **OWNER) == 1
    with clock.frozen(clock.now() + timedelta(hours=25)):
        assert await service.sweep(database, store) == 1
    assert on_disk(store) == []


@both
async def test_a_copy_is_a_file_of_its_own(
    database: Database, store: FileStore, receipt: Receipt
) -> None:
    database.info[service.STORE] = store
    async with database.write() as session:
        with pytest.raises(UploadUnknown):  # still in quarantine
            await service.copy(session, receipt.id, source=FIRST, owner=SECOND)
        await service.attach(session, [receipt.claim], **OWNER)
        copied = await service.copy(session, receipt.id, source=FIRST, owner=SECOND)
        with pytest.raises(UploadUnknown):
            await service.copy(session, receipt.id, source=SECOND, owner=FIRST)
    async with database.write() as session:
        original = await queries.get_owned(session, receipt.id, **OWNER)
        (file,) = await queries.list_owned(session, **OTHER)
        assert (file.id, file.sha256, file.mime) == (copied, original.sha256, original.mime)
        assert await service.remove_owned(session, **OWNER) == 1
    age(store)
    with clock.frozen(clock.now() + timedelta(hours=25)):
        assert await service.sweep(database, store) == 1
    assert store.read(file.storage_name) == PDF


async def test_bytes_of_a_copy_that_was_rolled_back_are_cleared_away(
    database: Database, store: FileStore, receipt: Receipt
) -> None:
    database.info[service.STORE] = store
    async with database.write() as session:
        await service.attach(session, [receipt.claim], **OWNER)
        nested = await session.begin_nested()
        await service.copy(session, receipt.id, source=FIRST, owner=SECOND)
        await nested.rollback()
        assert await queries.list_owned(session, **OTHER) == []
    assert (len(on_disk(store)), await service.sweep(database, store)) == (2, 0)
    age(store)
    with clock.frozen(clock.now() + timedelta(hours=25)):
        assert await service.sweep(database, store) == 1
    assert [path.read_bytes() for path in on_disk(store)] == [PDF]


async def test_lost_bytes_are_not_copied(
    database: Database, store: FileStore, receipt: Receipt
) -> None:
    database.info[service.STORE] = store
    async with database.write() as session:
        await service.attach(session, [receipt.claim], **OWNER)
        for path in on_disk(store):
            path.unlink()
        with pytest.raises(UploadUnknown):
            await service.copy(session, receipt.id, source=FIRST, owner=SECOND)
        assert await queries.list_owned(session, **OTHER) == []


def age(store: FileStore) -> None:
    """Make all bytes older than any upload that may still be attached."""
    old = (clock.now() - timedelta(hours=25)).timestamp()
    for path in on_disk(store):
        os.utime(path, (old, old))


async def test_a_disk_that_refuses_leaves_nothing_half_written(
    database: Database, store: FileStore
) -> None:
    store.root.parent.mkdir(exist_ok=True)
    store.root.write_text("a file where the folder should be")
    with pytest.raises(OSError):  # noqa: PT011 — the system's own words
        await service.upload(database, store, PDF, uploaded_by=None)
    async with database.write() as session:
        assert await queries.known_names(session, ["x"]) == set()


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 31, "G" * 32, "/" * 32])
def test_only_our_own_names_lead_to_files(store: FileStore, name: str) -> None:
    with pytest.raises(ValueError, match="storage name"):
        store.path_of(name)


def test_stored_bytes_are_private_to_the_service(store: FileStore) -> None:
    path = store.path_of(store.write(b"x"))
    assert path.stat().st_mode & 0o077 == 0


async def test_a_file_is_handed_out_as_a_download_that_runs_nothing(
    database: Database, store: FileStore, receipt: Receipt
) -> None:
    async with database.write() as session:
        await service.attach(session, [receipt.claim], **OWNER)
        file = await queries.get_owned(session, receipt.id, **OWNER)
    response = file_response(store, file)
    assert response.headers["content-disposition"].startswith("attachment")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in response.headers["content-security-policy"]
    store.remove(file.storage_name)
    with pytest.raises(UploadUnknown):
        file_response(store, file)


async def test_anyone_uploads_into_quarantine_and_staff_need_to_sign_in(
    client: httpx.AsyncClient, database: Database
) -> None:
    answer = await client.post("/api/public/uploads", files={"file": ("王小明.pdf", PDF)})
    assert answer.status_code == 201
    assert answer.json()["kind"] == "DOCUMENT"
    assert "王小明" not in answer.text
    assert (await client.post("/api/uploads", files={"file": ("a.pdf", PDF)})).status_code == 401
    async with database.write() as session:
        await service.attach(session, [answer.json()["claim"]], **OWNER)


@pytest.mark.parametrize("path", ["/api/public/uploads"])
async def test_a_wrong_upload_is_a_clear_refusal(client: httpx.AsyncClient, path: str) -> None:
    bad = [
        {"files": {"file": ("evil.pdf", b"<script>")}},
        {"files": {"file": ("empty.pdf", b"")}},
        {"files": {"other": ("a.pdf", PDF)}},
        {"data": {"file": "just text"}},
        {"json": {"file": "x"}},
        {"content": b"--x", "headers": {"content-type": "multipart/form-data; boundary=x"}},
    ]
    for request in bad:
        answer = await client.post(path, **request)  # type: ignore[arg-type]
        assert 400 <= answer.status_code < 500, request
