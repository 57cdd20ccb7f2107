"""Backup and restore (备份与恢复): one archive of every table, file, model and anchor.

The archive is logical (JSON lines by table), so a backup taken on SQLite can be restored into PostgreSQL.
Personal fields stay encrypted in it; the master keys are **not** inside and must be kept elsewhere.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Date, Table, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from hotline import schema, tables
from hotline.kit import clock
from hotline.kit.bulk import insert_rows
from hotline.kit.db import Base, Database, UtcDateTime
from hotline.kit.errors import Conflict, Invalid

FORMAT = 1
_PAGE = 2_000
_CONTRADICTORY = ("备份内容自相矛盾，未恢复", "rows of the archive contradict each other")
FOLDERS = ("files", "models", "anchors")


class ArchiveInvalid(Invalid):
    """The archive is damaged, incomplete or of another release."""

    code = "archive_invalid"
    title_zh = "备份文件无效"
    title_en = "The archive is not valid"


class DatabaseNotEmpty(Conflict):
    """A restore goes into an empty database only."""

    code = "database_not_empty"
    title_zh = "目标数据库不是空的，未作任何改动"
    title_en = "The target database is not empty; nothing was changed"


@dataclass(frozen=True)
class Summary:
    """What was written or read: rows by table, bytes of files."""

    rows: dict[str, int]
    files: int

    @property
    def total(self) -> int:
        """All rows."""
        return sum(self.rows.values())


async def backup(database: Database, data_dir: Path, archive: Path) -> Summary:
    """Write everything to ``archive`` (tar.gz) from one consistent snapshot.

    The file appears under its name only when it is complete.
    """
    tables.load()
    current, _newest = await schema.revisions(database)
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "revision": current,
        "made_at": clock.now().isoformat(),
        "members": {},
    }
    rows: dict[str, int] = {}
    part = archive.with_suffix(archive.suffix + ".part")
    with tarfile.open(part, "w:gz") as tar:
        async with database.engine.connect() as raw:
            connection = await _snapshot(raw, database)
            for table in Base.metadata.sorted_tables:
                content, rows[table.name] = await _dump(connection, table)
                _add(tar, f"tables/{table.name}.jsonl", content, manifest)
        count = 0
        for path in _files(data_dir):
            _add(tar, str(path.relative_to(data_dir)), path.read_bytes(), manifest)
            count += 1
        _add(tar, "manifest.json", json.dumps(manifest, indent=1).encode(), None)
    part.replace(archive)
    return Summary(rows, count)


async def _snapshot(raw: AsyncConnection, database: Database) -> AsyncConnection:
    if database.is_sqlite:
        return raw
    return await raw.execution_options(isolation_level="REPEATABLE READ")


async def _dump(connection: AsyncConnection, table: Table) -> tuple[bytes, int]:
    out = io.BytesIO()
    count = 0
    async for row in _stream(connection, table):
        out.write(orjson.dumps(row, default=_plain) + b"\n")
        count += 1
    return out.getvalue(), count


async def _stream(connection: AsyncConnection, table: Table) -> AsyncIterator[dict[str, Any]]:
    result = await connection.stream(select(table))
    async for row in result.mappings():
        yield dict(row)


def _plain(value: Any) -> Any:
    if isinstance(value, (bytes, memoryview)):
        return {"$hex": bytes(value).hex()}
    raise TypeError(type(value).__name__)


def _files(data_dir: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        yield from sorted(p for p in (data_dir / folder).rglob("*") if p.is_file())


def _add(tar: tarfile.TarFile, name: str, content: bytes, manifest: dict[str, Any] | None) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    info.mode = 0o600
    tar.addfile(info, io.BytesIO(content))
    if manifest is not None:
        manifest["members"][name] = hashlib.sha256(content).hexdigest()


async def restore(database: Database, data_dir: Path, archive: Path) -> Summary:
    """Load ``archive`` into an empty database and data folder, all or nothing.

    Raises:
        ArchiveInvalid: damaged, incomplete, or of another schema revision.
        DatabaseNotEmpty: there are tickets, accounts or other rows already.
    """
    tables.load()
    contents, manifest = _checked(archive)
    await schema.migrate(database)
    current, _newest = await schema.revisions(database)
    if manifest["revision"] != current:
        raise ArchiveInvalid(
            f"备份的数据库版本为 {manifest['revision']}，本程序为 {current}",
            f"archive revision {manifest['revision']}, this release {current}",
        )
    async with database.writer_turn(), database.engine.connect() as raw:
        connection = await raw.execution_options(hotline_write=True)
        async with connection.begin():
            await _refuse_unless_empty(connection)
            rows = await _load_all(connection, database, contents)
            _write_files(data_dir, contents)
    return Summary(rows, sum(1 for name in contents if not name.startswith("tables/")))


def _checked(archive: Path) -> tuple[dict[str, bytes], dict[str, Any]]:
    if not archive.is_file():
        raise ArchiveInvalid(f"找不到备份文件 {archive}", f"there is no file {archive}")
    try:
        with tarfile.open(archive, "r:gz") as tar:
            members = {m.name: m for m in tar.getmembers() if m.isfile()}
            contents = {name: _content(tar, member) for name, member in members.items()}
        manifest = json.loads(contents.pop("manifest.json"))
    except (OSError, tarfile.TarError, KeyError, ValueError, EOFError) as error:
        raise ArchiveInvalid("备份文件损坏或不完整", "damaged or incomplete archive") from error
    if manifest.get("format") != FORMAT or set(manifest["members"]) != set(contents):
        raise ArchiveInvalid("备份文件不完整", "incomplete archive")
    for name, content in contents.items():
        if ".." in Path(name).parts or Path(name).is_absolute():
            raise ArchiveInvalid("备份文件含有非法路径", "illegal path in the archive")
        if hashlib.sha256(content).hexdigest() != manifest["members"][name]:
            raise ArchiveInvalid(f"{name} 校验不符", f"checksum of {name} differs")
    return contents, manifest


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(member)
    return file.read() if file else b""


async def _refuse_unless_empty(connection: AsyncConnection) -> None:
    for table in Base.metadata.sorted_tables:
        if await connection.scalar(select(func.count()).select_from(table)):
            raise DatabaseNotEmpty(f"表 {table.name} 中已有数据", f"{table.name} has rows")


_OWN_KEYS = """
SELECT quote_ident(c.relname), quote_ident(k.conname)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE k.contype = 'f' AND k.conrelid = k.confrelid AND c.relnamespace = current_schema()::regnamespace
"""


async def _defer_keys(connection: AsyncConnection, database: Database) -> list[str] | None:
    """Let rows come before rows of their own table to which they point, until ``_check_keys``.

    Tables come parents first, so no other key needs it. The owner of the database may do this; no
    trigger is switched off. Returns what ends it on PostgreSQL, ``None`` on SQLite.
    """
    if database.is_sqlite:
        await connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        return None
    keys = (await connection.execute(text(_OWN_KEYS))).all()
    for name, key in keys:
        change = f"ALTER TABLE {name} ALTER CONSTRAINT {key} DEFERRABLE INITIALLY DEFERRED"
        await connection.execute(text(change))
    return [f"ALTER TABLE {name} ALTER CONSTRAINT {key} NOT DEFERRABLE" for name, key in keys]


async def _check_keys(connection: AsyncConnection, deferred: list[str] | None) -> None:
    """Check the deferred keys now and make them strict again."""
    if deferred is None:
        if (await connection.execute(text("PRAGMA foreign_key_check"))).first() is not None:
            raise ArchiveInvalid(*_CONTRADICTORY)
        return
    for statement in ("SET CONSTRAINTS ALL IMMEDIATE", *deferred):
        await connection.execute(text(statement))


async def _load_all(
    connection: AsyncConnection, database: Database, contents: dict[str, bytes]
) -> dict[str, int]:
    """Load every table and check all keys; raises ``ArchiveInvalid``."""
    rows: dict[str, int] = {}
    try:
        deferred = await _defer_keys(connection, database)
        for table in Base.metadata.sorted_tables:
            content = contents.get(f"tables/{table.name}.jsonl", b"")
            rows[table.name] = await _load(connection, table, content)
        await _check_keys(connection, deferred)
    except IntegrityError as error:
        raise ArchiveInvalid(*_CONTRADICTORY) from error
    return rows


async def _load(connection: AsyncConnection, table: Table, content: bytes) -> int:
    lines = content.splitlines()
    for start in range(0, len(lines), _PAGE):
        page = [_row(table, orjson.loads(line)) for line in lines[start : start + _PAGE]]
        await connection.run_sync(insert_rows, table, page)
    return len(lines)


def _row(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: _typed(table, name, value) for name, value in row.items()}


def _typed(table: Table, name: str, value: Any) -> Any:
    kind = table.columns[name].type
    if isinstance(value, str) and isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(value, dict) and "$hex" in value:
        return bytes.fromhex(value["$hex"])
    return value


def _write_files(data_dir: Path, contents: dict[str, bytes]) -> None:
    for name, content in contents.items():
        if name.startswith("tables/"):
            continue
        path = data_dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
