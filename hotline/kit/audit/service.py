"""Writing the audit (记审计): changes, reads of personal data and exports, in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import orjson
from sqlalchemy import insert, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.errors import RevealLimitReached
from hotline.kit.audit.links import content_of
from hotline.kit.audit.models import CHAIN, OPENED, REVEALED, AuditCategory, AuditEntry, AuditHead
from hotline.kit.audit.origin import client_address
from hotline.kit.audit.queries import count_reads_since
from hotline.kit.audit.settings import DEFAULT_REVEALS_PER_DAY
from hotline.kit.auth.actor import Actor
from hotline.kit.chain import GENESIS, link, row_digest
from hotline.kit.db import dump_json
from hotline.kit.ids import new_id
from hotline.kit.logs import mask_value, request_id
from hotline.kit.vault.service import hash_of

# One statement makes or locks the head, so that two first entries cannot collide.
_LOCK_HEAD = text(
    "INSERT INTO audit_heads (name, count, head) VALUES (:name, :entries, :genesis) "
    "ON CONFLICT (name) DO UPDATE SET count = audit_heads.count + :entries RETURNING count, head"
)


@dataclass(frozen=True)
class Change:
    """What was changed; ``before`` and ``after`` hold the changed members only and are masked."""

    action: str
    object_kind: str
    object_id: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


@dataclass(frozen=True)
class PersonalRead:
    """Which personal field of which object is looked at in full, and for what purpose."""

    object_kind: str
    object_id: str
    field: str
    purpose: str


@dataclass(frozen=True)
class Export:
    """Which list leaves the system, how many rows, and by which filter (ids and codes only)."""

    name: str
    rows: int
    masked: bool
    filters: dict[str, Any]


async def record_change(session: AsyncSession, actor: Actor, change: Change) -> str:
    """Write a change down; returns the id of the entry. Not for the intake path: entries queue up."""
    return await _append(session, actor, _told(change))


async def record_changes(session: AsyncSession, actor: Actor, changes: Sequence[Change]) -> None:
    """Write changes down in their order, an entry each, with as many statements as for one."""
    if not changes:
        return
    last, head = await _lock_head(session, entries=len(changes))
    first = last - len(changes) + 1
    await _write(session, (first, head), actor, [_told(change) for change in changes])


def _told(change: Change) -> dict[str, Any]:
    return {
        "category": AuditCategory.CHANGE.value,
        "action": change.action,
        "object_kind": change.object_kind,
        "object_id": change.object_id,
        "before": _masked(change.before),
        "after": _masked(change.after),
    }


async def record_read(
    session: AsyncSession,
    actor: Actor,
    read: PersonalRead,
    *,
    per_day: int | None = None,
) -> str:
    """Write down that ``actor`` sees one personal field in full (domain rules §13.1).

    Call it before decrypting. Raises ``RevealLimitReached`` (429) after ``per_day`` reads of one
    person in one Shanghai day (default: ``session.info["reveals_per_day"]``, else 30); the system
    itself is not limited.
    """
    if per_day is None:
        per_day = int(session.info.get("reveals_per_day", DEFAULT_REVEALS_PER_DAY))
    head = await _lock_head(session)
    if actor.account_id is not None:
        midnight = datetime.combine(clock.local_date(), time.min, clock.SHANGHAI)
        seen = await count_reads_since(session, actor.account_id, midnight)
        if seen >= per_day:
            raise RevealLimitReached(
                f"今日已查看 {seen} 次，上限为 {per_day} 次", f"The limit is {per_day} a day"
            )
    content = {
        "category": AuditCategory.READ.value,
        "action": REVEALED,
        "object_kind": read.object_kind,
        "object_id": read.object_id,
        "field": read.field,
        "purpose": mask_value(read.purpose),
    }
    return await _write(session, head, actor, [content])


async def record_opening(
    session: AsyncSession, actor: Actor, *, object_kind: str, object_id: str
) -> str:
    """Write down that ``actor`` opened what only named people may open (domain rules §3.5)."""
    return await _append(
        session,
        actor,
        {
            "category": AuditCategory.READ.value,
            "action": OPENED,
            "object_kind": object_kind,
            "object_id": object_id,
        },
    )


async def record_export(session: AsyncSession, actor: Actor, export: Export) -> str:
    """Write down that a list left the system."""
    return await _append(
        session,
        actor,
        {
            "category": AuditCategory.EXPORT.value,
            "action": "list.export",
            "object_kind": "list",
            "object_id": export.name,
            "after": {
                "rows": export.rows,
                "masked": export.masked,
                "filters": _masked(export.filters),
            },
        },
    )


def _masked(content: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the masked content exactly as it will be read back, so that its digest stays true."""
    return None if content is None else orjson.loads(dump_json(mask_value(content)))


async def _append(session: AsyncSession, actor: Actor, content: dict[str, Any]) -> str:
    return await _write(session, await _lock_head(session), actor, [content])


async def _lock_head(session: AsyncSession, *, entries: int = 1) -> tuple[int, str]:
    """Take the next numbers, return the last; the row stays locked until the end, so that entries form one line."""
    given = {"name": CHAIN, "genesis": GENESIS, "entries": entries}
    row = (await session.execute(_LOCK_HEAD, given)).one()
    return row[0], row[1]


async def _write(
    session: AsyncSession,
    head: tuple[int, str],
    actor: Actor,
    contents: Sequence[dict[str, Any]],
) -> str:
    """Write entries numbered from ``head`` on; returns the id of the last one."""
    first, previous = head
    address = client_address.get()
    every: dict[str, Any] = {
        "field": None,
        "purpose": None,
        "before": None,
        "after": None,
        "actor_id": actor.account_id,
        "actor_kind": actor.kind,
        "at": clock.now(),
        "request_id": request_id.get(),
        "address_hash": hash_of(session, "address", address) if address else None,
    }
    rows: list[dict[str, Any]] = []
    for seq, content in enumerate(contents, start=first):
        row = {**every, **content, "seq": seq, "id": new_id()}
        row["digest"] = row_digest(content_of(row))
        row["chain"] = previous = link(previous, row["digest"])
        rows.append(row)
    await session.execute(insert(AuditEntry), rows)
    await session.execute(
        update(AuditHead)
        .where(AuditHead.name == CHAIN)
        .values(head=previous)
        .execution_options(synchronize_session=False)
    )
    return str(rows[-1]["id"])
