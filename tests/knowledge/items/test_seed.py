"""The demonstration's articles cite items that its catalogue holds, in fields that say something."""

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.demo import loader
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.organisation import queries as organisation
from knowledge.articles.citations import list_flags
from knowledge.articles.imports import ImportOptions, import_articles
from knowledge.articles.models import Article
from knowledge.items.imports import ItemOptions, import_items
from knowledge.items.preparing import prepare


def seed(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in loader.read(name).decode().splitlines() if line]


ITEMS = {item["code"]: item for item in seed("service_items.jsonl")}
CITES = [
    (article["key"], cite["item"], cite["field"])
    for article in seed("articles.jsonl")
    for cite in article.get("cites", [])
]


def test_every_named_item_exists() -> None:
    named = {code for article in seed("articles.jsonl") for code in article.get("items", [])}
    assert named - set(ITEMS) == set()
    assert len(CITES) >= 50


def test_every_cited_field_says_something() -> None:
    empty = [(key, code, field) for key, code, field in CITES if not ITEMS[code].get(field)]
    assert empty == []


async def test_a_raised_fee_flags_the_articles_that_tell_it(session: AsyncSession) -> None:
    await loader._frame(session)
    units = await organisation.ids_by_code(session)
    lines = loader.read("articles.jsonl").decode().splitlines()
    report = await import_articles(session, lines, options=ImportOptions(units), actor=SYSTEM)
    assert report.rejected == []
    content = loader.read("service_items.jsonl")
    await import_items(session, prepare(content), options=ItemOptions(), actor=SYSTEM)
    code = next(code for _, code, field in CITES if field == "fee")
    dearer = {**ITEMS[code], "version": 2, "fee": {"charged": True, "text": "每证九十九元"}}
    await import_items(
        session, prepare(json.dumps(dearer).encode()), options=ItemOptions(), actor=SYSTEM
    )
    flags = await list_flags(session)
    keys = await session.scalars(
        select(Article.key).where(Article.id.in_([flag.article_id for flag in flags]))
    )
    assert set(keys) == {key for key, cited, field in CITES if (cited, field) == (code, "fee")}
    assert all(flag.fields == ["fee"] for flag in flags)
