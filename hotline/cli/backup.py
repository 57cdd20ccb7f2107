"""`hotline backup` and `hotline restore` (备份与恢复)."""

from pathlib import Path

import typer

from hotline import backup as archive
from hotline.cli.running import console, opened, run
from hotline.kit.audit.service import Change, Export, record_change, record_export
from hotline.kit.auth.actor import SYSTEM


def register(app: typer.Typer) -> None:
    """Add the commands."""

    @app.command()
    def backup(to: Path = typer.Argument(..., help="备份文件 · archive (.tar.gz)")) -> None:  # noqa: B008 — typer's way
        """备份全部数据 · back up every table, file, model and anchor (keys are not inside)."""

        async def work() -> None:
            async with opened() as hotline:
                done = await archive.backup(hotline.database, hotline.settings.data_dir, to)
                left = Export("backup", done.total, masked=False, filters={"files": done.files})
                async with hotline.database.write() as session:  # after it: not in this archive
                    await record_export(session, SYSTEM, left)
            console.print(f"已备份 {done.total} 行、{done.files} 个文件到 {to}")

        run(work)

    @app.command()
    def restore(source: Path = typer.Argument(..., help="备份文件 · archive")) -> None:  # noqa: B008 — typer's way
        """恢复到空数据库 · restore into an empty database."""

        async def work() -> None:
            async with opened(any_schema=True) as hotline:
                done = await archive.restore(hotline.database, hotline.settings.data_dir, source)
                told = {"rows": done.total, "files": done.files}
                async with hotline.database.write() as session:
                    change = Change("database.restored", "database", "-", after=told)
                    await record_change(session, SYSTEM, change)
            console.print(f"已恢复 {done.total} 行、{done.files} 个文件")

        run(work)
