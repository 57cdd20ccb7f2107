"""E-supervision on a small city: everything it hears is subscribed, channels are fakes."""

from typing import Any

import pytest

from channels import delivering, registry
from channels.registry import INFO_KEY, Channels
from channels.settings import ChannelsSettings
from hotline.kit.db import Database
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


@pytest.fixture
def relay(database: Database) -> Relay:
    return Relay(database, database.info["subscriptions"])
