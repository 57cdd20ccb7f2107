"""Running one command against the configured system (命令的运行环境)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError
from rich.console import Console

from hotline.bootstrap import Hotline, build
from hotline.kit import logs
from hotline.kit.errors import Problem
from hotline.kit.fieldfaults import field_errors
from hotline.settings import PREFIX, Settings, unknown_names

T = TypeVar("T")
console = Console()
log = logs.get_logger(__name__)


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
async def opened(settings: Settings | None = None) -> AsyncIterator[Hotline]:
    """Build the system for a command and close it afterwards."""
    hotline = build(settings or load_settings())
    try:
        yield hotline
    finally:
        await hotline.close()


def run(work: Callable[[], Awaitable[T]], *, human_logs: bool = True) -> T:
    """Run ``work``; a refusal becomes one readable line and exit code 1."""
    logs.configure(level="WARNING", human=human_logs)

    async def guarded() -> T:
        return await work()

    try:
        return asyncio.run(guarded())
    except Problem as problem:
        console.print(f"[red]{problem.detail_zh}[/red]\n{problem.detail_en}")
        raise typer.Exit(1) from None


def table(title: str, columns: list[str], rows: list[list[Any]]) -> None:
    """Print a plain table."""
    from rich.table import Table  # noqa: PLC0415 — only when something is printed

    shown = Table(title=title)
    for column in columns:
        shown.add_column(column, overflow="fold")
    for row in rows:
        shown.add_row(*(str(cell) for cell in row))
    console.print(shown)
