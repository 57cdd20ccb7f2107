"""`hotline serve` and `hotline worker` (启动服务)."""

import asyncio
import gc
import socket

import typer
import uvicorn

from hotline import schema
from hotline import worker as background
from hotline.app import create_app
from hotline.bootstrap import build, refuse_default_secrets
from hotline.cli.running import load_settings, log_unknown_names, readable, see_to_calendar
from hotline.kit import logs
from hotline.kit.db import Database
from hotline.settings import Settings


class _Server(uvicorn.Server):
    """Leaves what was loaded at the start (catalogue, model, routes) out of garbage collection.

    A full collection walks all of it again and again under load: 10 % of the time per ticket.
    """

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 20, 50)


async def make_ready(settings: Settings) -> None:
    """Refuse published keys, require the program's schema and see to a calendar before anything is served."""
    refuse_default_secrets(settings)
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = Database(settings.effective_database_url())
    try:
        await schema.require_current(database)
        await see_to_calendar(database)
    finally:
        await database.close()


def serve_forever(settings: Settings) -> None:
    """Serve HTTP, the sockets and (by default) the worker in this process until stopped."""
    logs.configure(level=settings.log_level)
    log_unknown_names()
    with readable():
        asyncio.run(make_ready(settings))
        app = create_app(build(settings))
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=10,
        server_header=False,
    )
    server = _Server(config)
    server.run()
    if not server.started:
        raise SystemExit(3)


def register(app: typer.Typer) -> None:
    """Add the commands."""

    @app.command()
    def serve(
        host: str = typer.Option(None, help="监听地址 · address"),
        port: int = typer.Option(None, help="监听端口 · port"),
    ) -> None:
        """启动网页与接口服务 · serve web and API (with the worker unless switched off)."""
        settings = load_settings()
        changed = {k: v for k, v in {"host": host, "port": port}.items() if v is not None}
        serve_forever(settings.model_copy(update=changed))

    @app.command()
    def worker() -> None:
        """启动后台任务 · run the worker as a process of its own."""
        settings = load_settings()
        logs.configure(level=settings.log_level)
        log_unknown_names()
        with readable():
            asyncio.run(make_ready(settings))
            asyncio.run(background.run_until_signalled(build(settings)))
