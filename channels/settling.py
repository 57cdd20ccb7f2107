"""What follows from news about an attempt (投递结果处理): retry, fall back to the next route, tell the roof.

Every function runs in the caller's transaction with the attempt's row locked; news is joined by the
pure rule of ``channels.delivery`` and only a change has consequences, so repeated news has none.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from channels import optouts, queries
from channels.delivery import (
    ON_ITS_WAY,
    DeliveryState,
    Reason,
    Standing,
    back_off_seconds,
    join,
)
from channels.events import DeliveryRequested, MessageDelivered, MessageFailed, ReconciliationDue
from channels.messages import ChannelKind
from channels.models import Conversation, Delivery, Message
from channels.registry import Channels
from hotline.kit import clock
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish

_QUIET = frozenset({Reason.SUPERSEDED})


@dataclass(frozen=True)
class News:
    """What was learnt; ``temporary`` asks for another attempt by the same route."""

    standing: Standing
    temporary: bool = False


async def lock_delivery(session: AsyncSession, delivery_id: str) -> Delivery | None:
    """Lock one attempt for this transaction."""
    return await session.get(Delivery, delivery_id, with_for_update=True, populate_existing=True)


async def queue_attempt(
    session: AsyncSession, channels: Channels, message: Message, *, route: int, pause: int = 0
) -> Delivery:
    """Add the next attempt of ``message`` and publish that it is due in ``pause`` seconds."""
    way = message.routes[route]
    channel = ChannelKind(way["channel"])
    last = await session.scalar(
        select(func.max(Delivery.attempt)).where(Delivery.message_id == message.id)
    )
    delivery = Delivery(
        id=new_id(),
        message_id=message.id,
        attempt=(last or 0) + 1,
        route=route,
        channel=channel.value,
        address_hash=way["address_hash"],
        provider=channels.provider(channel).name,
        state=DeliveryState.QUEUED.value,
        requested_at=clock.now(),
    )
    session.add(delivery)
    await session.flush()
    due = clock.now() + timedelta(seconds=pause)
    await publish(session, DeliveryRequested(delivery.id), at=due)
    return delivery


async def settle(session: AsyncSession, channels: Channels, delivery: Delivery, news: News) -> None:
    """Join ``news`` to the locked ``delivery`` and do what follows from a change."""
    before = standing_of(delivery)
    after = join(before, news.standing)
    delivery.provider_message_id = after.provider_message_id
    if (after.state, after.reason) == (before.state, before.reason):
        return
    delivery.state, delivery.reason = after.state.value, after.reason.value
    if after.state is not DeliveryState.UNKNOWN:
        delivery.settled_at = clock.now()
    if after.state is before.state:
        return
    await _follow(session, channels, delivery, news)


async def give_up_route(session: AsyncSession, channels: Channels, delivery: Delivery) -> None:
    """Leave an attempt that stays UNKNOWN for ever: the next route, or the message has failed."""
    delivery.reason = Reason.UNRESOLVED.value
    delivery.settled_at = clock.now()
    await _next_route_or_fail(session, channels, delivery, Reason.UNRESOLVED)


async def retry(session: AsyncSession, channels: Channels, delivery: Delivery) -> None:
    """Queue another attempt by the same route after a pause, unless the message is too old by then."""
    message = await session.get_one(Message, delivery.message_id)
    tries = await session.scalar(
        select(func.count()).where(
            Delivery.message_id == message.id, Delivery.route == delivery.route
        )
    )
    pause = back_off_seconds(tries or 1, cap=channels.settings.retry_cap_seconds)
    due = clock.now() + timedelta(seconds=pause)
    if message.expires_at is not None and due >= message.expires_at:
        await _next_route_or_fail(session, channels, delivery, Reason.EXPIRED)
        return
    await queue_attempt(session, channels, message, route=delivery.route, pause=pause)


async def schedule_reconciliation(
    session: AsyncSession, delivery: Delivery, *, after_seconds: int, lookups: int
) -> None:
    """Have an unknown result looked up later."""
    due = clock.now() + timedelta(seconds=after_seconds)
    await publish(session, ReconciliationDue(delivery.id, lookups), at=due)


def standing_of(delivery: Delivery) -> Standing:
    """Return what is known about an attempt."""
    return Standing(
        DeliveryState(delivery.state), Reason(delivery.reason), delivery.provider_message_id
    )


async def _follow(
    session: AsyncSession, channels: Channels, delivery: Delivery, news: News
) -> None:
    state, reason = DeliveryState(delivery.state), Reason(delivery.reason)
    if state is DeliveryState.DELIVERED:
        message, conversation = await _context(session, delivery)
        told = MessageDelivered(message.id, conversation.id, delivery.channel)
        await publish(session, told)
    elif state is DeliveryState.UNKNOWN:
        wait = channels.settings.reconcile_after_seconds
        await schedule_reconciliation(session, delivery, after_seconds=wait, lookups=0)
    elif state in {DeliveryState.REJECTED, DeliveryState.UNDELIVERED}:
        if reason is Reason.OPTED_OUT:
            await optouts.record(session, delivery.channel, delivery.address_hash)
        if news.temporary and state is DeliveryState.REJECTED:
            await retry(session, channels, delivery)
        elif reason not in _QUIET:
            await _next_route_or_fail(session, channels, delivery, reason)


async def _next_route_or_fail(
    session: AsyncSession, channels: Channels, delivery: Delivery, reason: Reason
) -> None:
    message, conversation = await _context(session, delivery)
    others = await queries.list_deliveries(session, message.id)
    if any(other.state in ON_ITS_WAY and other.id != delivery.id for other in others):
        return
    following = max(other.route for other in others) + 1
    if following > delivery.route + 1:
        return  # a later route is under way already
    if following < len(message.routes):
        await queue_attempt(session, channels, message, route=following)
        return
    if message.failed_at is None:
        message.failed_at = clock.now()
        told = MessageFailed(message.id, conversation.id, delivery.channel, reason.value)
        await publish(session, told)


async def _context(session: AsyncSession, delivery: Delivery) -> tuple[Message, Conversation]:
    message = await session.get_one(Message, delivery.message_id)
    return message, await session.get_one(Conversation, message.conversation_id)
