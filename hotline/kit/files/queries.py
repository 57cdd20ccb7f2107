"""Reads of files (附件查询)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.files.errors import UploadUnknown
from hotline.kit.files.models import StoredFile

_CHUNK = 500


@dataclass(frozen=True)
class FileFacts:
    """What a reader may know about a file of his."""

    id: str
    storage_name: str
    kind: str
    extension: str
    mime: str
    size: int
    sha256: str
    attached_at: datetime | None


_FACTS = (
    StoredFile.id,
    StoredFile.storage_name,
    StoredFile.kind,
    StoredFile.extension,
    StoredFile.mime,
    StoredFile.size,
    StoredFile.sha256,
    StoredFile.attached_at,
)


async def list_owned(session: AsyncSession, *, owner_kind: str, owner_id: str) -> list[FileFacts]:
    """List the files of an owner, oldest first."""
    query = (
        select(*_FACTS)
        .where(StoredFile.owner_kind == owner_kind, StoredFile.owner_id == owner_id)
        .order_by(StoredFile.uploaded_at, StoredFile.id)
    )
    return [FileFacts(*row) for row in (await session.execute(query)).all()]


async def get_owned(
    session: AsyncSession, file_id: str, *, owner_kind: str, owner_id: str
) -> FileFacts:
    """Return one file of an owner whom the caller may see; raises ``UploadUnknown`` (404)."""
    query = select(*_FACTS).where(
        StoredFile.id == file_id,
        StoredFile.owner_kind == owner_kind,
        StoredFile.owner_id == owner_id,
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise UploadUnknown
    return FileFacts(*row)


async def list_claims(session: AsyncSession, file_ids: list[str]) -> list[StoredFile]:
    """Return the rows of uploads that someone claims, locked for the change."""
    query = select(StoredFile).where(StoredFile.id.in_(file_ids)).with_for_update()
    return list((await session.execute(query)).scalars())


async def known_names(session: AsyncSession, names: Sequence[str]) -> set[str]:
    """Return those of ``names`` that have a row."""
    known: set[str] = set()
    for start in range(0, len(names), _CHUNK):
        query = select(StoredFile.storage_name).where(
            StoredFile.storage_name.in_(names[start : start + _CHUNK])
        )
        known.update((await session.execute(query)).scalars())
    return known
