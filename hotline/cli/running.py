"""Running one command against the configured system (命令的运行环境)."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, TypeVar

import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError
from rich.console import Console
from rich.text import Text
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError

from hotline import schema
from hotline.bootstrap import Hotline, build
from hotline.kit import logs
from hotline.kit.calendars import seed as calendars
from hotline.kit.db import Database
from hotline.kit.errors import Problem
from hotline.kit.fieldfaults import field_errors
from hotline.settings import PREFIX, Settings, unknown_names

T = TypeVar("T")
console = Console(emoji=False)
log = logs.get_logger(__name__)
_IDENTIFIER = re.compile(r"[0-9A-Z]{26}")


def load_settings() -> Settings:
    """Read the settings or end with one line per mistake."""
    try:
        return Settings()
    except ValidationError as error:
        for item in field_errors(error.errors()):
            name = PREFIX + item["field"].replace(".", "__").upper()
            console.print(f"[red]设置有误 {name}[/red]：{item['reason']} · {item['reason_en']}")
        for unknown in unknown_names():
            console.print("[yellow]注意[/yellow] " + " · ".join(unknown.told))
        raise typer.Exit(2) from None
    except SettingsError as error:
        console.print(f"[red]设置有误[/red]：应为 JSON · JSON expected: {error}")
        raise typer.Exit(2) from None


def log_unknown_names() -> None:
    """Log which variables look like ours and set nothing."""
    for unknown in unknown_names():
        log.warning("settings.unknown", setting=unknown.name, nearest=unknown.nearest)


@asynccontextmanager
async def opened(
    settings: Settings | None = None, *, any_schema: bool = False
) -> AsyncIterator[Hotline]:
    """Build the system for a command and close it afterwards.

    Raises ``SchemaOutdated`` unless the tables are those of this release or ``any_schema`` will do.
    """
    hotline = build(settings or load_settings())
    try:
        if not any_schema:
            await schema.require_current(hotline.database)
        yield hotline
    finally:
        await hotline.close()


async def see_to_calendar(database: Database) -> None:
    """Give a house without any calendar the published one (domain rules §4.4); its own is never touched.

    No limit can be computed without a calendar, so a new city would stand still at its first ticket.
    """
    with suppress(IntegrityError):  # another process of the house was faster
        async with database.write() as session:
            await calendars.seed(session)


@contextmanager
def readable() -> Iterator[None]:
    """Turn a refusal, and what the machine lacks, into two readable lines and exit code 1."""
    try:
        yield
    except Problem as problem:
        own = problem.detail_zh != problem.title_zh
        title = f"{problem.title_zh}：" if own else ""
        ended = _ended(f"{title}{problem.detail_zh}", problem.detail_en)
        for fault in problem.extra.get("errors", ()):
            if "field" in fault:
                console.print(Text(f"{fault['field']}：{fault['reason']}"))
        raise ended from None
    except ArgumentError as error:
        raise _ended("HOTLINE_DATABASE_URL 不是有效的数据库地址", str(error)) from None
    except DBAPIError as error:
        raise _ended("数据库不可用或拒绝了操作", f"{type(error).__name__}: {error.orig}") from None
    except OSError as error:
        raise _ended(f"无法读写或连接：{error.filename or ''}", str(error)) from None


def _ended(zh: str, en: str) -> typer.Exit:
    console.print(Text(zh, style="red"))
    console.print(Text(en))
    return typer.Exit(1)


def run(work: Callable[[], Awaitable[T]], *, human_logs: bool = True) -> T:
    """Run ``work``; a refusal becomes readable lines and exit code 1."""
    logs.configure(level="WARNING", human=human_logs)

    async def guarded() -> T:
        return await work()

    with readable():
        return asyncio.run(guarded())


def table(title: str, columns: list[str], rows: list[list[Any]]) -> None:
    """Print a plain table as wide as its title; nothing in a cell is markup, no identifier is broken."""
    from rich.cells import cell_len  # noqa: PLC0415 — only when something is printed
    from rich.table import Table  # noqa: PLC0415 — only when something is printed

    shown = Table(title=title, min_width=min(cell_len(title), console.width))
    for number, column in enumerate(columns):
        whole = any(_IDENTIFIER.fullmatch(str(row[number])) for row in rows)
        shown.add_column(column, overflow="fold", no_wrap=whole)
    for row in rows:
        shown.add_row(*(Text(str(cell)) for cell in row))
    console.print(shown)
