"""Backup and restore: the same rows and files on either database, a working login, a chain that verifies."""

import gzip
import hashlib
import io
import json
import shutil
import tarfile
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import inspect, select, table, text
from sqlalchemy.engine import make_url

from hotline.app import create_app
from hotline.backup import ArchiveInvalid, DatabaseNotEmpty, Summary, backup, restore
from hotline.bootstrap import build
from hotline.demo.loader import DEMO_PASSWORD
from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.tickets.models import TicketAction
from tests.conftest import BACKENDS
from tests.support.city import PNG, City, settings_for
from tests.support.seeded import (
    START,
    _named,
    _sql,
    city,
    seeded_postgresql,
    seeded_sqlite,
    seeded_url,
)

__all__ = ["city", "seeded_postgresql", "seeded_sqlite", "seeded_url"]
CONTENT = "禅城区祖庙街道同济路路灯坏了𠮷😡，请修复"


@pytest.fixture
async def archive(city: City, tmp_path: Path) -> Path:
    """A backup of a city in which something has happened, pictures included."""
    sent = await city.public.post(
        "/api/public/uploads", files={"file": ("a.png", PNG, "image/png")}
    )
    await city.submits(CONTENT, attachments=[sent.json()["claim"]])
    path = tmp_path / "hotline.tar.gz"
    summary = await backup(city.hotline.database, tmp_path, path)
    assert summary.files >= 1
    assert not path.with_suffix(".gz.part").exists()
    return path


async def _rows(database: Database) -> dict[str, int]:
    async with database.read() as session:
        connection = await session.connection()
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
        counts = {}
        for name in sorted(set(names) - {"alembic_version"}):
            query = select(text("count(*)")).select_from(table(name))
            counts[name] = int(await session.scalar(query) or 0)
    return counts


