"""Taking what is told of units (单位名录收录): duties and own windows, from a file's line or a push."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.ids import new_id
from hotline.kit.organisation.models import Unit
from knowledge.differences import FieldChangeOut, field_changes
from knowledge.directory.models import DirectoryUnit, UnitWindow
from knowledge.directory.queries import read_unit
from knowledge.directory.schemas import UnitLine, UnitPush, UnitPushOut
from knowledge.directory.service import note_window, touch, write_duties
from knowledge.lines import Taken, Taking, require_same_key
from knowledge.owning import owner_of, require_own
from knowledge.receipts import Arrival, Sent, is_repeat, keep, whole
from knowledge.versions import Outcome

DUTIES = "duties"
WINDOW_LABELS: Mapping[str, str] = {
    "name": "名称",
    "address": "地址",
    "district_code": "区划",
    "hours": "服务时间",
    "phone": "电话",
    "transport": "交通",
}
_WINDOW = "windows."


async def push_unit(
    session: AsyncSession, *, code: str, version: UnitPush, actor: Actor, dry_run: bool
) -> UnitPushOut:
    """Take one version of what is told of a unit from another system.

    Raises ``LineInvalid``, ``OwnerUnknown`` (422), ``OfAnotherUnit`` (403), ``VersionOlder`` and
    ``VersionTaken`` (409).
    """
    require_same_key("unit_code", code, version.unit_code)
    unit = await owner_of(session, code)
    wanted = UnitLine(duties=version.duties, windows=version.windows)
    how = Taking(version.version, dry_run)
    told = await take_unit(session, unit, wanted, how=how, actor=actor)
    shown = await read_unit(session, unit.id)
    return UnitPushOut.model_validate({**told.pushed(dry_run=dry_run), "unit": shown})


async def take_unit(
    session: AsyncSession, unit: Unit, wanted: UnitLine, *, how: Taking, actor: Actor
) -> Taken:
    """Take duties and windows; windows go by their names, one that is no longer told of is closed.

    ADDED is a unit of which nothing was told before. Raises ``OfAnotherUnit`` (403), ``VersionOlder`` and
    ``VersionTaken`` (409).
    """
    await require_own(session, actor, unit.id)
    said = wanted.model_dump(mode="json")
    arrival = Arrival(Sent.UNIT, unit.code, how.version, said)
    if await is_repeat(session, arrival):
        return Taken(unit.code, unit.name, Outcome.UNCHANGED)
    windows = await _windows(session, unit.id)
    before = await _before(session, unit.id, windows)
    after = _after(before, wanted)
    fields = _differences(before, after)
    if not how.dry_run:
        async with whole(session):
            if fields:
                await _store(session, unit.id, (before, after, windows), actor)
            await keep(session, arrival, actor)
    new = bool(fields) and not any(before.values())
    outcome = how.outcome(new=new, same=not fields)
    return Taken(unit.code, unit.name, outcome, [] if new else fields)


async def told_of_unit(session: AsyncSession, unit_id: str) -> dict[str, Any]:
    """Return duties and own open windows as an entry of an import says them."""
    windows = await _windows(session, unit_id)
    before = await _before(session, unit_id, windows)
    return {
        DUTIES: before[DUTIES],
        "windows": [told for name, told in before.items() if name != DUTIES],
    }


async def _windows(session: AsyncSession, unit_id: str) -> dict[str, UnitWindow]:
    """Return the unit's own windows by their names; open ones first where a name occurs twice."""
    query = select(UnitWindow).where(UnitWindow.unit_id == unit_id)
    found: dict[str, UnitWindow] = {}
    for row in await session.scalars(query.order_by(UnitWindow.closed, UnitWindow.id)):
        name, count = row.name, 1
        while name in found:
            count += 1
            name = f"{row.name}（{count}）"
        found[name] = row
    return found


async def _before(
    session: AsyncSession, unit_id: str, windows: Mapping[str, UnitWindow]
) -> dict[str, Any]:
    query = select(DirectoryUnit.duties).where(DirectoryUnit.unit_id == unit_id)
    told: dict[str, Any] = {DUTIES: await session.scalar(query) or ""}
    for name, row in windows.items():
        if not row.closed:
            told[_WINDOW + name] = {member: getattr(row, member) for member in WINDOW_LABELS}
    return told


def _after(before: Mapping[str, Any], wanted: UnitLine) -> dict[str, Any]:
    """Return what shall be told; what is left out stays as it is."""
    duties = before[DUTIES] if wanted.duties is None else wanted.duties
    if wanted.windows is None:
        return {**before, DUTIES: duties}
    opened = [window for window in wanted.windows if not window.closed]
    return {
        DUTIES: duties,
        **{_WINDOW + one.name: one.model_dump(exclude={"closed"}) for one in opened},
    }


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[FieldChangeOut]:
    """Tell what differs: a window that opens or closes as a whole, of others the members that change."""
    told = field_changes(before, after, {DUTIES: "职责"})
    for name in dict.fromkeys((*before, *after)):
        if name == DUTIES or before.get(name) == after.get(name):
            continue
        label = f"窗口“{name.removeprefix(_WINDOW)}”"
        was, is_now = before.get(name), after.get(name)
        if was is None or is_now is None:
            told.append(FieldChangeOut(field=name, label=label, before=was, after=is_now))
            continue
        members = {member: label + named for member, named in WINDOW_LABELS.items()}
        changes = field_changes(was, is_now, members)
        told += [one.model_copy(update={"field": f"{name}.{one.field}"}) for one in changes]
    return told


async def _store(
    session: AsyncSession,
    unit_id: str,
    said: tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, UnitWindow]],
    actor: Actor,
) -> None:
    before, after, windows = said
    await touch(session, unit_id)
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) == after.get(name):
            continue
        if name == DUTIES:
            await write_duties(session, unit_id, after[DUTIES], actor)
            continue
        row = windows.get(name.removeprefix(_WINDOW)) or _new(session, unit_id)
        row.closed = name not in after
        for member, value in after.get(name, {}).items():
            setattr(row, member, value)
        row.version, row.updated_at = row.version + 1, clock.now()
        await session.flush()
        await note_window(session, row, actor)


def _new(session: AsyncSession, unit_id: str) -> UnitWindow:
    row = UnitWindow(id=new_id(), unit_id=unit_id, version=0)
    session.add(row)
    return row
