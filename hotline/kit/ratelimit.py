"""Rate limits in memory (限流): for doors where an exact count over all processes does not matter.

Sign-on and query-code look-up count in the database instead: see ``lockout``.
"""

import math
import time
from collections.abc import Awaitable, Callable
from ipaddress import ip_address

from limits import RateLimitItem, RateLimitItemPerMinute, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import HTTPConnection

from hotline.kit.errors import TooMany


def per_minute(count: int) -> RateLimitItem:
    """Return the rate of ``count`` calls a minute."""
    return RateLimitItemPerMinute(count)


class MemoryLimiter:
    """Moving windows of this process."""

    def __init__(self) -> None:
        """Start empty."""
        self._windows = MovingWindowRateLimiter(MemoryStorage())

    def hit(self, rate: RateLimitItem, *key: str) -> None:
        """Count one call under ``key``; raises ``TooMany`` (429) with ``retry_after`` seconds."""
        if self._windows.hit(rate, *key):
            return
        reset = self._windows.get_window_stats(rate, *key).reset_time
        raise TooMany(retry_after=max(1, math.ceil(reset - time.time())))


def is_own_machine(address: str) -> bool:
    """Tell whether ``address`` is one of this machine's loopback addresses."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def address_of(connection: HTTPConnection) -> str:
    """Return the caller's address; the server, not we, decides which proxies may set it."""
    return connection.client.host if connection.client else "unknown"


def limit_by_address(name: str, rate: str) -> Callable[[HTTPConnection], Awaitable[None]]:
    """Return a dependency that lets each address call ``name`` at ``rate`` (``"30/minute"``).

    The limiter lives at ``app.state.limiter``; an application without one has no limits (tests).
    """
    item = parse(rate)

    async def limited(connection: HTTPConnection) -> None:
        limiter: MemoryLimiter | None = getattr(connection.app.state, "limiter", None)
        if limiter is not None:
            limiter.hit(item, name, address_of(connection))

    return limited
