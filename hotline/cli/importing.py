"""`hotline import` (导入): work orders of other systems and everything an administrator owns."""

import asyncio
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)

from hotline.cli.learning_source import names_of
from hotline.cli.running import console, load_settings, opened, run, see_to_calendar, table
from hotline.imports import reading
from hotline.imports.columns import Columns, Field, columns_for
from hotline.imports.masters import Kind, Report, Source, import_master
from hotline.imports.orders import Plan
from hotline.imports.rejects import write_rejects
from hotline.imports.tickets import Summary, TicketImport
from hotline.kit import clock
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.auth.exchange import AccountFile, import_accounts
from hotline.kit.calendars.schemas import FIRST_YEAR, LAST_YEAR
from hotline.kit.errors import Problem
from hotline.roles import role_book
from hotline.tickets.vocabulary import Channel, SourcePlatform
from routing.models import PolicyName

app = typer.Typer(help="导入工单与基础数据 · import orders and master data.", no_args_is_help=True)
SHOWN = 20
NAMED = 3  # labels shown of those that nobody knows
FileArgument = Annotated[Path, typer.Argument(help="CSV（UTF-8、GBK）或 XLSX 文件", metavar="FILE")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只检查，不写入 · check only")]


Mapping = Annotated[
    list[str] | None,
    typer.Option("--map", help="列名=字段，可多次；列名=- 表示忽略 · COLUMN=FIELD"),
]
SourceName = Annotated[
    str, typer.Option(help="来源系统名，用于去重编号；默认为文件名 · name of the source")
]
Historical = Annotated[
    bool,
    typer.Option("--historical", help="历史工单：不计时、不发消息、匿名 · no clocks, nobody told"),
]
Rejected = Annotated[
    Path | None, typer.Option(help="未导入清单的文件；默认在数据目录的 imports 下")
]


@app.command()
def tickets(  # noqa: PLR0913, PLR0917 — each argument is an option of the command
    file: FileArgument,
    mapping: Mapping = None,
    source: SourceName = "",
    channel: Annotated[Channel, typer.Option(help="没有渠道列时的渠道")] = Channel.VOICE,
    platform: Annotated[SourcePlatform, typer.Option(help="转办来源平台")] = SourcePlatform.NONE,
    historical: Historical = False,
    dry_run: DryRun = False,
    rejected: Rejected = None,
    names: Annotated[
        Path | None,
        typer.Option(
            "--names",
            help="单位、分类名称与编码对照表（name、code 两列） · table of names and the codes they mean",
        ),
    ] = None,
) -> None:
    """导入工单，可重复执行：只补没有的；没有一行可用时以 1 退出 · import orders; a repeat stores only what is missing."""

    async def work() -> Summary:
        needed = (Field.TEXT, Field.DATE) if historical else (Field.TEXT,)
        columns = columns_for(reading.header_of(file), mapping or [], needed)
        _print_columns(columns)
        plan = Plan(
            columns, source or file.stem[:40], historical, channel, platform, names_of(names)
        )
        began = time.monotonic()
        summary = await _import_tickets(plan, file, dry_run=dry_run)
        _print_summary(summary, dry_run=dry_run, seconds=time.monotonic() - began)
        if summary.rejected:
            path = rejected or _default_rejects(file)
            write_rejects(path, summary.rejected)
            console.print(f"未导入清单：{path}", markup=False, soft_wrap=True)
        return summary

    if run(work).in_vain:
        raise typer.Exit(1)


def _default_rejects(file: Path) -> Path:
    return load_settings().data_dir / "imports" / f"{file.stem}.rejected.csv"


async def _import_tickets(plan: Plan, file: Path, *, dry_run: bool) -> Summary:
    async with opened() as hotline:
        await see_to_calendar(hotline.database)
        await hotline.start()
        job = TicketImport(hotline.intake, plan, dry_run)
        with _progress() as bar:
            task = bar.add_task("导入工单", total=reading.count_rows(file))
            return await job.run(reading.read_table(file), lambda done: bar.advance(task, done))


def _progress() -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
    )


