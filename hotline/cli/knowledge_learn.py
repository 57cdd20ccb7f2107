"""`hotline knowledge learn` (学习检索排序): weights from what people opened and adopted, with a report."""

import asyncio
from typing import Annotated

import typer

from hotline.cli.running import console, opened, run, table
from knowledge.learn import Learned, impressions, learn
from knowledge.learned import RankingModel


def register(app: typer.Typer) -> None:
    """Add the command to ``hotline knowledge``."""
    app.command("learn")(learn_ranking)


def learn_ranking(
    days: Annotated[int, typer.Option(min=1, max=3650, help="用最近多少天的反馈 · days")] = 180,
    *,
    no_promote: Annotated[
        bool, typer.Option("--no-promote", help="只保存，不启用 · store only")
    ] = False,
    back: Annotated[
        bool, typer.Option("--roll-back", help="恢复上一个模型 · return to the model before")
    ] = False,
) -> None:
    """从点击与采用学习检索排序；在留出反馈上不变差才启用 · learn the ranking; promoted only if not worse."""
    run(_roll_back if back else lambda: _learn(days, promote=not no_promote))


async def _roll_back() -> None:
    async with opened() as hotline:
        version = hotline.ranking.roll_back()
    console.print(f"已恢复模型 {version}" if version else "没有可恢复的模型")
    if version is None:
        raise typer.Exit(1)


async def _learn(days: int, *, promote: bool) -> None:
    async with opened() as hotline:
        async with hotline.database.read() as session:
            found = await impressions(session, days=days)
        shelf = hotline.ranking
        present = shelf.in_use()
        learned = await asyncio.to_thread(learn, found, present.shares)
        path = shelf.store(learned.model)
        used = promote and learned.promotable
        if used:
            shelf.promote(learned.model.version)
    _print(present, learned)
    console.print(f"模型与报告：{path}")
    console.print(_told(learned, used=used))


def _print(present: RankingModel, learned: Learned) -> None:
    card = learned.model.card
    counts = [["训练", card["trained_on"]], ["选步长", card["validated_on"]]]
    table("有选择的检索 · searches", ["用途", "次数"], [*counts, ["留出", card["held_out"]]])
    rows = [
        [name, f"{share:.3f}", f"{learned.model.shares[name]:.3f}"]
        for name, share in present.shares.items()
    ]
    table("特征权重 · shares", ["特征", "现有", "新"], rows)
    figures = [["现有", f"{learned.before:.4f}"], ["新", f"{learned.after:.4f}"]]
    table("留出反馈上的平均倒数排名 · MRR", ["模型", "MRR"], figures)


def _told(learned: Learned, *, used: bool) -> str:
    if used:
        return f"已启用模型 {learned.model.version}"
    if learned.promotable:
        return "按要求未启用"
    return "新模型在留出反馈上不如现有模型，未启用"
