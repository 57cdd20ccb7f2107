"""What an administrator owns comes in by one command, with a dry run and reasons."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.imports.masters import Kind, Report, Source, import_master
from hotline.kit.calendars import seed as calendars
from hotline.kit.errors import Problem
from hotline.kit.organisation.models import Unit
from knowledge.articles.models import Article
from routing.models import CategoryRow

UNITS = (
    "code,name,short_name,level,kind\n"
    "FS-CG,佛山市城市管理局,市城管局,CITY,BUREAU\n"
    "FS-XX,没有级别的单位,某单位,NOWHERE,BUREAU\n"
)
TREE = "code,name,level\n01,城市管理,1\n0101,照明,2\n"


@pytest.fixture
async def city(session: AsyncSession) -> AsyncSession:
    """A database with a calendar, on which units stand."""
    await calendars.seed(session)
    return session


async def take(session: AsyncSession, kind: Kind, text: str, **more: Any) -> Report:
    return await import_master(session, kind, Source(text.encode("gbk"), **more))


async def count(session: AsyncSession, table: Any) -> int:
    return int(await session.scalar(select(func.count()).select_from(table)) or 0)


async def test_units_come_in_and_a_wrong_line_is_told(city: AsyncSession) -> None:
    report = await take(city, Kind.UNITS, UNITS)
    assert report.counts["新增"] == 1
    ((line, reason),) = report.rejected
    assert line == 3
    assert reason.startswith("FS-XX")
    again = await take(city, Kind.UNITS, UNITS)
    assert (again.counts["新增"], again.counts["未变"]) == (0, 1)


async def test_a_dry_run_of_units_stores_nothing(city: AsyncSession) -> None:
    report = await take(city, Kind.UNITS, UNITS, dry_run=True)
    assert report.counts["新增"] == 1
    assert await count(city, Unit) == 0


async def test_a_subject_tree_is_put_in_force_under_its_version(city: AsyncSession) -> None:
    tried = await take(city, Kind.TAXONOMY, TREE, version="2026-1", dry_run=True)
    assert (tried.counts["新增"], await count(city, CategoryRow)) == (2, 0)
    done = await take(city, Kind.TAXONOMY, TREE, version="2026-1")
    assert done.stored
    assert await count(city, CategoryRow) == 2


async def test_a_faulty_tree_is_refused_as_a_whole_and_its_lines_are_named(
    city: AsyncSession,
) -> None:
    faulty = TREE + "0x,坏代码,1\n"
    tried = await take(city, Kind.TAXONOMY, faulty, version="2026-1", dry_run=True)
    assert [line for line, _ in tried.rejected] == [4]
    with pytest.raises(Problem) as refusal:
        await take(city, Kind.TAXONOMY, faulty, version="2026-1")
    assert [e["line"] for e in refusal.value.extra["errors"]] == [4]


async def test_articles_of_unknown_units_are_rejected(city: AsyncSession) -> None:
    line = (
        '{"key": "lamp", "title": "路灯坏了找谁", "spoken": "请告诉我们灯杆编号。", '
        '"answer": "路灯由城管部门维护。", "owner_unit_code": "FS-NO", "valid_from": "2026-01-01"}'
    )
    report = await import_master(city, Kind.ARTICLES, Source(line.encode()))
    assert report.rejected == [(1, "没有编码为 FS-NO 的单位")]
    assert await count(city, Article) == 0


async def test_an_article_that_changes_tells_each_field_from_what_to_what(
    city: AsyncSession,
) -> None:
    await take(city, Kind.UNITS, UNITS)
    line = (
        '{"key": "lamp", "title": "路灯坏了找谁", "spoken": "请告诉我们灯杆编号。", '
        '"answer": "路灯由城管部门维护。", "owner_unit_code": "FS-CG", "valid_from": "2026-01-01"}'
    )
    await import_master(city, Kind.ARTICLES, Source(line.encode()))
    changed = line.replace("由城管部门", "由路灯所")
    report = await import_master(city, Kind.ARTICLES, Source(changed.encode(), dry_run=True))
    assert report.warnings == ["lamp 答案：路灯由城管部门维护。 → 路灯由路灯所维护。"]


@pytest.mark.parametrize("kind", [Kind.UNITS, Kind.TAXONOMY, Kind.LIMITS, Kind.CATALOGUE])
async def test_a_table_of_something_else_changes_nothing(city: AsyncSession, kind: Kind) -> None:
    with pytest.raises(Problem) as refusal:
        await take(city, kind, "甲,乙\n1,2\n", version="x")
    assert refusal.value.status == 422