def _print_columns(columns: Columns) -> None:
    table("列对应", ["字段", "列"], [list(pair) for pair in columns.told()])
    if columns.unused:
        free = "、".join(f"{f.value} {f.label}" for f in Field if f not in columns.by_field)
        told = f"没有用到的列：{'、'.join(columns.unused)}；要用就加 --map 列名=字段（{free}）"
        console.print(told, markup=False, soft_wrap=True)


def _print_summary(summary: Summary, *, dry_run: bool, seconds: float) -> None:
    stored = "可导入" if dry_run else "已导入"
    rows: list[list[object]] = [
        ["读取", summary.rows],
        [stored, summary.stored],
        ["此前已导入", summary.known],
        ["未导入", len(summary.rejected)],
        ["有分类建议", summary.with_category],
        ["无分类建议", summary.without_category],
        ["有单位建议", summary.with_unit],
        ["建议人工判断", summary.unsure],
        ["清除了控制字符", summary.cleaned],
        ["用时（秒）", f"{seconds:.1f}"],
    ]
    table("试运行结果（未写入）" if dry_run else "导入结果", ["项目", "数量"], rows)
    if summary.rejected:
        table("未导入原因", ["原因", "行数"], [[r, n] for r, n in summary.reasons()])
        shown = [[r.line, r.reason] for r in summary.rejected[:SHOWN]]
        table(f"未导入的行（前 {SHOWN} 行）", ["行号", "原因"], shown)
    if summary.unknown:
        labels = [
            [f.label, len(found), found.total(), "、".join(n for n, _ in found.most_common(NAMED))]
            for f, found in summary.unknown.items()
        ]
        columns = ["字段", "不同值", "行数", "最多的几个"]
        table("本系统没有的标签（原文保留在工单上）", columns, labels)


def _master(kind: Kind, file: Path, **members: Any) -> None:
    """Import one file; ``members`` are those of ``Source``."""

    async def work() -> Report:
        content = await asyncio.to_thread(_content, file)
        source = Source(content, **members)
        async with opened() as hotline, hotline.database.write() as session:
            return await import_master(session, kind, source)

    async def reported() -> Report:
        try:
            report = await work()
        except Problem as problem:
            lines = [[e["line"], e["reason"]] for e in problem.extra.get("errors", ())]
            if lines:
                table(f"{kind.label}：有误的行，未写入", ["行号", "原因"], lines)
            raise
        _print_report(kind.label, report, dry_run=members["dry_run"])
        return report

    if run(reported).in_vain:
        raise typer.Exit(1)


def _content(file: Path) -> bytes:
    reading.require_file(file)
    return file.read_bytes()


def _print_report(label: str, report: Report, *, dry_run: bool) -> None:
    title = f"{label}（试运行，未写入）" if dry_run else label
    table(title, ["项目", "数量"], [[name, count] for name, count in report.counts.items()])
    if report.rejected:
        table("未导入的行", ["行号", "原因"], [list(pair) for pair in report.rejected])
    if report.rejected and not report.stored:
        console.print("请先改正以上各行：只要还有一行有误，正式导入时整份都不写入。")
    for warning in report.warnings[:SHOWN]:
        console.print(f"提示：{warning}")
    if len(report.warnings) > SHOWN:
        console.print(f"另有 {len(report.warnings) - SHOWN} 条提示没有列出")


@app.command()
def units(file: FileArgument, dry_run: DryRun = False) -> None:
    """导入单位 · import units (CSV)."""
    _master(Kind.UNITS, file, dry_run=dry_run)


@app.command()
def taxonomy(
    file: FileArgument,
    version: Annotated[str, typer.Option(help="版本号；默认为今天的日期")] = "",
    dry_run: DryRun = False,
) -> None:
    """导入事项分类 · import a subject tree and put it in force."""
    named = version or clock.local_date().isoformat()
    _master(Kind.TAXONOMY, file, dry_run=dry_run, version=named)


