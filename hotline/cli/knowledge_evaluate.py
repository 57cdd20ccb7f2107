"""`hotline knowledge evaluate` (检索评测): labelled questions against the running index, with a page of the worst."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

from hotline.cli.knowledge_labels import titles_of, warn_of_labels
from hotline.cli.running import console, opened, run, table
from hotline.kit.db import Database
from knowledge import calling
from knowledge.answer.judging import answered
from knowledge.answer.service import Asking
from knowledge.audience import Audience
from knowledge.desk import Asked, SearchDesk
from knowledge.evaluation import (
    DEPTH,
    Labelled,
    Outcome,
    Report,
    judge,
    read_questions,
)
from knowledge.evaluation_page import page
from knowledge.search.port import DocumentKind, Engine

_SHOWN = {
    "questions": "问题",
    "hit_1": "hit@1",
    "hit_3": "hit@3",
    "hit_10": "hit@10",
    "mrr_10": "MRR@10",
    "recall_10": "召回@10",
    "ndcg_10": "nDCG@10",
    "refusal_precision": "拒答准确",
    "refusal_recall": "拒答召回",
    "answers_right": "答复正确",
    "offers_useful": "列出有用",
    "p50_ms": "p50 ms",
    "p99_ms": "p99 ms",
}


@dataclass(frozen=True)
class Scope:
    """Among what is searched: kinds (empty means all), and for whom."""

    kinds: frozenset[DocumentKind] = frozenset()
    audience: Audience = Audience.PUBLIC


_EVERYTHING = Scope()


def register(app: typer.Typer) -> None:
    """Add the command to ``hotline knowledge``."""
    app.command("evaluate")(evaluate)


def evaluate(
    file: Annotated[Path, typer.Argument(help="JSONL：query、relevant · labelled questions")],
    kind: Annotated[str, typer.Option(help="只找这一类：ARTICLE、ITEM … · only this kind")] = "",
    html: Annotated[Path | None, typer.Option(help="把报告写到这里 · write the page here")] = None,
    *,
    internal: Annotated[
        bool, typer.Option(help="也找内部知识 · as staff, with internal articles")
    ] = False,
) -> None:
    """用有标注的问题评测检索和拒答 · hit@k, MRR, nDCG, refusals and times, for each engine that answers.

    没有 relevant 的问题应当转人工 · a question without a document should be handed over.
    """
    scope = Scope(
        frozenset({DocumentKind(kind)}) if kind else frozenset(),
        Audience.INTERNAL if internal else Audience.PUBLIC,
    )

    async def work() -> tuple[list[Report], dict[str, str]]:
        questions = read_questions(file)
        async with opened() as hotline:
            await hotline.start()
            titles = await titles_of(hotline.database)
            warn_of_labels(questions, titles)
            reports = [
                await evaluated(hotline.database, _over(hotline.search, engine), questions, scope)
                for engine in hotline.search.engines
            ]
            return reports, titles

    reports, titles = run(work)
    for report in reports:
        _show(report)
    if html is not None:
        html.write_text(page(reports, titles, file=str(file)), "utf-8")
        console.print(f"报告 · report: {html}")


def _over(desk: SearchDesk, engine: Engine) -> SearchDesk:
    """Return the same desk over one engine, so that each is judged by itself."""
    return SearchDesk(
        engine, seconds=30, lexicon=desk.lexicon, shares=desk.shares, weights=desk.weights
    )


async def measured(
    database: Database, desk: SearchDesk, questions: list[Labelled], scope: Scope = _EVERYTHING
) -> Report:
    """Search every question of ``desk`` and return the figures; times are wall milliseconds of a whole search."""
    return judge(desk.engine.name, await _searched(database, desk, questions, scope))


async def evaluated(
    database: Database, desk: SearchDesk, questions: list[Labelled], scope: Scope = _EVERYTHING
) -> Report:
    """Search and answer every question; the figures tell of refusals too."""
    outcomes = await _searched(database, desk, questions, scope)
    like = Asking("", scope.audience, kinds=scope.kinds)
    async with database.read() as session:
        return judge(desk.engine.name, await answered(session, desk, outcomes, like))


async def _searched(
    database: Database, desk: SearchDesk, questions: list[Labelled], scope: Scope
) -> list[Outcome]:
    async with database.read() as session:
        called = await calling.names(session)
    outcomes = []
    for asked in track(questions, description=desk.engine.name, console=console, transient=True):
        began = time.perf_counter()
        wanted = Asked(asked.query, scope.audience, asked.district, scope.kinds, DEPTH)
        found = await desk.search(wanted)
        taken = (time.perf_counter() - began) * 1e3
        ranked = (called.get(hit.found.id, frozenset({hit.found.id})) for hit in found.hits)
        outcomes.append(Outcome(asked, tuple(ranked), taken))
    return outcomes


def _show(report: Report) -> None:
    lines = [["全部", *_cells(report.whole.told())]]
    lines += [[name, *_cells(told.told())] for name, told in report.variants.items()]
    table(f"检索评测 · {report.engine}", ["变体", *_SHOWN.values()], lines)


def _cells(told: dict[str, float | int | None]) -> list[str]:
    return ["—" if told[name] is None else str(told[name]) for name in _SHOWN]
