"""Runs every mark and writes docs/reference/benchmarks.md (性能结果), nothing by hand."""

import argparse
import json
import os
import platform
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import (
    hot_topics,
    import_orders,
    p1_intake_sqlite,
    p2_intake_postgresql,
    p3_classify,
    p4_complete,
    p4_search,
    p5_worktime,
    p6_due_clocks,
    p10_ticket_search,
    p12_similar,
    p13_start,
    q1_labelled,
    q2_departments,
    q3_items,
    q4_questions,
    q5_robust,
    q6_cold,
)
from hotline.kit import clock

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "benchmarks.md"
NOTES = Path(__file__).parent / "notes"
Program = Callable[..., dict[str, Any]]
IMPORT, RUN_IMPORT = "import", import_orders.run
HEAD = """# 性能结果 · Benchmarks

Written by `python -m benchmarks.report [MARK …]`; every figure stands beside its comparator of the same run.
"""
MARKS: dict[str, tuple[str, Program]] = {
    "P1": ("accept a ticket durably, SQLite: ≥ 0.60× comparator, p99 ≤ 3×", p1_intake_sqlite.run),
    "P2": ("accept a ticket durably, PostgreSQL: ≥ 1.2× comparator", p2_intake_postgresql.run),
    "P3": ("classify one text: ≥ 6× on 350 characters, ≥ 20× on titles", p3_classify.run),
    "P4": ("answer search over 100,000 entries: p50 ≤ 2 ms, ≥ 300× rank_bm25", p4_search.run),
    "P4C": ("type-ahead over HTTP at 100,000 entries: p99 ≤ 30 ms", p4_complete.run),
    "P5": ("add 40 working hours: ≥ 400× and ≥ 100×", p5_worktime.run),
    "P6": ("the due among 1,000,000 open clocks: ≥ 500×, ≤ 5 ms", p6_due_clocks.run),
    "D6": ("hot topics: 9 of 10 told in 2 h, ≤ 1 false alarm a day", hot_topics.run),
    "P10S": ("search over 100,000 tickets over HTTP: p95 ≤ 200 ms", p10_ticket_search.run),
    "P12": (
        "near-duplicates: recall ≥ .95, ≤ 5 false alerts per 100 k, ≥ 4× faster, 1 M ≤ 3×",
        p12_similar.run,
    ),
    "P13": ("start to first answer ≤ 5 s, memory ≤ 500 MB", p13_start.run),
    "Q1": ("any labelled file: ≥ +1 point macro-F1, and at 80 % coverage", q1_labelled.run),
    "Q2": ("whose is it: ≥ +4 / +6 / +2.5 points, calibration ≤ .03", q2_departments.run),
    "Q3": ("service items from colloquial names: nDCG@10 ≥ .88, hard ≥ .78", q3_items.run),
    "Q4": ("our questions to the right answer: ≥ 1.10× / 1.12× BM25", q4_questions.run),
    "Q5": ("the classifier under noise: ≤ 5 % relative loss of top-1", q5_robust.run),
    "Q6": ("cold start: first level ≥ .75 top-1, ≥ .90 top-3", q6_cold.run),
}


def section(name: str, result: dict[str, Any]) -> str:
    """Return one mark's part of the page, with when and where it was measured."""
    stamp = (
        f"Run on {clock.local_date():%Y-%m-%d}, Python {platform.python_version()}, "
        f"{os.cpu_count()} cores, {platform.machine()}."
    )
    if name == IMPORT:
        first, *rest = import_orders.section(result)
        return "\n".join([first, "", stamp, *rest])
    lines = [f"## {name}: {MARKS[name][0]}", "", stamp, ""]
    lines += ["```json", json.dumps(result, ensure_ascii=False, indent=1), "```", ""]
    note = NOTES / f"{name.lower()}.md"
    if note.is_file():
        lines += [note.read_text(encoding="utf-8").strip(), ""]
    return "\n".join(lines)


def render(results: dict[str, dict[str, Any]], before: str = "") -> str:
    """Return the page: new sections, and those of the page ``before`` for what was not run."""
    kept = _sections(before)
    parts = [
        section(name, results[name]) if name in results else kept.get(name, "")
        for name in (*MARKS, IMPORT)
    ]
    return "\n".join([HEAD, *(part for part in parts if part)])


def _sections(page: str) -> dict[str, str]:
    """Return the sections of a page by mark; the import has no mark in its heading."""
    found = {}
    for part in re.split(r"^(?=## )", page, flags=re.MULTILINE)[1:]:
        name = part[3:].partition(":")[0]
        found[name if name in MARKS else IMPORT] = part.rstrip("\n") + "\n"
    return found


def main() -> None:
    """Run all marks, or the named ones; print and write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tiny", action="store_true", help="try the programs, write nothing")
    parser.add_argument("names", nargs="*", metavar="MARK", help="only these; the others stay")
    asked = parser.parse_args()
    programs = {**{name: program for name, (_title, program) in MARKS.items()}, IMPORT: RUN_IMPORT}
    if unknown := set(asked.names) - set(programs):
        parser.error(f"no such mark: {', '.join(sorted(unknown))}")
    results = {}
    for name in asked.names or programs:
        results[name] = programs[name](tiny=asked.tiny)
        print(json.dumps({name: results[name]}, ensure_ascii=False), flush=True)
    if not asked.tiny:
        before = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""
        PAGE.write_text(render(results, before), encoding="utf-8")


if __name__ == "__main__":
    main()
