"""The report of a training (训练报告): one JSON for programs, one HTML page for people."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from routing.training import report_findings as findings
from routing.training import report_html, report_plots
from routing.training.train import Trained

Names = Mapping[str, Mapping[str, str]]
_TITLES = {"kind": "诉求类型", "category": "事项分类", "unit": "承办单位"}


def to_json(trained: Trained, compared: Mapping[str, Any], told: str) -> dict[str, Any]:
    """Return everything the report says: the card, the findings of every question, the comparison."""
    heads = {
        head: {
            "mistakes": findings.mistakes(trained, head),
            "suspects": findings.suspects(trained, head),
            "disputed": findings.disputed(trained.data, head),
            "twins": findings.twins(trained.data, head),
            "matrix": matrix(trained, head),
        }
        for head in trained.measured
    }
    return {"card": trained.card, "compared": dict(compared), "told": told, "findings": heads}


def matrix(trained: Trained, head: str) -> list[list[Any]]:
    """Return the confusion matrix as [label, told, texts], right answers too; empty cells left out."""
    held = trained.measured[head].held_out
    size = len(held.labels)
    cells, counts = np.unique(held.truth * size + held.margins.argmax(axis=1), return_counts=True)
    return [
        [held.labels[cell // size], held.labels[cell % size], count]
        for cell, count in zip(cells.tolist(), counts.tolist(), strict=True)
    ]


def write(content: Mapping[str, Any], folder: Path, names: Names | None = None) -> Path:
    """Write ``report.json`` and ``report.html`` into ``folder``; returns the page's path."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.json").write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2))
    page = folder / "report.html"
    page.write_text(render(content, names or {}), encoding="utf-8")
    return page


def render(content: Mapping[str, Any], names: Names) -> str:
    """Return the page of a report's JSON; ``names`` are readable names of labels by question."""
    card = content["card"]
    sections = [
        report_html.summary(card, content["told"], _TITLES),
        report_html.data(card, _TITLES),
        report_html.compared_splits(card, _TITLES),
        report_html.compared_models(content["compared"], _TITLES),
    ]
    for head, figures in card["heads"].items():
        known = names.get(head, {})
        drawn = _plots(figures, content["findings"][head], known)
        sections += report_html.question(_TITLES.get(head, head), figures, drawn, known)
        sections += report_html.findings(content["findings"][head], known)
    return report_html.page(f"训练报告 {card['version']}", [part for part in sections if part])


def _plots(
    figures: Mapping[str, Any], found: Mapping[str, Any], names: Mapping[str, str]
) -> tuple[str, ...]:
    frequent = sorted(((r["label"], r["texts"]) for r in figures["per_label"]), key=lambda p: -p[1])
    pairs = {(truth, told): count for truth, told, count in found["matrix"]}
    return (
        report_plots.calibration(figures["reliability"]),
        report_plots.coverage(figures["coverage_curve"], figures["gate"]),
        report_plots.confusion([p for p in frequent if p[1]], pairs, names),
    )
