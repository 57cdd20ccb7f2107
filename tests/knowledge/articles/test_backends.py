"""Import, citing and expiry behave alike on both databases."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hotline.kit.auth.actor import SYSTEM
from hotline.kit.db import Database
from hotline.kit.pagination import PageQuery
from knowledge.articles.imports import ImportOptions, import_articles
from knowledge.articles.models import ArticleState
from knowledge.articles.queries import (
    ArticleFilter,
    find_article_by_key,
    get_citable_revision,
    list_articles,
)
from knowledge.articles.service import expire
from tests.conftest import BACKENDS

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
SEED = Path(__file__).parents[3] / "hotline" / "demo" / "data" / "articles.jsonl"
AT = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)


class AnyUnit(dict[str, str]):
    """Knows every unit code, so that the seed can be imported without an organisation."""

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]
        return "01" + "A" * 24


@both
async def test_the_seed_is_imported_and_cited(database: Database) -> None:
    options = ImportOptions(unit_ids=AnyUnit())
    lines = SEED.read_text("utf-8").splitlines()
    async with database.write() as session:
        report = await import_articles(session, lines, options=options, actor=SYSTEM)
    assert report.rejected == []
    async with database.write() as session:
        again = await import_articles(session, lines, options=options, actor=SYSTEM)
    assert (again.added, again.changed) == ([], [])
    async with database.read() as session:
        article = await find_article_by_key(session, "id-card-lost")
        assert article is not None
        cited = await get_citable_revision(session, article.current_revision_id or "", AT)
    assert cited.title == "身份证丢了怎么补办，急着出行怎么办"


def _is_over(row: dict[str, Any]) -> bool:
    """Tell whether the article's last day is before the day of the test."""
    return bool(row["valid_to"]) and row["valid_to"] < "2026-03-04"


@both
async def test_lists_page_and_filter(database: Database) -> None:
    options = ImportOptions(unit_ids=AnyUnit())
    lines = SEED.read_text("utf-8").splitlines()
    async with database.write() as session:
        await import_articles(session, lines, options=options, actor=SYSTEM)
        assert await expire(session, at=AT) == sum(_is_over(row) for row in map(json.loads, lines))
    keys: list[str] = []
    cursor = None
    async with database.read() as session:
        while True:
            wanted = ArticleFilter(state=ArticleState.PUBLISHED, category_code="1002")
            page = await list_articles(session, wanted, PageQuery(limit=3, cursor=cursor))
            keys += [a.key for a in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
    assert sorted(keys) == sorted(
        row["key"]
        for row in map(json.loads, lines)
        if row["category"].startswith("1002") and not _is_over(row)
    )
    assert len(keys) > 3
