"""`hotline user` (账号): add staff accounts from the command line, switch them off and on again."""

import typer
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.cli.running import console, opened, run
from hotline.kit.auth import passwords, service
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.auth.login import normalise_login
from hotline.kit.auth.models import Employer
from hotline.kit.auth.queries import find_account
from hotline.kit.auth.schemas import AccountIn
from hotline.kit.errors import Invalid, NotFound
from hotline.kit.fieldfaults import invalid_fields
from hotline.kit.organisation import queries as organisation
from hotline.roles import role_book

app = typer.Typer(
    help="账号：新建、停用、启用 · add staff accounts, switch them off and on.",
    no_args_is_help=True,
)


@app.command()
def add(
    login: str = typer.Argument(..., help="登录名：3–40 个字母、数字、点、横线、下划线 · login"),
    name: str = typer.Option(..., help="姓名 · display name"),
    role: list[str] = typer.Option(..., help="角色，可多次 · role, repeatable"),  # noqa: B008 — typer's way
    unit: str | None = typer.Option(None, help="单位代码 · unit code"),
    vendor: bool = typer.Option(False, help="外包人员 · contracted staff"),
    generate: bool = typer.Option(False, help="自动生成口令 · generate the password"),
) -> None:
    """新建账号 · add an account; asks for the password unless one is generated."""
    password = passwords.new_initial_password() if generate else _asked()

    async def work() -> None:
        given = _checked(login, name, role)
        async with opened() as hotline:
            least = hotline.settings.auth.password_min_length
            passwords.check_strength(password, login=given.login, min_length=least)
            hashed = await passwords.hash_password(password)
            async with hotline.database.write() as session:
                account = service.NewAccount(
                    login=given.login,
                    name=given.name,
                    password_hash=hashed,
                    roles=tuple(given.roles),
                    unit_id=await _unit_id(session, unit),
                    employer=Employer.VENDOR if vendor else Employer.STAFF,
                    must_change_password=not generate,
                )
                await service.create_account(session, SYSTEM, role_book(), account)
        console.print(f"已新建账号 {login}" + (f"，口令 {password}" if generate else ""))

    run(work)


@app.command("switch-off")
def switch_off(login: str = typer.Argument(..., help="登录名 · login")) -> None:
    """停用账号，立即退出登录 · switch an account off; one administrator always stays."""
    _switch(login, active=False)
    console.print(f"已停用账号 {login}")


@app.command("switch-on")
def switch_on(login: str = typer.Argument(..., help="登录名 · login")) -> None:
    """重新启用账号 · switch an account on again."""
    _switch(login, active=True)
    console.print(f"已启用账号 {login}")


def _switch(login: str, *, active: bool) -> None:
    async def work() -> None:
        async with opened() as hotline, hotline.database.write() as session:
            account = await find_account(session, normalise_login(login))
            if account is None:
                raise NotFound(f"没有登录名为 {login} 的账号", f"there is no account {login}")
            changes = {"version": account.version, "active": active}
            await service.change_account(session, SYSTEM, role_book(), account.id, changes)

    run(work)


def _asked() -> str:
    return str(
        typer.prompt("口令 Password", hide_input=True, confirmation_prompt="再输一次 Repeat")
    )


def _checked(login: str, name: str, roles: list[str]) -> AccountIn:
    """Hold the command to the rules of the interface; raises ``Invalid`` (422)."""
    try:
        return AccountIn(login=login, name=name, roles=roles)
    except ValidationError as error:
        raise invalid_fields(Invalid, error.errors()) from error


async def _unit_id(session: AsyncSession, code: str | None) -> str | None:
    if code is None:
        return None
    found = await organisation.find_by_code(session, code)
    if found is None:
        raise Invalid(f"没有代码为 {code} 的单位", f"there is no unit {code}")
    return found.id
