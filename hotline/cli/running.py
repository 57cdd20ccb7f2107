"""Running one command against the configured system (命令的运行环境)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console

from hotline.bootstrap import Hotline, build
from hotline.kit import logs
from hotline.kit.errors import Problem
from hotline.settings import Settings

T = TypeVar("T")
console = Console()


def load_settings() -> Settings:
    """Read the settings or end with one line per mistake."""
    try:
        return Settings()
    except ValidationError as error:
        for item in error.errors():
            name = "__".join(str(part) for part in item["loc"]).upper()
            console.print(f"[red]设置有误 HOTLINE_{name}[/red]: {item['msg']}")
        raise typer.Exit(2) from None


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
        shown.add_column(column)
    for row in rows:
        shown.add_row(*(str(cell) for cell in row))
    console.print(shown)
