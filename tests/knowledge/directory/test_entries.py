"""What is told of units comes from files and pushes: windows by their names, all of them or none."""

import json
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import SYSTEM
from hotline.kit.db import Database
from hotline.kit.outbox.models import OutboxEvent
from knowledge.directory.exports import export_units
from knowledge.directory.imports import import_units
from knowledge.directory.models import UnitWindow
from knowledge.directory.queries import read_unit
from knowledge.lines import EntryReport
from tests.conftest import BACKENDS
from tests.knowledge.items.shelf import POLICE, POLICE_OWNER, units

TABLE = """单位编码,版本号,职责,窗口名称,地址,已关闭
FS-GA,1,户籍与身份证,问询台,建新路一号,否
FS-GA,1,,发证窗口,建新路一号,
FS-MZ,,,婚姻登记处,同济路二号,是
"""


async def take(
    session: AsyncSession, *lines: dict[str, Any], actor: Any = SYSTEM, dry_run: bool = False
) -> EntryReport:
    content = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode()
    return await import_units(session, content, dry_run=dry_run, actor=actor)


def unit(*windows: str, **more: Any) -> dict[str, Any]:
    return {"unit_code": "FS-GA", "windows": [{"name": name} for name in windows], **more}


async def names(session: AsyncSession) -> list[str]:
    return [window.name for window in (await read_unit(session, POLICE)).windows]


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_a_table_holds_a_window_a_row(database: Database) -> None:
    async with database.write() as session:
        await units(session)
        report = await import_units(session, TABLE.encode(), dry_run=False, actor=SYSTEM)
        assert (report.added, report.unchanged, report.refused) == (["FS-GA"], ["FS-MZ"], [])
    async with database.read() as session:
        told = await read_unit(session, POLICE)
        assert told.duties == "户籍与身份证"
        assert [w.name for w in told.windows] == ["发证窗口", "问询台"]


async def test_rows_that_contradict_each_other_are_refused_together(session: AsyncSession) -> None:
    await units(session)
    table = TABLE.replace("FS-GA,1,,", "FS-GA,2,,")
    report = await import_units(session, table.encode(), dry_run=False, actor=SYSTEM)
    (refusal,) = report.refused
    assert (refusal.row, refusal.key) == (2, "FS-GA")
    assert refusal.reason == "第 3 行：version 与同一单位的第 2 行不同"
    switch = TABLE.replace(",否", ",也许")
    report = await import_units(session, switch.encode(), dry_run=False, actor=SYSTEM)
    assert report.refused[0].reason.startswith("closed：")
    assert await names(session) == []


async def test_a_window_not_named_is_closed_and_comes_back_by_its_name(
    session: AsyncSession,
) -> None:
    await units(session)
    await take(session, unit("甲窗口", "乙窗口"))
    report = await take(session, unit("甲窗口"))
    (change,) = report.differences
    assert [(f.label, f.after) for f in change.fields] == [("窗口“乙窗口”", None)]
    assert await names(session) == ["甲窗口"]
    assert (await take(session, unit("甲窗口", "乙窗口"))).changed == ["FS-GA"]
    assert await session.scalar(select(func.count(UnitWindow.id))) == 2


async def test_of_a_window_that_stays_the_changed_members_are_told(session: AsyncSession) -> None:
    await units(session)
    window = {"name": "甲窗口", "address": "一楼", "phone": "12345"}
    await take(session, {"unit_code": "FS-GA", "windows": [window]})
    moved = await take(session, {"unit_code": "FS-GA", "windows": [{**window, "address": "二楼"}]})
    ((change,),) = [one.fields for one in moved.differences]
    assert (change.field, change.label) == ("windows.甲窗口.address", "窗口“甲窗口”地址")
    assert (change.before, change.after) == ("一楼", "二楼")
    assert (await read_unit(session, POLICE)).windows[0].address == "二楼"


async def test_what_is_left_out_stays_and_nothing_at_all_is_refused(session: AsyncSession) -> None:
    await units(session)
    await take(session, unit("甲窗口", duties="户籍"))
    await take(session, {"unit_code": "FS-GA", "duties": "户籍与身份证"})
    assert await names(session) == ["甲窗口"]
    await take(session, unit())
    assert (await read_unit(session, POLICE)).duties == "户籍与身份证"
    assert await names(session) == []
    report = await take(session, {"unit_code": "FS-GA"}, unit("甲窗口", "甲窗口"))
    reasons = [refusal.reason for refusal in report.refused]
    assert "至少写一样" in reasons[0]
    assert "重复" in reasons[1]


async def test_the_index_hears_once_of_a_unit_however_many_windows(session: AsyncSession) -> None:
    await units(session)
    await take(session, unit("甲窗口", "乙窗口", "丙窗口", duties="户籍"))
    query = select(func.count()).where(OutboxEvent.name == "knowledge.changed")
    assert await session.scalar(query) == 1


async def test_an_owner_tells_of_its_own_unit_and_a_dry_run_of_nothing(
    session: AsyncSession,
) -> None:
    await units(session)
    other = {"unit_code": "FS-MZ", "duties": "婚姻登记"}
    report = await take(session, unit("甲窗口"), other, actor=POLICE_OWNER, dry_run=True)
    assert (report.added, [r.key for r in report.refused]) == (["FS-GA"], ["FS-MZ"])
    assert await names(session) == []


async def test_an_export_is_taken_back_without_a_change(session: AsyncSession) -> None:
    await units(session)
    await take(session, unit("甲窗口", duties="户籍"))
    raw = await export_units(session, actor=SYSTEM)
    report = await import_units(session, raw, dry_run=False, actor=SYSTEM)
    assert (report.unchanged, report.changes) == (["FS-GA"], False)
