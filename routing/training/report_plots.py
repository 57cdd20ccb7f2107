"""Plots of the training report (图表): SVG drawn by hand, no script, no style attribute; pure."""

from collections.abc import Mapping, Sequence
from html import escape
from math import sqrt
from typing import Any

_W, _H, _LEFT, _TOP, _SIDE = 380, 300, 46, 14, 240
_TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_CELL = 16
_NAMES = 190
_MOST_CELLS = 30


def calibration(points: Sequence[Mapping[str, float]]) -> str:
    """Draw accuracy over confidence; the dotted diagonal is perfect honesty, a dot's size its texts."""
    most = max((p["texts"] for p in points), default=1)
    dots = [
        f'<circle class="dot" cx="{_x(p["confidence"]):.1f}" cy="{_y(p["accuracy"]):.1f}" '
        f'r="{2.5 + 3.5 * sqrt(p["texts"] / most):.1f}"><title>把握 {p["confidence"]:.2f} · '
        f"正确率 {p['accuracy']:.2f} · {p['texts']:.0f} 条</title></circle>"
        for p in points
    ]
    line = _line([(_x(p["confidence"]), _y(p["accuracy"])) for p in points], "curve")
    ideal = f'<line class="ideal" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>'
    body = ideal + line + "".join(dots)
    return _frame(body, ("模型给出的把握", "实际正确率", "校准曲线"), 0.0)


def coverage(points: Sequence[Mapping[str, float]], gate: Mapping[str, Any]) -> str:
    """Draw precision over coverage, the wanted precision, and where the gate stands."""
    lowest = min((p["precision"] for p in points), default=0.0)
    floor = max(0.0, min(0.8, int(lowest * 10) / 10))
    line = _line([(_x(p["coverage"]), _y(p["precision"], floor)) for p in points], "curve")
    wanted = _y(gate["wanted"], floor)
    marks = f'<line class="wanted" x1="{_x(0)}" y1="{wanted:.1f}" x2="{_x(1)}" y2="{wanted:.1f}"/>'
    if gate["confidence"] is not None:
        at = _x(gate["coverage"])
        marks += (
            f'<line class="gate" x1="{at:.1f}" y1="{_y(1.0, floor):.1f}" x2="{at:.1f}" '
            f'y2="{_y(floor, floor):.1f}"/><text class="note" x="{at + 4:.1f}" '
            f'y="{_y(floor, floor) - 6:.1f}">覆盖 {gate["coverage"]:.0%}</text>'
        )
    words = ("覆盖率（自动处理的比例）", "准确率", "覆盖率—准确率曲线")
    return _frame(marks + line, words, floor)


def _x(value: float) -> float:
    return _LEFT + value * (_W - _LEFT - 14)


def _y(value: float, floor: float = 0.0) -> float:
    return _TOP + (1.0 - (value - floor) / (1.0 - floor)) * _SIDE


def _line(points: Sequence[tuple[float, float]], name: str) -> str:
    told = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline class="{name}" points="{told}"/>'


def _frame(body: str, words: tuple[str, str, str], floor: float) -> str:
    """Draw the axes around ``body``; ``words`` name the x axis, the y axis and the plot."""
    across, up, title = words
    bottom = _TOP + _SIDE
    grid = ""
    for tick in _TICKS:
        x, level = _x(tick), floor + tick * (1.0 - floor)
        y = _y(level, floor)
        grid += (
            f'<line class="grid" x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{bottom}"/>'
            f'<line class="grid" x1="{_LEFT}" y1="{y:.1f}" x2="{_W - 14}" y2="{y:.1f}"/>'
            f'<text class="tick" text-anchor="middle" x="{x:.1f}" y="{bottom + 16}">{tick:.0%}</text>'
            f'<text class="tick" text-anchor="end" x="{_LEFT - 5}" y="{y + 4:.1f}">{level:.0%}</text>'
        )
    return (
        f'<svg viewBox="0 0 {_W} {_H + 8}" role="img" aria-label="{escape(title)}">{grid}{body}'
        f'<text class="axis" text-anchor="middle" x="{(_LEFT + _W) / 2:.0f}" y="{_H}">{across}</text>'
        f'<text class="axis" text-anchor="middle" transform="translate(10 {_TOP + _SIDE / 2:.0f}) '
        f'rotate(-90)">{up}</text></svg>'
    )


def confusion(
    labels: Sequence[tuple[str, int]],
    pairs: Mapping[tuple[str, str], int],
    names: Mapping[str, str],
) -> str:
    """Draw how often a label (row) was answered by another (column), for the most frequent labels.

    ``labels`` are labels with the number of their texts, the most frequent first.
    """
    shown = labels[:_MOST_CELLS]
    size = _CELL * len(shown)
    width = _NAMES + size + 4
    parts = []
    for r, (truth, texts) in enumerate(shown):
        y = 20 + r * _CELL
        name = escape(_short(names.get(truth, truth)))
        parts.append(
            f'<text class="tick" text-anchor="end" x="{_NAMES - 18}" y="{y + 12}">{name}</text>'
            f'<text class="tick" text-anchor="end" x="{_NAMES - 3}" y="{y + 12}">{r + 1}</text>'
            f'<text class="tick" text-anchor="middle" x="{_NAMES + r * _CELL + 8}" y="15">{r + 1}</text>'
        )
        for c, (told, _) in enumerate(shown):
            count = pairs.get((truth, told), 0)
            shade = min(1.0, sqrt(count / max(texts, 1)))
            kind = "right" if truth == told else "wrong"
            title = f"{names.get(truth, truth)} → {names.get(told, told)}：{count}"
            parts.append(
                f'<rect class="{kind}" fill-opacity="{shade:.2f}" x="{_NAMES + c * _CELL}" y="{y}" '
                f'width="{_CELL - 1}" height="{_CELL - 1}"><title>{escape(title)}</title></rect>'
            )
    body = "".join(parts)
    height = size + 24
    scale = f'width="{width * 1.3:.0f}" height="{height * 1.3:.0f}"'
    return f'<svg class="wide" {scale} viewBox="0 0 {width} {height}" role="img" aria-label="混淆矩阵">{body}</svg>'


def _short(name: str) -> str:
    return name if len(name) <= 13 else f"{name[:12]}…"