@pytest.mark.parametrize("target", BACKENDS)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_a_restored_city_is_the_same_city(
    city: City, archive: Path, target: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    folder = tmp_path / "restored"
    folder.mkdir()
    url = await _empty(request, target, folder)
    hotline = build(settings_for(url, folder))
    summary: Summary = await restore(hotline.database, folder, archive)
    assert await _rows(hotline.database) == await _rows(city.hotline.database)
    assert summary.total == sum((await _rows(city.hotline.database)).values())
    kept = sorted(p.read_bytes() for p in (tmp_path / "files").rglob("*") if p.is_file())
    assert kept
    assert sorted(p.read_bytes() for p in (folder / "files").rglob("*") if p.is_file()) == kept
    await _strict_keys(hotline.database)
    await hotline.start()
    transport = httpx.ASGITransport(app=create_app(hotline), raise_app_exceptions=False)
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            await _works(client)
        await _same_log(city.hotline.database, hotline.database)
    finally:
        await hotline.close()


async def _empty(request: pytest.FixtureRequest, target: str, folder: Path) -> str:
    if target == "sqlite":
        return f"sqlite+aiosqlite:///{folder / 'restored.db'}"
    server: str = request.getfixturevalue("postgresql_server")
    name = f"e_{new_id().lower()}"
    await _sql(server, f"CREATE ROLE {name} LOGIN NOSUPERUSER")
    await _sql(server, f"CREATE DATABASE {name} OWNER {name}")
    owner = make_url(_named(server, name)).set(username=name)
    return owner.render_as_string(hide_password=False)


async def _works(client: httpx.AsyncClient) -> None:
    ours = {"X-Requested-With": "hotline"}
    body = {"login": "banzhang", "password": DEMO_PASSWORD}
    assert (await client.post("/api/auth/login", json=body, headers=ours)).status_code == 200
    (ticket,) = (await client.get("/api/tickets")).json()["items"]
    page = (await client.get(f"/api/tickets/{ticket['id']}")).json()
    assert page["content"] == CONTENT
    assert page["citizen"]["contacts"][0]["value"] == "138****0001"
    (attachment,) = page["attachments"]
    assert (await client.get(attachment["url"])).content.startswith(b"\x89PNG")
    body = {"login": "shenji", "password": DEMO_PASSWORD}
    assert (await client.post("/api/auth/login", json=body, headers=ours)).status_code == 200
    chain = (await client.get("/api/audit/verification")).json()
    assert chain["intact"] is True, chain


async def _same_log(before: Database, after: Database) -> None:
    logs = []
    for database in (before, after):
        async with database.read() as session:
            query = select(TicketAction.id, TicketAction.at, TicketAction.payload)
            rows = (await session.execute(query.order_by(TicketAction.id))).all()
            logs.append([tuple(row) for row in rows])
    assert logs[0] == logs[1]
    assert logs[0]


async def test_a_restore_into_a_used_database_is_refused_and_changes_nothing(
    city: City, archive: Path, tmp_path: Path
) -> None:
    before = await _rows(city.hotline.database)
    with pytest.raises(DatabaseNotEmpty):
        await restore(city.hotline.database, tmp_path / "elsewhere", archive)
    assert await _rows(city.hotline.database) == before
    assert not (tmp_path / "elsewhere").exists()


def _rewritten(archive: Path, path: Path, change: Any) -> Path:
    """Copy the archive with ``change(members)`` applied to its content."""
    with tarfile.open(archive, "r:gz") as tar:
        members = {}
        for member in tar.getmembers():
            file = tar.extractfile(member)
            assert file is not None
            members[member.name] = file.read()
    change(members)
    with tarfile.open(path, "w:gz") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return path


async def _strict_keys(database: Database) -> None:
    """No key stays deferrable, and every trigger is on."""
    if database.is_sqlite:
        return
    async with database.read() as session:
        loose = "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND condeferrable"
        assert await session.scalar(text(loose)) == 0
        assert await session.scalar(text("SELECT count(*) FROM pg_constraint WHERE contype = 'f'"))
        off = "SELECT count(*) FROM pg_trigger WHERE tgenabled <> 'O'"
        assert await session.scalar(text(off)) == 0
        who = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
        assert await session.scalar(text(who)) is False


def _dangling(members: dict[str, bytes]) -> None:
    """Let a town belong to a unit that is not there, with a checksum that fits."""
    name = "tables/units.jsonl"
    rows = [json.loads(line) for line in members[name].splitlines()]
    next(row for row in rows if row["parent_id"])["parent_id"] = new_id()
    members[name] = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    manifest = json.loads(members["manifest.json"])
    manifest["members"][name] = hashlib.sha256(members[name]).hexdigest()
    members["manifest.json"] = json.dumps(manifest).encode()


@pytest.mark.parametrize("target", BACKENDS)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_an_archive_that_points_nowhere_is_refused_and_nothing_is_restored(
    archive: Path, target: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    folder = tmp_path / "restored"
    folder.mkdir()
    database = Database(await _empty(request, target, folder))
    with pytest.raises(ArchiveInvalid):
        await restore(database, folder, _rewritten(archive, tmp_path / "changed", _dangling))
    assert set((await _rows(database)).values()) == {0}
    assert not (folder / "files").exists()
    await _strict_keys(database)
    await database.close()


def _altered(members: dict[str, bytes]) -> None:
    members["tables/tickets.jsonl"] = members["tables/tickets.jsonl"].replace(b"DRAFT", b"CLOSED")


def _shortened(members: dict[str, bytes]) -> None:
    del members["tables/tickets.jsonl"]


def _of_another_release(members: dict[str, bytes]) -> None:
    manifest = json.loads(members["manifest.json"])
    members["manifest.json"] = json.dumps({**manifest, "revision": "9999"}).encode()


def _escaping(members: dict[str, bytes]) -> None:
    manifest = json.loads(members["manifest.json"])
    members["../escaped"] = b"x"
    manifest["members"]["../escaped"] = hashlib.sha256(b"x").hexdigest()
    members["manifest.json"] = json.dumps(manifest).encode()


@pytest.mark.parametrize("change", [_altered, _shortened, _of_another_release, _escaping])
async def test_a_changed_archive_is_refused_and_nothing_is_restored(
    archive: Path, tmp_path: Path, change: Any
) -> None:
    await _refused(_rewritten(archive, tmp_path / "changed.tar.gz", change), tmp_path)
    assert not (tmp_path / "escaped").exists()


async def test_a_cut_off_archive_is_refused(archive: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.tar.gz"
    for content in (_half(archive), gzip.compress(b"no archive at all"), b""):
        cut.write_bytes(content)
        await _refused(cut, tmp_path)


def _half(archive: Path) -> bytes:
    content = archive.read_bytes()
    return content[: len(content) // 2]


async def _refused(archive: Path, tmp_path: Path) -> None:
    folder = tmp_path / "never"
    folder.mkdir(exist_ok=True)
    database = Database(f"sqlite+aiosqlite:///{folder / 'never.db'}")
    with pytest.raises(ArchiveInvalid):
        await restore(database, folder, archive)
    if (folder / "never.db").exists():
        assert set((await _rows(database)).values()) == {0}
    await database.close()
    assert not (folder / "files").exists()
    shutil.rmtree(folder)
    assert clock.now() == START
