"""`hotline migrate` (升级数据库) and the developers' `hotline new-migration`."""

import typer

from hotline import schema
from hotline.cli.running import console, opened, run


def register(app: typer.Typer) -> None:
    """Add the commands."""

    @app.command()
    def migrate(revision: str = typer.Argument("head", help="目标版本 · target revision")) -> None:
        """升级数据库结构 · bring the schema up to date (safe to repeat)."""

        async def work() -> None:
            async with opened() as hotline:
                await schema.migrate(hotline.database, revision)
                current, newest = await schema.revisions(hotline.database)
                console.print(f"数据库版本 {current}（程序版本 {newest}）")

        run(work)

    @app.command("new-migration", hidden=True)
    def new_migration(message: str) -> None:
        """Write a migration from the difference between tables and database (developers)."""

        async def work() -> None:
            async with opened() as hotline, hotline.database.engine.begin() as connection:
                await connection.run_sync(schema.write_revision, message)

        run(work)
