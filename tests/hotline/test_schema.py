"""Migrating makes a database that its owner alone can read (升级数据库结构)."""

from pathlib import Path

from hotline import schema
from hotline.kit.db import Database


def rights(folder: Path) -> set[int]:
    return {path.stat().st_mode & 0o777 for path in folder.iterdir()}


async def test_a_new_sqlite_file_is_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "hotline.db"
    database = Database(f"sqlite+aiosqlite:///{file}")
    await schema.migrate(database)
    await schema.migrate(database)  # a file that is there keeps the rights it was given
    await database.close()
    assert rights(tmp_path) == {0o600}


async def test_rights_that_an_operator_gave_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "hotline.db"
    file.touch(0o640)
    file.chmod(0o640)
    database = Database(f"sqlite+aiosqlite:///{file}")
    await schema.migrate(database)
    await database.close()
    assert rights(tmp_path) == {0o640}
