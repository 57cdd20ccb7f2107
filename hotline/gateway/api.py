"""The socket's door (入口): auth phase, then commands; one reader, one writer, bounded in time."""

import asyncio
import contextlib
from urllib.parse import urlsplit

import orjson
from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from hotline.gateway import protocol
from hotline.gateway.connection import Connection, ProtocolBroken
from hotline.gateway.presence import Presence
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.guard import find_signed_in
from hotline.kit.logs import get_logger
from hotline.kit.realtime.hub import Hub, SlowClient

router = APIRouter()
log = get_logger(__name__)
AUTH_SECONDS = 10.0
LIFE_SECONDS = 8 * 3600.0
RECHECK_SECONDS = 60.0
MAX_MESSAGE = 16_384


@router.websocket("/api/ws")
async def staff_socket(socket: WebSocket) -> None:
    """Serve one member of staff."""
    await socket.accept()
    actor = await _auth_phase(socket)
    if actor is None:
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await socket.close(protocol.CLOSE_UNAUTHENTICATED)
        return
    hub: Hub = socket.app.state.hub
    presence: Presence = socket.app.state.presence
    connection = Connection(actor=actor, hub=hub, presence=presence)
    connection.outgoing.put({"type": "auth_ok", "account_id": actor.account_id})
    try:
        code = await _live(socket, connection)
    finally:
        connection.close()
    with contextlib.suppress(RuntimeError, WebSocketDisconnect):
        await socket.close(code)


async def _auth_phase(socket: WebSocket) -> Actor | None:
    try:
        async with asyncio.timeout(AUTH_SECONDS):
            text = await socket.receive_text()
        protocol.AUTH.validate_json(text[:MAX_MESSAGE])
    except (TimeoutError, ValidationError, WebSocketDisconnect, KeyError):
        return None
    return await _signed_in(socket)


async def _signed_in(socket: WebSocket) -> Actor | None:
    """Authenticate by cookie or bearer token; a foreign page's socket (wrong Origin) counts as nobody."""
    origin = socket.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != socket.headers.get("host"):
        return None
    signed_in = await find_signed_in(socket)
    return None if signed_in is None or signed_in.duty else signed_in.actor


async def _live(socket: WebSocket, connection: Connection) -> int:
    """Run reader, writer and the guards until one of them ends; returns the closing code."""
    tasks = {
        asyncio.create_task(_read(socket, connection)): protocol.CLOSE_PROTOCOL,
        asyncio.create_task(_write(socket, connection)): 1011,
        asyncio.create_task(connection.outgoing.overflowed.wait()): protocol.CLOSE_SLOW,
        asyncio.create_task(_still_valid(socket)): protocol.CLOSE_UNAUTHENTICATED,
        asyncio.create_task(asyncio.sleep(LIFE_SECONDS)): protocol.CLOSE_RESTART,
    }
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    first = next(iter(done))
    error = first.exception()
    if isinstance(error, WebSocketDisconnect):
        return 1000
    if error is not None and not isinstance(error, (ProtocolBroken, SlowClient)):
        log.error("gateway.fault", error=type(error).__name__)
    return protocol.CLOSE_SLOW if isinstance(error, SlowClient) else tasks[first]


async def _read(socket: WebSocket, connection: Connection) -> None:
    while True:
        text = await socket.receive_text()
        if len(text) > MAX_MESSAGE:
            raise ProtocolBroken
        await connection.receive(text)


async def _write(socket: WebSocket, connection: Connection) -> None:
    while True:
        message = await connection.outgoing.get()
        await socket.send_text(orjson.dumps(message).decode())


async def _still_valid(socket: WebSocket) -> None:
    """Return as soon as the session behind the socket is revoked or over."""
    while True:
        await asyncio.sleep(RECHECK_SECONDS)
        if await _signed_in(socket) is None:
            return
