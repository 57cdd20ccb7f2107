"""Keeping the directory (维护名录): duties, windows, numbers; every change of a number waits to be announced."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.ids import new_id
from hotline.kit.organisation.events import UnitChanged
from hotline.kit.organisation.models import UnitChange
from hotline.kit.organisation.queries import get_unit
from hotline.kit.outbox.service import publish
from knowledge.directory.errors import (
    ChangeUnknown,
    DirectoryStale,
    NothingToAnnounce,
    NumberTaken,
)
from knowledge.directory.models import (
    DirectoryUnit,
    NumberChange,
    PublishedNumber,
    UnitWindow,
)
from knowledge.directory.ports import windows_of
from knowledge.directory.queries import find_number, get_number, get_window
from knowledge.directory.schemas import AnnouncedIn, DutiesIn, NumberIn, WindowChangeIn, WindowIn
from knowledge.events import KnowledgeChanged
from knowledge.owning import owner_of, require_own
from knowledge.search.port import DocumentKind

SOON = timedelta(seconds=10)  # a page of windows may be so much behind its service items
# One statement makes or raises the count, so that two first changes cannot collide.
_RAISE = text(
    "INSERT INTO directory_units (unit_id, duties, version) VALUES (:unit_id, '', 1) "
    "ON CONFLICT (unit_id) DO UPDATE SET version = directory_units.version + 1 RETURNING version"
)


async def touch(session: AsyncSession, unit_id: str) -> int:
    """Count a change of what is told of a unit and tell the index; returns the new version."""
    version = int(await session.scalar(_RAISE, {"unit_id": unit_id}) or 0)
    await publish(session, KnowledgeChanged(DocumentKind.UNIT.value, unit_id, version))
    return version


async def set_duties(
    session: AsyncSession, *, unit_id: str, wanted: DutiesIn, actor: Actor
) -> None:
    """Write what a unit does; raises ``UnitUnknown`` (404), ``OfAnotherUnit`` (403), ``DirectoryStale`` (409)."""
    await get_unit(session, unit_id)
    await require_own(session, actor, unit_id)
    held = await session.get(DirectoryUnit, unit_id, with_for_update=True)
    if (held.version if held else 0) != wanted.version:
        raise DirectoryStale(version=held.version if held else 0)
    await touch(session, unit_id)
    await write_duties(session, unit_id, wanted.duties, actor)


async def write_duties(session: AsyncSession, unit_id: str, duties: str, actor: Actor) -> None:
    """Write what a unit does, after ``touch`` has counted the change."""
    row = await session.get_one(DirectoryUnit, unit_id, populate_existing=True)
    row.duties = duties
    after = {"duties": duties}
    await record_change(session, actor, Change("directory.duties", "unit", unit_id, None, after))


async def add_window(
    session: AsyncSession, *, unit_id: str, wanted: WindowIn, actor: Actor
) -> UnitWindow:
    """Add a window of the unit's own."""
    await get_unit(session, unit_id)
    await require_own(session, actor, unit_id)
    row = UnitWindow(
        id=new_id(),
        unit_id=unit_id,
        version=1,
        updated_at=clock.now(),
        **wanted.model_dump(),
    )
    session.add(row)
    await session.flush()
    await note_window(session, row, actor)
    await touch(session, row.unit_id)
    return row


async def change_window(
    session: AsyncSession, *, window_id: str, wanted: WindowChangeIn, actor: Actor
) -> UnitWindow:
    """Change or close a window; raises ``WindowUnknown`` (404), ``DirectoryStale`` (409)."""
    row = await get_window(session, window_id)
    await require_own(session, actor, row.unit_id)
    if row.version != wanted.version:
        raise DirectoryStale(version=row.version)
    for name, value in wanted.model_dump(exclude={"version"}).items():
        setattr(row, name, value)
    row.version, row.updated_at = row.version + 1, clock.now()
    await session.flush()
    await note_window(session, row, actor)
    await touch(session, row.unit_id)
    return row


async def note_window(session: AsyncSession, row: UnitWindow, actor: Actor) -> None:
    """Audit what a window is now; telling the index is the caller's matter."""
    after = {"name": row.name, "closed": row.closed, "version": row.version}
    change = Change("directory.window", "unit", row.unit_id, None, after)
    await record_change(session, actor, change)


async def add_number(session: AsyncSession, *, wanted: NumberIn, actor: Actor) -> PublishedNumber:
    """Enter a number into the ledger; raises ``NumberTaken`` (409), ``OwnerUnknown`` (422), ``OfAnotherUnit`` (403)."""
    if await find_number(session, wanted.number) is not None:
        raise NumberTaken
    unit = await owner_of(session, wanted.unit_code)
    await require_own(session, actor, unit.id)
    now = clock.now()
    row = PublishedNumber(
        id=new_id(), unit_id=unit.id, version=1, created_at=now, updated_at=now, **_told(wanted)
    )
    session.add(row)
    await session.flush()
    await _note_number(session, row, (None, _told(wanted)), actor)
    await touch(session, unit.id)
    return row


