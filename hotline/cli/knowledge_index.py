"""`hotline knowledge rebuild|state` (检索索引): build the index anew without a pause, and tell how it is."""

import typer
from rich.progress import Progress

from hotline.cli.running import console, opened, run, table
from knowledge.index import rebuild
from knowledge.search.port import EngineState


def register(app: typer.Typer) -> None:
    """Add the commands to ``hotline knowledge``."""
    app.command("rebuild")(rebuild_index)
    app.command("state")(state)


def rebuild_index() -> None:
    """重建检索索引，旧索引照常应答 · build every index anew while the old ones answer."""

    async def work() -> list[tuple[str, int]]:
        built = []
        async with opened() as hotline:
            for engine in hotline.search.engines:
                with Progress(console=console, transient=True) as progress:
                    bar = progress.add_task(engine.name, total=None)

                    async def told(count: int) -> None:
                        progress.update(bar, completed=count)  # noqa: B023 — used within this turn

                    report = await rebuild(hotline.database, engine, progress=told)
                built.append((engine.name, report.documents))
        return built

    table("检索索引 · index", ["引擎", "条目"], [list(line) for line in run(work)])


def state() -> None:
    """检索引擎状态 · how the engines are; exit code 1 when the first does not answer or must be rebuilt."""

    async def work() -> tuple[EngineState, EngineState | None, bool]:
        async with opened() as hotline:
            return await hotline.search.state()

    first, second, stale = run(work)
    lines = [
        [
            e.name,
            "正常" if e.answers else "不可用",
            e.documents,
            e.generation,
            e.stamp or "—",
            e.reason,
        ]
        for e in (first, second)
        if e is not None
    ]
    table("检索引擎 · engines", ["引擎", "状态", "行数", "索引", "版本标记", "原因"], lines)
    if stale:
        console.print("索引须重建 · run: hotline knowledge rebuild")
    if stale or not first.answers:
        raise typer.Exit(1)
