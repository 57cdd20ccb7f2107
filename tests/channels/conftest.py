"""Channels on a small database of their own (渠道测试): fakes by default, the outbox relayed by hand."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

import channels.models  # noqa: F401 — declares the tables
from channels import delivering
from channels.events import CallbackRequested, MessageDelivered, MessageFailed, MessageReceived
from channels.fake import FakeMail, FakeSms
from channels.messages import ChannelKind
from channels.registry import INFO_KEY, Channels, build
from channels.settings import ChannelsSettings, TwilioSettings
from hotline.kit.db import Base, Database
from hotline.kit.events import Event
from hotline.kit.outbox.relay import Relay
from hotline.kit.outbox.subscriptions import Subscriptions
from hotline.kit.vault.settings import VaultSettings

TOKEN = "test-token-of-the-channels"
BASE_URL = "https://hotline.example"
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


def assemble(path: Path, channels: Channels, heard: Heard) -> Database:
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
    return Database(f"sqlite+aiosqlite:///{path}", info=info)


async def create_tables(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def channels_() -> Channels:
    return build(settings_for_tests(), public_base_url=BASE_URL)


@pytest.fixture
async def store(tmp_path: Path, channels_: Channels, heard: Heard) -> AsyncIterator[Database]:
    database = assemble(tmp_path / "channels.db", channels_, heard)
    await create_tables(database)
    yield database
    await channels_.close()
    await database.close()


@pytest.fixture
def relay(store: Database) -> Relay:
    return Relay(store, store.info["subscriptions"])


@pytest.fixture
def sms(channels_: Channels) -> FakeSms:
    provider = channels_.providers[ChannelKind.SMS]
    assert isinstance(provider, FakeSms)
    return provider


@pytest.fixture
def mail(channels_: Channels) -> FakeMail:
    provider = channels_.providers[ChannelKind.EMAIL]
    assert isinstance(provider, FakeMail)
    return provider
