"""The readable page of a training (报告页面): one self-contained file, no script, printable; pure.

Its content security policy allows nothing but its own style sheet, named by its digest.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from html import escape
from typing import Any

from hotline.kit import clock
from routing.training.notes import SPLITS

Names = Mapping[str, str]
_SHOWN_CLASSES = 600
_STYLE = """
:root { --ink: #1f2933; --soft: #5f6c7b; --line: #dfe5eb; --blue: #1d5fbf; --red: #c23b22; --pale: #f5f7fa; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1040px; padding: 24px 28px 60px; color: var(--ink); background: #fff;
  font: 15px/1.65 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif; }
h1 { font-size: 24px; margin: 0 0 4px; }
h2 { font-size: 19px; margin: 40px 0 10px; padding-bottom: 6px; border-bottom: 2px solid var(--blue); }
h3 { font-size: 16px; margin: 26px 0 8px; }
p { margin: 6px 0; }
.soft { color: var(--soft); font-size: 13.5px; }
.told { margin: 14px 0; padding: 10px 14px; background: var(--pale); border-left: 4px solid var(--blue); }
table { border-collapse: collapse; width: 100%; margin: 8px 0 14px; font-size: 14px; }
th { text-align: left; font-weight: 600; color: var(--soft); border-bottom: 1px solid var(--ink); }
th, td { padding: 5px 10px 5px 0; vertical-align: top; }
td { border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; padding-right: 14px; }
.narrow { white-space: nowrap; }
.plots { display: grid; grid-template-columns: 1fr 1fr; gap: 26px; }
figure { margin: 6px 0; }
figcaption { font-weight: 600; font-size: 14px; }
svg { width: 100%; height: auto; display: block; }
svg.wide { width: auto; max-width: 100%; }
table.cases { table-layout: fixed; } .cases th:first-child { width: 50%; } .cases th { white-space: normal; }
.grid { stroke: var(--line); } .ideal { stroke: var(--soft); stroke-dasharray: 4 4; }
.curve { fill: none; stroke: var(--blue); stroke-width: 2; } .dot { fill: var(--blue); }
.wanted { stroke: var(--red); stroke-dasharray: 5 4; } .gate { stroke: var(--red); }
.tick { font-size: 10.5px; fill: var(--soft); } .axis { font-size: 12px; fill: var(--ink); }
.note { font-size: 11px; fill: var(--red); } .right { fill: var(--blue); } .wrong { fill: var(--red); }
mark { background: #ffe9a8; color: inherit; padding: 0 1px; }
.tag { display: inline-block; padding: 0 6px; border-radius: 3px; background: var(--pale); margin: 0 4px 2px 0; }
.no { color: var(--red); }
details { margin: 6px 0; } summary { cursor: pointer; color: var(--blue); }
@media (max-width: 720px) { .plots { grid-template-columns: 1fr; } body { padding: 16px; } }
@media print { body { max-width: none; padding: 0; } h2 { break-after: avoid; } tr, figure { break-inside: avoid; } }
"""


def page(title: str, sections: Iterable[str]) -> str:
    """Return the whole document."""
    digest = b64encode(sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'"
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body>{''.join(sections)}</body></html>\n"
    )


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "") -> str:
    """Return a table; a heading that begins with ``#`` is of numbers. Cells are HTML already."""
    kinds = ["n" if name.startswith("#") else "" for name in columns]
    head = "".join(
        f'<th class="{align}">{escape(name.lstrip("#"))}</th>'
        for name, align in zip(columns, kinds, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(
            f'<td class="{align}">{cell}</td>' for cell, align in zip(row, kinds, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    shape = f" class='{kind}'" if kind else ""
    return f"<table{shape}><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def percent(value: float | None) -> str:
    """Return a share as people read it."""
    return "—" if value is None else f"{value:.1%}"


def summary(card: Mapping[str, Any], told: str, titles: Names) -> str:
    """Return the head of the page: what was decided, and every question's figures in one table."""
    rows = []
    for head, figures in card["heads"].items():
        gate = figures["gate"]
        shown = figures.get("mixture", figures)
        rows.append(
            [
                escape(titles.get(head, head)),
                f"{figures['labels']:,}",
                f"{figures['texts']:,}",
                percent(shown["top1"]),
                percent(shown["top3"]),
                percent(figures["macro_f1"]),
                f"{figures['calibration_error']:.3f}",
                "无" if gate["confidence"] is None else f"{gate['confidence']:.3f}",
                "—" if gate["confidence"] is None else percent(gate["coverage"]),
            ]
        )
    columns = [
        "问题",
        "#类别",
        "#留出文本",
        "#首选正确",
        "#前三正确",
        "#macro-F1",
        "#校准误差",
        "#放行门槛",
        "#放行比例",
    ]
    return (
        f"<h1>训练报告</h1><p class='soft'>模型 {escape(card['version'])} · "
        f"{_when(card['trained_at'])} · 数据来源：{escape(card.get('source') or '未注明')}</p>"
        f"<p class='told'>{escape(told)}</p>{table(columns, rows)}"
        "<p class='soft'>所有成绩都来自模型没有见过的文本。“放行门槛”是准确率不低于 "
        f"{_wanted(card)} 的最低把握：高于它的可自动处理，其余交人工。</p>"
    )


def _when(told: str) -> str:
    local = clock.to_local(datetime.fromisoformat(told))
    return f"{local:%Y年%m月%d日 %H:%M}"


def _wanted(card: Mapping[str, Any]) -> str:
    gates = [figures["gate"]["wanted"] for figures in card["heads"].values()]
    return percent(gates[0]) if gates else "98%"


def data(card: Mapping[str, Any], titles: Names) -> str:
    """Return what the data was: how many texts, what was left out and why, what the file told."""
    dropped = "；".join(f"{escape(why)} {count:,} 行" for why, count in card["dropped"].items())
    notes = "".join(f"<p>{escape(note)}。</p>" for note in card.get("notes", ()))
    settings = card["settings"]
    machines = "".join(
        f"<p class='soft'>{escape(titles.get(head, head))}：{escape(machine['told'])}</p>"
        for head, machine in settings["machines"].items()
    )
    return (
        f"<h2>数据与参数</h2>{notes}<p>去重后 {card['texts']:,} 条文本"
        f"{'；' + dropped if dropped else ''}；{card['disputed']:,} 条文本有互相矛盾的标签（取多数）。</p>"
        f"<p>特征：{escape(settings['views']['told'])}；参数在训练数据内部自动选择：</p>{machines}"
    )


def compared_splits(card: Mapping[str, Any], titles: Names) -> str:
    """Return the figures of every way to hold out, the deciding one marked."""
    rows = [
        [
            escape(titles.get(head, head)),
            SPLITS[kind] + ("（以此为准）" if kind == card["split"] else ""),
            f"{found['texts']:,}",
            percent(found["top1"]),
            percent(found["top3"]),
            percent(found["macro_f1"]),
        ]
        for head in card["heads"]
        for kind, heads in card["splits"].items()
        if (found := heads.get(head))
    ]
    columns = ["问题", "留出方式", "#文本", "#首选正确", "#前三正确", "#macro-F1"]
    return f"<h2>留出方式比较</h2>{table(columns, rows)}"


def compared_models(compared: Mapping[str, Any], titles: Names) -> str:
    """Return how the model it was compared with answers the same texts; empty without one."""
    if not compared:
        return ""
    rows = [
        [
            escape(titles.get(head, head)),
            f"{found['texts']:,}",
            percent(found["old_top1"]),
            percent(found["new_top1"]),
            percent(found["changed"]),
        ]
        for head, found in compared["heads"].items()
    ]
    columns = ["问题", "#文本", "#旧模型正确", "#新模型正确", "#答案不同"]
    return (
        f"<h2>与模型 {escape(compared['version'])} 比较</h2>{table(columns, rows)}"
        "<p class='soft'>新模型的答案来自没见过该文本的模型；旧模型可能学过其中一些，比较对它有利。</p>"
    )


def question(
    title: str, figures: Mapping[str, Any], plots: Sequence[str], names: Names
) -> list[str]:
    """Return the section of one question: plots, levels, confusions and the table of its classes."""
    calibration, coverage, confusion = plots
    gate = figures["gate"]
    told = (
        "在留出文本上没有任何门槛能达到要求的准确率，全部交人工。"
        if gate["confidence"] is None
        else f"把握 ≥ {gate['confidence']:.3f} 时放行 {percent(gate['coverage'])}（{gate['texts']:,} 条），"
        f"准确率 {percent(gate['precision'])}，95% 置信下限 {percent(gate['lower_bound'])}。"
    )
    return [
        f"<h2>{escape(title)}</h2><div class='plots'>"
        f"<figure><figcaption>校准曲线</figcaption>{calibration}</figure>"
        f"<figure><figcaption>覆盖率—准确率</figcaption>{coverage}</figure></div>"
        f"<p>{told} 校准误差 {figures['calibration_error']:.3f}"
        f"（等频分箱 {figures['adaptive_calibration_error']:.3f}）。</p>",
        _levels(figures),
        f"<h3>混淆</h3><p class='soft'>行为标签，列为模型答案，颜色越深越多；仅列最常见的类别。</p>{confusion}",
        _confusions(figures, names),
        _classes(figures, names),
    ]


def _levels(figures: Mapping[str, Any]) -> str:
    if not figures["levels"]:
        return ""
    told = "；".join(
        f"第 {level['level']} 级（{level['labels']} 类）{percent(level['top1'])}"
        for level in figures["levels"]
    )
    return f"<p>按上级类别计的首选正确率：{told}。</p>"


def _confusions(figures: Mapping[str, Any], names: Names) -> str:
    rows = [
        [_name(pair["truth"], names), _name(pair["told"], names), f"{pair['texts']:,}"]
        for pair in figures["confusions"][:15]
    ]
    return table(["标签", "模型答案", "#次数"], rows) if rows else ""


def _classes(figures: Mapping[str, Any], names: Names) -> str:
    ordered = sorted(figures["per_label"], key=lambda row: -row["texts"])
    rows = [
        [
            _name(row["label"], names),
            f"{row['texts']:,}",
            percent(row["precision"]),
            percent(row["recall"]),
            percent(row["f1"]),
        ]
        for row in ordered[:_SHOWN_CLASSES]
    ]
    columns = ["类别", "#文本", "#准确率", "#召回率", "#F1"]
    told = table(columns, rows)
    return f"<h3>各类别成绩</h3><details open><summary>{len(ordered)} 类</summary>{told}</details>"


def _name(label: str, names: Names) -> str:
    known = names.get(label)
    return f"{escape(known)} <span class='soft'>{escape(label)}</span>" if known else escape(label)


def findings(found: Mapping[str, Any], names: Names) -> list[str]:
    """Return what people should look at: sure mistakes, doubtful labels, contradictions."""
    return [
        _mistakes(found["mistakes"], names),
        _suspects(found["suspects"], names),
        _contradictions(found, names),
    ]


def _mistakes(cases: Sequence[Mapping[str, Any]], names: Names) -> str:
    if not cases:
        return ""
    rows = [
        [
            highlighted(case["text"], case["words"]),
            _name(case["label"], names),
            f"{_name(case['told'], names)}<br><span class='soft'>{percent(case['confidence'])}</span>",
            "".join(f"<span class='tag'>{escape(word)}</span>" for word in case["words"]),
        ]
        for case in cases
    ]
    columns = ["文本（已脱敏）", "标签", "模型答案与把握", "误导的词"]
    return f"<h3>最有把握的错误</h3>{table(columns, rows, 'cases')}"


def _suspects(cases: Sequence[Mapping[str, Any]], names: Names) -> str:
    if not cases:
        return ""
    rows = [
        [
            escape(case["text"]),
            _name(case["label"], names),
            f"{_name(case['told'], names)} <span class='soft'>{percent(case['confidence'])}</span>",
        ]
        for case in cases
    ]
    return (
        f"<h3>疑似标错</h3><p class='soft'>没见过该文本的模型很有把握地给出另一个答案，建议人工复核。</p>"
        f"{table(['文本（已脱敏）', '现有标签', '模型答案'], rows, 'cases')}"
    )


def _contradictions(found: Mapping[str, Any], names: Names) -> str:
    rows = [
        [
            escape(case["text"]),
            "<br>".join(
                f"{_name(label, names)} × {count}" for label, count in case["votes"].items()
            ),
        ]
        for case in found["disputed"]
    ]
    rows += [
        [
            "<br>".join(escape(text) for text in pair["texts"]),
            "<br>".join(_name(label, names) for label in pair["labels"]),
        ]
        for pair in found["twins"]
    ]
    if not rows:
        return ""
    return f"<h3>相同或近似的文本，标签不同</h3>{table(['文本（已脱敏）', '标签'], rows, 'cases')}"


def highlighted(text: str, words: Sequence[str]) -> str:
    """Return the text as HTML with every occurrence of the words marked."""
    marked = [False] * len(text)
    for word in words:
        start = text.find(word) if word else -1
        while start >= 0:
            marked[start : start + len(word)] = [True] * len(word)
            start = text.find(word, start + 1)
    parts, inside = [], False
    for char, flag in zip(text, marked, strict=True):
        if flag != inside:
            parts.append("<mark>" if flag else "</mark>")
            inside = flag
        parts.append(escape(char))
    return "".join(parts) + ("</mark>" if inside else "")
