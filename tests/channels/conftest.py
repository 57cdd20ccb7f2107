"""Channels on a small database of their own (渠道测试): fakes by default, the outbox relayed by hand."""

from collections.abc import AsyncIterator

import pytest

from channels.fake import FakeMail, FakeSms
from channels.messages import ChannelKind
from channels.registry import Channels, build
from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.outbox.relay import Relay
from tests.channels.assembly import (
    BASE_URL,
    NOON,
    Heard,
    Timeline,
    assemble,
    settings_for_tests,
)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def channels_() -> Channels:
    return build(settings_for_tests(), public_base_url=BASE_URL)


@pytest.fixture
async def store(database_url: str, channels_: Channels, heard: Heard) -> AsyncIterator[Database]:
    """A copy of the migrated database: making its tables anew takes longer than most tests."""
    database = assemble(database_url, channels_, heard)
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


@pytest.fixture
async def timeline(store: Database, relay: Relay) -> AsyncIterator[Timeline]:
    with clock.frozen(NOON) as move:
        yield Timeline(move, relay)
