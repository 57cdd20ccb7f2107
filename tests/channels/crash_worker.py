"""A worker process to be killed (被杀进程): relays the outbox, or posts one webhook, with a crash point armed.

Forked from the loaded process, its arguments are DATABASE TWIN_URL CRASH_POINT OFFSETS [WEBHOOK_JSON].
OFFSETS are seconds by which the clock is ahead, one drain each.
"""

import asyncio
import json
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from channels.registry import Channels, build
from hotline.kit import clock, crashpoints
from hotline.kit.db import Database
from hotline.kit.outbox.relay import Relay
from tests.channels.assembly import BASE_URL, OWN, Heard, assemble, settings_for_tests, web_client
from tests.channels.twin import Twin
from tests.contracts.candidates import twilio_settings


async def work(arguments: list[str]) -> None:
    """Do what the arguments say."""
    path, twin_url, crash_point, offsets, *webhook = arguments
    settings = settings_for_tests(sms_provider="twilio", twilio=json.loads(twin_settings(twin_url)))
    channels = build(settings, public_base_url=BASE_URL, guard=OWN)
    store = assemble(Path(path), channels, Heard())
    crashpoints.arm(crash_point or None)
    if webhook:
        await _post(store, channels, webhook[0])
    start = clock.now()
    for offset in offsets.split(","):
        at = start + timedelta(seconds=float(offset))
        clock.set_source(partial(_fixed, at))
        await Relay(store, store.info["subscriptions"]).drain()
    await channels.close()
    await store.close()


def _fixed(at: datetime) -> datetime:
    return at


def twin_settings(url: str) -> str:
    """Return Twilio's section for the twin at ``url``."""
    section = twilio_settings(url).model_dump(mode="json")
    section["auth_token"] = twilio_settings(url).auth_token.get_secret_value()
    return json.dumps(section)


async def _post(store: Database, channels: Channels, webhook: str) -> None:
    path, form = json.loads(webhook)
    async with web_client(store, channels) as client:
        answer = await Twin(app=client).post(path, form)
    assert answer.status_code == 200, answer.text


def main(arguments: list[str]) -> None:
    """Be the worker."""
    asyncio.run(work(arguments))
