"""`hotline taxonomy` (事项分类版本): put a standard in force, map old subjects to new ones, carry the catalogue over."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

from hotline.cli.files import write_table
from hotline.cli.learning_source import column_values
from hotline.cli.running import console, opened, run, table
from hotline.imports import reading
from hotline.kit import clock
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.sheets import SheetRow, read_rows
from routing.limits import files as limit_files
from routing.limits import proposals as limit_proposals
from routing.limits.proposals import Proposed
from routing.models import TaxonomyState
from routing.queries import count_categories, list_versions, load_taxonomy
from routing.taxonomy import draft as tree_draft
from routing.taxonomy import mapping as taxonomy_mapping
from routing.taxonomy import service as taxonomy_service
from routing.taxonomy.files import tree_table
from routing.taxonomy.mapping import MapKind, MappingReport
from routing.taxonomy.service import CarryOver, TreeFile, TreeReport
from routing.training.files import FileNotes

app = typer.Typer(help="事项分类版本与对照 · versions of the subject tree.", no_args_is_help=True)
SHOWN = 20
TreeArgument = Annotated[
    Path, typer.Argument(help="本系统格式或省级三级分类表，CSV 或 XLSX", metavar="FILE")
]
Version = Annotated[str, typer.Option(help="版本号；默认为今天的日期")]
Mapped = Annotated[
    Path | None, typer.Option("--mapping", help="现行版本到新版本的对照表", metavar="FILE")
]
Suggested = Annotated[
    Path | None, typer.Option("--suggest", help="把草拟的对照表写到此文件", metavar="FILE")
]
OutArgument = Annotated[Path, typer.Argument(help="要写的文件，CSV 或 XLSX", metavar="FILE")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="覆盖已有文件 · replace the file")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只检查，不写入 · check only")]


async def _rows(file: Path) -> list[SheetRow]:
    reading.require_file(file)
    return read_rows(await asyncio.to_thread(file.read_bytes))


@app.command("import")
def import_(
    file: TreeArgument,
    version: Version = "",
    mapping: Mapped = None,
    suggest: Suggested = None,
    dry_run: DryRun = False,
    overwrite: Overwrite = False,
) -> None:
    """导入分类标准并使其生效，可附对照表 · put a tree in force, with its mapping."""

    async def work() -> TreeReport:
        rows = await _rows(file)
        lines = await _rows(mapping) if mapping else None
        wanted = TreeFile(rows, version or clock.local_date().isoformat(), lines, dry_run)
        async with opened() as hotline, hotline.database.write() as session:
            if suggest is not None:
                draft = await taxonomy_service.suggested_records(session, rows)
                await write_table(suggest, taxonomy_mapping.COLUMNS, draft, overwrite=overwrite)
                console.print(f"对照草稿 {len(draft)} 行，请逐行核对：{suggest}")
            return await taxonomy_service.import_tree(session, wanted, actor=SYSTEM)

    _print_tree(run(work), dry_run=dry_run)


def _print_tree(report: TreeReport, *, dry_run: bool) -> None:
    tree = report.taxonomy
    title = f"事项分类 {tree.version}" + ("（试运行，未写入）" if dry_run else "")
    levels = [[f"第 {n} 级", count] for n, count in enumerate(tree.levels, start=1)]
    rows = [
        *levels,
        ["新增", len(tree.added)],
        ["变更", len(tree.changed)],
        ["删除", len(tree.removed)],
    ]
    table(title, ["项目", "数量"], rows)
    _print_faults("有误的行", tree.errors)
    _print_faults("已按上级更正的编码", tree.repaired)
    told = report.mapping
    if any(told.counts.values()) or told.errors or told.unmapped:  # a first version maps nothing
        _print_mapping(told)
    if report.limits:
        console.print(
            f"原编码的办理时限有 {report.limits} 条须转到新编码或核对：hotline taxonomy limits"
        )


def _print_mapping(report: MappingReport) -> None:
    counted = [[kind.label, report.counts[kind.value]] for kind in MapKind]
    table("版本对照", ["结果", "旧分类数"], [*counted, ["没有对照", len(report.unmapped)]])
    _print_faults("对照有误的行", report.errors)
    if report.unmapped:
        told = "、".join(report.unmapped[:SHOWN])
        console.print(f"没有对照的旧分类（历史工单将不计入任何新分类）：{told}")


def _print_faults(title: str, errors: list[Any]) -> None:
    if errors:
        table(title, ["行号", "原因"], [[e.line, e.reason] for e in errors[:SHOWN]])


@app.command("draft")
def draft_tree(
    file: Annotated[Path, typer.Argument(help="旧工单（CSV、XLSX、JSONL） · last year's orders")],
    label: Annotated[str, typer.Option(help="一级列,二级列… · columns from the first level down")],
    out: Annotated[Path, typer.Option("--out", help="草稿表格（CSV 或 XLSX） · the draft")],
    overwrite: Overwrite = False,
) -> None:
    """按旧工单起草分类表，适用范围由人补齐 · draft the subject tree from last year's orders."""

    async def work() -> None:
        columns = tuple(part.strip() for part in label.split(","))
        notes = FileNotes()
        rows = list(tree_draft.draft(column_values(file, columns, notes)))
        await write_table(out, tree_draft.COLUMNS, rows, overwrite=overwrite)
        for told in notes.lines():
            console.print(f"  {told}")
        console.print(f"起草分类 {len(rows)} 个，请核对并补上适用范围。已保存：{out}")

    run(work)


