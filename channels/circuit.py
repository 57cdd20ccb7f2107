"""The circuit (熔断): a provider that keeps failing is left alone for a while, then tried by one message."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from channels.dedupe import insert_once
from channels.delivery import Reason
from channels.messages import ChannelKind
from channels.models import ProviderHealth
from channels.settings import ChannelsSettings
from hotline.kit import clock

_SUCCESS_STEP = timedelta(seconds=5)


@dataclass(frozen=True)
class Verdict:
    """Whether a message may go now; if not, when to ask again."""

    may_send: bool
    ask_again_at: datetime | None = None


async def ask(
    session: AsyncSession, provider: str, channel: ChannelKind, settings: ChannelsSettings
) -> Verdict:
    """Tell whether to call the provider; after the pause exactly one message is let through."""
    row = await _row(session, provider, channel)
    now = clock.now()
    if row.failures < settings.circuit_failures:
        return Verdict(may_send=True)
    if row.open_until is not None and row.open_until > now:
        return Verdict(may_send=False, ask_again_at=row.open_until)
    row.open_until = now + timedelta(seconds=settings.circuit_open_seconds)
    return Verdict(may_send=True)


async def succeeded(session: AsyncSession, provider: str, channel: ChannelKind) -> None:
    """Note an answer of the provider; the row is written only when it says something new."""
    row = await _row(session, provider, channel)
    now = clock.now()
    stale = row.last_success_at is None or now - row.last_success_at >= _SUCCESS_STEP
    if row.failures or stale:
        row.last_success_at, row.failures, row.open_until = now, 0, None


async def failed(
    session: AsyncSession,
    provider: str,
    channel: ChannelKind,
    *,
    reason: Reason,
    settings: ChannelsSettings,
) -> None:
    """Note a failure that is the provider's own (not a bad number, not a throttle)."""
    row = await _row(session, provider, channel)
    now = clock.now()
    row.last_failure_at, row.last_reason = now, reason.value
    row.failures += 1
    if row.failures >= settings.circuit_failures:
        row.open_until = now + timedelta(seconds=_pause(row.failures, settings))


def _pause(failures: int, settings: ChannelsSettings) -> int:
    """Return how long to leave the provider alone: twice as long after each probe that failed."""
    doublings = min(failures - settings.circuit_failures, 20)
    longest = max(settings.retry_cap_seconds, settings.circuit_open_seconds)
    return min(settings.circuit_open_seconds << doublings, longest)


async def _row(session: AsyncSession, provider: str, channel: ChannelKind) -> ProviderHealth:
    key = (provider, channel.value)
    row = await session.get(ProviderHealth, key, with_for_update=True)
    if row is None:
        values = {"name": provider, "channel": channel.value, "failures": 0}
        await insert_once(session, ProviderHealth, values, unique=("name", "channel"))
        row = await session.get_one(ProviderHealth, key, with_for_update=True)
    return row
