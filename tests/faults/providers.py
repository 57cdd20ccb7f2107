"""A served city whose providers are real adapters on ports that we open, close and let hang."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from channels.service import send
from hotline.bootstrap import build
from hotline.settings import ELSEWHERE, PREFIX, Settings
from tests.channels.assembly import TOKEN
from tests.channels.twin import ACCOUNT, NUMBER
from tests.faults.conftest import Ledger
from tests.support.server import Server, free_port, furnish

QUICK = {
    "HOTLINE_ENVIRONMENT": "test",
    "HOTLINE_CHANNELS__RECONCILE_AFTER_SECONDS": "1",
    "HOTLINE_CHANNELS__RETRY_CAP_SECONDS": "1",
    "HOTLINE_CHANNELS__CIRCUIT_OPEN_SECONDS": "1",
    "HOTLINE_CHANNELS__CIRCUIT_FAILURES": "2",
}


def twilio_at(port: int) -> dict[str, str]:
    """Settings of a house whose texts go by Twilio's REST API at a port of ours."""
    return {
        "HOTLINE_CHANNELS__SMS_PROVIDER": "twilio",
        "HOTLINE_CHANNELS__TWILIO__ACCOUNT_SID": ACCOUNT,
        "HOTLINE_CHANNELS__TWILIO__AUTH_TOKEN": TOKEN,
        "HOTLINE_CHANNELS__TWILIO__SMS_FROM": NUMBER,
        "HOTLINE_CHANNELS__TWILIO__API_BASE_URL": f"http://127.0.0.1:{port}",
        "HOTLINE_CHANNELS__TWILIO__TIMEOUT_SECONDS": "3",  # a busy machine may take one
    }


def smtp_at(port: int) -> dict[str, str]:
    """Settings of a house whose mail goes to a server at a port of ours."""
    return {
        "HOTLINE_CHANNELS__MAIL_PROVIDER": "smtp",
        "HOTLINE_CHANNELS__SMTP__HOST": "127.0.0.1",
        "HOTLINE_CHANNELS__SMTP__PORT": str(port),
        "HOTLINE_CHANNELS__SMTP__SECURITY": "none",
        "HOTLINE_CHANNELS__SMTP__TIMEOUT_SECONDS": "1",
    }


@dataclass
class House:
    """One served city, what stands in its database, and the port of its provider."""

    server: Server
    ledger: Ledger
    port: int

    async def submits(self, count: int) -> list[str]:
        """Citizens send web forms; each is accepted whatever the provider does. Returns their numbers."""
        phones = [f"1380000{turn:04d}" for turn in range(count)]
        async with httpx.AsyncClient(base_url=self.server.base_url, timeout=30) as client:
            for phone in phones:
                body = {"content": "禅城区祖庙街道同济路路灯坏了", "contact": {"phone": phone}}
                answer = await client.post("/api/public/requests", json=body)
                assert answer.status_code == 201, answer.text
        await self._has_asked_for(count)
        return phones

    async def _has_asked_for(self, count: int) -> None:
        """Wait until the house has written that many messages down to be sent."""
        for _ in range(100):
            ((written,),) = self.ledger.rows("SELECT count(*) FROM channel_messages")
            if written == count:
                return
            await asyncio.sleep(0.1)
        raise AssertionError(self.server.log()[-3000:])

    async def writes(self, outgoing: list[Any]) -> None:
        """Another process of the same house asks for messages to be sent."""
        environment = self.server.settings()
        settings = _settings_from(environment)
        hotline = build(settings)
        async with hotline.database.write() as session:
            for one in outgoing:
                await send(session, one)
        await hotline.close()

    async def part(self, name: str) -> dict[str, Any]:
        """One part of the health page."""
        async with httpx.AsyncClient(timeout=30) as client:
            whole = (await client.get(f"{self.server.base_url}/health")).json()
        found = next(part for part in whole["parts"] if part["part"] == name)
        return {**found, "whole": whole["state"]}

    async def comes_to(self, name: str, state: str, *, waiting: bool, seconds: float = 40) -> None:
        """Wait until the health page tells that a provider is in ``state``, with messages waiting or not."""
        last: dict[str, Any] = {}
        for _ in range(int(seconds / 0.2)):
            last = await self.part(name)
            if last["state"] == state and (last["waiting"] > 0) is waiting:
                return
            await asyncio.sleep(0.2)
        log = self.server.log()[-3000:]
        raise AssertionError(f"{name} never came to be {state}: {last}\n{log}")

    def states(self) -> list[tuple[object, ...]]:
        """Every attempt: its state and reason, oldest first."""
        return self.ledger.rows(
            "SELECT state, reason FROM channel_deliveries ORDER BY requested_at"
        )


def _settings_from(environment: dict[str, str]) -> Settings:
    named = {
        key: value
        for key, value in environment.items()
        if key.startswith(PREFIX) and not key.startswith(ELSEWHERE)
    }
    nested: dict[str, Any] = {}
    for key, value in named.items():
        place = nested
        *path, last = key.removeprefix("HOTLINE_").lower().split("__")
        for step in path:
            place = place.setdefault(step, {})
        place[last] = value
    return Settings.model_validate(nested)


@asynccontextmanager
async def house(
    seeded: Path, folder: Path, port: int, more: dict[str, str]
) -> AsyncIterator[House]:
    """Serve a copy of the seeded city with the given providers."""
    furnish(seeded, folder)
    server = Server(folder, {**QUICK, **more})
    await asyncio.to_thread(server.start)
    try:
        yield House(server, Ledger(folder), port)
    finally:
        await asyncio.to_thread(server.stop)


@asynccontextmanager
async def black_hole(port: int) -> AsyncIterator[None]:
    """Accept every connection and never say a word."""
    open_ones: list[asyncio.StreamWriter] = []

    async def swallow(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_ones.append(writer)

    server = await asyncio.start_server(swallow, "127.0.0.1", port)
    try:
        yield
    finally:
        server.close()
        for writer in open_ones:
            writer.transport.abort()


def unused_port() -> int:
    """Return a port on which nobody listens."""
    return free_port()