@app.command()
def limits(file: FileArgument, dry_run: DryRun = False) -> None:
    """导入办理时限 · import limits."""
    _master(Kind.LIMITS, file, dry_run=dry_run)


@app.command()
def catalogue(file: FileArgument, dry_run: DryRun = False) -> None:
    """导入派单目录 · import the dispatch catalogue."""
    _master(Kind.CATALOGUE, file, dry_run=dry_run)


@app.command()
def places(file: FileArgument, dry_run: DryRun = False) -> None:
    """导入地名 · import place names."""
    _master(Kind.PLACES, file, dry_run=dry_run)


@app.command()
def articles(file: FileArgument, dry_run: DryRun = False) -> None:
    """导入知识条目 · import knowledge articles (JSON lines, CSV or XLSX)."""
    _master(Kind.ARTICLES, file, dry_run=dry_run)


Reason = Annotated[str, typer.Option(help="修改理由，批准人会看到 · why, for the second person")]


@app.command()
def rules(
    file: FileArgument,
    name: Annotated[
        PolicyName, typer.Option(help="规则、提示例句、方言用词对照或必转清单 · which")
    ] = PolicyName.RULES,
    reason: Reason = "文件导入",
    dry_run: DryRun = False,
) -> None:
    """导入规则、用词对照或必转清单，立即生效 · import rules (JSON, CSV, XLSX), in force at once."""
    _master(Kind.RULES, file, policy=name, reason=reason, dry_run=dry_run)


@app.command()
def calendar(
    file: FileArgument,
    year: Annotated[int, typer.Option(min=FIRST_YEAR, max=LAST_YEAR, help="哪一年 · which year")],
    basis: Annotated[str, typer.Option(help="依据，如通知的文号 · the announcement")],
    code: Annotated[
        str | None,
        typer.Option("--calendar", help="日历编码；默认为默认日历 · code of the calendar"),
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """提交某年的放假安排，待他人批准 · propose the table of a year; a person approves it."""
    _master(Kind.CALENDAR, file, calendar=code, year=year, reason=basis, dry_run=dry_run)


@app.command()
def policy(file: FileArgument, reason: Reason, dry_run: DryRun = False) -> None:
    """提出时限政策，待他人批准 · propose the limits of a file (JSON); a person approves them."""
    _master(Kind.POLICY, file, reason=reason, dry_run=dry_run)


@app.command("supervision-rules")
def supervision_rules(file: FileArgument, reason: Reason, dry_run: DryRun = False) -> None:
    """提出监察政策，待他人批准 · propose the numbers of e-supervision (JSON); a person approves them."""
    _master(Kind.SUPERVISION_RULES, file, reason=reason, dry_run=dry_run)


@app.command()
def accounts(
    file: FileArgument,
    start_passwords: Annotated[
        bool,
        typer.Option(
            "--start-passwords", help="为新账号生成初始口令，只显示一次 · shown once, to be changed"
        ),
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """导入账号，不含口令 · import accounts (CSV, XLSX); no passwords are read."""

    async def work() -> Report:
        wanted = AccountFile(await asyncio.to_thread(_content, file), dry_run, start_passwords)
        async with opened() as hotline:
            report = await import_accounts(
                hotline.database, wanted, actor=SYSTEM, roles=role_book()
            )
        counts = {
            "新增": len(report.added),
            "变更": len(report.changed),
            "未变": len(report.unchanged),
        }
        told = [(r.row, f"{r.key} {r.reason}".strip()) for r in report.refused]
        done = Report(counts, told)
        _print_report("账号", done, dry_run=dry_run)
        if report.start_passwords:
            given = [list(pair) for pair in report.start_passwords.items()]
            table("初始口令，只显示这一次，首次登录须修改", ["登录名", "初始口令"], given)
        return done

    if run(work).in_vain:
        raise typer.Exit(1)
