"""Saved drafts of the web form (草稿): sealed under a key of their own, dropped after seven days."""

from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.errors import Invalid, NotFound
from hotline.kit.vault import service as vault
from hotline.portal.models import PublicDraft

KEEP = timedelta(days=7)
MAX_BYTES = 64_000
_KIND = "draft"
_FIELD = "form"


class DraftUnknown(NotFound):
    """No draft under this key, or it is older than seven days."""

    code = "draft_unknown"
    title_zh = "没有找到草稿，可能已超过七天"
    title_en = "No such draft; it may be older than seven days"


async def save(session: AsyncSession, *, key: str, form: dict[str, Any]) -> None:
    """Keep ``form`` under the device's own key; the last save wins."""
    content = orjson.dumps(form)
    if len(content) > MAX_BYTES:
        raise Invalid("草稿过长", "the draft is too long")
    key_hash = vault.hash_of(session, _KIND, key)
    row = await session.get(PublicDraft, key_hash)
    if row is None:
        subject = await vault.create_key(session, kind=_KIND)
        row = PublicDraft(key_hash=key_hash, subject_key_id=subject.id)
    row.form_sealed = await vault.seal_value(session, row.subject_key_id, _FIELD, content.decode())
    row.saved_at = clock.now()
    session.add(row)


async def read(session: AsyncSession, *, key: str) -> dict[str, Any]:
    """Return the form; raises ``DraftUnknown`` (404)."""
    row = await session.get(PublicDraft, vault.hash_of(session, _KIND, key))
    if row is None or row.saved_at < clock.now() - KEEP:
        raise DraftUnknown
    form: dict[str, Any] = orjson.loads(await vault.unseal_value(session, _FIELD, row.form_sealed))
    return form


async def drop(session: AsyncSession, *, key: str) -> None:
    """Forget a draft (it was sent, or its owner wants it gone)."""
    row = await session.get(PublicDraft, vault.hash_of(session, _KIND, key))
    if row is not None:
        await _forget(session, row)


async def sweep(session: AsyncSession) -> int:
    """Drop what is older than seven days, with its key; returns how many."""
    query = select(PublicDraft).where(PublicDraft.saved_at < clock.now() - KEEP).limit(500)
    rows = list((await session.execute(query)).scalars())
    for row in rows:
        await _forget(session, row)
    return len(rows)


async def _forget(session: AsyncSession, row: PublicDraft) -> None:
    await vault.destroy_key(session, row.subject_key_id)
    await session.delete(row)
