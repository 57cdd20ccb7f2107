"""Q3 (事项检索): service items from colloquial names, against BM25 of words and of pairs in the same run.

Run ``python -m benchmarks.q3_items``; ``--items FILE``, ``--map FIELD=COLUMN`` and ``--questions FILE`` judge
another catalogue. The catalogue goes through the product's own import into an empty house, the questions
through its own evaluation. ``hard`` are questions that stand in the name of none of their items. The same
questions are asked with noise (homophones, traditional, Cantonese, pinyin): the search part of Q5.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rank_bm25 import BM25Okapi

from benchmarks.labelled import ITEMS, skipped
from benchmarks.searched import NO_SERVER, on_elasticsearch, ready, with_noise
from hotline import schema
from hotline.cli.knowledge_evaluate import Scope, measured
from hotline.demo import loader
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.db import Database
from hotline.kit.organisation import exchange
from hotline.kit.outbox.subscriptions import Subscriptions
from hotline.kit.text import search_tokens
from knowledge import calling
from knowledge.desk import SearchDesk
from knowledge.embedded import Embedded
from knowledge.evaluation import Labelled, Outcome, figures, judge, read_questions
from knowledge.index import documents
from knowledge.items.imports import ItemOptions, import_items
from knowledge.items.preparing import assemble
from knowledge.items.reading import read_catalogue
from knowledge.lexicon.imports import import_words
from knowledge.search.port import DocumentKind
from knowledge.understanding.grams import fold, wide_grams

QUESTIONS = ITEMS.with_name("item_queries_dev.jsonl")
MAPPING = ("external_ref=item_id",)
MARKS = {"all": 0.88, "hard": 0.78}
OWNER = "FS"
ONLY = Scope(frozenset({DocumentKind.ITEM}))


def run(
    *,
    tiny: bool = False,
    items: Path = ITEMS,
    questions: Path = QUESTIONS,
    mapping: Sequence[str] = MAPPING,
) -> dict[str, Any]:
    """Return figures of ours and of the baselines, and what noise costs; skipped without the files."""
    if not items.is_file() or not questions.is_file():
        return skipped("Q3", items if not items.is_file() else questions)
    asked = read_questions(questions)
    return asyncio.run(_run(items, asked[: 20 if tiny else None], mapping))


async def _run(items: Path, asked: list[Labelled], mapping: Sequence[str]) -> dict[str, Any]:
    content = await asyncio.to_thread(items.read_bytes)
    with tempfile.TemporaryDirectory() as folder:
        info = {"subscriptions": Subscriptions()}
        database = Database(f"sqlite+aiosqlite:///{folder}/q3.db", info=info)
        await schema.migrate(database)
        imported = await _import(database, content, items.name, mapping)
        desk = SearchDesk(Embedded(Path(folder) / "search"))
        await ready(database, desk)
        async with database.read() as session:
            called = await calling.names(session)
        titles, texts = await _texts(database)
        hard = _hard(asked, called, titles)
        told: dict[str, Any] = {
            "imported": imported,
            "questions": len(asked),
            "hard": len(hard),
            "ours": await _ours(database, desk, asked, hard),
            "elasticsearch": await _on_elasticsearch(database, asked, hard),
            "bm25_words": _baseline(asked, hard, called, texts, search_tokens),
            "bm25_pairs": _baseline(asked, hard, called, texts, wide_grams),
            "noise": await with_noise(database, desk, asked, ONLY),
        }
        await desk.close()
        await database.close()
    ours = told["ours"]
    met = {"all": ours["ndcg_10"] >= MARKS["all"], "hard": ours["hard_ndcg_10"] >= MARKS["hard"]}
    return told | {"mark": MARKS, "mark_met": met}


async def _import(
    database: Database, content: bytes, name: str, mapping: Sequence[str]
) -> dict[str, int]:
    prepared = assemble(read_catalogue(content), list(mapping))
    async with database.write() as session:
        await exchange.import_units(session, loader.read("units.csv"), actor=SYSTEM)
        await import_words(session, loader.search_words(), actor=SYSTEM)
        report = await import_items(
            session, prepared, options=ItemOptions(name, OWNER), actor=SYSTEM
        )
    return {"added": len(report.added), "refused": len(report.refused)}


async def _texts(database: Database) -> tuple[dict[str, str], dict[str, str]]:
    titles, texts = {}, {}
    async for batch in documents(database):
        for document in batch:
            if document.kind is DocumentKind.ITEM:
                titles[document.id] = document.title
                texts[document.id] = "\n".join((*document.lines, document.body))
    return titles, texts


def _hard(
    asked: Sequence[Labelled], called: dict[str, frozenset[str]], titles: dict[str, str]
) -> frozenset[str]:
    named: dict[str, list[str]] = {}
    for document, title in titles.items():
        for name in called.get(document, ()):
            named.setdefault(name, []).append(fold(title))
    return frozenset(
        one.query
        for one in asked
        if not any(fold(one.query) in t for name in one.relevant for t in named.get(name, ()))
    )


async def _ours(
    database: Database, desk: SearchDesk, asked: list[Labelled], hard: frozenset[str]
) -> dict[str, Any]:
    report = await measured(database, desk, asked, ONLY)
    some = await measured(database, desk, [one for one in asked if one.query in hard], ONLY)
    return report.whole.told() | {"hard_ndcg_10": some.whole.told()["ndcg_10"]}


async def _on_elasticsearch(
    database: Database, asked: list[Labelled], hard: frozenset[str]
) -> dict[str, Any]:
    async with on_elasticsearch(database, "q3") as desk:
        return NO_SERVER if desk is None else await _ours(database, desk, asked, hard)


def _baseline(
    asked: Sequence[Labelled],
    hard: frozenset[str],
    called: dict[str, frozenset[str]],
    texts: dict[str, str],
    cut: Callable[[str], list[str]],
) -> dict[str, Any]:
    ids = sorted(texts)
    index = BM25Okapi([cut(texts[one]) for one in ids])
    outcomes = []
    for one in asked:
        began = time.perf_counter()
        best = index.get_top_n(cut(one.query), ids, n=10)
        taken = (time.perf_counter() - began) * 1e3
        outcomes.append(Outcome(one, tuple(called[document] for document in best), taken))
    some = figures([o for o in outcomes if o.asked.query in hard])
    return judge("bm25", outcomes).whole.told() | {"hard_ndcg_10": round(some.ndcg_10, 4)}


def main() -> None:
    """Read the options, run and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=Path, default=ITEMS)
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    parser.add_argument("--map", action="append", dest="mapping", default=None)
    given = parser.parse_args()
    mapping = given.mapping if given.mapping is not None else MAPPING
    told = run(items=given.items, questions=given.questions, mapping=mapping)
    print(json.dumps(told, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
