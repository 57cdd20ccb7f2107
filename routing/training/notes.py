"""What the figures of a training mean (成绩说明): said in Chinese to whoever is not used to reading them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from routing.training.label_names import HEADS

SPLITS = {"random": "随机", "grouped": "按组（同组不拆）", "time": "按时间（以前测后）"}


def card_notes(card: Mapping[str, Any]) -> tuple[str, ...]:
    """Say what was left of the texts, and what the first answers are worth beside simpler ways to measure."""
    return (*_cleaned(card), *_at_random(card), *_by_level(card), *_no_better(card))


def refused(card: Mapping[str, Any], worse: Sequence[str]) -> str:
    """Say why a model does not replace the present one; a question it never learned is not called worse."""
    poorer = [_name(head) for head in worse if head in card["heads"]]
    absent = [_name(head) for head in worse if head not in card["heads"]]
    reasons = [f"在{'、'.join(poorer)}上不如现有模型"] if poorer else []
    reasons += [f"没有学现有模型会答的{'、'.join(absent)}"] if absent else []
    return f"新模型{'，'.join(reasons)}，未启用；文件已保存，仍要启用请加 --force"


def no_better_heads(card: Mapping[str, Any]) -> list[str]:
    """List the questions answered no better than by always guessing the most frequent label."""
    return [head for head, figures in card.get("heads", {}).items() if not _pays(figures)]


def _pays(figures: Mapping[str, Any]) -> bool:
    """Tell whether the model beats the guess, alone or by what it adds to the words of the tree."""
    guess, mixed = figures.get("majority", 0.0), figures.get("mixture")
    if figures["top1"] > guess or mixed is None:
        return bool(figures["top1"] > guess)
    return bool(mixed["top1"] > max(guess, mixed["words_alone_top1"]))


def refused_as_guessing(card: Mapping[str, Any], guessing: Sequence[str]) -> str:
    """Say why a model is not used although there may be none yet."""
    return (
        f"新模型未启用：{_compared(card, guessing)}；"
        "请核对标签列与数据量，文件已保存，仍要启用请加 --force"
    )


def poor_heads(card: Mapping[str, Any], guessing: Sequence[str], *, kept: bool) -> str:
    """Say which questions of a model in use are answered no better than by guessing; nothing if none is."""
    if not guessing:
        return ""
    then = "按要求仍参与建议" if kept else "不参与建议"
    return f"；{_compared(card, guessing)}，{then}"


def _compared(card: Mapping[str, Any], heads: Sequence[str]) -> str:
    told = (
        f"{_name(head)}首选 {card['heads'][head]['top1']:.3f}，"
        f"不比总猜最多的一类（{card['heads'][head]['majority']:.3f}）好"
        for head in heads
    )
    return "、".join(told)


def _name(head: str) -> str:
    return HEADS.get(head, head)


def _cleaned(card: Mapping[str, Any]) -> Iterator[str]:
    dropped = "、".join(f"{reason} {count:,}" for reason, count in card.get("dropped", {}).items())
    if dropped:
        yield f"清洗后 {card['texts']:,} 条（去掉 {dropped}），{card['disputed']:,} 条标签互相矛盾，取多数"


def _at_random(card: Mapping[str, Any]) -> Iterator[str]:
    """A stricter split looks bad to who knows only random ones; the difference itself tells something."""
    found = card.get("splits", {}).get("random", {})
    if found and card.get("split", "random") != "random":
        told = "、".join(f"{_name(name)} {f['top1']:.3f}" for name, f in found.items())
        yield f"随机划分时模型首选：{told}；相差很多，说明文本有重复，或标签的用法随时间变了"


def _by_level(card: Mapping[str, Any]) -> Iterator[str]:
    for name, figures in card.get("heads", {}).items():
        told = [
            f"第 {found['level']} 级 {found['top1']:.3f}" for found in figures.get("levels", ())
        ]
        if told:
            yield f"{_name(name)}只看上级时模型首选：{'、'.join(told)}"


def _no_better(card: Mapping[str, Any]) -> Iterator[str]:
    for name, figures in card.get("heads", {}).items():
        shown = figures.get("mixture", figures)  # what the agent is shown, words included
        if shown["top1"] <= figures.get("majority", 0.0):
            yield (
                f"{_name(name)}：首选不比总猜最多的一类（{figures['majority']:.3f}）好，"
                "先看报告里哪些类互相混、哪些标签可疑，改正后重训"
            )
