"""Importing the same file twice changes nothing, and a wrong row stops no other."""

import json
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import SYSTEM
from hotline.kit.outbox.models import OutboxEvent
from knowledge.articles.imports import MANY, ImportOptions, import_articles
from knowledge.articles.models import Article, ArticleState, Revision
from knowledge.events import KnowledgeChanged
from tests.knowledge.articles.shelf import STRANGER

OPTIONS = ImportOptions(unit_ids={"FS-GA": "01" + "A" * 24, "FS-SW": "01" + "W" * 24})


def line(key: str = "id-card", **changes: Any) -> str:
    row: dict[str, Any] = {
        "key": key,
        "title": "身份证丢了怎么补办",
        "questions": ["身份证不见了"],
        "spoken": "到派出所补领。",
        "answer": "本人到派出所户政窗口补领。",
        "materials": ["户口簿"],
        "owner_unit_code": "FS-GA",
        "valid_from": "2026-01-01",
    }
    return json.dumps(row | changes, ensure_ascii=False)


async def count(session: AsyncSession, model: type[Article] | type[Revision]) -> int:
    return int(await session.scalar(select(func.count()).select_from(model)) or 0)


async def test_an_import_publishes(session: AsyncSession) -> None:
    report = await import_articles(session, [line()], options=OPTIONS, actor=SYSTEM)
    assert report.added == ["id-card"]
    article = (await session.scalars(select(Article))).one()
    assert article.state == ArticleState.PUBLISHED.value


async def test_the_same_file_again_changes_nothing(session: AsyncSession) -> None:
    lines = [line(), "", line("other")]
    await import_articles(session, lines, options=OPTIONS, actor=SYSTEM)
    report = await import_articles(session, lines, options=OPTIONS, actor=SYSTEM)
    assert (report.added, report.changed) == ([], [])
    assert report.unchanged == ["id-card", "other"]
    assert await count(session, Revision) == 2


async def test_a_changed_row_becomes_a_new_revision(session: AsyncSession) -> None:
    await import_articles(session, [line()], options=OPTIONS, actor=SYSTEM)
    changed = [line(answer="改了。")]
    report = await import_articles(session, changed, options=OPTIONS, actor=SYSTEM)
    assert report.changed == ["id-card"]
    assert (await count(session, Article), await count(session, Revision)) == (1, 2)


async def test_another_owner_counts_as_a_change(session: AsyncSession) -> None:
    await import_articles(session, [line()], options=OPTIONS, actor=SYSTEM)
    moved = [line(owner_unit_code="FS-SW")]
    report = await import_articles(session, moved, options=OPTIONS, actor=SYSTEM)
    assert report.changed == ["id-card"]
    article = (await session.scalars(select(Article))).one()
    assert article.owner_unit_code == "FS-SW"


async def test_a_dry_run_stores_nothing(session: AsyncSession) -> None:
    options = ImportOptions(OPTIONS.unit_ids, dry_run=True)
    report = await import_articles(session, [line()], options=options, actor=SYSTEM)
    assert report.added == ["id-card"]
    assert await count(session, Article) == 0


async def test_a_unit_does_not_import_drafts_for_another(session: AsyncSession) -> None:
    await import_articles(session, [line()], options=OPTIONS, actor=SYSTEM)
    drafts = ImportOptions(OPTIONS.unit_ids, dry_run=True, as_drafts=True)
    lines = [line(answer="改了。"), line("mine")]
    report = await import_articles(session, lines, options=drafts, actor=STRANGER)
    assert report.added == ["mine"]
    assert report.rejected == [(1, "只能维护本单位及下级单位的内容")]


async def test_wrong_rows_are_listed_with_their_line(session: AsyncSession) -> None:
    lines = [
        "不是 JSON",
        line(title=""),
        line(owner_unit_code="FS-XX"),
        line(valid_to="2025-01-01"),
        line(unknown=1),
        line("good"),
    ]
    report = await import_articles(session, lines, options=OPTIONS, actor=SYSTEM)
    assert report.added == ["good"]
    assert [number for number, _ in report.rejected] == [1, 2, 3, 4, 5]
    assert "FS-XX" in report.rejected[2][1]


async def test_a_large_import_tells_the_index_once(session: AsyncSession) -> None:
    few = [line(f"few-{number}") for number in range(2)]
    await import_articles(session, few, options=OPTIONS, actor=SYSTEM)
    told = select(OutboxEvent.payload).where(OutboxEvent.name == KnowledgeChanged.name)
    assert [bool(payload["key"]) for payload in await session.scalars(told)] == [True, True]
    many = [line(f"many-{number}") for number in range(MANY + 1)]
    await import_articles(session, many, options=OPTIONS, actor=SYSTEM)
    assert [payload["key"] for payload in await session.scalars(told)].count("") == 1
    assert len(list(await session.scalars(told))) == 3
