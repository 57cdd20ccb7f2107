"""Backup and restore (备份与恢复): one archive of every table, file, model and anchor.

The archive is logical (JSON lines by table), so a backup taken on SQLite can be restored into PostgreSQL.
Personal fields stay encrypted in it; the master keys are **not** inside and must be kept elsewhere.
"""

import hashlib
import io
import json
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast

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
PAGE = 500  # rows held at once
_MAX_MANIFEST = 50_000_000
_CHUNK = 1_000_000
_DAMAGED = (
    OSError,
    EOFError,
    tarfile.TarError,
    zlib.error,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
)
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
    """Write everything to ``archive`` (tar.gz) from one consistent snapshot, page by page.

    The file appears under its name only when it is complete. Beside it room is needed for the largest
    table once more: an archive states the size of a member before its content.
    """
    tables.load()
    current, _newest = await schema.revisions(database)
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "revision": current,
        "made_at": clock.now().isoformat(),
        "members": {},
    }
    part = archive.with_suffix(archive.suffix + ".part")
    try:
        with tarfile.open(part, "w:gz") as tar:
            rows = await _add_tables(tar, database, manifest, archive.parent)
            count = _add_files(tar, data_dir, manifest)
            content = json.dumps(manifest, indent=1).encode()
            _add(tar, "manifest.json", io.BytesIO(content))
        part.replace(archive)
    finally:
        part.unlink(missing_ok=True)
    return Summary(rows, count)


async def _add_tables(
    tar: tarfile.TarFile, database: Database, manifest: dict[str, Any], beside: Path
) -> dict[str, int]:
    rows: dict[str, int] = {}
    async with database.engine.connect() as raw:
        connection = await _snapshot(raw, database)
        for table in Base.metadata.sorted_tables:
            with tempfile.TemporaryFile(dir=beside) as pages:
                rows[table.name] = await _dump(connection, table, pages)
                name = f"tables/{table.name}.jsonl"
                manifest["members"][name] = _add(tar, name, pages)
    return rows


async def _snapshot(raw: AsyncConnection, database: Database) -> AsyncConnection:
    if database.is_sqlite:
        return raw
    return await raw.execution_options(isolation_level="REPEATABLE READ")


async def _dump(connection: AsyncConnection, table: Table, out: IO[bytes]) -> int:
    """Write the rows of a table as JSON lines; no more than a page of them is held at once."""
    count = 0
    names = [str(column.name) for column in table.columns]
    result = await connection.stream(select(table), execution_options={"yield_per": PAGE})
    async for page in result.partitions(PAGE):
        rows = (dict(zip(names, row, strict=True)) for row in page)
        out.writelines(orjson.dumps(row, default=_plain) + b"\n" for row in rows)
        count += len(page)
    return count


def _plain(value: Any) -> Any:
    if isinstance(value, (bytes, memoryview)):
        return {"$hex": bytes(value).hex()}
    raise TypeError(type(value).__name__)


def _add_files(tar: tarfile.TarFile, data_dir: Path, manifest: dict[str, Any]) -> int:
    count = 0
    for folder in FOLDERS:
        for path in sorted(p for p in (data_dir / folder).rglob("*") if p.is_file()):
            name = str(path.relative_to(data_dir))
            with path.open("rb") as content:
                manifest["members"][name] = _add(tar, name, content)
            count += 1
    return count


