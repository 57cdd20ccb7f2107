"""`hotline knowledge import-items`, `export-items` (事项目录导入导出): a city's catalogue, with a dry run."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from hotline.cli.differences import SHOWN, print_changes, print_lines
from hotline.cli.files import write_table
from hotline.cli.running import console, opened, run, table
from hotline.imports.reading import require_file
from hotline.kit.auth.actor import SYSTEM
from knowledge.items.exports import COLUMNS, item_rows
from knowledge.items.imports import ItemOptions, ItemReport, import_items, told, told_columns
from knowledge.items.preparing import Prepared, assemble
from knowledge.items.queries import ItemFilter
from knowledge.items.reading import read_catalogue

CatalogueFile = Annotated[
    Path, typer.Argument(help="CSV（UTF-8、GBK）、XLSX 或 JSONL 文件", metavar="FILE")
]


def import_catalogue(
    file: CatalogueFile,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", help="栏目=列名，可多次，如 external_ref=item_id · FIELD=COLUMN"),
    ] = None,
    owner: Annotated[
        str, typer.Option(help="本系统没有的部门，其事项归口到哪个单位（编码）· unit code")
    ] = "",
    complete: Annotated[
        bool,
        typer.Option(
            "--complete", help="文件是这些部门的全量：缺少的事项取消 · abolish the absent"
        ),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不写入 · check only")] = False,
    source: Annotated[str, typer.Option(help="来源，记入每个版本；默认为文件名")] = "",
) -> None:
    """导入服务事项目录，可重复执行 · import a catalogue of service items; a repeat stores nothing."""

    async def work() -> None:
        require_file(file)
        prepared = await _prepare(file, mapping or [])
        _print_columns(prepared)
        options = ItemOptions(source or file.name[:100], owner, complete, dry_run)
        _print(await _import(prepared, options))

    run(work)


async def _prepare(file: Path, mapping: list[str]) -> Prepared:
    """Read the file; what was read is let go before anything is stored."""
    raw = await asyncio.to_thread(lambda: read_catalogue(file.read_bytes()))
    with _progress("读取", len(raw.rows)) as advance:
        return await asyncio.to_thread(assemble, raw, mapping, advance)


async def _import(prepared: Prepared, options: ItemOptions) -> ItemReport:
    async with opened() as hotline, hotline.database.write() as session:
        with _progress("写入", len(prepared.rows)) as advance:
            return await import_items(
                session, prepared, options=options, actor=SYSTEM, progress=advance
            )


def export_catalogue(
    file: Annotated[Path, typer.Argument(help="要写的 CSV 或 XLSX 文件", metavar="FILE")],
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="覆盖已有文件 · replace the file")
    ] = False,
) -> None:
    """导出全部服务事项，可再导入 · export all service items as a table that can be imported again."""

    async def work() -> None:
        async with opened() as hotline, hotline.database.write() as session:
            rows = await item_rows(session, ItemFilter(), actor=SYSTEM)
            await write_table(file, COLUMNS, rows, overwrite=overwrite)
        console.print(f"已导出 {len(rows)} 个事项：{file} · items exported")

    run(work)


@contextmanager
def _progress(label: str, total: int) -> Iterator[Callable[[int], None]]:
    columns: tuple[Any, ...] = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda done: bar.advance(task, done)


def _print_columns(prepared: Prepared) -> None:
    rows: list[list[Any]] = [[c.field, c.label, c.column] for c in told_columns(prepared)]
    table("列对应 · columns", ["栏目", "中文", "列"], rows)
    if prepared.columns.unknown:
        console.print("more：本系统没有的栏目，原样保留、可检索 · kept as they are and searched")


def _print(report: ItemReport) -> None:
    title = "试运行结果（未写入）" if report.dry_run else "导入结果"
    counts: list[list[Any]] = [
        ["新增", len(report.added)],
        ["变更", len(report.changed)],
        ["未变", len(report.unchanged)],
        ["取消", len(report.removed)],
        ["未导入的行", len(report.refused)],
        ["提示", len(report.warnings)],
    ]
    table(title, ["项目", "数量"], counts)
    print_changes(told(report).changes, "编码")
    if report.removed:
        table(f"取消的事项（前 {SHOWN} 个）", ["编码"], [[key] for key in report.removed[:SHOWN]])
    print_lines("未导入的行", report.refused, "编码")
    print_lines("提示", report.warnings, "编码")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("import-items")(import_catalogue)
    app.command("export-items")(export_catalogue)
