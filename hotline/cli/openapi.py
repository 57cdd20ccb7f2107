"""`hotline openapi` (接口说明): print the OpenAPI document."""

from pathlib import Path

import orjson
import typer

from hotline.app import create_app
from hotline.bootstrap import build
from hotline.settings import Settings


def document() -> bytes:
    """Return the OpenAPI document, stable and readable."""
    app = create_app(build(Settings()))
    return orjson.dumps(app.openapi(), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def openapi(
        to: Path | None = typer.Option(None, help="写入文件 · file to write"),  # noqa: B008 — typer's way
    ) -> None:
        """输出 OpenAPI 文档 · print (or write) the OpenAPI document."""
        text = document()
        if to is None:
            print(text.decode(), end="")
        else:
            to.write_bytes(text)
