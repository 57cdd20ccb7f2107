"""What the figures of a training mean (成绩说明): said in Chinese to whoever is not used to reading them."""

from collections.abc import Iterator, Mapping
from typing import Any

from routing.training.label_names import HEADS

SPLITS = {"random": "随机", "grouped": "按组（同组不拆）", "time": "按时间（以前测后）"}


def card_notes(card: Mapping[str, Any]) -> tuple[str, ...]:
    """Say what a card's first answers are worth: beside a random split, and beside always the same answer."""
    return (*_at_random(card), *_no_better(card))


def _at_random(card: Mapping[str, Any]) -> Iterator[str]:
    """A stricter split looks bad to who knows only random ones; the difference itself tells something."""
    found = card.get("splits", {}).get("random", {})
    if found and card.get("split", "random") != "random":
        told = "、".join(f"{HEADS.get(name, name)} {f['top1']:.3f}" for name, f in found.items())
        yield f"随机划分时模型首选：{told}；相差很多，说明文本有重复，或标签的用法随时间变了"


def _no_better(card: Mapping[str, Any]) -> Iterator[str]:
    for name, figures in card.get("heads", {}).items():
        shown = figures.get("mixture", figures)  # what the agent is shown, words included
        if shown["top1"] <= figures.get("majority", 0.0):
            yield (
                f"{HEADS.get(name, name)}：首选不比总猜最多的一类（{figures['majority']:.3f}）好，"
                "先看报告里哪些类互相混、哪些标签可疑，改正后重训"
            )
