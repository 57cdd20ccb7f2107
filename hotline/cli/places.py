"""`hotline places` (地名库): carry place names in and out, and see what a sentence says about its place."""

from pathlib import Path
from typing import Annotated

import typer

from hotline.cli.files import write_table
from hotline.cli.running import console, opened, run, table
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.text import normalise
from routing import commands
from routing.extract import place_files
from routing.extract.gazetteer import Gazetteer
from routing.queries import load_places

app = typer.Typer(help="地名库 · place names.", no_args_is_help=True)
SHOWN = 30
Overwrite = Annotated[bool, typer.Option("--overwrite", help="覆盖已有文件 · replace the file")]


@app.command("import")
def import_names(
    file: Annotated[Path, typer.Argument(help="CSV 或 XLSX · name,kind,district_code,town_code,…")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只试运行，不保存 · store nothing")
    ] = False,
) -> None:
    """导入地名；有一行不合格则全不保存 · import place names."""
    if not file.is_file():
        raise typer.BadParameter(f"找不到文件 {file}")

    async def work() -> bool:
        raw = file.read_bytes()
        async with opened() as hotline, hotline.database.write() as session:
            report = await commands.import_places(session, raw, actor=SYSTEM, dry_run=dry_run)
        told = "试运行，未保存" if dry_run else "已保存"
        console.print(
            f"新增 {report.added}，更新 {report.changed}，未变 {report.unchanged}（{told}）"
        )
        if report.errors:
            rows = [[error.line, error.reason] for error in report.errors[:SHOWN]]
            table(f"不合格的行（前 {SHOWN} 行，共 {len(report.errors)} 行）", ["行", "原因"], rows)
        return bool(report.errors)

    if run(work):
        raise typer.Exit(1)


@app.command("export")
def export_names(
    out: Annotated[Path, typer.Argument(help="CSV 或 XLSX 文件 · target")],
    overwrite: Overwrite = False,
) -> None:
    """导出全部地名，可再导入 · export all place names."""

    async def work() -> None:
        async with opened() as hotline, hotline.database.read() as session:
            places = await place_files.place_table(session)
        await write_table(out, places.columns, places.records, overwrite=overwrite)
        console.print(f"已保存 {len(places.records)} 个地名：{out}")

    run(work)


@app.command()
def locate(
    text: Annotated[str, typer.Argument(help="一句话或一个地址 · a sentence or an address")],
) -> None:
    """看一句话说的是哪里，还要问什么 · where is it, and what must be asked."""

    async def work() -> None:
        async with opened() as hotline, hotline.database.read() as session:
            gazetteer = Gazetteer(await load_places(session))
        found = gazetteer.locate(normalise(text))
        rows = [
            [
                gazetteer.label(one.place),
                f"{one.belief:.2f}",
                "、".join(text[start:end] for start, end in one.spans),
            ]
            for one in found.candidates
        ]
        table("地点", ["镇街", "把握", "依据"], rows)
        if found.ask:
            console.print(f"需要追问：{found.ask}")

    run(work)
