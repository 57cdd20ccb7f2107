"""Migrating and checking the schema (升级数据库结构)."""

import os
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from hotline.kit.db import Database
from hotline.kit.errors import Unavailable

_FOLDER = Path(__file__).parent / "migrations"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config


async def migrate(database: Database, revision: str = "head") -> None:
    """Bring the schema to ``revision``; safe to run again, refuses nothing that is already there."""

    def run(connection: Connection) -> None:
        command.upgrade(_config(connection), revision)

    _make_private(database)
    async with database.engine.begin() as connection:
        await connection.run_sync(run)


def _make_private(database: Database) -> None:
    """Let a new SQLite file be read by its owner alone; its journal files get the same rights."""
    name = database.url.database
    if database.is_sqlite and name and name != ":memory:" and not name.startswith("file:"):
        os.close(os.open(name, os.O_RDWR | os.O_CREAT, 0o600))


class SchemaOutdated(Unavailable):
    """The tables are not those of this release."""

    code = "schema_outdated"
    title_zh = "数据库尚未建立，请先运行 hotline migrate"
    title_en = "There are no tables yet; run hotline migrate first"


async def require_current(database: Database) -> None:
    """Refuse to work on tables of another release; raises ``SchemaOutdated``."""
    current, newest = await revisions(database)
    if current is None:
        raise SchemaOutdated
    if current != newest:
        raise SchemaOutdated(
            f"数据库版本为 {current}，本程序为 {newest}；请先运行 hotline migrate",
            f"the database is at {current}, this release at {newest}; run hotline migrate first",
        )


async def revisions(database: Database) -> tuple[str | None, str | None]:
    """Return (revision of the database, newest revision of this release)."""

    def read(connection: Connection) -> str | None:
        return MigrationContext.configure(connection).get_current_revision()

    async with database.engine.connect() as connection:
        current = await connection.run_sync(read)
    return current, ScriptDirectory.from_config(_config()).get_current_head()


def write_revision(connection: Connection, message: str) -> None:
    """Write a new migration from the difference between tables and database (developers only)."""
    command.revision(_config(connection), message=message, autogenerate=True)
