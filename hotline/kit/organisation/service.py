"""Changing the organisation (改组织机构): create, change, move, close, and who is on duty."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.models import Account
from hotline.kit.calendars import queries as calendars
from hotline.kit.ids import new_id
from hotline.kit.organisation.errors import (
    UnitClosed,
    UnitCodeTaken,
    UnitCycle,
    UnitHasChildren,
    UnitInvalid,
    UnitStale,
    UnitUnknown,
)
from hotline.kit.organisation.events import UnitChanged, UnitMemberChanged
from hotline.kit.organisation.models import Unit, UnitChange, UnitMember, UnitRevision
from hotline.kit.organisation.queries import (
    COLUMNS,
    calendar_id_of,
    children,
    find_by_code,
    get_member,
    get_unit,
)
from hotline.kit.organisation.schemas import (
    MemberIn,
    UnitChangeIn,
    UnitCloseIn,
    UnitFields,
    UnitIn,
    UnitMoveIn,
)
from hotline.kit.outbox.service import publish
from hotline.kit.worktime import OutsideCalendar

FILING_DAYS = 10  # a change of clerk or phone is filed within 10 working days (domain rules §2.1)
FIELDS = tuple(UnitFields.model_fields)
_NOT_KEPT = frozenset({"id", "path", "version"})


@dataclass(frozen=True)
class _Filing:
    """What a revision says beside the unit itself."""

    change: UnitChange
    valid_from: date
    reason: str
    filed_late: bool = False
    calendar_changed: bool = False


def snapshot(unit: Unit) -> dict[str, Any]:
    """Return what a revision keeps of a unit, in JSON types."""
    kept = {c.name: getattr(unit, c.name) for c in COLUMNS if c.name not in _NOT_KEPT}
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in kept.items()}


async def create_unit(session: AsyncSession, *, unit: UnitIn, actor: Actor) -> Unit:
    """Create a unit under its superior.

    Raises ``UnitCodeTaken``, ``UnitClosed`` (409), ``UnitUnknown`` (404), ``UnitInvalid`` (422).
    """
    if await find_by_code(session, unit.code) is not None:
        raise UnitCodeTaken(f"单位编码 {unit.code} 已被使用", f"The unit code {unit.code} is taken")
    parent = await _superior(session, unit.parent_id)
    _check_level(unit.level, parent)
    await _check_calendar(session, unit.calendar_id)
    unit_id = new_id()
    row = Unit(
        id=unit_id,
        code=unit.code,
        parent_id=unit.parent_id,
        path=f"{parent.path if parent else '/'}{unit_id}/",
        valid_from=unit.valid_from or clock.local_date(),
        version=1,
        **{name: _stored(getattr(unit, name)) for name in FIELDS},
    )
    session.add(row)
    await session.flush()
    filing = _Filing(UnitChange.CREATED, row.valid_from, unit.reason)
    await _file(session, row, None, filing, actor)
    return row


def _stored(value: Any) -> Any:
    """Turn enums into their plain values."""
    return getattr(value, "value", value)


async def change_unit(
    session: AsyncSession, *, unit_id: str, change: UnitChangeIn, actor: Actor
) -> Unit:
    """Change what a unit is; a changed duty phone filed after 10 working days is marked late.

    Nothing given that differs: nothing is written. Raises ``UnitStale``, ``UnitClosed`` (409),
    ``UnitInvalid`` (422).
    """
    unit = await _locked(session, unit_id, change.version)
    before = snapshot(unit)
    merged = {name: before[name] for name in FIELDS} | {
        name: _stored(value) for name, value in change.given().items()
    }
    fields = _valid_fields(merged)
    _check_level(fields.level, await _superior(session, unit.parent_id))
    await _check_children_levels(session, unit.id, fields.level)
    differing = {
        name: _stored(getattr(fields, name))
        for name in FIELDS
        if _stored(getattr(fields, name)) != before[name]
    }
    if not differing:
        return unit
    await _check_calendar(session, fields.calendar_id)
    for name, value in differing.items():
        setattr(unit, name, value)
    valid_from = _effect(unit, change.valid_from)
    late = "duty_phone" in differing and await is_filed_late(session, valid_from)
    filing = _Filing(
        UnitChange.CHANGED, valid_from, change.reason, late, "calendar_id" in differing
    )
    await _file(session, unit, before, filing, actor)
    return unit


def _effect(unit: Unit, valid_from: date | None) -> date:
    """Return the day a change counts from: not before the unit, not in the future."""
    today = clock.local_date()
    day = valid_from or today
    if not unit.valid_from <= day <= max(today, unit.valid_from):
        raise UnitInvalid(
            "变更日须在启用日与今天之间", "A change counts from a day between the first and today"
        )
    return day


def _valid_fields(merged: dict[str, Any]) -> UnitFields:
    try:
        return UnitFields.model_validate(merged)
    except ValueError as error:
        raise UnitInvalid(
            "其他热线须注明并入方式，且必填项不能为空", "A required member is missing"
        ) from error


async def move_unit(session: AsyncSession, *, unit_id: str, move: UnitMoveIn, actor: Actor) -> Unit:
    """Put a unit with its whole subtree under another superior.

    Raises ``UnitCycle``, ``UnitStale``, ``UnitClosed`` (409), ``UnitUnknown`` (404), ``UnitInvalid`` (422).
    """
    # Two moves at once could close a circle that neither sees: moves take the whole tree.
    await session.execute(select(Unit.id).order_by(Unit.id).with_for_update())
    unit = await _locked(session, unit_id, move.version)
    if move.parent_id == unit.parent_id:
        return unit
    parent = await _superior(session, move.parent_id)
    if parent is not None and parent.path.startswith(unit.path):
        raise UnitCycle
    _check_level(unit.level, parent)
    before, old_calendar = snapshot(unit), await calendar_id_of(session, unit.id)
    old_path, new_path = unit.path, f"{parent.path if parent else '/'}{unit.id}/"
    unit.parent_id = move.parent_id
    below = select(Unit).where(Unit.path.startswith(old_path, autoescape=True))
    for member in await session.scalars(below):
        member.path = new_path + member.path.removeprefix(old_path)
    await session.flush()
    moved_calendar = await calendar_id_of(session, unit.id) != old_calendar
    filing = _Filing(
        UnitChange.MOVED, clock.local_date(), move.reason, calendar_changed=moved_calendar
    )
    await _file(session, unit, before, filing, actor)
    return unit


async def close_unit(
    session: AsyncSession, *, unit_id: str, close: UnitCloseIn, actor: Actor
) -> Unit:
    """Give a unit its last valid day.

    Raises ``UnitHasChildren``, ``UnitStale``, ``UnitClosed`` (409), ``UnitInvalid`` (422).
    """
    unit = await _locked(session, unit_id, close.version)
    last = close.valid_to or clock.local_date()
    if last < unit.valid_from:
        raise UnitInvalid("最后有效日早于启用日", "The last day lies before the first")
    if await _has_children_after(session, unit.id, last):
        raise UnitHasChildren
    before = snapshot(unit)
    unit.valid_to = last
    filing = _Filing(UnitChange.CLOSED, min(last, clock.local_date()), close.reason)
    await _file(session, unit, before, filing, actor)
    return unit


async def _has_children_after(session: AsyncSession, unit_id: str, last: date) -> bool:
    outliving = select(Unit.id).where(
        Unit.parent_id == unit_id, Unit.valid_to.is_(None) | (Unit.valid_to > last)
    )
    return await session.scalar(outliving.limit(1)) is not None


async def assign_member(
    session: AsyncSession, *, unit_id: str, member: MemberIn, actor: Actor
) -> UnitMember:
    """Let a person take up a duty in a unit; filed after 10 working days it is marked late.

    Raises ``UnitUnknown`` (404), ``UnitClosed`` (409), ``UnitInvalid`` (422) for an unknown account.
    """
    unit = await get_unit(session, unit_id)
    valid_from = member.valid_from or clock.local_date()
    if unit.valid_to is not None and unit.valid_to < valid_from:
        raise UnitClosed
    if await session.get(Account, member.account_id) is None:
        raise UnitInvalid("没有这个账号", "No such account")
    row = UnitMember(
        id=new_id(),
        unit_id=unit_id,
        account_id=member.account_id,
        duty=member.duty.value,
        valid_from=valid_from,
        filed_late=await is_filed_late(session, valid_from),
        filed_by=actor.account_id,
        filed_at=clock.now(),
    )
    session.add(row)
    await session.flush()
    await _tell_member(session, row, "unit.assign_member", actor)
    return row


async def end_member(
    session: AsyncSession, *, member_id: str, valid_to: date | None = None, actor: Actor
) -> UnitMember:
    """Give a duty its last day (default: today); raises ``UnitMemberUnknown``, ``UnitInvalid``."""
    row = await get_member(session, member_id)
    last = valid_to or clock.local_date()
    if last < row.valid_from - timedelta(days=1):
        raise UnitInvalid("最后任职日早于上任日", "The last day lies before the first")
    row.valid_to = last
    row.filed_late = row.filed_late or await is_filed_late(session, last)
    await _tell_member(session, row, "unit.end_member", actor)
    return row


async def _tell_member(session: AsyncSession, row: UnitMember, action: str, actor: Actor) -> None:
    after = {"account_id": row.account_id, "duty": row.duty, "filed_late": row.filed_late}
    await record_change(session, actor, Change(action, "unit", row.unit_id, after=after))
    await publish(session, UnitMemberChanged(row.unit_id, row.account_id, row.duty))


async def is_filed_late(session: AsyncSession, valid_from: date) -> bool:
    """Tell whether a change that counts from ``valid_from`` is filed after 10 working days."""
    today = clock.local_date()
    if today - valid_from <= timedelta(days=FILING_DAYS):
        return False  # not even ten calendar days have passed
    calendar = await calendars.load(session)
    try:
        return calendar.days_between(valid_from, today) > FILING_DAYS
    except OutsideCalendar:
        return True  # years ago


async def _locked(session: AsyncSession, unit_id: str, version: int) -> Unit:
    unit = await session.get(Unit, unit_id, with_for_update=True)
    if unit is None:
        raise UnitUnknown
    if unit.version != version:
        raise UnitStale(version=unit.version)
    if unit.valid_to is not None and unit.valid_to < clock.local_date():
        raise UnitClosed
    return unit


async def _superior(session: AsyncSession, parent_id: str | None) -> Unit | None:
    if parent_id is None:
        return None
    parent = await get_unit(session, parent_id)
    if parent.valid_to is not None and parent.valid_to < clock.local_date():
        raise UnitClosed("上级单位已撤销", "The superior unit is closed")
    return parent


def _check_level(level: int, parent: Unit | None) -> None:
    if parent is not None and level < parent.level:
        raise UnitInvalid("单位层级不能高于上级单位", "A unit cannot rank above its superior")


async def _check_children_levels(session: AsyncSession, unit_id: str, level: int) -> None:
    if any(child.level < level for child in await children(session, unit_id)):
        raise UnitInvalid("单位层级不能低于下级单位", "A unit cannot rank below its subordinates")


async def _check_calendar(session: AsyncSession, calendar_id: str | None) -> None:
    """Refuse a calendar that is unknown or not yet approved: clocks could not run on it."""
    if calendar_id is not None:
        await calendars.get_current_version_id(session, calendar_id)


async def _file(
    session: AsyncSession, unit: Unit, before: dict[str, Any] | None, filing: _Filing, actor: Actor
) -> None:
    """Write the revision and the audit, raise the version, and tell."""
    after = snapshot(unit)
    if before is not None:
        unit.version += 1
    session.add(
        UnitRevision(
            id=new_id(),
            unit_id=unit.id,
            number=unit.version,
            change=filing.change.value,
            before=before,
            after=after,
            valid_from=filing.valid_from,
            filed_late=filing.filed_late,
            reason=filing.reason,
            actor_id=actor.account_id,
            at=clock.now(),
        )
    )
    await session.flush()
    changed = {k: v for k, v in after.items() if before is None or before[k] != v}
    previous = None if before is None else {k: before[k] for k in changed}
    action = f"unit.{filing.change.value.lower()}"
    await record_change(session, actor, Change(action, "unit", unit.id, previous, changed))
    await publish(
        session,
        UnitChanged(unit.id, filing.change.value, unit.version, filing.calendar_changed),
    )
