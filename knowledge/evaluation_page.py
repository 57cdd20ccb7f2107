"""The page of an evaluation (评测报告页): figures by engine and variant, and the worst questions, as HTML."""

from collections.abc import Mapping, Sequence
from html import escape

from knowledge.evaluation import Figures, Outcome, Report

_HEADINGS = {
    "questions": "问题数",
    "hit_1": "首条命中",
    "hit_3": "前三命中",
    "hit_10": "前十命中",
    "mrr_10": "MRR@10",
    "recall_10": "召回@10",
    "ndcg_10": "nDCG@10",
    "p50_ms": "中位毫秒",
    "p99_ms": "99 分位毫秒",
    "refusal_precision": "拒答准确率",
    "refusal_recall": "拒答召回率",
    "answers_right": "答复正确率",
    "offers_useful": "列出有用率",
}
_WORST = ("得分", "问题", "变体", "应答", "前三条", "处理")
_DONE = {None: "", True: "转人工", False: "作了答复"}
_OFFERED = "列出让人选"
_STYLE = (
    "body{font:16px/1.6 system-ui,sans-serif;margin:2rem;max-width:72rem}table{border-collapse:collapse}"
    "td,th{border:1px solid #bbb;padding:.3rem .6rem;text-align:left}td.n{text-align:right}"
)


def page(reports: Sequence[Report], titles: Mapping[str, str], *, file: str) -> str:
    """Return the page; ``titles`` name the documents that were found by any of their names."""
    parts = [
        "<!doctype html><html lang='zh-CN'><meta charset='utf-8'><title>检索评测</title>",
        f"<style>{_STYLE}</style><h1>检索评测 · Search evaluation</h1><p>{escape(file)}</p>",
    ]
    for report in reports:
        head = f"<h2>{escape(report.engine)}</h2>"
        parts += [head, _figures(report), _worst(report, titles), _missed(report, titles)]
    return "\n".join(parts) + "</html>\n"


def _figures(report: Report) -> str:
    heads = "".join(f"<th scope='col'>{label}</th>" for label in ("", *_HEADINGS.values()))
    rows = [_row("全部", report.whole)]
    rows += [_row(name, told) for name, told in report.variants.items()]
    return f"<table><tr>{heads}</tr>{''.join(rows)}</table>"


def _row(name: str, told: Figures) -> str:
    values = told.told()
    cells = "".join(
        f"<td class='n'>{'—' if values[key] is None else values[key]}</td>" for key in _HEADINGS
    )
    return f"<tr><th scope='row'>{escape(name)}</th>{cells}</tr>"


def _worst(report: Report, titles: Mapping[str, str]) -> str:
    rows = []
    for gain, outcome in report.worst:
        wanted = "；".join(sorted(titles.get(name, name) for name in outcome.asked.relevant)[:3])
        got = "；".join(_title(names, titles) for names in outcome.ranked[:3]) or "没有结果"
        done = _OFFERED if outcome.offered else _DONE[outcome.refused]
        cells = (f"{gain:.2f}", outcome.asked.query, outcome.asked.variant, wanted, got, done)
        rows.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")
    heads = "".join(f"<th scope='col'>{h}</th>" for h in _WORST)
    return f"<h3>最差的问题 · Worst</h3><table><tr>{heads}</tr>{''.join(rows)}</table>"


def _missed(report: Report, titles: Mapping[str, str]) -> str:
    """Return the questions that a person should have answered, with what was told instead."""
    if report.whole.refusal_recall is None:
        return ""
    rows = [
        f"<tr><td>{escape(outcome.asked.query)}</td><td>{escape(_told(outcome, titles))}</td></tr>"
        for outcome in report.missed
    ]
    head = "<tr><th scope='col'>问题</th><th scope='col'>答复依据</th></tr>"
    return f"<h3>该转人工而作了答复 · Answered, to be handed over</h3><table>{head}{''.join(rows)}</table>"


def _told(outcome: Outcome, titles: Mapping[str, str]) -> str:
    return "；".join(sorted({titles[name] for name in outcome.told if name in titles}))


def _title(names: frozenset[str], titles: Mapping[str, str]) -> str:
    return next((titles[name] for name in sorted(names) if name in titles), sorted(names)[0])
