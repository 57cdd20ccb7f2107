"""Examples and synonyms come in by file, and the next snapshot knows them (分类样例与同义词)."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.sheets import SheetRow, read_rows
from routing.commands import import_wording
from routing.errors import ContentInvalid
from routing.state import RoutingHolder
from routing.suggest import suggest
from routing.taxonomy.examples import (
    example_table,
    examples_stamp,
    import_examples,
    load_examples,
)
from routing.taxonomy.service import TreeFile, import_taxonomy, import_tree
from tests.conftest import BACKENDS
from tests.routing.city import AT, TREE_CSV, noon, staff

SYSTEM = staff(None, "system")
ROWS = (
    "category_code,words,text\n"
    "0101,垃圾焚烧；果皮;烟头、纸屑,\n"
    "010102,,傍晚路口全是推车卖水果的，走都走不过去\n"
)


async def tree(session: AsyncSession) -> None:
    await import_taxonomy(session, read_rows(TREE_CSV), version="1", actor=SYSTEM)


async def test_words_are_taken_apart_and_requests_stay_whole(session: AsyncSession) -> None:
    await tree(session)
    report = await import_examples(session, read_rows(ROWS.encode()), actor=SYSTEM)
    assert (report.added, report.unchanged, report.stored) == (2, 0, True)
    assert set(await load_examples(session)) == {
        ("垃圾焚烧", "0101"),
        ("果皮", "0101"),
        ("烟头", "0101"),
        ("纸屑", "0101"),
        ("傍晚路口全是推车卖水果的，走都走不过去", "010102"),
    }


async def test_what_is_exported_can_be_imported_again(session: AsyncSession) -> None:
    await tree(session)
    await import_examples(session, read_rows(ROWS.encode()), actor=SYSTEM)
    records = (await example_table(session)).records
    assert [(r["category_code"], bool(r["words"]), bool(r["text"])) for r in records] == [
        ("0101", True, False),
        ("010102", False, True),
    ]
    rows = [SheetRow(i, dict(record)) for i, record in enumerate(records, start=2)]
    assert (await import_examples(session, rows, actor=SYSTEM)).unchanged == 2


async def test_a_second_import_changes_nothing_and_replacing_drops_the_rest(
    session: AsyncSession,
) -> None:
    await tree(session)
    await import_examples(session, read_rows(ROWS.encode()), actor=SYSTEM)
    before = await examples_stamp(session)
    again = await import_examples(session, read_rows(ROWS.encode()), actor=SYSTEM)
    assert (again.added, again.unchanged) == (0, 2)
    assert await examples_stamp(session) == before
    own = b"category_code,words\n0101,\xe5\x9e\x83\xe5\x9c\xbe\n"
    await import_examples(session, read_rows(own), actor=SYSTEM, replace=True)
    assert await load_examples(session) == (("垃圾", "0101"),)
    assert await examples_stamp(session) != before


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("0999,词,", "没有事项分类"),
        ("0101,,", "须填且只填一项"),
        ("0101,词,一句话", "须填且只填一项"),
        (f"0101,{'词' * 4001},", "最多"),
    ],
)
async def test_a_wrong_row_is_refused_and_nothing_is_stored(
    session: AsyncSession, line: str, reason: str
) -> None:
    await tree(session)
    raw = read_rows((ROWS + line + "\n").encode())
    report = await import_examples(session, raw, actor=SYSTEM, dry_run=True)
    assert [error.line for error in report.errors] == [4]
    assert reason in report.errors[0].reason
    with pytest.raises(ContentInvalid):
        await import_examples(session, raw, actor=SYSTEM)
    assert await load_examples(session) == ()


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_a_snapshot_takes_up_new_examples_in_standard_words(
    database: Database, tmp_path: Path
) -> None:
    holder = RoutingHolder(tmp_path, b"k" * 32)
    async with database.write() as session:
        await tree(session)
        await import_wording(session, {"走鬼": "流动摊贩"}, note="初始", actor=SYSTEM)
    await holder.refresh_if_stale(database)
    text = "傍晚路口好多流动摊贩推车卖水果"
    before = holder.state.cold
    assert not await holder.refresh_if_stale(database)
    rows = "category_code,words,text\n010102,,傍晚路口好多走鬼推车卖水果\n"
    async with database.write() as session:
        await import_examples(session, read_rows(rows.encode()), actor=SYSTEM)
    assert await holder.refresh_if_stale(database)
    assert holder.state.cold is not before
    assert suggest(holder.state, text, channel="WEB", at=AT).category[0].value == "010102"
    async with database.write() as session:
        await import_wording(session, {"走鬼": "流动摊贩", "嘅": "的"}, note="新版", actor=SYSTEM)
    kept = holder.state.cold
    assert await holder.refresh_if_stale(database)
    assert holder.state.cold is kept


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_examples_of_an_earlier_tree_speak_for_what_their_subject_is_today(
    session: AsyncSession,
) -> None:
    """010102 means something else in the new tree; 010101 was renumbered; 0101 was split and left open."""
    with clock.frozen(noon(date(2026, 3, 4))) as move:
        await tree(session)
        rows = "category_code,words,text\n010101,满溢,\n010102,推车,\n0101,果皮,\n"
        await import_examples(session, read_rows(rows.encode()), actor=SYSTEM)
        move(noon(date(2026, 3, 5)))
        new = "code,name\n01,城市管理\n0105,清运\n010503,垃圾清运\n0101,市容\n010102,乱搭建\n"
        lines = "old_code,new_codes,kind\n010101,010503,one\n010102,,ended\n0101,0105;0101,split\n"
        file = TreeFile(read_rows(new.encode()), "2", mapping=read_rows(lines.encode()))
        await import_tree(session, file, actor=SYSTEM)
        assert await load_examples(session) == (("满溢", "010503"),)
        own = b"category_code,words\n010102,\xe6\xad\xa3\n"
        move(noon(date(2026, 3, 6)))
        await import_examples(session, read_rows(own), actor=SYSTEM)
        assert await load_examples(session) == (("满溢", "010503"), ("正", "010102"))
