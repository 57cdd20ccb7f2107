"""`hotline vault` (密钥): rotation of the master key, change of the key of the look-up hashes."""

import typer

from hotline.bootstrap import Hotline
from hotline.cli.running import console, opened, run, table
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.vault import service
from hotline.kit.vault.rehash import Tally
from hotline.rehash import rebuild

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
            await _note_rotation(hotline, total)
        console.print(f"已轮换 {total} 把数据密钥")

    run(work)


async def _note_rotation(hotline: Hotline, keys: int) -> None:
    if not keys:
        return
    active = hotline.settings.vault.ring().active_id
    async with hotline.database.write() as session:
        change = Change("vault.rotated", "master_key", active, after={"keys": keys})
        await record_change(session, SYSTEM, change)


@app.command()
def rehash() -> None:
    """更换检索散列密钥后重建散列；先停服务，可中断、可重复 · rebuild look-up hashes; stop the service first.

    旧密钥须在 HOTLINE_VAULT__OLD_HASH_KEYS 中。有认不出的散列时退出码为 1。
    """

    async def work() -> dict[str, Tally]:
        found: dict[str, Tally] = {}
        async with opened() as hotline:
            with console.status("重建检索散列 …") as bar:
                async for name, tally in rebuild(hotline.database):
                    found[name] = tally
                    bar.update(f"{name}：{tally.seen}")
        return found

    found = run(work)
    rows = [[n, t.seen, t.changed, t.unknown, len(t.conflicts)] for n, t in found.items()]
    table("检索散列", ["列", "行数", "已重建", "认不出", "冲突"], rows)
    for name, tally in found.items():
        for row_id in tally.conflicts[:20]:
            console.print(f"{name} {row_id}：新散列已被另一行占用，须先合并这两条记录")
    if any(tally.unknown for tally in found.values()):
        console.print(
            "[red]有认不出的散列：请把换下的密钥写入 HOTLINE_VAULT__OLD_HASH_KEYS 后重试[/red]"
        )
    if any(tally.unknown or tally.conflicts for tally in found.values()):
        raise typer.Exit(1)


@app.command()
def status() -> None:
    """各主密钥封装的数据密钥数 · data keys by master key."""

    async def work() -> None:
        async with opened() as hotline, hotline.database.read() as session:
            counts = await service.count_by_master_key(session)
        table("数据密钥", ["主密钥", "数量"], [[k, v] for k, v in sorted(counts.items())])

    run(work)
