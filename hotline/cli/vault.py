"""`hotline vault` (密钥): rotation of the master key."""

import typer

from hotline.cli.running import console, opened, run, table
from hotline.kit.vault import service

app = typer.Typer(help="密钥：轮换与统计 · rotate and count keys.", no_args_is_help=True)


@app.command()
def rotate() -> None:
    """用当前主密钥重新封装所有数据密钥 · re-wrap every data key; resumable, safe to repeat."""

    async def work() -> None:
        total = 0
        async with opened() as hotline:
            while True:
                async with hotline.database.write() as session:
                    done = await service.rotate(session, batch=500)
                total += done
                if not done:
                    break
        console.print(f"已轮换 {total} 把数据密钥")

    run(work)


@app.command()
def status() -> None:
    """各主密钥封装的数据密钥数 · data keys by master key."""

    async def work() -> None:
        async with opened() as hotline, hotline.database.read() as session:
            counts = await service.count_by_master_key(session)
        table("数据密钥", ["主密钥", "数量"], [[k, v] for k, v in sorted(counts.items())])

    run(work)
