"""Units as a table (单位导入导出): in with a dry run and reasons, out in the same columns."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, ValidationError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.errors import Problem
from hotline.kit.fieldfaults import field_errors
from hotline.kit.organisation.errors import ImportUnreadable
from hotline.kit.organisation.models import Unit, UnitLevel
from hotline.kit.organisation.queries import find_by_code
from hotline.kit.organisation.schemas import UnitChangeIn, UnitCode, UnitFields, UnitIn, UnitMoveIn
from hotline.kit.organisation.service import change_unit, create_unit, move_unit
from hotline.kit.sheets import SheetRow, SheetUnreadable, read_rows
from hotline.kit.transfer import Refusal, Table, TransferReport, refused

REQUIRED = ("code", "name", "short_name", "level", "kind")
OPTIONAL = (
    "parent_code",
    "district_code",
    "town_code",
    "duty_phone",
    "duty_mail",
    "peer_group",
    "name_en",
    "line_mode",
    "valid_from",
)
COLUMNS = (*REQUIRED, *OPTIONAL)
MAX_ROWS = 20_000

REASON = "批量导入"
_CIRCLE = ("上级单位互相循环", "the units are each other's superiors")
_TWICE = ("单位编码在文件中重复", "the code stands in the file twice")


class UnitRow(UnitFields):
    """One row of the table; ``parent_code`` names the superior, ``valid_from`` counts at creation."""

    code: UnitCode
    parent_code: str = ""
    valid_from: Annotated[date | None, BeforeValidator(lambda cell: cell or None)] = None


@dataclass
class UnitReport(TransferReport):
    """What an import did, or in a dry run would do (unit codes); rows count as a spreadsheet shows them."""

    moved: list[str] = field(default_factory=list)


async def import_units(
    session: AsyncSession, content: bytes, *, actor: Actor, dry_run: bool = False
) -> UnitReport:
    """Create, change and move units by code; a wrong row is listed and never stops the others.

    Columns: code, name, short_name, level, kind, parent_code, district_code, town_code, duty_phone,
    peer_group, and optionally duty_mail, name_en, line_mode; a column that is absent changes nothing. Importing
    the same table again changes nothing. Raises ``ImportUnreadable`` (422).
    """
    report = UnitReport(dry_run=dry_run)
    rows, given = _rows(content)
    waiting = _parsed(rows, report)
    savepoint = await session.begin_nested()
    while waiting:
        ready = [item for item in waiting if item[1].parent_code not in _codes(waiting)]
        if not ready:
            report.refused += [Refusal(n, row.code, *_CIRCLE) for n, row in waiting]
            break
        for number, row in ready:
            await _take(session, report, (number, row, given), actor)
        waiting = [item for item in waiting if item not in ready]
    await (savepoint.rollback() if dry_run else savepoint.commit())
    report.refused.sort(key=lambda refusal: refusal.row)
    return report


def _codes(waiting: list[tuple[int, UnitRow]]) -> set[str]:
    return {row.code for _, row in waiting}


def _rows(content: bytes) -> tuple[list[SheetRow], frozenset[str]]:
    try:
        rows = read_rows(content, needed=REQUIRED)
    except SheetUnreadable as error:
        raise ImportUnreadable(error.detail_zh, error.detail_en) from error
    if len(rows) > MAX_ROWS:
        raise ImportUnreadable(f"一次最多 {MAX_ROWS} 行", f"At most {MAX_ROWS} rows at once")
    return rows, frozenset(rows[0].cells if rows else REQUIRED)


def _parsed(rows: list[SheetRow], report: UnitReport) -> list[tuple[int, UnitRow]]:
    parsed: dict[str, tuple[int, UnitRow]] = {}
    for sheet_row in rows:
        number = sheet_row.number
        cells = {name: sheet_row.cells[name] for name in COLUMNS if name in sheet_row.cells}
        code = cells["code"]
        try:
            row = UnitRow.model_validate(cells)
        except ValidationError as error:
            report.refused.append(Refusal(number, code[:40], *_reasons(error)))
            continue
        if code in parsed:
            report.refused.append(Refusal(number, code, *_TWICE))
            continue
        parsed[code] = (number, row)
    return list(parsed.values())


def _reasons(error: ValidationError) -> tuple[str, str]:
    first = field_errors(error.errors())[0]
    return (
        f"{first['field'] or '本行'}：{first['reason']}",
        f"{first['field'] or 'row'}: {first['reason_en']}",
    )


async def _take(
    session: AsyncSession,
    report: UnitReport,
    item: tuple[int, UnitRow, frozenset[str]],
    actor: Actor,
) -> None:
    number, row, given = item
    parent = await find_by_code(session, row.parent_code) if row.parent_code else None
    if row.parent_code and parent is None:
        zh, en = f"没有编码为 {row.parent_code} 的上级单位", f"no superior {row.parent_code}"
        report.refused.append(Refusal(number, row.code, zh, en))
        return
    try:
        async with session.begin_nested():
            await _apply(session, report, (row, given, parent.id if parent else None), actor)
    except Problem as problem:
        report.refused.append(refused(number, row.code, problem))


async def _apply(
    session: AsyncSession,
    report: UnitReport,
    item: tuple[UnitRow, frozenset[str], str | None],
    actor: Actor,
) -> None:
    row, given, parent_id = item
    fields = row.model_dump(exclude={"code", "parent_code", "calendar_id", "valid_from"})
    unit = await find_by_code(session, row.code)
    if unit is None:
        wanted = UnitIn(
            code=row.code,
            parent_id=parent_id,
            valid_from=row.valid_from,
            reason=REASON,
            **fields,
        )
        await create_unit(session, unit=wanted, actor=actor)
        report.added.append(row.code)
        return
    version = unit.version
    kept = {name: value for name, value in fields.items() if name in given}
    change = UnitChangeIn(version=version, reason=REASON, **kept)
    unit = await change_unit(session, unit_id=unit.id, change=change, actor=actor)
    outcomes = [report.changed] if unit.version > version else []
    if "parent_code" in given and unit.parent_id != parent_id:
        move = UnitMoveIn(version=unit.version, parent_id=parent_id, reason=REASON)
        await move_unit(session, unit_id=unit.id, move=move, actor=actor)
        outcomes.append(report.moved)
    for outcome in outcomes or [report.unchanged]:
        outcome.append(row.code)


async def unit_table(session: AsyncSession) -> Table:
    """Return all valid units in the columns of the import, superiors before subordinates."""
    units = list(await session.scalars(select(Unit).where(Unit.valid_to.is_(None))))
    codes = {unit.id: unit.code for unit in units}
    records = [
        {name: getattr(unit, name, None) for name in COLUMNS}
        | {
            "level": UnitLevel(unit.level).name,
            "parent_code": codes.get(unit.parent_id or "", ""),
        }
        for unit in sorted(units, key=lambda u: (u.path.count("/"), u.code))
    ]
    return Table("units", COLUMNS, records, file=f"units-{clock.local_date()}")
