"""`hotline train` (训练): learn to suggest from confirmed texts, and go back one model."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn

from hotline.bootstrap import Hotline
from hotline.cli.running import console, opened, run, table
from hotline.demo import loader
from hotline.settings import Settings
from routing import commands as routing

SEED_TEXTS = "requests.jsonl"
_HEADS = {"kind": "诉求类型", "category": "事项分类", "unit": "承办单位"}


@dataclass(frozen=True)
class _Wanted:
    file: Path | None
    columns: routing.Columns
    force: bool


def model_folder(settings: Settings) -> Path:
    """Return the folder of the models, as the server reads it."""
    return settings.routing.model_dir or settings.data_dir / "models"


def register(app: typer.Typer) -> None:
    """Add the commands."""

    @app.command()
    def train(
        file: Annotated[
            Path | None,
            typer.Argument(help="JSONL、CSV 或 XLSX；不给则用自带样例 · default: our own texts"),
        ] = None,
        text: Annotated[str, typer.Option(help="文本列 · column of the text")] = "text",
        label: Annotated[
            list[str] | None,
            typer.Option(help="列名=kind|category|unit，可多次 · COLUMN=HEAD"),
        ] = None,
        force: Annotated[
            bool, typer.Option("--force", help="数据未变或变差也启用 · promote in any case")
        ] = False,
        back: Annotated[
            bool, typer.Option("--roll-back", help="恢复上一个模型 · return to the model before")
        ] = False,
    ) -> None:
        """训练分类模型；不比现有模型差才启用 · train; promoted only if not worse."""
        wanted = _Wanted(file, routing.Columns(text, _labels(label or [])), force)
        run(_roll_back if back else lambda: _train(wanted))


def _labels(pairs: list[str]) -> dict[str, str]:
    if not pairs:
        return {head: head for head in routing.HEADS}
    found = {}
    for pair in pairs:
        column, _, head = (part.strip() for part in pair.rpartition("="))
        if not column or head not in routing.HEADS:
            raise typer.BadParameter(f"应为 列名={'|'.join(routing.HEADS)}：{pair}")
        found[head] = column
    return found


async def _roll_back() -> None:
    async with opened() as hotline:
        done = routing.roll_back(model_folder(hotline.settings))
    console.print("已恢复上一个模型" if done else "没有可恢复的模型")
    if not done:
        raise typer.Exit(1)


async def _train(wanted: _Wanted) -> None:
    raw = await asyncio.to_thread(_read, wanted.file)
    async with opened() as hotline:
        await hotline.start()
        outcome = await asyncio.to_thread(_fit, hotline, raw, wanted)
    _print_card(outcome.card)
    console.print(outcome.told)
    if outcome.path is not None:
        console.print(f"模型文件：{outcome.path}")


def _read(file: Path | None) -> bytes:
    if file is None:
        return loader.read(SEED_TEXTS)
    if not file.is_file():
        raise typer.BadParameter(f"找不到文件 {file}")
    return file.read_bytes()


def _fit(hotline: Hotline, raw: bytes, wanted: _Wanted) -> routing.TrainOutcome:
    state = hotline.routing.state
    plan = routing.TrainPlan(
        folder=model_folder(hotline.settings),
        key=hotline.settings.vault.signing_bytes(),
        options=routing.options_for(state.taxonomy, state.wording),
        force=wanted.force,
    )
    samples = routing.read_samples(raw, wanted.columns)
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        console=console,
    ) as bar:
        task = bar.add_task(f"训练（{len(samples)} 条文本）", total=1.0)
        return routing.train(
            samples, plan, lambda step, share: bar.update(task, description=step, completed=share)
        )


def _print_card(card: dict[str, Any]) -> None:
    rows = [
        [_HEADS.get(name, name), head["labels"], head["texts"], *_shares(head)]
        for name, head in card.get("heads", {}).items()
    ]
    columns = ["问题", "类别数", "文本数", "模型首选正确率", "与词表合用"]
    table("留出样本上的成绩", columns, rows)


def _shares(head: dict[str, Any]) -> list[str]:
    """Return how often the first answer is right: the model alone, and as the agent is shown it."""
    mixed = head.get("mixture", head)
    return [f"{figures['top1']:.3f}" for figures in (head, mixed)]
