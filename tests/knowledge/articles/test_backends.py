"""Import, search, citing and expiry behave alike on both databases."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hotline.kit.auth.actor import SYSTEM
from hotline.kit.db import Database
from hotline.kit.pagination import PageQuery
from knowledge.articles.imports import ImportOptions, import_articles
from knowledge.articles.models import ArticleState
from knowledge.articles.plainsearch import SearchFor, search
from knowledge.articles.queries import ArticleFilter, get_citable_revision, list_articles
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
async def test_the_seed_is_imported_found_and_cited(database: Database) -> None:
    options = ImportOptions(unit_ids=AnyUnit())
    lines = SEED.read_text("utf-8").splitlines()
    async with database.write() as session:
        report = await import_articles(session, lines, options=options, actor=SYSTEM)
    assert report.rejected == []
    async with database.write() as session:
        again = await import_articles(session, lines, options=options, actor=SYSTEM)
    assert (again.created, again.revised) == ([], [])
    async with database.read() as session:
        hits = await search(session, SearchFor("身份证丢了急着坐高铁"), at=AT)
        cited = await get_citable_revision(session, hits[0].revision_id, AT)
    assert cited.title == "身份证丢了怎么补办，急着出行怎么办"


@both
async def test_lists_page_and_filter(database: Database) -> None:
    options = ImportOptions(unit_ids=AnyUnit())
    lines = SEED.read_text("utf-8").splitlines()
    async with database.write() as session:
        await import_articles(session, lines, options=options, actor=SYSTEM)
        assert await expire(session, at=AT) == 0
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
    assert len(keys) == len(set(keys)) == 9
