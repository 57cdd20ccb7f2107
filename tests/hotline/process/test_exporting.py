"""The file of an export (工单导出): its words, its watermark, its entry in the audit log, and its limit."""

import asyncio
import contextlib
import csv
import io
from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from sqlalchemy import insert, select, update

from hotline.kit import clock
from hotline.kit.audit.models import AuditEntry
from hotline.kit.ids import new_id
from hotline.kit.sheets import read_sheet
from hotline.process.exporting import COLUMNS, MAX_EXPORT_ROWS
from hotline.tickets.models import Ticket
from tests.conftest import BACKENDS
from tests.support import steps
from tests.support.city import City

LAMPS = "禅城区祖庙街道同济路路灯坏了三天，请修复"
BOTH = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


async def _ask(city: City, login: str = "banzhang", **params: str) -> httpx.Response:
    desk = await city.desk(login)
    return await desk.client.get("/api/tickets/export", params=params)


def _raw(answer: httpx.Response) -> list[dict[str, str]]:
    """The cells as a spreadsheet holds them, apostrophes included."""
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


async def _entries(city: City) -> Sequence[Any]:
    table = AuditEntry.__table__
    async with city.hotline.database.read() as session:
        query = select(table).where(table.c.object_id == "tickets").order_by(table.c.seq)
        return (await session.execute(query)).all()


@BOTH
@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_a_ticket_is_told_in_words_and_in_shanghai_time(city: City, form: str) -> None:
    receipt = await city.submits(LAMPS)
    await steps.signed(city, receipt)
    answer = await _ask(city, format=form)
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="tickets-20260304-0900.{form}"'
    )
    assert answer.headers["cache-control"] == "no-store"
    (row,) = read_sheet(answer.content)
    assert tuple(row) == COLUMNS
    told = {name: row[name] for name in ("工单编号", "状态", "渠道", "区", "镇街", "受理时间")}
    assert told == {
        "工单编号": receipt["number"],
        "状态": "办理中",
        "渠道": "网页留言",
        "区": "禅城区",
        "镇街": "祖庙街道",
        "受理时间": "2026-03-04 09:00",
    }
    desk = await city.desk("banzhang")
    (listed,) = (await desk.client.get("/api/tickets")).json()["items"]
    for column, member in (
        ("标题", "title"),
        ("主办单位", "unit_name"),
        ("事项分类", "category_name"),
        ("诉求类型", "kind_label"),
    ):
        assert row[column] == listed[member] != ""
    assert (row["警示灯"], row["期限暂定"], row["办结时间"]) == ("正常", "", "")
    assert len(row["应答复时间"]) == len("2026-03-04 09:00")


@BOTH
async def test_every_row_names_who_took_it_out_when_and_under_which_entry(city: City) -> None:
    receipt = await city.submits(LAMPS)
    answer = await _ask(city, status="DRAFT", q=receipt["number"], format="csv")
    (row,) = _raw(answer)
    (entry,) = await _entries(city)
    assert (row["导出人"], row["导出时间"], row["导出编号"]) == (
        "黎国强",
        "2026-03-04 09:00",
        entry.id,
    )
    assert (entry.category, entry.action) == ("EXPORT", "list.export")
    assert entry.after == {
        "rows": 1,
        "masked": True,
        "filters": {"format": "csv", "status": "DRAFT", "text": receipt["number"]},
    }


@BOTH
@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_a_title_is_never_a_formula_and_keeps_rare_characters(city: City, form: str) -> None:
    titles = {}
    for title in ("=1+1", "＝cmd|' /C calc'!A0", "𠮷野家门口“油烟”，\n扰民"):
        receipt = await city.submits(LAMPS + title)
        titles[receipt["number"]] = title
        async with city.hotline.database.write() as session:
            await session.execute(
                update(Ticket).where(Ticket.id == receipt["id"]).values(title=title)
            )
    answer = await _ask(city, format=form)
    assert {row["工单编号"]: row["标题"] for row in read_sheet(answer.content)} == titles
    if form == "csv":
        cells = {row["标题"] for row in _raw(answer)}
        assert cells == {"'=1+1", "'＝cmd|' /C calc'!A0", "𠮷野家门口“油烟”，\n扰民"}
    else:
        assert _formulas(answer.content) == 0


def _formulas(content: bytes) -> int:
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return sum(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize(
    "wrong",
    [
        {"format": "pdf"},
        {"status": "Draft"},
        {"queue": "mine"},
        {"unit": "FS-CC-CG"},
        {"category": "01%"},
        {"received_from": "0001-01-01T00:00:00"},
        {"q": "x" * 81},
    ],
)
async def test_a_wrong_filter_is_refused_and_leaves_no_entry(
    city: City, wrong: dict[str, str]
) -> None:
    answer = await _ask(city, **wrong)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert await _entries(city) == []


async def test_who_may_not_export_leaves_no_entry(city: City) -> None:
    for login in ("agent01", "cg-lianluo", "fenxi", "admin"):
        assert (await _ask(city, login)).status_code == 403
    assert await _entries(city) == []


@BOTH
async def test_an_empty_list_is_a_heading_and_still_an_entry(city: City) -> None:
    answer = await _ask(city)
    assert answer.content.decode("utf-8-sig").strip() == ",".join(COLUMNS)
    assert [entry.after["rows"] for entry in await _entries(city)] == [0]


@BOTH
@pytest.mark.parametrize("turns", [1, 20, 60, 100, 200])
async def test_whoever_hangs_up_holds_up_nobody(city: City, turns: int) -> None:
    await city.submits(LAMPS)
    await city.desk("banzhang")
    asked = asyncio.create_task(_ask(city, format="xlsx"))
    for _ in range(turns):
        await asyncio.sleep(0)
    asked.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asked
    before = len(await _entries(city))
    async with asyncio.timeout(20):
        answer = await _ask(city)
    assert len(_raw(answer)) == 1
    assert len(await _entries(city)) == before + 1


@BOTH
async def test_beyond_the_limit_the_answer_says_to_narrow_the_filter(city: City) -> None:
    receipt = await city.submits(LAMPS)
    await _copies(city, receipt["id"], MAX_EXPORT_ROWS)
    refused = await _ask(city)
    assert (refused.status_code, refused.json()["code"]) == (422, "export_too_large")
    assert "缩小筛选范围" in refused.json()["detail"]
    assert await _entries(city) == []
    fits = await _ask(city, status="CLOSED")
    assert len(_raw(fits)) == MAX_EXPORT_ROWS


async def _copies(city: City, ticket_id: str, count: int) -> None:
    columns = Ticket.__table__.columns
    async with city.hotline.database.write() as session:
        first = (await session.execute(select(*columns).where(columns.id == ticket_id))).one()
        rows: list[dict[str, Any]] = [
            {
                **first._mapping,
                "id": new_id(),
                "number": f"FS2026030490{n:04d}",
                "status": "CLOSED",
                "created_at": clock.now(),
            }
            for n in range(count)
        ]
        await session.execute(insert(Ticket), rows)
