"""How the tests put channels together (渠道测试装配): settings, database, a roof that listens, a moved clock."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from channels import api, delivering
from channels.events import CallbackRequested, MessageDelivered, MessageFailed, MessageReceived
from channels.registry import INFO_KEY, Channels
from channels.settings import ChannelsSettings, TwilioSettings
from hotline.kit.db import Database
from hotline.kit.events import Event
from hotline.kit.http import problems
from hotline.kit.netguard import STRICT, with_own_machine
from hotline.kit.outbox.relay import Relay
from hotline.kit.outbox.subscriptions import Subscriptions
from hotline.kit.vault.settings import VaultSettings

TOKEN = "test-token-of-the-channels"
BASE_URL = "https://hotline.example"
OWN = with_own_machine(STRICT)  # the twins of providers stand on this machine
BACKENDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.services)]
NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)


class Heard:
    """Everything the roof would hear."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    async def hear(self, _session: AsyncSession, event: Event) -> None:
        self.events.append(event)

    def of(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]


def settings_for_tests(**changes: object) -> ChannelsSettings:
    twilio = TwilioSettings(account_sid="AC" + "0" * 32, auth_token=TOKEN, sms_from="+8675712345")
    return ChannelsSettings.model_validate({"twilio": twilio.model_dump(), **changes})


def assemble(place: Path | str, channels: Channels, heard: Heard) -> Database:
    """Open the database at a path (SQLite) or an address, with the channels and the listening roof."""
    subscriptions = Subscriptions()
    delivering.register(subscriptions, channels)
    for number, kind in enumerate(
        (MessageReceived, MessageDelivered, MessageFailed, CallbackRequested)
    ):
        subscriptions.on(kind, f"test.hear_{number}", heard.hear)
    info = {
        "subscriptions": subscriptions,
        "key_ring": VaultSettings().ring(),
        INFO_KEY: channels,
    }
    url = place if isinstance(place, str) else f"sqlite+aiosqlite:///{place}"
    return Database(url, info=info)


class Timeline:
    """A clock that tests move, with the outbox run at every stop."""

    def __init__(self, move: Callable[[datetime], None], relay: Relay) -> None:
        self.at, self._move, self._relay = NOON, move, relay

    async def wait(self, *, seconds: float = 0, times: int = 1) -> None:
        for _ in range(times):
            self.at += timedelta(seconds=seconds)
            self._move(self.at)
            await self._relay.drain()


def web_client(store: Database, channels: Channels) -> httpx.AsyncClient:
    """Return a client of an application that has only the webhooks."""
    app = FastAPI()
    problems.install(app)
    app.include_router(api.router)
    app.state.database, app.state.channels = store, channels
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://elsewhere")
