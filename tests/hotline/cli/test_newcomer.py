"""What a newcomer types, right and wrong: every answer is readable, none is a traceback."""

import asyncio
import base64
import json
import os
from pathlib import Path

import pytest
from sqlalchemy import func, select

from hotline.bootstrap import DefaultSecrets
from hotline.cli.running import table
from hotline.cli.serve import make_ready
from hotline.kit.auth.models import Account
from hotline.kit.calendars.models import WorkCalendar
from hotline.kit.db import Database
from hotline.kit.errors import Problem
from hotline.settings import Environment, Settings
from tests.support.commands import Run

USER = ("user", "add", "wang.fang", "--name", "王芳")


@pytest.mark.parametrize(
    "words",
    [
        ("seed",),
        ("serve",),
        ("worker",),
        ("dead-letters", "list"),
        ("dead-letters", "replay"),
        ("backup", "never.tar.gz"),
        (*USER, "--role", "agent", "--generate"),
        ("vault", "status"),
    ],
    ids=" ".join,
)
def test_before_the_tables_exist_every_command_says_what_to_run(
    run: Run, words: tuple[str, ...]
) -> None:
    told = run(*words)
    assert told.exit_code == 1
    assert told.output.startswith("数据库尚未建立，请先运行 hotline migrate\n")
    assert not Path("never.tar.gz").exists()


def test_tables_are_made_once_and_a_wrong_revision_is_refused(run: Run) -> None:
    wrong = run("migrate", "9999")
    assert wrong.exit_code == 1
    assert "没有版本 9999，数据库未改动" in wrong.output
    for _ in range(2):
        made = run("migrate")
        assert made.exit_code == 0, made.output
        assert "数据库版本 0" in made.output


async def test_a_new_house_starts_with_the_published_calendar_and_keeps_its_own(
    migrated: Path,
) -> None:
    settings = Settings(data_dir=migrated)
    await make_ready(settings)
    database = Database(settings.effective_database_url())
    async with database.write() as session:
        assert set(await session.scalars(select(WorkCalendar.code))) == {"office", "always"}
        (
            await session.scalars(select(WorkCalendar).where(WorkCalendar.code == "office"))
        ).one().name = "市府"
    await make_ready(settings)
    async with database.read() as session:
        assert set(await session.scalars(select(WorkCalendar.name))) == {"市府", "全天候（7×24）"}
    await database.close()


async def test_published_keys_are_refused_before_the_database_is_looked_at(tmp_path: Path) -> None:
    new = tmp_path / "new"
    with pytest.raises(DefaultSecrets):
        await make_ready(Settings(environment=Environment.PRODUCTION, data_dir=new))
    assert not new.exists()
    with pytest.raises(Problem, match="migrate"):
        await make_ready(Settings(data_dir=new))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "不是有效的数据库地址"),
        ("postgresql+asyncpg://nobody@127.0.0.1:1/none", "无法读写或连接"),
    ],
)
@pytest.mark.parametrize("command", ["migrate", "worker", "seed"])
def test_a_database_that_cannot_be_reached_is_told(
    run: Run, command: str, url: str, words: str
) -> None:
    told = run(command, HOTLINE_DATABASE_URL=url)
    assert told.exit_code == 1
    assert words in told.output


@pytest.mark.parametrize("command", ["seed", "demo", "serve"])
def test_production_with_published_keys_is_refused_readably(
    run: Run, migrated: Path, command: str
) -> None:
    told = run(command, HOTLINE_ENVIRONMENT="production")
    assert told.exit_code == 1, migrated
    assert "演示" in told.output


@pytest.mark.parametrize("command", ["seed", "demo"])
def test_the_accounts_with_the_published_password_never_reach_production(
    run: Run, migrated: Path, command: str
) -> None:
    key = base64.b64encode(os.urandom(32)).decode()
    own = {f"HOTLINE_VAULT__{name}_KEY": key for name in ("HASH", "SIGNING")}
    keys = {"HOTLINE_VAULT__MASTER_KEYS": json.dumps({"k": key}), "HOTLINE_VAULT__ACTIVE_KEY": "k"}
    told = run(command, HOTLINE_ENVIRONMENT="production", **own, **keys)
    assert told.exit_code == 1
    assert "生产环境不装载演示数据" in told.output
    assert _accounts(migrated) == 0


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("user", "add", "w f", "--name", "王芳", "--role", "agent"), "login：格式不正确"),
        ((*USER, "--role", "nonsense"), "角色不存在或不能授予：nonsense"),
        ((*USER, "--role", "agent", "--unit", "XX"), "没有代码为 XX 的单位"),
    ],
)
def test_a_wrong_account_is_refused_with_its_reason(
    run: Run, migrated: Path, words: tuple[str, ...], reason: str
) -> None:
    told = run(*words, "--generate")
    assert told.exit_code == 1
    assert reason in told.output
    assert _accounts(migrated) == 0


def test_an_account_is_added_once(run: Run, migrated: Path) -> None:
    made = run(*USER, "--role", "agent", "--generate")
    assert made.exit_code == 0, made.output
    assert "已新建账号 wang.fang，口令 " in made.output
    again = run(*USER, "--role", "agent", "--generate")
    assert again.exit_code == 1
    assert "登录名已被使用" in again.output
    assert _accounts(migrated) == 1


def test_a_password_typed_in_is_held_to_the_rules(run: Run, migrated: Path) -> None:
    weak = run(*USER, "--role", "agent", keys="abc\nabc\n")
    assert weak.exit_code == 1
    assert "口令长度应为 10 到 128 个字符" in weak.output
    strong = run(*USER, "--role", "agent", keys="Foshan-Deng-26\nFoshan-Deng-26\n")
    assert strong.exit_code == 0, strong.output
    assert "Foshan-Deng-26" not in strong.output
    assert _accounts(migrated) == 1


def _accounts(folder: Path) -> int:
    async def count() -> int:
        database = Database(f"sqlite+aiosqlite:///{folder / 'hotline.db'}")
        async with database.read() as session:
            found = await session.scalar(select(func.count()).select_from(Account))
        await database.close()
        return int(found or 0)

    return asyncio.run(count())


def test_a_dead_letter_that_is_none_is_told(run: Run, migrated: Path) -> None:
    assert run("dead-letters", "replay").output == "已重投 0 条\n", migrated
    told = run("dead-letters", "replay", "XYZ")
    assert told.exit_code == 1
    assert "没有编号为 XYZ 的死信" in told.output


def test_a_backup_goes_out_and_comes_back(run: Run, migrated: Path, tmp_path: Path) -> None:
    archive = tmp_path / "b.tar.gz"
    nowhere = run("backup", str(tmp_path / "none" / "b.tar.gz"))
    assert nowhere.exit_code == 1
    assert "无法读写或连接" in nowhere.output
    run(*USER, "--role", "agent", "--generate")
    assert run("backup", str(archive)).exit_code == 0
    assert "找不到备份文件" in run("restore", str(tmp_path / "none.tar.gz")).output
    used = run("restore", str(archive))
    assert used.exit_code == 1
    assert "中已有数据" in used.output
    fresh = tmp_path / "fresh"
    back = run("restore", str(archive), HOTLINE_DATA_DIR=str(fresh))
    assert back.exit_code == 0, back.output
    assert _accounts(fresh) == _accounts(migrated) == 1


def test_a_cell_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    table("t", ["a"], [["channel:EMAIL:fake [red]x[/red]"]])
    assert "channel:EMAIL:fake [red]x[/red]" in capsys.readouterr().out
