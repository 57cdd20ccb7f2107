"""Accounts from the command line: a leaver is switched off, the last administrator is not."""

from pathlib import Path

import pytest

from tests.support.commands import Run


def hired(run: Run, login: str, role: str) -> None:
    told = run("user", "add", login, "--name", "王芳", "--role", role, "--generate")
    assert told.exit_code == 0, told.output


def test_a_leaver_is_switched_off_and_comes_back(run: Run, migrated: Path) -> None:
    hired(run, "wang.fang", "agent")
    told = run("user", "switch-off", "Wang.Fang")
    assert (told.exit_code, told.output) == (0, "已停用账号 Wang.Fang\n")
    assert "wang.fang,王芳,agent,,STAFF,0" in _exported(run, migrated)
    assert run("user", "switch-on", "wang.fang").exit_code == 0
    assert "wang.fang,王芳,agent,,STAFF,1" in _exported(run, migrated)


@pytest.mark.parametrize("way", ["switch-off", "import"])
def test_the_last_administrator_stays(run: Run, migrated: Path, way: str) -> None:
    hired(run, "guanli", "admin")
    if way == "import":
        table = migrated / "accounts.csv"
        table.write_text("login,name,roles\nguanli,王芳,agent\n", encoding="utf-8")
        told = run("import", "accounts", str(table))
    else:
        told = run("user", "switch-off", "guanli")
        assert told.exit_code == 1
    assert "不能停用最后一个能登录的管理员" in told.output
    assert "guanli,王芳,admin,,STAFF,1" in _exported(run, migrated)
    hired(run, "second", "admin")
    assert run("user", "switch-off", "guanli").exit_code == 0


def test_an_unknown_login_is_told(run: Run, migrated: Path) -> None:
    told = run("user", "switch-off", "nobody")
    assert told.exit_code == 1, migrated
    assert "没有登录名为 nobody 的账号" in told.output


def _exported(run: Run, folder: Path) -> str:
    to = folder / "out.csv"
    to.unlink(missing_ok=True)
    told = run("export", "accounts", str(to))
    assert told.exit_code == 0, told.output
    return to.read_text(encoding="utf-8-sig")
