"""`hotline docs` (参考文档): write or check the generated pages (developers)."""

import tempfile
from pathlib import Path

import orjson
import typer

from hotline.bootstrap import build
from hotline.cli.openapi import document
from hotline.cli.running import console
from hotline.reference import pages
from hotline.settings import Settings


def generated(app: typer.Typer, folder: Path) -> dict[Path, str]:
    """Return the pages below ``folder`` as they should be; opens no database."""
    with tempfile.TemporaryDirectory() as scratch:
        hotline = build(Settings(data_dir=Path(scratch)))
        sources = pages.Sources(app, hotline.subscriptions, orjson.loads(document()))
        return pages.generated(sources, (folder / pages.GLOSSARY).read_text(encoding="utf-8"))


def register(app: typer.Typer) -> None:
    """Add the command; it must be registered on the application it describes."""

    @app.command("docs", hidden=True)
    def docs(
        check: bool = typer.Option(False, help="只检查 · check only, exit code 1 when stale"),
        folder: Path = typer.Option(Path("docs"), help="文档目录 · folder of the pages"),  # noqa: B008 — typer's way
    ) -> None:
        """Write docs/reference/*.md and the tables of docs/glossary.md from the code."""
        found = generated(app, folder)
        old = pages.stale(found, folder)
        for path in old:
            if not check:
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_text(found[path], encoding="utf-8")
            console.print(f"{'过期 stale' if check else '已写 written'}: {folder / path}")
        if check and old:
            console.print("请运行 hotline docs · run hotline docs")
            raise typer.Exit(1)
