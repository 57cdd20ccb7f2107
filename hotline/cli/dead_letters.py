"""`hotline dead-letters` (死信): list and replay what could not be delivered."""

import typer

from hotline.cli.running import console, opened, run, table
from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.errors import NotFound
from hotline.kit.outbox import queries

app = typer.Typer(help="死信：查看与重投 · list and replay dead letters.", no_args_is_help=True)


class DeadLetterUnknown(NotFound):
    """Nothing dead has this id."""

    code = "dead_letter_unknown"
    title_zh = "没有这个死信"
    title_en = "No such dead letter"


@app.command("list")
def list_(limit: int = typer.Option(100, min=1, max=10_000)) -> None:
    """列出死信 · list dead letters, newest first."""

    async def work() -> None:
        async with opened() as hotline, hotline.database.read() as session:
            rows = await queries.list_dead_letters(session, limit=limit)
        table(
            f"死信 {len(rows)} 条",
            ["编号", "事件", "处理者", "次数", "发生时间", "最后错误"],
            [
                [i, event, handler, n, f"{clock.to_local(at):%Y-%m-%d %H:%M}", (error or "")[:80]]
                for i, event, handler, n, error, at in rows
            ],
        )

    run(work)


@app.command()
def replay(
    delivery_id: str | None = typer.Argument(
        None, help="死信编号；不填则全部 · id, or all when absent"
    ),
) -> None:
    """重投死信 · make dead letters due again."""

    async def work() -> None:
        async with opened() as hotline, hotline.database.write() as session:
            count = await queries.replay(session, delivery_id=delivery_id)
            if count:
                which, after = delivery_id or "-", {"deliveries": count}
                change = Change("dead_letters.replayed", "delivery", which, after=after)
                await record_change(session, SYSTEM, change)
        if delivery_id is not None and not count:
            raise DeadLetterUnknown(f"没有编号为 {delivery_id} 的死信")
        console.print(f"已重投 {count} 条")

    run(work)
