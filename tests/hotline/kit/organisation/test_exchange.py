"""Units come and go as a table: a wrong row is listed, the same table again changes nothing."""

import csv
import io

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.organisation import queries
from hotline.kit.organisation.errors import ImportUnreadable
from hotline.kit.organisation.exchange import COLUMNS, UnitReport, import_units, unit_table
from hotline.kit.organisation.models import Unit, UnitRevision
from hotline.kit.sheets import csv_text, write_xlsx
from tests.hotline.kit.floor_app import WANG

HEAD = "code,name,short_name,level,kind,parent_code,district_code,town_code,duty_phone,peer_group\n"
ROWS = (
    "FS-CC-ZM,祖庙街道办事处,祖庙街道,TOWN,TOWN,FS-CC,440604,440604012,0757-82000003,镇街\n"
    "FS-CC,禅城区人民政府,禅城区,3,DISTRICT_GOVERNMENT,FS,440604,,,区\n"
    "FS,佛山市人民政府,市政府,市,CITY_GOVERNMENT,,,,0757-82000001,\n"
)


async def take(session: AsyncSession, text: str, *, dry_run: bool = False) -> UnitReport:
    return await import_units(session, (HEAD + text).encode(), actor=WANG, dry_run=dry_run)


async def exported(session: AsyncSession) -> str:
    return csv_text(COLUMNS, (await unit_table(session)).records)


async def count(session: AsyncSession) -> int:
    return int(await session.scalar(select(func.count()).select_from(Unit)) or 0)


async def test_superiors_may_stand_below_their_subordinates(session: AsyncSession) -> None:
    report = await take(session, ROWS)
    assert report.added == ["FS", "FS-CC", "FS-CC-ZM"]
    assert report.refused == []
    town = await queries.find_by_code(session, "FS-CC-ZM")
    assert town is not None
    assert (town.level, town.town_code, town.peer_group) == (4, "440604012", "镇街")
    assert [u.code for u in await queries.ancestors(session, town.id)] == ["FS", "FS-CC"]


async def test_a_dry_run_reports_the_same_and_writes_nothing(session: AsyncSession) -> None:
    report = await take(session, ROWS, dry_run=True)
    assert (report.dry_run, report.added) == (True, ["FS", "FS-CC", "FS-CC-ZM"])
    assert await count(session) == 0


async def test_the_same_table_again_changes_nothing(session: AsyncSession) -> None:
    await take(session, ROWS)
    report = await take(session, ROWS)
    assert sorted(report.unchanged) == ["FS", "FS-CC", "FS-CC-ZM"]
    assert (report.added, report.changed, report.moved) == ([], [], [])


async def test_a_changed_and_a_moved_unit_are_told_apart(session: AsyncSession) -> None:
    await take(session, ROWS + "FS-NH,南海区人民政府,南海区,3,DISTRICT_GOVERNMENT,FS,440605,,,区\n")
    report = await take(
        session,
        "FS-NH,南海区人民政府,南海,3,DISTRICT_GOVERNMENT,FS,440605,,,区\n"
        "FS-CC-ZM,祖庙街道办事处,祖庙街道,TOWN,TOWN,FS-NH,440604,440604012,0757-82000003,镇街\n",
    )
    assert (report.changed, report.moved) == (["FS-NH"], ["FS-CC-ZM"])
    town = await queries.find_by_code(session, "FS-CC-ZM")
    assert town is not None
    assert [u.code for u in await queries.ancestors(session, town.id)] == ["FS", "FS-NH"]


async def test_an_absent_column_changes_nothing(session: AsyncSession) -> None:
    await take(session, ROWS)
    short = "code,name,short_name,level,kind\nFS-CC,禅城区人民政府,禅城,3,DISTRICT_GOVERNMENT\n"
    report = await import_units(session, short.encode("gb18030"), actor=WANG)
    assert (report.changed, report.moved) == (["FS-CC"], [])
    district = await queries.find_by_code(session, "FS-CC")
    assert district is not None
    assert (district.short_name, district.district_code) == ("禅城", "440604")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("FS-A,,甲,2,BUREAU,,,,,", "name"),
        ("FS-A,甲局,甲,9,BUREAU,,,,,", "level"),
        ("FS-A,甲局,甲,2,OFFICE,,,,,", "kind"),
        ("甲,甲局,甲,2,BUREAU,,,,,", "code"),
        ("FS-A,=1+1,甲,2,BUREAU,,,,,", "name"),
        ("FS-A,甲局,甲,2,BUREAU,FS-X,,,,", "没有编码为 FS-X"),
        ("FS-A,甲局,甲,2,BUREAU,FS-CC,,,,", "层级"),
        ("FS-A,甲局,甲,2,BUREAU,,44x,,,", "district_code"),
        ("FS-A,甲局,甲,2,BUREAU,,,,电话,", "duty_phone"),
        ("FS-A,甲\x00局,甲,2,BUREAU,,,,,", "name"),
        ("FS,佛山市,市,2,CITY_GOVERNMENT,,,,,", "重复"),
        ("FS-A,甲局,甲,2,EXTERNAL_LINE,,,,,", "并入方式"),
    ],
)
async def test_a_wrong_row_is_listed_and_stops_no_other(
    session: AsyncSession, row: str, reason: str
) -> None:
    report = await take(session, ROWS + row + "\n")
    assert report.added == ["FS", "FS-CC", "FS-CC-ZM"]
    (refusal,) = report.refused
    assert refusal.row == 5
    assert reason in refusal.reason


