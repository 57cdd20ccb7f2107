"""`hotline migrate` (升级数据库) and the developers' `hotline new-migration`."""

import typer
from alembic.util import CommandError

from hotline import schema
from hotline.cli.running import console, opened, run
from hotline.kit.db import Database
from hotline.kit.errors import Invalid


async def _migrate(database: Database, revision: str) -> None:
    try:
        await schema.migrate(database, revision)
    except CommandError as error:
        raise RevisionUnknown(f"没有版本 {revision}，数据库未改动", str(error)) from error


class RevisionUnknown(Invalid):
    """This release knows no such revision of the schema."""

    code = "revision_unknown"
    title_zh = "没有该数据库版本"
    title_en = "No such revision"


def register(app: typer.Typer) -> None:
    """Add the commands."""

    @app.command()
    def migrate(revision: str = typer.Argument("head", help="目标版本 · target revision")) -> None:
        """升级数据库结构 · bring the schema up to date (safe to repeat)."""

        async def work() -> None:
            async with opened(any_schema=True) as hotline:
                await _migrate(hotline.database, revision)
                current, newest = await schema.revisions(hotline.database)
                console.print(f"数据库版本 {current}（程序版本 {newest}）")

        run(work)

    @app.command("new-migration", hidden=True)
    def new_migration(message: str) -> None:
        """Write a migration from the difference between tables and database (developers)."""

        async def work() -> None:
            async with (
                opened(any_schema=True) as hotline,
                hotline.database.engine.begin() as connection,
            ):
                await connection.run_sync(schema.write_revision, message)

        run(work)