async def change_number(
    session: AsyncSession, *, number_id: str, version: int, wanted: NumberIn, actor: Actor
) -> PublishedNumber:
    """Change a number; the change waits until each channel that published it has announced it.

    What is as before stores nothing. Raises ``DirectoryStale``, ``NumberTaken`` (409), ``OfAnotherUnit`` (403).
    """
    row = await get_number(session, number_id)
    if row.version != version:
        raise DirectoryStale(version=row.version)
    await require_own(session, actor, row.unit_id)
    unit = await owner_of(session, wanted.unit_code)
    await require_own(session, actor, unit.id)
    before = told_of_number(row)
    after = _told(wanted)
    fields = [name for name in after if before[name] != after[name]]
    if not fields:
        return row
    if "number" in fields and await find_number(session, wanted.number) is not None:
        raise NumberTaken
    owners = dict.fromkeys((row.unit_id, unit.id))
    changed = ({n: before[n] for n in fields}, {n: after[n] for n in fields})
    _keep(session, row, changed, actor)
    for name, value in after.items():
        setattr(row, name, value)
    row.unit_id, row.version, row.updated_at = unit.id, row.version + 1, clock.now()
    await session.flush()
    await _note_number(session, row, changed, actor)
    for unit_id in owners:
        await touch(session, unit_id)
    return row


def _told(wanted: NumberIn) -> dict[str, Any]:
    return wanted.model_dump(mode="json", include=set(NumberIn.model_fields))


def told_of_number(row: PublishedNumber) -> dict[str, Any]:
    """Return a number as its entry of an import would be."""
    return {name: getattr(row, name) for name in NumberIn.model_fields}


def _keep(
    session: AsyncSession,
    row: PublishedNumber,
    changed: tuple[dict[str, Any], dict[str, Any]],
    actor: Actor,
) -> None:
    before, after = changed
    silent = set(before) <= {"published_in", "note"}  # nothing that a caller would notice
    channels = [] if silent else list(row.published_in)
    session.add(
        NumberChange(
            id=new_id(),
            number_id=row.id,
            before=before,
            after=after,
            channels=channels,
            announced={},
            waiting=bool(channels),
            changed_by=actor.account_id,
            changed_at=clock.now(),
        )
    )


async def _note_number(
    session: AsyncSession,
    row: PublishedNumber,
    changed: tuple[dict[str, Any] | None, dict[str, Any]],
    actor: Actor,
) -> None:
    before, after = changed
    change = Change("directory.number", "published_number", row.id, before, after)
    await record_change(session, actor, change)


async def announce(
    session: AsyncSession, *, change_id: str, said: AnnouncedIn, actor: Actor
) -> NumberChange:
    """Note that a change was announced through one channel; the last one ends the waiting.

    Raises ``ChangeUnknown`` (404), ``NothingToAnnounce`` (409), ``OfAnotherUnit`` (403).
    """
    row = await session.get(NumberChange, change_id, with_for_update=True)
    if row is None:
        raise ChangeUnknown
    number = await get_number(session, row.number_id)
    await require_own(session, actor, number.unit_id)
    channel = said.channel.value
    if channel not in row.channels or channel in row.announced:
        raise NothingToAnnounce
    told = {"at": clock.now().isoformat(), "by": actor.account_id or "", "where": said.where}
    row.announced = {**row.announced, channel: told}
    row.waiting = not set(row.channels) <= set(row.announced)
    return row


async def on_knowledge_changed(session: AsyncSession, event: KnowledgeChanged) -> None:
    """A service item has changed: what its unit's windows tell may have changed too.

    A catalogue brings many items of one unit at once; the index hears of the unit once, a moment later.
    """
    if event.kind != DocumentKind.ITEM.value or not event.key:
        return
    unit_id = await windows_of(session).unit_of(session, event.key)
    if unit_id is None:
        return
    version = int(await session.scalar(_RAISE, {"unit_id": unit_id}) or 0)
    row = await session.get_one(DirectoryUnit, unit_id, populate_existing=True)
    now = clock.now()
    if row.told_at is None or row.told_at <= now:
        row.told_at = now + SOON
        changed = KnowledgeChanged(DocumentKind.UNIT.value, unit_id, version)
        await publish(session, changed, at=row.told_at)


async def on_unit_changed(session: AsyncSession, event: UnitChanged) -> None:
    """A unit was renamed, moved or closed; a new one has nothing to tell until somebody writes it."""
    if event.change != UnitChange.CREATED.value:
        await touch(session, event.unit_id)
