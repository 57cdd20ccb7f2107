"""`hotline user` (账号): add staff accounts from the command line."""

import getpass
import secrets

import typer

from hotline.cli.running import console, opened, run
from hotline.kit.auth import passwords, service
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.auth.models import Employer
from hotline.kit.organisation import queries as organisation
from hotline.roles import role_book

app = typer.Typer(help="账号：新建 · add staff accounts.", no_args_is_help=True)


@app.command()
def add(
    login: str,
    name: str = typer.Option(..., help="姓名 · display name"),
    role: list[str] = typer.Option(..., help="角色，可多次 · role, repeatable"),  # noqa: B008 — typer's way
    unit: str = typer.Option(None, help="单位代码 · unit code"),
    vendor: bool = typer.Option(False, help="外包人员 · contracted staff"),
    generate: bool = typer.Option(False, help="自动生成口令 · generate the password"),
) -> None:
    """新建账号 · add an account; asks for the password unless one is generated."""
    password = secrets.token_urlsafe(12) if generate else getpass.getpass("口令 Password: ")

    async def work() -> None:
        hashed = await passwords.hash_password(password)
        async with opened() as hotline, hotline.database.write() as session:
            found = await organisation.find_by_code(session, unit) if unit else None
            if unit and found is None:
                raise typer.BadParameter(f"没有代码为 {unit} 的单位")
            account = service.NewAccount(
                login=login,
                name=name,
                password_hash=hashed,
                roles=tuple(role),
                unit_id=found.id if found else None,
                employer=Employer.VENDOR if vendor else Employer.STAFF,
                must_change_password=not generate,
            )
            await service.create_account(session, SYSTEM, role_book(), account)
        console.print(f"已新建账号 {login}" + (f"，口令 {password}" if generate else ""))

    run(work)
