"""Requests of tests ask for no other event loop (轻量请求): httpx looks for trio at every one of them.

It is not installed, so that each look searches every folder of modules: a twentieth of what a test asks.
"""

import asyncio
from typing import Any

from httpx._transports import asgi


def lighten() -> None:
    """Let every request that goes straight to an application wait as asyncio does."""
    transport: Any = asgi
    transport.create_event = asyncio.Event