async def test_units_that_are_each_others_superior_are_rejected(session: AsyncSession) -> None:
    report = await take(
        session,
        "A,甲局,甲,2,BUREAU,B,,,,\nB,乙局,乙,2,BUREAU,A,,,,\n" + ROWS,
    )
    assert [(r.key, r.reason) for r in report.refused] == [
        ("A", "上级单位互相循环"),
        ("B", "上级单位互相循环"),
    ]
    assert await count(session) == 3


async def test_a_circle_over_stored_units_is_rejected(session: AsyncSession) -> None:
    await take(session, "A,甲局,甲,2,BUREAU,,,,,\nB,乙局,乙,2,BUREAU,A,,,,\n")
    report = await take(session, "A,甲局,甲,2,BUREAU,B,,,,\n")
    assert [r.reason for r in report.refused] == ["不能隶属于自身或自己的下级"]


@pytest.mark.parametrize(
    "content",
    [b"", b"code,name\nFS,x\n", b"\x81", HEAD.encode() + b'FS,"x'],
)
async def test_a_file_that_is_no_table_is_refused(session: AsyncSession, content: bytes) -> None:
    with pytest.raises(ImportUnreadable):
        await import_units(session, content, actor=WANG)


async def test_an_export_can_be_imported_again(session: AsyncSession) -> None:
    await take(session, ROWS)
    text = await exported(session)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == COLUMNS
    assert [(r["code"], r["parent_code"]) for r in rows] == [
        ("FS", ""),
        ("FS-CC", "FS"),
        ("FS-CC-ZM", "FS-CC"),
    ]
    report = await import_units(session, text.encode("utf-8-sig"), actor=WANG)
    assert len(report.unchanged) == 3


async def test_a_units_mailbox_travels_and_an_older_table_leaves_it_alone(
    session: AsyncSession,
) -> None:
    await take(session, ROWS)
    mailed = (
        "code,name,short_name,level,kind,duty_mail\n"
        "FS,佛山市人民政府,市政府,市,CITY_GOVERNMENT,zhiban@fs.example\n"
        "FS-CC,禅城区人民政府,禅城区,3,DISTRICT_GOVERNMENT,没有\n"
    )
    report = await import_units(session, mailed.encode(), actor=WANG)
    assert report.changed == ["FS"]
    assert [r.reason for r in report.refused] == ["duty_mail：电子邮箱格式不正确"]
    assert (await take(session, ROWS)).changed == []
    (city, *_) = csv.DictReader(io.StringIO(await exported(session)))
    assert city["duty_mail"] == "zhiban@fs.example"


async def test_units_come_out_of_an_emptied_database_with_the_same_bytes(
    session: AsyncSession,
) -> None:
    await take(session, ROWS.replace("0757-82000003", "+86-757-82000003"))
    text = await exported(session)
    assert "'+86-757-82000003" in text
    for table in (UnitRevision, Unit):
        await session.execute(delete(table).execution_options(synchronize_session=False))
    session.expunge_all()
    report = await import_units(session, text.encode("gbk"), actor=WANG)
    assert len(report.added) == 3
    assert await exported(session) == text


async def test_a_workbook_is_read_and_its_rows_are_numbered_as_it_shows_them(
    session: AsyncSession,
) -> None:
    row = dict.fromkeys(COLUMNS, "")
    city = {"code": "FS", "name": "佛山市人民政府", "short_name": "市政府", "level": "市"}
    good = {**row, **city, "kind": "CITY_GOVERNMENT"}
    raw = write_xlsx(COLUMNS, [good, row, {**good, "code": "X", "kind": "OFFICE"}])
    report = await import_units(session, raw, actor=WANG)
    assert report.added == ["FS"]
    assert [refusal.row for refusal in report.refused] == [4]
