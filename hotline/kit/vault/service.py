"""Using the vault (密钥的建立·打开·销毁·轮换) inside a transaction.

The key ring travels with every session as ``session.info["key_ring"]``.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock, crypto
from hotline.kit.crypto import KeyRing, SubjectKey
from hotline.kit.vault.errors import KeyDestroyed, KeyUnknown
from hotline.kit.vault.models import SubjectKeyRow


def session_ring(session: AsyncSession) -> KeyRing:
    """Return the key ring that travels with the session."""
    ring: KeyRing = session.info["key_ring"]
    return ring


def hash_of(session: AsyncSession, kind: str, value: str) -> str:
    """Return the look-up hash of a normalised value (64 hex digits)."""
    return crypto.keyed_hash(session_ring(session), kind, value)


async def create_key(session: AsyncSession, *, kind: str) -> SubjectKey:
    """Make and store a data key for a person of ``kind`` (``citizen``, ``account`` …)."""
    row, key = crypto.new_subject_key(session_ring(session), kind=kind)
    await session.execute(insert(SubjectKeyRow), [row])
    return key


async def load_key(session: AsyncSession, key_id: str) -> SubjectKey:
    """Open one data key; raises ``KeyUnknown`` (404) or ``KeyDestroyed`` (410)."""
    row = await session.get(SubjectKeyRow, key_id, populate_existing=True)
    if row is None:
        raise KeyUnknown
    if row.destroyed_at is not None:
        raise KeyDestroyed
    ring = session_ring(session)
    return crypto.open_subject_key(ring, row.id, row.master_key_id, row.wrapped_key)


async def load_keys(session: AsyncSession, key_ids: Iterable[str]) -> dict[str, SubjectKey]:
    """Open many data keys in one query; destroyed and unknown ones are simply absent."""
    wanted = sorted(set(key_ids))
    query = select(SubjectKeyRow.id, SubjectKeyRow.master_key_id, SubjectKeyRow.wrapped_key).where(
        SubjectKeyRow.id.in_(wanted), SubjectKeyRow.destroyed_at.is_(None)
    )
    ring = session_ring(session)
    rows = (await session.execute(query)).all()
    return {row.id: crypto.open_subject_key(ring, *row) for row in rows}


def unseal_or_none(keys: Mapping[str, SubjectKey], field: str, sealed: str | None) -> str | None:
    """Decrypt with the right one of ``keys``; ``None`` for nothing stored or an erased person."""
    if sealed is None:
        return None
    key = keys.get(crypto.sealed_key_id(sealed))
    return None if key is None else crypto.unseal(key, field, sealed)


async def seal_value(session: AsyncSession, key_id: str, field: str, value: str) -> str:
    """Encrypt one value under a stored data key."""
    return crypto.seal(await load_key(session, key_id), field, value)


async def unseal_value(session: AsyncSession, field: str, sealed: str) -> str:
    """Decrypt one value; raises ``KeyDestroyed`` (410) for an erased person."""
    key = await load_key(session, crypto.sealed_key_id(sealed))
    return crypto.unseal(key, field, sealed)


async def destroy_key(session: AsyncSession, key_id: str) -> bool:
    """Destroy a data key for ever; tells whether it still existed.

    The row stays as the certificate of the erasure; only the key is gone.
    """
    result = await session.execute(
        update(SubjectKeyRow)
        .where(SubjectKeyRow.id == key_id, SubjectKeyRow.destroyed_at.is_(None))
        .values(wrapped_key="", destroyed_at=clock.now())
    )
    return bool(result.rowcount)  # type: ignore[attr-defined]


async def rotate(session: AsyncSession, *, batch: int = 500) -> int:
    """Re-wrap up to ``batch`` data keys under the active master key; returns how many, 0 when done.

    Each call is one transaction of the caller: it can be interrupted and resumed at any time, and
    readers work all the while because both master keys are on the ring.
    """
    ring = session_ring(session)
    query = (
        select(SubjectKeyRow.id, SubjectKeyRow.master_key_id, SubjectKeyRow.wrapped_key)
        .where(SubjectKeyRow.master_key_id != ring.active_id, SubjectKeyRow.destroyed_at.is_(None))
        .order_by(SubjectKeyRow.id)
        .limit(batch)
        .with_for_update(skip_locked=True)
    )
    rows = (await session.execute(query)).all()
    for key_id, master_key_id, wrapped in rows:
        alg, key = crypto.unwrap(ring, key_id, master_key_id, wrapped)
        await session.execute(
            update(SubjectKeyRow)
            .where(SubjectKeyRow.id == key_id)
            .values(wrapped_key=crypto.wrap(ring, key_id, alg, key), master_key_id=ring.active_id)
        )
    return len(rows)


async def count_by_master_key(session: AsyncSession) -> dict[str, int]:
    """Count living data keys per master key; a key that counts 0 may leave the ring."""
    query = (
        select(SubjectKeyRow.master_key_id, func.count())
        .where(SubjectKeyRow.destroyed_at.is_(None))
        .group_by(SubjectKeyRow.master_key_id)
    )
    return {name: int(count) for name, count in (await session.execute(query)).all()}