class _Hashed:
    """A file that hashes what is read from it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.sha256 = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.sha256.update(data)
        return data


def _add(tar: tarfile.TarFile, name: str, content: IO[bytes]) -> str:
    """Add a member, read to its present end; returns the SHA-256 of what was added."""
    info = tarfile.TarInfo(name)
    info.size = content.seek(0, io.SEEK_END)
    info.mode = 0o600
    content.seek(0)
    hashed = _Hashed(content)
    tar.addfile(info, cast(IO[bytes], hashed))
    return hashed.sha256.hexdigest()


async def restore(database: Database, data_dir: Path, archive: Path) -> Summary:
    """Load ``archive`` into an empty database and data folder, all or nothing.

    Raises:
        ArchiveInvalid: damaged, incomplete, or of another schema revision.
        DatabaseNotEmpty: there are tickets, accounts or other rows already.
    """
    tables.load()
    with _opened(archive) as checked:
        await schema.migrate(database)
        current, _newest = await schema.revisions(database)
        if checked.revision != current:
            raise ArchiveInvalid(
                f"备份的数据库版本为 {checked.revision}，本程序为 {current}",
                f"archive revision {checked.revision}, this release {current}",
            )
        async with database.writer_turn(), database.engine.connect() as raw:
            connection = await raw.execution_options(hotline_write=True)
            async with connection.begin():
                await _refuse_unless_empty(connection)
                rows = await _load_all(connection, database, checked)
                files = _write_files(data_dir, checked)
    return Summary(rows, files)


@dataclass(frozen=True)
class _Checked:
    """An open archive that is complete, with every checksum right."""

    tar: tarfile.TarFile
    members: dict[str, tarfile.TarInfo]
    revision: str | None

    def content(self, name: str) -> IO[bytes]:
        """Open a member; one that is not there is empty."""
        member = self.members.get(name)
        return (member and self.tar.extractfile(member)) or io.BytesIO()


@contextmanager
def _opened(archive: Path) -> Iterator[_Checked]:
    """Open an archive and read it once to its end; raises ``ArchiveInvalid`` before anything is loaded."""
    if not archive.is_file():
        raise ArchiveInvalid(f"找不到备份文件 {archive}", f"there is no file {archive}")
    with ExitStack() as stack:
        try:
            tar = stack.enter_context(tarfile.open(archive, "r:gz"))
            members, sums, manifest = _read_through(tar)
            _refuse_unless_sound(sums, manifest)
        except _DAMAGED as error:
            raise ArchiveInvalid("备份文件损坏或不完整", "damaged or incomplete archive") from error
        yield _Checked(tar, members, manifest.get("revision"))


def _read_through(
    tar: tarfile.TarFile,
) -> tuple[dict[str, tarfile.TarInfo], dict[str, str], dict[str, Any]]:
    """Return members, their SHA-256 and the manifest; raises ``KeyError`` or ``ValueError``."""
    members: dict[str, tarfile.TarInfo] = {}
    sums: dict[str, str] = {}
    for member in tar:
        if not member.isfile():  # a folder or a link: never ours, never restored
            continue
        if member.name in members:
            raise ValueError(member.name)
        members[member.name] = member
        sums[member.name] = _sum_of(cast(IO[bytes], tar.extractfile(member)))
    described = members.pop("manifest.json")
    del sums["manifest.json"]
    if described.size > _MAX_MANIFEST:
        raise ValueError(described.size)
    manifest = json.loads(cast(IO[bytes], tar.extractfile(described)).read())
    return members, sums, manifest


def _sum_of(file: IO[bytes]) -> str:
    sha256 = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        sha256.update(chunk)
    return sha256.hexdigest()


def _refuse_unless_sound(sums: dict[str, str], manifest: dict[str, Any]) -> None:
    if manifest.get("format") != FORMAT or set(manifest["members"]) != set(sums):
        raise ArchiveInvalid("备份文件不完整", "incomplete archive")
    for name, found in sums.items():
        if ".." in Path(name).parts or Path(name).is_absolute():
            raise ArchiveInvalid("备份文件含有非法路径", "illegal path in the archive")
        if found != manifest["members"][name]:
            raise ArchiveInvalid(f"{name} 校验不符", f"checksum of {name} differs")


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
    connection: AsyncConnection, database: Database, checked: _Checked
) -> dict[str, int]:
    """Load every table and check all keys; raises ``ArchiveInvalid``."""
    rows: dict[str, int] = {}
    try:
        deferred = await _defer_keys(connection, database)
        for table in Base.metadata.sorted_tables:
            with checked.content(f"tables/{table.name}.jsonl") as lines:
                rows[table.name] = await _load(connection, table, lines)
        await _check_keys(connection, deferred)
    except IntegrityError as error:
        raise ArchiveInvalid(*_CONTRADICTORY) from error
    return rows


async def _load(connection: AsyncConnection, table: Table, lines: Iterable[bytes]) -> int:
    """Insert JSON lines, a page at a time; raises ``ArchiveInvalid`` for what is no row of the table."""
    waiting, count = iter(lines), 0
    while page := _page(table, waiting):
        await connection.run_sync(insert_rows, table, page)
        count += len(page)
    return count


def _page(table: Table, waiting: Iterator[bytes]) -> list[dict[str, Any]]:
    try:
        return [_row(table, orjson.loads(line)) for line in islice(waiting, PAGE)]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArchiveInvalid(*_CONTRADICTORY) from error


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


def _write_files(data_dir: Path, checked: _Checked) -> int:
    names = [name for name in checked.members if not name.startswith("tables/")]
    for name in names:
        path = data_dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with checked.content(name) as source, path.open("wb") as target:
            shutil.copyfileobj(source, target)
    return len(names)
