"""`hotline knowledge import-notices`, `-numbers`, `-directory` and their exports (通知公告、名录导入导出)."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.cli.differences import print_changes, print_lines
from hotline.cli.files import TableExists
from hotline.cli.running import console, opened, run, table
from hotline.imports.reading import require_file
from hotline.kit.auth.actor import SYSTEM
from knowledge.directory.exports import export_numbers, export_units
from knowledge.directory.imports import import_numbers, import_units
from knowledge.lines import EntryReport
from knowledge.notices.exports import export_notices
from knowledge.notices.imports import NoticeOptions, import_notices

EntryFile = Annotated[Path, typer.Argument(help="JSONL、CSV 或 XLSX 文件", metavar="FILE")]
Written = Annotated[Path, typer.Argument(help="要写的 JSONL 文件", metavar="FILE")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只检查，不写入 · check only")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="覆盖已有文件 · replace the file")]
_Import = Callable[[AsyncSession, bytes], Awaitable[EntryReport]]
_Export = Callable[[AsyncSession], Awaitable[bytes]]


def take_notices(
    file: EntryFile,
    drafts: Annotated[
        bool, typer.Option("--as-drafts", help="只存为草稿，由第二人发布 · drafts only")
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """导入通知公告，可重复执行 · import notices; a repeat stores nothing."""
    options = NoticeOptions(dry_run, drafts)
    _take(
        file,
        lambda session, content: import_notices(session, content, options=options, actor=SYSTEM),
    )


def take_numbers(file: EntryFile, dry_run: DryRun = False) -> None:
    """导入公布号码台账，可重复执行 · import the published numbers; a repeat stores nothing."""
    _take(
        file,
        lambda session, content: import_numbers(session, content, dry_run=dry_run, actor=SYSTEM),
    )


def take_units(file: EntryFile, dry_run: DryRun = False) -> None:
    """导入单位职责和窗口，可重复执行 · import duties and windows of units; a repeat stores nothing."""
    _take(
        file,
        lambda session, content: import_units(session, content, dry_run=dry_run, actor=SYSTEM),
    )


def give_notices(file: Written, overwrite: Overwrite = False) -> None:
    """导出生效和已过期的通知公告，可再导入 · export notices as JSON lines."""
    _give(file, lambda session: export_notices(session, actor=SYSTEM), overwrite=overwrite)


def give_numbers(file: Written, overwrite: Overwrite = False) -> None:
    """导出公布号码台账，可再导入 · export the published numbers as JSON lines."""
    _give(file, lambda session: export_numbers(session, actor=SYSTEM), overwrite=overwrite)


def give_units(file: Written, overwrite: Overwrite = False) -> None:
    """导出单位职责和窗口，可再导入 · export duties and windows of units as JSON lines."""
    _give(file, lambda session: export_units(session, actor=SYSTEM), overwrite=overwrite)


def _take(file: Path, take: _Import) -> None:
    async def work() -> None:
        require_file(file)
        content = await asyncio.to_thread(file.read_bytes)
        async with opened() as hotline, hotline.database.write() as session:
            _print(await take(session, content))

    run(work)


def _give(file: Path, give: _Export, *, overwrite: bool) -> None:
    there = file.exists() and not overwrite

    async def work() -> None:
        if there:
            raise TableExists
        async with opened() as hotline, hotline.database.write() as session:
            content = await give(session)
        await asyncio.to_thread(file.write_bytes, content)
        count = len(content.splitlines())
        console.print(f"已导出 {count} 条：{file} · exported")

    run(work)


def _print(report: EntryReport) -> None:
    counts: list[list[Any]] = [
        ["新增", len(report.added)],
        ["变更", len(report.changed)],
        ["未变", len(report.unchanged)],
        ["未导入的行", len(report.refused)],
    ]
    table("试运行结果（未写入）" if report.dry_run else "导入结果", ["项目", "数量"], counts)
    print_changes(report.differences)
    print_lines("未导入的行", report.refused)


def register(app: typer.Typer) -> None:
    """Add the commands to ``hotline knowledge``."""
    app.command("import-notices")(take_notices)
    app.command("export-notices")(give_notices)
    app.command("import-numbers")(take_numbers)
    app.command("export-numbers")(give_numbers)
    app.command("import-directory")(take_units)
    app.command("export-directory")(give_units)
