"""Rows of one code are situations, or repeat each other."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.items.preparing import prepare
from knowledge.items.queries import standing_items
from knowledge.items.situations import told_apart
from tests.knowledge.items.shelf import lines, row, take, units


def named(*names: str, **more: Any) -> list[dict[str, Any]]:
    return [row("A-100", name=name, version=None, **more) for name in names]


async def apart(session: AsyncSession, rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    prepared = prepare(lines(*rows))
    kept, _ = told_apart(prepared.rows, await standing_items(session, ["A-100"]))
    return [(r.item.name, r.item.situation_code) for r in kept]


async def test_rows_of_one_code_become_situations(session: AsyncSession) -> None:
    found = await apart(session, named("首次申领", "到期换领", "遗失补领"))
    assert found == [("首次申领", ""), ("到期换领", "01"), ("遗失补领", "02")]


async def test_situations_keep_their_numbers_in_any_order(session: AsyncSession) -> None:
    await units(session)
    await take(session, *named("首次申领", "到期换领", "遗失补领"))
    found = await apart(session, named("遗失补领", "新的情形", "首次申领"))
    assert found == [("遗失补领", "02"), ("新的情形", "03"), ("首次申领", "")]
    assert await apart(session, named("到期换领")) == [("到期换领", "01")]


async def test_a_repeated_row_is_refused_with_the_first_ones_number(session: AsyncSession) -> None:
    prepared = prepare(lines(*named("首次申领", "首次申领")))
    kept, refused = told_apart(prepared.rows, {})
    assert [r.number for r in kept] == [1]
    assert [(r.row, r.reason) for r in refused] == [(2, "编码与第 1 行重复")]
    assert "row 1" in refused[0].reason_en


async def test_a_given_situation_code_is_never_changed(session: AsyncSession) -> None:
    rows = [*named("首次申领", situation_code="01"), *named("到期换领", "遗失补领")]
    found = await apart(session, rows)
    assert found == [("首次申领", "01"), ("到期换领", ""), ("遗失补领", "02")]
    twice = prepare(lines(*named("甲情形", "乙情形", situation_code="01")))
    kept, refused = told_apart(twice.rows, {})
    assert (len(kept), len(refused)) == (1, 1)
