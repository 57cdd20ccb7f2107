"""E-supervision on a small city: everything it hears is subscribed, channels are fakes."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import Connection

from channels import delivering, registry
from channels.registry import INFO_KEY, Channels
from channels.settings import ChannelsSettings
from hotline import tables
from hotline.kit.db import Base, Database
from hotline.kit.outbox.relay import Relay
from hotline.kit.outbox.subscriptions import Subscriptions
from hotline.kit.vault.settings import VaultSettings
from hotline.supervision import notify, subscriptions


@pytest.fixture
def channels_() -> Channels:
    return registry.build(ChannelsSettings(), public_base_url="https://hotline.example")


@pytest.fixture
def session_info(channels_: Channels) -> dict[str, Any]:
    table = Subscriptions()
    delivering.register(table, channels_)
    subscriptions.register(table)
    notify.register(table)
    return {"subscriptions": table, "key_ring": VaultSettings().ring(), INFO_KEY: channels_}


def _rebuild(connection: Connection) -> None:
    tables.load()
    ours = [t for t in Base.metadata.sorted_tables if t.name.startswith("supervision_")]
    Base.metadata.drop_all(connection, tables=ours)
    Base.metadata.create_all(connection, tables=ours)


@pytest.fixture
async def database(database_url: str, session_info: dict[str, Any]) -> AsyncIterator[Database]:
    database = Database(database_url, info=session_info)
    async with database.engine.begin() as connection:
        await connection.run_sync(_rebuild)
    yield database
    await database.close()


@pytest.fixture
def relay(database: Database) -> Relay:
    return Relay(database, database.info["subscriptions"])
