"""`hotline brief` and `hotline drift` (热点日报·分类质量): what the worker writes, on demand."""

from datetime import date, timedelta
from typing import Annotated

import typer

from hotline.cli.running import console, opened, run, table
from hotline.kit import clock
from hotline.process.drift import agreement as drift
from hotline.process.drift import board as drift_board
from hotline.process.drift.schemas import BoardOut, ShareOut
from hotline.process.hot import brief as hot_brief

WORST = 15


def register(app: typer.Typer) -> None:
    """Add the commands."""

    @app.command()
    def brief(
        day: Annotated[
            str, typer.Option(help="日期，如 2026-11-24；默认昨天 · default: yesterday")
        ] = "",
    ) -> None:
        """编写并显示某日热点日报 · compose, keep and show the brief of a day; nothing is mailed."""
        wanted = _day(day) if day else clock.local_date() - timedelta(days=1)
        console.print(run(lambda: _brief(wanted)), markup=False, highlight=False)

    @app.command("drift")
    def drift_command(
        question: Annotated[str, typer.Option(help="kind|category|unit")] = "category",
        weeks: Annotated[int, typer.Option(min=2, max=53, help="最近多少周 · weeks")] = 12,
    ) -> None:
        """重算并显示建议与人工确认的一致率 · recount and show agreement with people by week and class."""
        if question not in drift.QUESTIONS:
            raise typer.BadParameter("应为 kind、category 或 unit")
        _show(run(lambda: _drift(question, weeks)))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("日期写作 2026-11-24") from None


async def _brief(day: date) -> str:
    async with opened() as hotline:
        async with hotline.database.read() as session:
            made = await hot_brief.compose(session, day, hotline.settings.routing.hot)
        async with hotline.database.write() as session:
            await hot_brief.keep(session, made)
    return made.text


async def _drift(question: str, weeks: int) -> BoardOut:
    async with opened() as hotline:
        await drift.recount(hotline.database, weeks=weeks)
        async with hotline.database.read() as session:
            return await drift_board.board(session, question=question, weeks=weeks)


def _show(board: BoardOut) -> None:
    heads = ["确认件数", "有建议", "一致", "一致率", "区间"]
    weeks = [[week.week, *_figures(week), "、".join(week.models)] for week in board.weeks]
    table(f"{board.question_label}：每周一致率", ["周", *heads, "模型"], weeks)
    worst = [[row.code, row.name, *_figures(row)] for row in board.classes[:WORST]]
    table("一致率最低的类别", ["代码", "名称", *heads], worst)
    confused = [[c.suggested_name, c.confirmed_name, c.count] for c in board.confusions[:WORST]]
    table("最常见的更正", ["建议", "确认", "件数"], confused)


def _figures(row: ShareOut) -> list[object]:
    share = "—" if row.agreement is None else f"{row.agreement:.1%}"
    return [row.total, row.suggested, row.agreed, share, f"{row.low:.0%}–{row.high:.0%}"]
