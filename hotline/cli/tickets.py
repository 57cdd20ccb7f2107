"""`hotline tickets` (工单检索): build the index of tickets anew without a pause, and tell how it is."""

import typer

from hotline.cli.running import console, opened, run, table
from hotline.process.search.desk import IndexState
from hotline.process.search.index import rebuild

app = typer.Typer(help="工单检索索引 · the search index of tickets.", no_args_is_help=True)


@app.command()
def reindex() -> None:
    """重建工单索引，旧索引照常应答 · build every index of tickets anew while the old ones answer."""

    async def work() -> list[list[str | int]]:
        built: list[list[str | int]] = []
        async with opened() as hotline:
            await hotline.start()
            for engine in hotline.ticket_search.engines:
                report = await rebuild(hotline.database, engine, hotline.routing.state)
                built.append([engine.name, report.documents])
        return built

    table("工单索引 · index of tickets", ["引擎", "条目"], run(work))


@app.command()
def state() -> None:
    """工单索引状态 · how the indexes are; exit code 1 when the first does not answer or must be built."""

    async def work() -> list[IndexState]:
        async with opened() as hotline, hotline.database.read() as session:
            return await hotline.ticket_search.states(session)

    states = run(work)
    lines = [[*told(one)] for one in states]
    table("工单检索 · ticket search", ["引擎", "状态", "条目", "索引", "落后（秒）", "原因"], lines)
    if states[0].stale:
        console.print("索引须重建 · run: hotline tickets reindex")
    if states[0].stale or not states[0].engine.answers:
        raise typer.Exit(1)


def told(one: IndexState) -> tuple[str | int, ...]:
    """Return the cells of one index; seconds behind the log are whole ones."""
    engine = one.engine
    how = "待重建" if one.stale else "正常" if engine.answers else "不可用"
    late = "—" if one.behind is None else round(one.behind)
    return engine.name, how, engine.documents, engine.generation, late, engine.reason
