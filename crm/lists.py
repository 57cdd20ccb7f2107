"""Lists (名单): special care, business desk, repeat callers; none closes the emergency path."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.models import ListEntry, ListKind
from crm.queries import get_citizen, list_group
from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.ids import new_id


@dataclass(frozen=True)
class Place:
    """Which list, why, and for how long (``None``: until taken off)."""

    kind: ListKind
    reason: str
    lasting: timedelta | None = None


async def add_to_list(
    session: AsyncSession, *, citizen_id: str, place: Place, actor: Actor
) -> ListEntry:
    """Put a person on a list; a second place on the same list replaces the first."""
    citizen = await get_citizen(session, citizen_id)
    now = clock.now()
    for standing in await _standing(session, citizen.id, place.kind):
        standing.removed_at, standing.removed_by = now, actor.account_id
    entry = ListEntry(
        id=new_id(),
        citizen_id=citizen.id,
        kind=place.kind.value,
        reason=place.reason,
        valid_from=now,
        valid_to=now + place.lasting if place.lasting is not None else None,
        added_by=actor.account_id,
    )
    session.add(entry)
    await session.flush()
    change = Change("citizen.list_add", "citizen", citizen.id, after={"list": place.kind.value})
    await record_change(session, actor, change)
    return entry


async def remove_from_list(
    session: AsyncSession, *, citizen_id: str, kind: ListKind, actor: Actor
) -> int:
    """Take a person off a list; returns how many entries ended."""
    entries = await _standing(session, citizen_id, kind)
    for entry in entries:
        entry.removed_at, entry.removed_by = clock.now(), actor.account_id
    if entries:
        change = Change("citizen.list_remove", "citizen", citizen_id, before={"list": kind.value})
        await record_change(session, actor, change)
    return len(entries)


async def _standing(session: AsyncSession, citizen_id: str, kind: ListKind) -> list[ListEntry]:
    rows = await session.scalars(
        select(ListEntry).where(
            ListEntry.citizen_id.in_(await list_group(session, citizen_id)),
            ListEntry.kind == kind.value,
            ListEntry.removed_at.is_(None),
        )
    )
    return list(rows)
