"""`hotline supervision` (电子监察): verify and make anchors, compute and show monthly grades."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.cli.running import console, opened, run, table
from hotline.kit import clock
from hotline.supervision import anchors, grading, outside, queries, verification
from hotline.supervision.models import Anchor
from hotline.supervision.verification import Finding, Verdict
from hotline.supervision.vocabulary import Grade

app = typer.Typer(
    help="电子监察：存证核验与评级 · verify anchors, grade units.", no_args_is_help=True
)
_LISTED = 3  # more missing anchors than these are told by their first and last
_FIGURES = ("objects", "yellow", "red", "corrected", "exempted", "revoked", "adjusted", "score")


@app.command()
def verify(
    file: Annotated[
        Path | None,
        typer.Option(
            "--anchors",
            exists=True,
            dir_okay=False,
            help="锚点文件；默认用数据目录中的 · anchor file, e.g. one from the mails",
        ),
    ] = None,
) -> None:
    """按库外锚点核对全部日志 · check every log against the anchors; exit code 1 when unsound."""

    async def work() -> list[Verdict]:
        async with opened() as hotline, hotline.database.read() as session:
            if file is not None:
                return await verification.verify(session, file)
            kept = hotline.settings.data_dir / anchors.FOLDER / outside.FILE
            verdicts = await verification.verify(session, kept)
            return await _with_missing(session, kept, verdicts)

    verdicts = run(work)
    _show(verdicts)
    if not all(verdict.sound for verdict in verdicts):
        console.print("[red]发现问题，见上 · unsound[/red]")
        raise typer.Exit(1)
    console.print("未发现问题 · sound")


async def _with_missing(
    session: AsyncSession, kept: Path, verdicts: list[Verdict]
) -> list[Verdict]:
    """Add what the file should hold: the database's anchors prove nothing, but their lack does.

    A copy kept elsewhere may be older than the last anchor; the file of the data folder may not.
    """
    held = {(entry.log, entry.number) for entry in outside.read(kept).entries}
    stored = select(Anchor.log, Anchor.number).order_by(Anchor.number)
    made = [(str(log), int(number)) for log, number in await session.execute(stored)]
    for verdict in verdicts:
        told = max((n for log, n in held if log == verdict.log), default=0)
        lacking = [n for log, n in made if log == verdict.log and n > told]
        if lacking:
            verdict.add([Finding(f"锚点文件缺少第 {_shortened(lacking)} 号锚点")])
    return verdicts


def _shortened(numbers: list[int]) -> str:
    if len(numbers) > _LISTED:
        return f"{numbers[0]} 至 {numbers[-1]}"
    return "、".join(str(number) for number in numbers)


def _show(verdicts: list[Verdict]) -> None:
    table(
        "存证核验 · anchors",
        ["日志", "锚点数", "已封存行", "未封存行（尾部）", "问题"],
        [[v.label, v.anchors, v.anchored, v.tail, len(v.findings)] for v in verdicts],
    )
    found = [
        [verdict.label, finding.problem, finding.subject, finding.seq or "", finding.row_id]
        for verdict in verdicts
        for finding in verdict.findings
    ]
    if found:
        table("问题 · findings", ["日志", "问题", "对象", "序号", "行"], found)


@app.command()
def anchor() -> None:
    """立即封存并存到库外 · seal everything so far now and keep the anchors outside the database."""

    async def work() -> list[list[object]]:
        async with opened() as hotline:
            folder = hotline.settings.data_dir / anchors.FOLDER
            made = await anchors.run(hotline.database, folder, force=True)
        return [[a.log, a.number, a.count, a.head[:16]] for a in made]

    table("新锚点 · anchors", ["日志", "号", "累计行数", "链头"], run(work))


def _month(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m").replace(tzinfo=clock.SHANGHAI).date()
    except ValueError:
        raise typer.BadParameter("月份写作 2026-03") from None


@app.command()
def grades(
    month: str = typer.Option(
        None, help="月份，如 2026-03；默认上个月 · month, default the last one"
    ),
) -> None:
    """计算并显示各单位月度评级 · (re)compute and show the grades of a month."""
    wanted = _month(month) if month else grading.last_month()

    async def work() -> list[list[object]]:
        async with opened() as hotline, hotline.database.write() as session:
            await grading.compute(session, month=wanted)
            found = await queries.all_grades(session, month=wanted)
        return [
            [name, *(getattr(g, f) for f in _FIGURES), Grade(g.grade).label] for g, name in found
        ]

    columns = ["单位", "对象", "黄牌", "红牌", "自纠", "免责", "撤销", "申诉成立", "得分", "评级"]
    table(f"{wanted:%Y-%m} 评级", columns, run(work))
