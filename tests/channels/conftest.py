"""Channels on a small database of their own (渠道测试): fakes by default, the outbox relayed by hand."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from channels.fake import FakeMail, FakeSms
from channels.messages import ChannelKind
from channels.registry import Channels, build
from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.kit.outbox.relay import Relay
from tests.channels.assembly import (
    BASE_URL,
    NOON,
    Heard,
    Timeline,
    assemble,
    create_tables,
    settings_for_tests,
)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def channels_() -> Channels:
    return build(settings_for_tests(), public_base_url=BASE_URL)


@pytest.fixture
async def place(
    backend: str, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Path | str]:
    """An empty database: a file, or one of the test server's (``backend`` is parametrised)."""
    if backend == "sqlite":
        yield tmp_path / "channels.db"
        return
    server = make_url(request.getfixturevalue("postgresql_server"))
    name = f"channels_{new_id().lower()}"
    plain = server.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(plain)
    await connection.execute(f"CREATE DATABASE {name}")
    yield server.set(database=name).render_as_string(hide_password=False)
    await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await connection.close()


@pytest.fixture
async def store(place: Path | str, channels_: Channels, heard: Heard) -> AsyncIterator[Database]:
    database = assemble(place, channels_, heard)
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


@pytest.fixture
async def timeline(store: Database, relay: Relay) -> AsyncIterator[Timeline]:
    with clock.frozen(NOON) as move:
        yield Timeline(move, relay)