@app.command("map")
def map_(
    old: Annotated[str, typer.Argument(help="旧版本号")],
    new: Annotated[str, typer.Argument(help="新版本号")],
    file: Annotated[Path, typer.Argument(help="对照表，CSV 或 XLSX", metavar="FILE")],
) -> None:
    """导入两个已有版本之间的对照 · store a mapping between two known versions."""

    async def work() -> MappingReport:
        rows = await _rows(file)
        async with opened() as hotline, hotline.database.write() as session:
            return await taxonomy_service.map_versions(session, (old, new), rows, actor=SYSTEM)

    _print_mapping(run(work))


@app.command("export-mapping")
def export_mapping(
    old: Annotated[str, typer.Argument(help="旧版本号")],
    new: Annotated[str, typer.Argument(help="新版本号")],
    file: OutArgument,
    overwrite: Overwrite = False,
) -> None:
    """导出两个版本之间的对照 · export the latest mapping between two versions."""

    async def work() -> int:
        async with opened() as hotline, hotline.database.read() as session:
            found = await taxonomy_service.mapping_table(session, (old, new))
        await write_table(file, found.columns, found.records, overwrite=overwrite)
        return len(found.records)

    console.print(f"已导出对照 {run(work)} 行：{file}")


@app.command()
def export(
    file: OutArgument,
    version: Annotated[str, typer.Option(help="版本号；默认为现行版本")] = "",
    overwrite: Overwrite = False,
) -> None:
    """导出某个版本的事项分类 · export one version of the tree."""

    async def work() -> int:
        async with opened() as hotline, hotline.database.read() as session:
            found = tree_table(await load_taxonomy(session, version or None))
        await write_table(file, found.columns, found.records, overwrite=overwrite)
        return len(found.records)

    console.print(f"已导出分类 {run(work)} 个：{file}")


@app.command()
def versions() -> None:
    """列出各个版本 · list the versions."""

    async def work() -> list[list[Any]]:
        async with opened() as hotline, hotline.database.read() as session:
            sizes = await count_categories(session)
            return [
                [v.version, TaxonomyState[v.state].label, sizes.get(v.version, 0), v.imported_at]
                for v in await list_versions(session)
            ]

    table("事项分类版本", ["版本", "状态", "分类数", "导入时间"], run(work))


@app.command("carry-over")
def carry_over(
    limits_file: Annotated[
        Path | None,
        typer.Option("--limits", help="把新编码的时限写到此文件，供导入时限", metavar="FILE"),
    ] = None,
    dry_run: DryRun = False,
    overwrite: Overwrite = False,
) -> None:
    """按对照把派单目录转到新编码，待他人批准 · propose catalogue rows for the new codes."""

    async def work() -> CarryOver:
        async with opened() as hotline, hotline.database.write() as session:
            report = await taxonomy_service.carry_over(session, actor=SYSTEM, dry_run=dry_run)
        if limits_file is not None:
            await write_table(limits_file, limit_files.COLUMNS, report.limits, overwrite=overwrite)
        return report

    report = run(work)
    counts = [["提出条目", report.proposed], ["须人工确定", len(report.undecided)]]
    title = "目录转换（试运行，未写入）" if dry_run else "目录转换（待批准）"
    table(title, ["项目", "数量"], [*counts, ["时限行", len(report.limits)]])
    if report.undecided:
        rows = [[row_id, zh] for row_id, (zh, _en) in report.undecided[:SHOWN]]
        table("须人工确定的条目", ["条目编号", "原因"], rows)


@app.command("limits")
def propose_limits(dry_run: DryRun = False) -> None:
    """按对照提出新编码的办理时限，待他人在控制台批准 · propose the limits of the new codes."""

    async def work() -> Proposed:
        async with opened() as hotline, hotline.database.write() as session:
            return await limit_proposals.propose(session, actor=SYSTEM, dry_run=dry_run)

    report = run(work)
    title = "时限建议（试运行，未写入）" if dry_run else "时限建议（待批准）"
    rows = [
        [one.category_code, one.kind or "全部", one.working_days, limit_proposals.words_of(one)[0]]
        for one in report.proposals
    ]
    table(title, ["事项分类", "诉求类型", "工作日", "来源"], rows)
    if report.undecided:
        columns = ["时限编号", "事项分类", "原因"]
        table(
            "须人工确定的时限", columns, [[*one[:2], one[2][0]] for one in report.undecided[:SHOWN]]
        )
