"""Advice before submitting (提交前提示的准确率): ready answers offered on the demonstration's requests.

Run ``python -m benchmarks.advice``. An offer is right if article and request are of one category; the figures
stand in ``hotline.portal.advice.worth_reading``.
"""

import asyncio
import json
from typing import Any

from sqlalchemy import select

from benchmarks.demo_house import demo_house
from hotline.demo import loader
from hotline.portal.advice import worth_reading
from knowledge.answer.service import Asking, prepare
from knowledge.articles.models import Article
from knowledge.search.port import DocumentKind

KINDS = frozenset({DocumentKind.ARTICLE})


def run(*, tiny: bool = False) -> dict[str, Any]:
    """Return how many offers were made, how many were right, and for how many requests."""
    rows = [json.loads(line) for line in loader.read("requests.jsonl").decode().splitlines()]
    return asyncio.run(_run(rows[: 20 if tiny else None]))


async def _run(rows: list[dict[str, Any]]) -> dict[str, Any]:
    offers = right = 0
    helped: set[str] = set()
    wrong: list[dict[str, str]] = []
    async with demo_house() as house, house.database.read() as session:
        found = await session.execute(select(Article.id, Article.category_code))
        category = {row.id: row.category_code for row in found}
        for row in rows:
            case, _found = await prepare(session, house.search, Asking(row["text"], kinds=KINDS))
            for hit in worth_reading(row["text"], case):
                offers += 1
                if category[hit.found.key] == row["category"]:
                    right += 1
                    helped.add(row["id"])
                else:
                    wrong.append({"request": row["id"], "article": hit.found.title})
    return {
        "requests": len(rows),
        "articles": len(category),
        "offers": offers,
        "right": right,
        "requests_helped": len(helped),
        "wrong": wrong,
    }


if __name__ == "__main__":
    print(json.dumps(run(), ensure_ascii=False, indent=1))
