"""P4 (检索): the embedded engine over 100,000 entries, against rank_bm25 and SQLite FTS5 in the same run.

Run ``python -m benchmarks.p4_search``. Entries are put together from our own articles, categories, units and
places, so that words repeat as they do in a city's base; questions are those of our articles with everyday
words around them. Ours is the whole of a search: understanding, engine, ranking. Times are CPU milliseconds
of one question; rank_bm25 answers few questions because it needs about a second for each.
"""

import asyncio
import csv
import json
import random
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from rank_bm25 import BM25Okapi

from hotline.kit.text import search_tokens
from knowledge.audience import Audience
from knowledge.desk import Asked, SearchDesk
from knowledge.embedded import Embedded
from knowledge.search.port import Document, DocumentKind
from knowledge.search.weights import GramWeights
from tests.support.server import ROOT

MARKS = {"p50_ms": 2.0, "times_rank_bm25": 300.0}
TODAY = date(2026, 11, 26)
_DATA = ROOT / "hotline" / "demo" / "data"
_AROUND = ("{}", "请问{}", "我想问下{}，谢谢", "{}需要带什么材料", "{}要多少钱", "在禅城{}去哪里办")


def run(*, tiny: bool = False) -> dict[str, Any]:
    """Return CPU times and ratios, for short questions and for whole requests."""
    entries = list(_entries(1_000 if tiny else 100_000))
    asked = _questions(20 if tiny else 400)
    told = asyncio.run(_ours(entries, asked))
    tokens = [search_tokens(entry.title + entry.body) for entry in entries]
    few, some = (3, 20) if tiny else (15, 200)
    with closing(sqlite3.connect(":memory:")) as base:
        others = {
            "rank_bm25": (_rank_bm25(tokens), few),
            "sqlite_fts5": (_fts5(base, tokens), some),
        }
        for kind, texts in asked.items():
            p50 = told[kind]["ours"]["p50_ms"]
            for name, (ask, count) in others.items():
                told[kind][name] = _times(ask, texts[:count])
                told[kind][f"times_{name}"] = round(told[kind][name]["p50_ms"] / p50, 1)
    met = {
        kind: told[kind]["ours"]["p50_ms"] <= MARKS["p50_ms"]
        and told[kind]["times_rank_bm25"] >= MARKS["times_rank_bm25"]
        for kind in asked
    }
    return {"entries": len(entries)} | told | {"mark": MARKS, "mark_met": met}


def _entries(count: int) -> Iterator[Document]:
    rng = random.Random(4)
    articles = _articles()
    with (_DATA / "gazetteer.csv").open(encoding="utf-8") as file:
        places = [row["name"] for row in csv.DictReader(file)]
    lines = [line for a in articles for line in (a["title"], *a["questions"])]
    bodies = [a["answer"] for a in articles]
    for number in range(count):
        title = rng.choice(places) + rng.choice(lines)
        body = rng.choice(bodies) + rng.choice(bodies)
        yield Document(DocumentKind.ARTICLE, f"{number:06d}", 1, (title,), body, "FS-12345")


def _articles() -> list[dict[str, Any]]:
    text = (_DATA / "articles.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _questions(count: int) -> dict[str, list[str]]:
    """Return short questions (an article's, everyday words around them) and whole requests of citizens."""
    rng = random.Random(5)
    lines = [line for a in _articles() for line in a["questions"]]
    text = (_DATA / "requests.jsonl").read_text(encoding="utf-8")
    requests = [json.loads(line)["text"] for line in text.splitlines()]
    return {
        "questions": [rng.choice(_AROUND).format(rng.choice(lines)) for _ in range(count)],
        "requests": rng.sample(requests, min(count, len(requests))),
    }


async def _ours(entries: list[Document], asked: dict[str, list[str]]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        engine = Embedded(Path(folder))
        began = time.process_time()
        build = await engine.build("bench")
        for start in range(0, len(entries), 5_000):
            await build.put(entries[start : start + 5_000])
        await build.publish()
        built = time.process_time() - began
        desk = SearchDesk(engine, weights=GramWeights.count(e.title for e in entries))

        async def find(words: str) -> None:
            await desk.search(Asked(words, Audience.PUBLIC, today=TODAY))

        told: dict[str, Any] = {"build_cpu_s": round(built, 1)}
        for kind, texts in asked.items():
            told[kind] = {"ours": await _awaited(find, texts)}
        await engine.close()
    return told | {"resident_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


async def _awaited(ask: Callable[[str], Awaitable[None]], questions: list[str]) -> dict[str, float]:
    await ask(questions[0])
    taken = []
    for question in questions:
        began = time.process_time()
        await ask(question)
        taken.append((time.process_time() - began) * 1e3)
    return _summary(taken)


def _times(ask: Callable[[str], Any], questions: list[str]) -> dict[str, float]:
    ask(questions[0])
    taken = []
    for question in questions:
        began = time.process_time()
        ask(question)
        taken.append((time.process_time() - began) * 1e3)
    return _summary(taken)


def _summary(taken: list[float]) -> dict[str, float]:
    ordered = sorted(taken)
    return {
        "questions": len(ordered),
        "p50_ms": round(statistics.median(ordered), 3),
        "p99_ms": round(ordered[int(len(ordered) * 0.99)], 3),
    }


def _rank_bm25(tokens: list[list[str]]) -> Callable[[str], Any]:
    index = BM25Okapi(tokens)
    return lambda words: index.get_top_n(search_tokens(words), range(len(tokens)), n=10)


def _fts5(base: sqlite3.Connection, tokens: list[list[str]]) -> Callable[[str], Any]:
    base.execute("CREATE VIRTUAL TABLE entries USING fts5(words)")
    rows = ((" ".join(found),) for found in tokens)
    base.executemany("INSERT INTO entries VALUES (?)", rows)
    asked = "SELECT rowid FROM entries WHERE entries MATCH ? ORDER BY bm25(entries) LIMIT 10"

    def ask(words: str) -> Any:
        terms = " OR ".join(f'"{term}"' for term in search_tokens(words))
        return base.execute(asked, (terms,)).fetchall()

    return ask


if __name__ == "__main__":
    print(json.dumps(run(), ensure_ascii=False, indent=1))
