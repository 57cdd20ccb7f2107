"""Call-back requests (回拨请求): one open request a number; the weightiest reason stands."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from channels.conversations import Thread
from channels.errors import CallbackUnknown
from channels.events import CallbackRequested
from channels.models import Call, CallbackRequest, CallbackState
from channels.voice.ivr import CallbackReason
from hotline.kit import clock
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish

_WEIGHT = {reason: place for place, reason in enumerate(CallbackReason)}


async def request(
    session: AsyncSession, thread: Thread, call: Call, reason: CallbackReason
) -> CallbackRequest:
    """Note that the person of the locked conversation is to be rung back.

    While his request is open a further call is counted on it, never listed twice; the lock of the
    conversation makes that true for concurrent calls as well.
    """
    row = await _find_open(session, thread.row.address_hash)
    if row is None:
        row = _new(thread, call, reason)
        session.add(row)
        await session.flush()
        await _tell(session, row)
        return row
    if row.call_id != call.id:
        row.times += 1
        row.call_id, row.last_requested_at = call.id, clock.now()
    if _WEIGHT[reason] > _WEIGHT[CallbackReason(row.reason)]:
        row.reason = reason.value
        await _tell(session, row)
    return row


async def settle(
    session: AsyncSession, callback_id: str, *, outcome: CallbackState, by: str | None
) -> None:
    """Close an open request as DONE or UNREACHABLE; raises ``CallbackUnknown`` (404)."""
    row = await session.get(CallbackRequest, callback_id, with_for_update=True)
    if row is None or row.state != CallbackState.OPEN.value or outcome is CallbackState.OPEN:
        raise CallbackUnknown
    row.state, row.settled_at, row.settled_by = outcome.value, clock.now(), by


def _new(thread: Thread, call: Call, reason: CallbackReason) -> CallbackRequest:
    now = clock.now()
    return CallbackRequest(
        id=new_id(),
        conversation_id=thread.row.id,
        call_id=call.id,
        address_hash=thread.row.address_hash,
        reason=reason.value,
        state=CallbackState.OPEN.value,
        times=1,
        requested_at=now,
        last_requested_at=now,
    )


async def _find_open(session: AsyncSession, address_hash: str) -> CallbackRequest | None:
    return await session.scalar(
        select(CallbackRequest)
        .where(
            CallbackRequest.address_hash == address_hash,
            CallbackRequest.state == CallbackState.OPEN.value,
        )
        .with_for_update()
    )


async def _tell(session: AsyncSession, row: CallbackRequest) -> None:
    await publish(session, CallbackRequested(row.id, row.conversation_id, row.reason))
