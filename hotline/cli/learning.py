"""`hotline train` (训练): learn to suggest from confirmed texts, report, compare, and go back one model."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn

from hotline.bootstrap import Hotline
from hotline.cli.learning_source import Source, labels_of, named, own_source
from hotline.cli.running import console, opened, run, table
from hotline.kit.sheets import write_csv
from hotline.settings import Settings
from routing.state import RoutingState
from routing.taxonomy.tree import RequestKind
from routing.training import commands as learning
from routing.training.files import Columns
from routing.training.label_names import HEADS
from routing.training.notes import SPLITS, card_notes
from routing.training.train import Options

NAMES_TO_FILL = "names-to-fill.csv"


@dataclass(frozen=True)
class _Wanted:
    """What the command line asked for."""

    file: Path | None
    columns: Columns
    names: Path | None
    plan: "_Plan"


@dataclass(frozen=True)
class _Plan:
    force: bool
    keep_out: bool
    rival: Path | None
    folder: Path | None
    folds: int
    limit: int
    only_read: bool = False


def model_folder(settings: Settings) -> Path:
    """Return the folder of the models, as the server reads it."""
    return settings.routing.model_dir or settings.data_dir / "models"


_File = Annotated[
    Path | None,
    typer.Argument(
        help="JSONL、CSV 或 XLSX；不给则用本系统经人确认的工单，不足时用自带样例 · "
        "default: confirmed tickets, else our own texts"
    ),
]
_Text = Annotated[str, typer.Option(help="文本列 · column of the text")]
_Label = Annotated[
    list[str] | None,
    typer.Option(
        help="标签列，可多次；列名=问题名；多级分类写 一级列,二级列=问题名 · COLUMN[,COLUMN][=HEAD]"
    ),
]
_NamesFile = Annotated[
    Path | None,
    typer.Option(
        "--names",
        help="名称与编码对照表（name、code 两列） · table of names and the codes they mean",
    ),
]
_Group = Annotated[str | None, typer.Option(help="分组列（同组不拆开测量）· column of the group")]
_Time = Annotated[str | None, typer.Option(help="时间列（以前测后）· column of the day")]
_Compare = Annotated[
    Path | None, typer.Option(help="与这个模型文件比较 · compare with this model file")
]
_Report = Annotated[
    Path | None, typer.Option("--report", "--out", help="报告文件夹 · folder of the report")
]
_Folds = Annotated[int, typer.Option(min=2, max=20, help="交叉验证份数 · folds")]
_Limit = Annotated[int, typer.Option(min=100, help="最多保留的去重文本 · most distinct texts")]
_Force = Annotated[bool, typer.Option("--force", help="数据未变或变差也启用 · promote in any case")]
_NoPromote = Annotated[bool, typer.Option("--no-promote", help="只保存，不启用 · store only")]
_DryRun = Annotated[
    bool,
    typer.Option("--dry-run", help="只读一遍、核对名称，不训练 · read and check the names only"),
]
_Back = Annotated[
    bool, typer.Option("--roll-back", help="恢复上一个模型 · return to the model before")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(train)


def train(  # noqa: PLR0913, PLR0917 — one argument an option
    file: _File = None,
    text: _Text = "text",
    label: _Label = None,
    names: _NamesFile = None,
    group: _Group = None,
    time: _Time = None,
    compare: _Compare = None,
    report: _Report = None,
    folds: _Folds = 5,
    limit: _Limit = 200_000,
    force: _Force = False,
    no_promote: _NoPromote = False,
    dry_run: _DryRun = False,
    back: _Back = False,
) -> None:
    """训练分类模型并写报告；不比现有模型差才启用 · train and report; promoted only if not worse."""
    if back:
        run(_roll_back)
        return
    columns = Columns(text, labels_of(label or []), group, time)
    plan = _Plan(force, no_promote, compare, report, folds, limit, dry_run)
    run(lambda: _train(_Wanted(file, columns, names, plan)))


async def _roll_back() -> None:
    async with opened() as hotline:
        done = learning.roll_back(model_folder(hotline.settings))
    console.print("已恢复上一个模型" if done else "没有可恢复的模型")
    if not done:
        raise typer.Exit(1)


async def _train(wanted: _Wanted) -> None:
    async with opened() as hotline:
        await hotline.start()
        source = await _source(hotline, wanted)
        console.print(f"数据来源：{source.told}")
        plan = _plan(hotline, source, wanted.plan)
        with _bar() as bar:
            task = bar.add_task("读取", total=1.0)

            def tell(step: str, share: float) -> None:
                bar.update(task, description=step, completed=share)

            data = await source.gathered(
                plan.options.cleaning, lambda rows: tell(f"读取与清洗 {rows:,} 行", 0.0)
            )
            _tell_read(source, model_folder(hotline.settings) / "reports")
            if wanted.plan.only_read:
                _say(f"读到 {len(data.texts):,} 条不重复的文本；没有训练")
                return
            outcome = await asyncio.to_thread(learning.train_data, data, plan, tell)
    _print_card(outcome.card)
    _print_compared(outcome.compared)
    _say(outcome.told)
    if outcome.path is not None:
        _say(f"模型文件：{outcome.path}")
    if outcome.report is not None:
        _say(f"训练报告：{outcome.report}")


def _tell_read(source: Source, folder: Path) -> None:
    """Say what was noticed in the file before hours go into learning it, and keep the names to be filled in."""
    for note in source.notes():
        _say(f"  {note}")
    missing = source.names.to_fill() if source.names else []
    if missing:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / NAMES_TO_FILL
        path.write_bytes(write_csv(list(missing[0]), missing))
        _say(f"  全部对不上的名称：{path}（填上 code 一列，就是 --names 要的表）")


def _say(line: str) -> None:
    """Print a line as it is; the screen may wrap it, so that a path can be copied whole."""
    console.print(line, soft_wrap=True, markup=False)


def _bar() -> Progress:
    parts = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    return Progress(*parts, console=console)


async def _source(hotline: Hotline, wanted: _Wanted) -> Source:
    if wanted.file is None:
        return await own_source(hotline)
    if not wanted.file.is_file():
        raise typer.BadParameter(f"找不到文件 {wanted.file}")
    names = named(hotline.routing.state, wanted.names)
    return Source.of_file(wanted.file, wanted.columns, names)


def _plan(hotline: Hotline, source: Source, asked: _Plan) -> learning.TrainPlan:
    state, folder = hotline.routing.state, model_folder(hotline.settings)
    return learning.TrainPlan(
        folder=folder,
        key=hotline.settings.vault.signing_bytes(),
        options=_options(state, source.heads, asked),
        force=asked.force,
        keep_out=asked.keep_out,
        reports=asked.folder or folder / "reports",
        rival=asked.rival,
        source=source.told,
        notes=source.notes,
        names=_names(state),
    )


def _options(state: RoutingState, heads: Iterable[str], asked: _Plan) -> Options:
    """Return the settings; where the questions are this house's own, its tree teaches and speaks along."""
    names = tuple(heads)
    if set(names) <= set(learning.HEADS):
        spoken = learning.options_for(state.taxonomy, state.wording, state.cold)
        options = replace(spoken, heads=names)
    else:
        options = Options(heads=names, wording=state.wording)
    return replace(options, folds=asked.folds, limit=asked.limit)


