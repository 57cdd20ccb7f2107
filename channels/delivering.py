"""Delivering (投递): SENDING is committed, then the provider is called with no session open, then the result.

A process that dies in between leaves SENDING behind. Whoever finds it treats the result as UNKNOWN
and reconciles it (looks it up, or waits for a receipt) before anything is sent again: nothing goes out
twice unless its result was unknown and reconciled.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from channels import circuit, optouts, queries, sealing
from channels.base import Capability, MessageProvider
from channels.conversations import open_routes
from channels.delivery import ON_ITS_WAY, DeliveryState, Reason, Standing
from channels.events import DeliveryRequested, ReconciliationDue
from channels.messages import ChannelKind, Found, Outbound, Purpose, SendResult
from channels.models import Conversation, Delivery, Message
from channels.registry import Channels
from channels.settling import (
    News,
    give_up_route,
    lock_delivery,
    retry,
    schedule_reconciliation,
    settle,
)
from channels.sms.segments import count
from hotline.kit import clock, crashpoints
from hotline.kit.db import Database
from hotline.kit.logs import get_logger
from hotline.kit.outbox.service import publish
from hotline.kit.outbox.subscriptions import Subscriptions
from hotline.kit.vault.errors import KeyDestroyed

log = get_logger(__name__)
AFTER_SENDING_MARK = crashpoints.declare(
    "channels.after_sending_mark", "a message marked as being sent is looked up, then sent once"
)
AFTER_PROVIDER_CALL = crashpoints.declare(
    "channels.after_provider_call",
    "a message the provider has taken is found there, not sent again",
)
_CLOCK_SKEW = timedelta(minutes=2)


@dataclass(frozen=True)
class Task:
    """What has to be done at the provider, loaded and free of the database."""

    provider: MessageProvider
    outbound: Outbound
    known_ids: frozenset[str] = frozenset()
    expires: bool = False


def register(subscriptions: Subscriptions, channels: Channels) -> None:
    """Subscribe the two effects of this package."""
    subscriptions.on_effect(DeliveryRequested, "channels.deliver", partial(deliver, channels))
    subscriptions.on_effect(ReconciliationDue, "channels.reconcile", partial(reconcile, channels))


async def deliver(channels: Channels, database: Database, event: DeliveryRequested) -> None:
    """Make the attempt that is due; a repeated event finds it made and does nothing."""
    async with database.write() as session:
        task = await _begin(session, channels, event.delivery_id)
    if task is None:
        return
    crashpoints.reach(AFTER_SENDING_MARK)
    result = await task.provider.send(task.outbound)
    crashpoints.reach(AFTER_PROVIDER_CALL)
    async with database.write() as session:
        await _record(session, channels, event.delivery_id, result)


async def reconcile(channels: Channels, database: Database, event: ReconciliationDue) -> None:
    """Find out what became of an unknown result, and only then decide whether to send again."""
    async with database.write() as session:
        task = await _open_case(session, channels, event)
    if task is None:
        return
    found = await _look_up(task)
    async with database.write() as session:
        delivery = await lock_delivery(session, event.delivery_id)
        if found is not None:  # whoever answers is up again
            await circuit.succeeded(session, task.provider.name, task.provider.channel)
        if delivery is not None and delivery.state == DeliveryState.UNKNOWN.value:
            await _conclude(session, channels, delivery, _Evidence(found, event.lookups, task))


@dataclass(frozen=True)
class _Evidence:
    """What the look-up brought; ``found`` is ``None`` if nobody answered."""

    found: Found | None
    lookups: int
    task: Task


async def _begin(session: AsyncSession, channels: Channels, delivery_id: str) -> Task | None:
    delivery = await lock_delivery(session, delivery_id)
    if delivery is None:
        return None
    if delivery.state == DeliveryState.SENDING.value:  # whoever was sending has died
        await _settle_as(session, channels, delivery, DeliveryState.UNKNOWN, Reason.NO_ANSWER)
    if delivery.state != DeliveryState.QUEUED.value:
        return None
    refusal = await _refusal(session, delivery)
    if refusal is not None:
        await _settle_as(session, channels, delivery, DeliveryState.REJECTED, refusal)
        return None
    return await _start(session, channels, delivery)


async def _start(session: AsyncSession, channels: Channels, delivery: Delivery) -> Task | None:
    provider = channels.provider(ChannelKind(delivery.channel))
    verdict = await circuit.ask(session, provider.name, provider.channel, channels.settings)
    if verdict.may_send:
        return await _mark_sending(session, channels, delivery, provider)
    await publish(session, DeliveryRequested(delivery.id), at=verdict.ask_again_at)
    return None


async def _refusal(session: AsyncSession, delivery: Delivery) -> Reason | None:
    message = await session.get_one(Message, delivery.message_id)
    siblings = await queries.list_deliveries(session, message.id)
    if any(other.state in ON_ITS_WAY for other in siblings):
        return Reason.SUPERSEDED
    if message.expires_at is not None and clock.now() >= message.expires_at:
        return Reason.EXPIRED
    unwanted = Purpose(message.purpose or Purpose.NOTICE) not in optouts.PASSES
    if unwanted and await optouts.is_opted_out(session, delivery.channel, delivery.address_hash):
        return Reason.OPTED_OUT
    return None


async def _mark_sending(
    session: AsyncSession, channels: Channels, delivery: Delivery, provider: MessageProvider
) -> Task | None:
    try:
        outbound = await _outbound(session, delivery)
    except KeyDestroyed:
        await _settle_as(session, channels, delivery, DeliveryState.REJECTED, Reason.ERASED)
        return None
    delivery.state = DeliveryState.SENDING.value
    delivery.provider = provider.name
    delivery.sending_at = clock.now()
    if provider.channel is ChannelKind.SMS:
        delivery.segments = count(outbound.route.text).segments
    return Task(provider, outbound)


async def _record(
    session: AsyncSession, channels: Channels, delivery_id: str, result: SendResult
) -> None:
    delivery = await lock_delivery(session, delivery_id)
    if delivery is None:
        return
    channel, settings = ChannelKind(delivery.channel), channels.settings
    if result.provider_fault:
        await circuit.failed(
            session, delivery.provider, channel, reason=result.reason, settings=settings
        )
    else:
        await circuit.succeeded(session, delivery.provider, channel)
    standing = Standing(result.state, result.reason, result.provider_message_id)
    await settle(session, channels, delivery, News(standing, temporary=result.temporary))


async def _open_case(
    session: AsyncSession, channels: Channels, event: ReconciliationDue
) -> Task | None:
    delivery = await lock_delivery(session, event.delivery_id)
    if delivery is None or delivery.state != DeliveryState.UNKNOWN.value:
        return None
    provider = channels.provider(ChannelKind(delivery.channel))
    try:
        outbound = await _outbound(session, delivery)
    except KeyDestroyed:
        await give_up_route(session, channels, delivery)
        return None
    if provider.name != delivery.provider:  # the operator changed the provider meanwhile
        await give_up_route(session, channels, delivery)
        return None
    message = await session.get_one(Message, delivery.message_id)
    expired = message.expires_at is not None and clock.now() >= message.expires_at
    known = await _known_ids(session, delivery)
    return Task(provider, outbound, known_ids=known, expires=expired)


async def _look_up(task: Task) -> Found | None:
    if Capability.LOOKUP not in task.provider.capabilities:
        return None
    try:
        return await task.provider.lookup(task.outbound, known_ids=task.known_ids)
    except Exception as error:
        log.warning(
            "channels.lookup_failed",
            provider=task.provider.name,
            delivery=task.outbound.delivery_id,
            error=type(error).__name__,
        )
        return None


async def _conclude(
    session: AsyncSession, channels: Channels, delivery: Delivery, evidence: _Evidence
) -> None:
    capabilities, found = evidence.task.provider.capabilities, evidence.found
    if Capability.LOOKUP not in capabilities:
        await _conclude_blind(session, channels, delivery, evidence)
    elif found is not None and found.state is not None:
        standing = Standing(found.state, found.reason, found.provider_message_id)
        await settle(session, channels, delivery, News(standing))
    elif found is not None and evidence.lookups + 1 >= channels.settings.reconcile_lookups:
        news = News(Standing(DeliveryState.REJECTED, Reason.NOT_SENT), temporary=True)
        await settle(session, channels, delivery, news)
    elif evidence.task.expires:
        await give_up_route(session, channels, delivery)
    else:
        answered = 0 if found is None else 1
        await schedule_reconciliation(
            session,
            delivery,
            after_seconds=channels.settings.reconcile_after_seconds,
            lookups=evidence.lookups + answered,
        )


async def _conclude_blind(
    session: AsyncSession, channels: Channels, delivery: Delivery, evidence: _Evidence
) -> None:
    if Capability.REPEAT_SAFE in evidence.task.provider.capabilities:
        delivery.reason = Reason.UNRESOLVED.value
        delivery.settled_at = clock.now()
        await retry(session, channels, delivery)
    elif evidence.lookups == 0:
        wait = channels.settings.receipt_wait_seconds
        await schedule_reconciliation(session, delivery, after_seconds=wait, lookups=1)
    else:
        await give_up_route(session, channels, delivery)


async def _settle_as(
    session: AsyncSession, channels: Channels, delivery: Delivery, state: DeliveryState, why: Reason
) -> None:
    await settle(session, channels, delivery, News(Standing(state, why)))


async def _outbound(session: AsyncSession, delivery: Delivery) -> Outbound:
    message = await session.get_one(Message, delivery.message_id)
    conversation = await session.get_one(Conversation, message.conversation_id)
    key = await sealing.load_key(session, conversation.key_id)
    route = open_routes(key, message)[delivery.route]
    return Outbound(delivery.id, message.id, route, delivery.sending_at or delivery.requested_at)


async def _known_ids(session: AsyncSession, delivery: Delivery) -> frozenset[str]:
    since = (delivery.sending_at or delivery.requested_at) - _CLOCK_SKEW
    query = select(Delivery.provider_message_id).where(
        Delivery.provider == delivery.provider,
        Delivery.address_hash == delivery.address_hash,
        Delivery.provider_message_id != "",
        Delivery.requested_at >= since - timedelta(days=2),
    )
    return frozenset((await session.scalars(query)).all())
