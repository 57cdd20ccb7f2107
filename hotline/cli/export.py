"""`hotline export` (导出): everything an administrator owns, each as the file that `hotline import` takes."""

import asyncio
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from hotline.cli.running import console, opened, run
from hotline.imports.exports import FormatUnknown, Owned, Wanted, export_owned
from hotline.kit.calendars.schemas import FIRST_YEAR, LAST_YEAR
from hotline.kit.errors import Conflict
from routing.models import PolicyName

app = typer.Typer(
    help="导出基础数据 · export master data as files that can be imported again.",
    no_args_is_help=True,
)
FileArgument = Annotated[
    Path,
    typer.Argument(help="要写的文件；扩展名决定格式 · its ending names the form", metavar="FILE"),
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="覆盖已有文件 · replace the file")]


class FileExists(Conflict):
    """The file is there already."""

    code = "file_exists"
    title_zh = "文件已存在；要覆盖请加 --overwrite"
    title_en = "The file exists; add --overwrite to replace it"


def _export(owned: Owned, file: Path, *, overwrite: bool, **members: Any) -> None:
    """Write one file; ``members`` are those of ``Wanted`` beside the form."""

    async def work() -> None:
        _refuse_existing(file, overwrite=overwrite)
        wanted = Wanted(_form_of(file), **members)
        async with opened() as hotline, hotline.database.write() as session:
            content = await export_owned(session, owned, wanted)
            await asyncio.to_thread(_write, file, content)
        console.print(f"已导出{owned.label}：{file}（{len(content)} 字节 · bytes）")

    run(work)


def _refuse_existing(file: Path, *, overwrite: bool) -> None:
    if file.exists() and not overwrite:
        raise FileExists


def _form_of(file: Path) -> str:
    form = file.suffix.lower().removeprefix(".")
    if not form:
        raise FormatUnknown("文件名须有扩展名，如 .csv", "The name needs an ending such as .csv")
    return form


def _write(file: Path, content: bytes) -> None:
    """Write a file that only its owner reads: names of staff and internal texts may be in it."""
    part = file.with_name(f".{file.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
    part.replace(file)


@app.command()
def units(file: FileArgument, overwrite: Overwrite = False) -> None:
    """导出单位 · export units (CSV, XLSX)."""
    _export(Owned.UNITS, file, overwrite=overwrite)


@app.command()
def taxonomy(file: FileArgument, overwrite: Overwrite = False) -> None:
    """导出现行事项分类 · export the subject tree in force (CSV, XLSX)."""
    _export(Owned.TAXONOMY, file, overwrite=overwrite)


@app.command()
def limits(file: FileArgument, overwrite: Overwrite = False) -> None:
    """导出办理时限 · export the limits in force and to come (CSV, XLSX)."""
    _export(Owned.LIMITS, file, overwrite=overwrite)


@app.command()
def catalogue(file: FileArgument, overwrite: Overwrite = False) -> None:
    """导出派单目录 · export the approved rows of the dispatch catalogue (CSV, XLSX)."""
    _export(Owned.CATALOGUE, file, overwrite=overwrite)


@app.command()
def places(file: FileArgument, overwrite: Overwrite = False) -> None:
    """导出地名 · export place names (CSV, XLSX)."""
    _export(Owned.PLACES, file, overwrite=overwrite)


@app.command()
def rules(
    file: FileArgument,
    name: Annotated[
        PolicyName, typer.Option(help="规则、提示例句、方言用词对照或必转清单 · which")
    ] = PolicyName.RULES,
    overwrite: Overwrite = False,
) -> None:
    """导出现行规则、用词对照或必转清单 · export rules in force (JSON, CSV, XLSX)."""
    _export(Owned.RULES, file, overwrite=overwrite, policy=name)


@app.command()
def calendar(
    file: FileArgument,
    year: Annotated[int, typer.Option(min=FIRST_YEAR, max=LAST_YEAR, help="哪一年 · which year")],
    code: Annotated[
        str | None,
        typer.Option("--calendar", help="日历编码；默认为默认日历 · code of the calendar"),
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """导出某年的放假安排 · export the table of a year (CSV, XLSX, JSON)."""
    _export(Owned.CALENDAR, file, overwrite=overwrite, calendar=code, year=year)


@app.command()
def articles(file: FileArgument, overwrite: Overwrite = False) -> None:
    """导出已发布的知识，含内部知识 · export published articles, internal ones too (JSONL)."""
    _export(Owned.ARTICLES, file, overwrite=overwrite)


@app.command()
def accounts(file: FileArgument, overwrite: Overwrite = False) -> None:
    """导出账号，不含口令和电话 · export accounts without passwords and telephones (CSV, XLSX)."""
    _export(Owned.ACCOUNTS, file, overwrite=overwrite)


@app.command()
def policy(file: FileArgument, overwrite: Overwrite = False) -> None:
    """导出现行时限政策 · export the limits document in force (JSON)."""
    _export(Owned.POLICY, file, overwrite=overwrite)


@app.command("supervision-rules")
def supervision_rules(file: FileArgument, overwrite: Overwrite = False) -> None:
    """导出现行监察政策 · export the numbers of e-supervision in force (JSON)."""
    _export(Owned.SUPERVISION_RULES, file, overwrite=overwrite)