def _names(state: RoutingState) -> dict[str, dict[str, str]]:
    return {
        "kind": {kind.value: kind.label for kind in RequestKind},
        "category": {code: state.taxonomy.label(code) for code in state.taxonomy.categories},
        "unit": {code: unit.name for code, unit in state.units.by_code.items()},
    }


# Broken where they make sense, so that the table fits a screen of 80 characters.
_CARD_COLUMNS = [
    "问题",
    "类别",
    "测的\n文本",
    "模型\n首选",
    "与词表\n合用",
    "前三",
    "校准\n误差",
    "放行\n门槛",
    "放行\n比例",
]


def _print_card(card: dict[str, Any]) -> None:
    rows = [
        [
            HEADS.get(name, name),
            head["labels"],
            head["texts"],
            *_shares(head),
            *_gate(head["gate"]),
        ]
        for name, head in card.get("heads", {}).items()
    ]
    table(f"留出样本上的成绩：{SPLITS[card.get('split', 'random')]}", _CARD_COLUMNS, rows)
    for note in card_notes(card):
        _say(f"  {note}")


def _shares(head: dict[str, Any]) -> list[str]:
    """Return how often the first answer is right: the model alone, and as the agent is shown it."""
    mixed = head.get("mixture", head)
    figures = (head["top1"], mixed["top1"], mixed["top3"], head["calibration_error"])
    return [f"{figure:.3f}" for figure in figures]


def _gate(gate: dict[str, Any]) -> list[str]:
    if gate["confidence"] is None:
        return ["无", "—"]
    return [f"{gate['confidence']:.3f}", f"{gate['coverage']:.1%}"]


def _print_compared(compared: Any) -> None:
    if not compared or not compared["heads"]:
        return
    rows = [
        [HEADS.get(name, name), f["texts"], f"{f['old_top1']:.3f}", f"{f['new_top1']:.3f}"]
        for name, f in compared["heads"].items()
    ]
    table(f"与模型 {compared['version']} 比较", ["问题", "文本数", "旧模型", "新模型"], rows)
    _say("  旧模型如果学过这些文本，这里会偏高；是否启用只比两个模型各自的留出成绩")
