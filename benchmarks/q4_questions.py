"""Q4 (问答): citizens' questions to the right article or item, against BM25 of words and of pairs in the same run.

Run ``python -m benchmarks.q4_questions``; ``--questions FILE`` asks others. The questions are our own
(``q4_questions.jsonl``), written from the titles alone by somebody who had not read the texts; those that
nothing answers are left to ``benchmarks.refusal``. The house is the demonstration's. Both engines are asked, and
the same questions with noise: the search part of Q5 on words of our own.
"""

import argparse
import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rank_bm25 import BM25Okapi

from benchmarks.demo_house import demo_house
from benchmarks.searched import NO_SERVER, on_elasticsearch, with_noise
from hotline.cli.knowledge_evaluate import Scope, measured
from hotline.kit.db import Database
from hotline.kit.text import search_tokens
from knowledge import calling
from knowledge.audience import Audience
from knowledge.evaluation import Labelled, Outcome, Report, judge, read_questions
from knowledge.index import documents
from knowledge.understanding.grams import wide_grams

QUESTIONS = Path(__file__).with_name("q4_questions.jsonl")
MARKS = {"mrr_10": 1.10, "recall_10": 1.12}


def run(*, tiny: bool = False, questions: Path = QUESTIONS) -> dict[str, Any]:
    """Return figures of ours and of the baselines, by variant of the words."""
    asked = [one for one in read_questions(questions) if not one.refuse]
    return asyncio.run(_run(asked[::20] if tiny else asked))


async def _run(asked: list[Labelled]) -> dict[str, Any]:
    async with demo_house() as house:
        ours = await measured(house.database, house.search, asked)
        noise = await with_noise(house.database, house.search, asked, Scope())
        elastic = await _on_elasticsearch(house.database, asked)
        async with house.database.read() as session:
            called = await calling.names(session)
        texts = {
            document.id: "\n".join((*document.lines, document.body))
            async for batch in documents(house.database)
            for document in batch
            if document.audience is Audience.PUBLIC
        }
    words = _baseline(asked, called, texts, search_tokens)
    pairs = _baseline(asked, called, texts, wide_grams)
    gains = {name: round(_of(ours, name) / _of(words, name), 3) for name in MARKS}
    return {
        "documents": len(texts),
        "ours": _told(ours),
        "elasticsearch": elastic,
        "bm25_words": _told(words),
        "bm25_pairs": _told(pairs),
        "times_bm25_words": gains,
        "noise": noise,
        "mark": MARKS,
        "mark_met": {name: gains[name] >= mark for name, mark in MARKS.items()},
    }


async def _on_elasticsearch(database: Database, asked: list[Labelled]) -> dict[str, Any]:
    """Ask the other engine the same, where its server is installed."""
    async with on_elasticsearch(database, "q4") as desk:
        return NO_SERVER if desk is None else _told(await measured(database, desk, asked))


def _of(report: Report, name: str) -> float:
    return float(getattr(report.whole, name))


def _told(report: Report) -> dict[str, Any]:
    variants = {
        name: {"questions": told.questions, "mrr_10": round(told.mrr_10, 4)}
        for name, told in report.variants.items()
    }
    return report.whole.told() | {"variants": variants}


def _baseline(
    asked: list[Labelled],
    called: dict[str, frozenset[str]],
    texts: dict[str, str],
    cut: Callable[[str], list[str]],
) -> Report:
    ids = sorted(texts)
    index = BM25Okapi([cut(texts[one]) for one in ids])
    outcomes = []
    for one in asked:
        began = time.perf_counter()
        best = index.get_top_n(cut(one.query), ids, n=10)
        taken = (time.perf_counter() - began) * 1e3
        ranked = tuple(called.get(document, frozenset({document})) for document in best)
        outcomes.append(Outcome(one, ranked, taken))
    return judge("bm25", outcomes)


def main() -> None:
    """Read the options, run and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    print(json.dumps(run(questions=parser.parse_args().questions), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
