"""Verbs of a call (电话受理): answer, take what is said, follow its state; each webhook counts once."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from channels import callbacks, conversations, sealing
from channels.conversations import Party, Thread
from channels.dedupe import claim, find_answer, insert_once
from channels.errors import WebhookMalformed
from channels.messages import ChannelKind, InboundKind
from channels.models import Call, ProviderEvent
from channels.registry import Channels, channels_of
from channels.service import add_inbound
from channels.voice.call import CallEvent, CallPhase, CallState, IncomingCall, apply
from channels.voice.ivr import CallbackReason, Caller, DialogueStep, Turn, answer, open_call
from channels.voice.plan import CallInput, Target
from hotline.kit import clock
from hotline.kit.ids import new_id

MAX_ATTEMPT = 9


async def answer_call(session: AsyncSession, call: IncomingCall) -> str:
    """Return the document for an arriving call; a repeated webhook gets the very same one."""
    key = f"call-in:{call.call_id}"
    event = await claim(session, call.provider, key)
    if event is None:
        return await _earlier_answer(session, call.provider, key)
    line = await _line(session, call)
    channels = channels_of(session)
    return _answered(channels, line, event, open_call(channels.settings.voice), call)


async def answer_input(session: AsyncSession, given: CallInput, at: Target) -> str:
    """Store what the caller said or keyed at ``at`` and return the next document.

    A repeated webhook of the same step gets the very same document and stores nothing.
    """
    _check_target(at)
    key = f"call-input:{given.call.call_id}:{at.step}:{at.attempt}"
    event = await claim(session, given.call.provider, key)
    if event is None:
        return await _earlier_answer(session, given.call.provider, key)
    line = await _line(session, given.call)
    channels = channels_of(session)
    pending = CallbackReason(line.row.pending_reason) if line.row.pending_reason else None
    turn = answer(channels.settings.voice, at, given, Caller(given.call.address, pending))
    await _act(session, line, turn, event)
    return _answered(channels, line, event, turn, given.call)


async def store_event(session: AsyncSession, event: CallEvent) -> bool:
    """Apply a status change once; a call that ended unheard becomes a call-back (漏接回拨)."""
    stored = await claim(session, event.call.provider, event.dedupe_key)
    if stored is None:
        return False
    line = await _line(session, event.call)
    stored.raw_enc = conversations.seal_raw(line.thread, event.call.raw)
    row = line.row
    state = apply(_state_of(row), event)
    row.phase, row.last_seq, row.seconds = state.phase.value, state.last_seq, state.seconds
    row.answered_at, row.ended_at = state.answered_at, state.ended_at
    if state.is_over and not row.is_handled and not row.is_anonymous:
        await callbacks.request(session, line.thread, row, CallbackReason.ABANDONED)
    return True


@dataclass(frozen=True)
class _Line:
    """A call with its locked conversation."""

    row: Call
    thread: Thread


async def _line(session: AsyncSession, call: IncomingCall) -> _Line:
    """Find or add the call; events of one call come in any order, also before its arrival."""
    thread = await conversations.find_or_open(session, _party(session, call))
    values = {
        "id": new_id(),
        "provider": call.provider,
        "provider_call_id": call.call_id,
        "conversation_id": thread.row.id,
        "is_anonymous": call.address is None,
        "phase": CallPhase.ARRIVED.value,
        "last_seq": -1,
        "arrived_at": clock.now(),
        "is_handled": False,
    }
    await insert_once(session, Call, values, unique=("provider", "provider_call_id"))
    row = (
        await session.execute(
            select(Call)
            .where(Call.provider == call.provider, Call.provider_call_id == call.call_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    ).scalar_one()
    return _Line(row, thread)


def _party(session: AsyncSession, call: IncomingCall) -> Party:
    if call.address is not None:
        return conversations.party(session, ChannelKind.VOICE, call.address, call.our_address)
    stand_in = sealing.call_hash(session, call.provider, call.call_id)
    return Party(ChannelKind.VOICE, None, stand_in, call.our_address)


async def _act(session: AsyncSession, line: _Line, turn: Turn, event: ProviderEvent) -> None:
    if turn.note:
        await add_inbound(session, line.thread, InboundKind.SPEECH, turn.note, event)
    line.row.pending_reason = turn.pending.value if turn.pending else None
    line.row.is_handled = line.row.is_handled or bool(turn.note or turn.callback)
    if turn.callback is not None and turn.number is not None:
        who = conversations.party(session, ChannelKind.VOICE, turn.number)
        thread = await conversations.find_or_open(session, who)
        await callbacks.request(session, thread, line.row, turn.callback)


def _answered(
    channels: Channels, line: _Line, event: ProviderEvent, turn: Turn, call: IncomingCall
) -> str:
    event.raw_enc = conversations.seal_raw(line.thread, call.raw)
    event.answer = channels.telephony.render(turn.plan)
    return event.answer


async def _earlier_answer(session: AsyncSession, provider: str, key: str) -> str:
    given = await find_answer(session, provider, key)
    if given is None:
        raise WebhookMalformed
    return given


def _check_target(at: Target) -> None:
    known = at.step in {step.value for step in DialogueStep}
    if not known or not 1 <= at.attempt <= MAX_ATTEMPT:
        raise WebhookMalformed("未知的语音步骤", "Unknown step of the dialogue")


def _state_of(row: Call) -> CallState:
    return CallState(CallPhase(row.phase), row.last_seq, row.answered_at, row.ended_at, row.seconds)
