"""`hotline demo` and `hotline seed` (演示): the demonstration city in one command."""

import asyncio
import multiprocessing

import typer

from hotline import schema
from hotline.bootstrap import Hotline, build
from hotline.cli.running import console, load_settings, opened, readable, run, table
from hotline.cli.serve import serve_forever
from hotline.demo import loader
from hotline.demo.sandbox import with_text_door, with_unit_mail
from hotline.kit.errors import Forbidden
from hotline.roles import role_book
from hotline.settings import Environment, Settings


def _prepare_apart(settings: Settings) -> None:
    """Migrate and seed in a process of its own: what that takes of memory ends with it."""
    child = multiprocessing.get_context("fork").Process(target=_prepared, args=(settings,))
    child.start()
    child.join()
    if child.exitcode:
        raise typer.Exit(child.exitcode)


def _prepared(settings: Settings) -> None:
    try:
        with readable():
            asyncio.run(_prepare(build(settings)))
    except typer.Exit as refused:
        raise SystemExit(refused.exit_code) from None


async def _prepare(hotline: Hotline) -> None:
    try:
        await schema.migrate(hotline.database)
        await _load(hotline)
    finally:
        await hotline.close()


async def _load(hotline: Hotline) -> None:
    """Load the demonstration and do at once what follows from it: the server finds its index built."""
    await loader.load(hotline.database)
    await hotline.start()
    for relay in hotline.relays:
        await relay.drain()
    await hotline.search.keep_up(hotline.database)


def _print_logins(settings: Settings) -> None:
    book = role_book()
    rows = [
        [login.login, login.name, "、".join(book.labels_of(login.roles)), login.unit_code]
        for login in loader.shown()
    ]
    table(
        "演示账号（口令均为 " + loader.DEMO_PASSWORD + "）",
        ["登录名", "姓名", "角色", "单位"],
        rows,
    )
    base = settings.public_base_url.rstrip("/")
    console.print(
        f"市民门户 {base}/   坐席与单位工作台 {base}/console   接口文档 {base}/openapi.json"
    )


class NoDemonstration(Forbidden):
    """The demonstration's accounts have a published password."""

    code = "no_demonstration"
    title_zh = "生产环境不装载演示数据（演示账号的口令是公开的）"
    title_en = "No demonstration data in production: its passwords are published"


def _refuse_production(settings: Settings) -> None:
    if settings.environment is Environment.PRODUCTION:
        raise NoDemonstration


def register(app: typer.Typer) -> None:
    """Add the commands."""

    @app.command()
    def seed() -> None:
        """装载演示城市 · load the demonstration city (safe to repeat)."""

        async def work() -> None:
            async with opened() as hotline:
                _refuse_production(hotline.settings)
                await _load(hotline)
            console.print("演示数据已装载")

        run(work)

    @app.command()
    def demo() -> None:
        """升级数据库、装载演示城市并启动 · migrate, seed and serve the demonstration."""
        settings = with_unit_mail(with_text_door(load_settings(), create=True))

        console.print("正在准备演示数据 …")
        with readable():
            _refuse_production(settings)
        _prepare_apart(settings)
        _print_logins(settings)
        serve_forever(settings)
