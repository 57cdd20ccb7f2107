"""`hotline catalogue` (派单目录): the check of the catalogue, and what history says against it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from hotline.cli.files import write_table
from hotline.cli.learning_source import labels_of, named
from hotline.cli.running import console, load_settings, opened, run, table
from hotline.process.dispatching import hinting
from routing.catalogue import draft as catalogue_draft
from routing.catalogue import hint_book
from routing.catalogue import report as catalogue_report
from routing.catalogue import service as catalogue_service
from routing.catalogue.hints import HintRules
from routing.catalogue.models import CatalogueHint, HintState
from routing.queries import load_taxonomy, load_units
from routing.training.data import Sample
from routing.training.files import Columns, FileNotes, read_samples

app = typer.Typer(
    help="派单目录体检与学习提示 · check the dispatch catalogue.", no_args_is_help=True
)
SHOWN = 50
Out = Annotated[
    Path | None, typer.Option("--out", help="另存为 CSV 或 XLSX · save as a table", metavar="FILE")
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="覆盖已有文件 · replace the file")]


@app.command()
def check(out: Out = None, overwrite: Overwrite = False) -> None:
    """目录体检：冲突、空白、失效单位、缺依据、逾期未复核；有错误时退出码为 1 · check the catalogue."""

    async def work() -> bool:
        async with opened() as hotline, hotline.database.read() as session:
            faults, found = await catalogue_service.check_report(session)
        if out is not None:
            await write_table(out, found.columns, found.records, overwrite=overwrite)
            console.print(f"已保存：{out}")
        _print_check(catalogue_report.summary(faults), found.records)
        return any(fault.is_error for fault in faults)

    if run(work):
        raise typer.Exit(1)


def _print_check(counts: Sequence[tuple[Any, int]], lines: Sequence[Mapping[str, Any]]) -> None:
    table("派单目录体检", ["问题", "处数"], [[finding.label, n] for finding, n in counts])
    if not lines:
        console.print("没有发现问题。")
        return
    named = ["问题", "说明", "事项编码", "地区", "主办单位", "条目编号"]
    shown = [[line[name] for name in named] for line in lines[:SHOWN]]
    table(f"明细（前 {SHOWN} 行，共 {len(lines)} 行）", named, shown)


@app.command()
def hints(
    refresh: Annotated[
        bool, typer.Option("--refresh", help="先按历史办理重算 · recount first")
    ] = False,
    out: Out = None,
    overwrite: Overwrite = False,
) -> None:
    """列出历史办理与目录不一致之处 · where closed tickets and the catalogue disagree."""

    async def work() -> None:
        settings = load_settings().routing.hints
        async with opened() as hotline, hotline.database.write() as session:
            if refresh:
                told = await hinting.refresh(session, settings)
                console.print(
                    f"待处理 {told.open} 条，新增 {told.new} 条，已不成立 {told.lapsed} 条。"
                )
            found = await hint_book.list_hints(session, state=HintState.OPEN)
            units, tree = await load_units(session), await load_taxonomy(session)
            lines = [_hint_line(hint, units, tree) for hint in found]
        if out is not None:
            await write_table(out, HINT_COLUMNS, lines, overwrite=overwrite)
            console.print(f"已保存：{out}")
        rows = [[line[name] for name in HINT_COLUMNS] for line in lines[:SHOWN]]
        table("学习提示", list(HINT_COLUMNS), rows)

    run(work)


@app.command("draft")
def draft_rows(  # noqa: PLR0913, PLR0917 — one argument an option
    file: Annotated[Path, typer.Argument(help="旧工单（CSV、XLSX、JSONL） · last year's orders")],
    out: Annotated[Path, typer.Option("--out", help="草稿表格（CSV 或 XLSX） · the draft")],
    label: Annotated[
        list[str],
        typer.Option(help="列名=category 与 列名=unit 各一 · one for category, one for unit"),
    ],
    names: Annotated[
        Path | None, typer.Option("--names", help="名称与编码对照表（name、code 两列）")
    ] = None,
    cases: Annotated[int, typer.Option(min=1, help="至少多少件才作数 · fewest orders")] = 10,
    share: Annotated[
        float, typer.Option(min=0.5, max=1, help="主办单位至少占多少 · least share of the unit")
    ] = 0.8,
    overwrite: Overwrite = False,
) -> None:
    """按旧工单起草派单目录，依据由人补齐 · draft a catalogue from last year's orders."""

    async def work() -> None:
        async with opened() as hotline:
            await hotline.start()
            state = hotline.routing.state
        known = named(state, names)
        clear, unclear = catalogue_draft.draft(
            known.read(_labels(file, label)), state.taxonomy, state.units, HintRules(cases, share)
        )
        lines = list(catalogue_draft.lines(clear, state.taxonomy, state.units))
        await write_table(out, catalogue_draft.COLUMNS, lines, overwrite=overwrite)
        for told in known.lines():
            console.print(f"  {told}")
        console.print(
            f"起草 {len(clear)} 条；另有 {len(unclear)} 类件数太少或单位不集中，请人工确定。已保存：{out}"
        )

    run(work)


def _labels(file: Path, pairs: list[str]) -> Iterator[Sample]:
    """Read the labels of the orders; no text is needed, so the first column stands for it."""
    labels = labels_of(pairs)
    if set(labels) != {"category", "unit"}:
        raise typer.BadParameter("--label 须写两次：列名=category 和 列名=unit")
    if not file.is_file():
        raise typer.BadParameter(f"找不到文件 {file}")
    return read_samples(file, Columns(labels["category"][0], labels), FileNotes())


HINT_COLUMNS = ("事项编码", "事项", "地区", "目录单位", "历史单位", "办结件数", "其中", "工单举例")


def _hint_line(hint: CatalogueHint, units: Any, tree: Any) -> dict[str, Any]:
    named = units.name(hint.catalogue_unit_id) if hint.catalogue_unit_id else "（无）"
    told = (
        hint.category_code,
        tree.label(hint.category_code),
        hint.place_code,
        named,
        units.name(hint.history_unit_id),
        hint.cases,
        hint.agreeing,
        "、".join(hint.examples),
    )
    return dict(zip(HINT_COLUMNS, told, strict=True))
