"""Uploading, attaching and clearing away (上传·关联·清理)."""

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock, crashpoints
from hotline.kit.db import Database
from hotline.kit.files import queries
from hotline.kit.files.errors import UploadUnknown
from hotline.kit.files.kinds import Content, FileKind, accept
from hotline.kit.files.models import StoredFile
from hotline.kit.files.store import FileStore
from hotline.kit.ids import new_id

MAX_CLAIM = 100
STORE = "files"  # in session.info: ``FileStore``
BEFORE_ROW = crashpoints.declare(
    "files.before_row", "bytes without a row are unreachable and are cleared away later"
)


@dataclass(frozen=True)
class Receipt:
    """An upload in quarantine; whoever holds ``claim`` may attach it, once."""

    id: str
    claim: str
    kind: FileKind
    extension: str
    size: int


async def upload(
    database: Database, store: FileStore, data: bytes, *, uploaded_by: str | None
) -> Receipt:
    """Judge, clean and store one file in quarantine.

    Raises ``FileKindRefused``, ``FileBroken`` (422), ``FileTooLarge`` (413). Bytes are written before
    the row; a crash in between leaves a stray file that ``sweep`` deletes.
    """
    content = await asyncio.to_thread(accept, data, store.settings)
    name = await asyncio.to_thread(store.write, content.data)
    crashpoints.reach(BEFORE_ROW)
    file_id, secret = new_id(), secrets.token_urlsafe(24)
    async with database.write() as session:
        await session.execute(
            insert(StoredFile).values(
                **_described(content),
                id=file_id,
                storage_name=name,
                claim_hash=_hash(secret),
                uploaded_by=uploaded_by,
                uploaded_at=clock.now(),
            )
        )
    claim = f"{file_id}.{secret}"
    return Receipt(file_id, claim, content.kind, content.extension, len(content.data))


def _described(content: Content) -> dict[str, object]:
    return {
        "kind": content.kind.value,
        "extension": content.extension,
        "mime": content.mime,
        "size": len(content.data),
        "sha256": hashlib.sha256(content.data).hexdigest(),
    }


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


async def attach(
    session: AsyncSession, claims: Sequence[str], *, owner_kind: str, owner_id: str
) -> list[str]:
    """Give uploads to their owner and return their ids; a claim works once.

    Repeating it for the same owner is harmless. Raises ``UploadUnknown`` (404) and attaches nothing.
    """
    wanted = dict(_parted(claim) for claim in claims)
    rows = await queries.list_claims(session, list(wanted))
    if len(rows) != len(wanted):
        raise UploadUnknown
    for row in rows:
        mine = (row.owner_kind, row.owner_id) in {(None, None), (owner_kind, owner_id)}
        if not mine or not hmac.compare_digest(row.claim_hash, _hash(wanted[row.id])):
            raise UploadUnknown
    await session.execute(
        update(StoredFile)
        .where(StoredFile.id.in_(list(wanted)), StoredFile.owner_id.is_(None))
        .values(owner_kind=owner_kind, owner_id=owner_id, attached_at=clock.now())
    )
    return list(wanted)


def _parted(claim: str) -> tuple[str, str]:
    file_id, _, secret = claim.partition(".")
    if len(claim) > MAX_CLAIM or not claim.isascii() or "\0" in claim:
        raise UploadUnknown
    return file_id, secret


async def copy(
    session: AsyncSession, file_id: str, *, source: tuple[str, str], owner: tuple[str, str]
) -> str:
    """Copy one file of ``source`` (kind and id of its owner) for another owner; returns the new id.

    The bytes are written before the row, which belongs to the caller's transaction: bytes whose
    transaction was rolled back are cleared away by ``sweep``. No claim opens the copy. Raises
    ``UploadUnknown`` (404) if the file is not of ``source``, or its bytes are gone.
    """
    query = select(StoredFile).where(
        StoredFile.id == file_id,
        StoredFile.owner_kind == source[0],
        StoredFile.owner_id == source[1],
    )
    row = await session.scalar(query)
    if row is None:
        raise UploadUnknown
    store: FileStore = session.info[STORE]
    name = await asyncio.to_thread(_copy_bytes, store, row.storage_name)
    copied, now = new_id(), clock.now()
    columns = ("kind", "extension", "mime", "size", "sha256", "uploaded_by")
    await session.execute(
        insert(StoredFile).values(
            **{column: getattr(row, column) for column in columns},
            id=copied,
            storage_name=name,
            claim_hash=_hash(secrets.token_urlsafe(24)),
            uploaded_at=now,
            owner_kind=owner[0],
            owner_id=owner[1],
            attached_at=now,
        )
    )
    return copied


def _copy_bytes(store: FileStore, name: str) -> str:
    try:
        return store.write(store.read(name))
    except FileNotFoundError:
        raise UploadUnknown from None


async def remove_owned(session: AsyncSession, *, owner_kind: str, owner_id: str) -> int:
    """Forget all files of an owner; returns how many. ``sweep`` deletes the bytes."""
    result = await session.execute(
        delete(StoredFile).where(
            StoredFile.owner_kind == owner_kind, StoredFile.owner_id == owner_id
        )
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


async def sweep(database: Database, store: FileStore) -> int:
    """Delete uploads that nobody attached in time, and bytes without a row; returns how many files.

    Bytes younger than the same time are spared, because their row may be about to commit.
    """
    hours = store.settings.orphan_hours
    async with database.write() as session:
        before = clock.now() - timedelta(hours=hours)
        await session.execute(
            delete(StoredFile).where(StoredFile.owner_id.is_(None), StoredFile.uploaded_at < before)
        )
    names = await asyncio.to_thread(lambda: list(store.names_older_than(hours * 3600)))
    async with database.read() as session:
        known = await queries.known_names(session, names)
    strays = [name for name in names if name not in known]
    for name in strays:
        await asyncio.to_thread(store.remove, name)
    return len(strays)
