"""The stored state of a conversation (对话存取), sealed under the conversation's own key."""

from dataclasses import replace

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from channels import sealing
from channels.conversations import Thread
from hotline.kit import clock
from hotline.kit.outbox.service import publish
from hotline.process.dialogue.events import DialogueHandedOver
from hotline.process.dialogue.models import Dialogue
from hotline.process.dialogue.state import GRAVE, Doing, State, Why, graver, state_from

_FIELD = "dialogue"


async def load(session: AsyncSession, thread: Thread) -> State:
    """Return the state of a locked conversation; a new one for a conversation the bot never had."""
    row = await session.get(Dialogue, thread.row.id)
    if row is None:
        return State()
    return state_from(orjson.loads(sealing.unseal(thread.key, _FIELD, row.state_enc)))


async def save(session: AsyncSession, thread: Thread, state: State) -> Dialogue:
    """Store the state after an answered message; a hand-over is dated once, until it is settled."""
    now = clock.now()
    kept = replace(state, last_seq=thread.row.last_seq)
    sealed = sealing.seal(thread.key, _FIELD, orjson.dumps(kept.to_json()).decode())
    row = await session.get(Dialogue, thread.row.id)
    if row is None:
        row = Dialogue(conversation_id=thread.row.id, version=0)
        session.add(row)
    row.state_enc, row.version, row.updated_at = sealed, row.version + 1, now
    if state.doing in {Doing.HANDED_OVER, Doing.LEAVING_NUMBER} and state.why is not None:
        await _hand_over(session, row, state.why)
    await session.flush()
    return row


async def _hand_over(session: AsyncSession, row: Dialogue, why: Why) -> None:
    """Date it, and tell of it when it is new or has become grave."""
    known = Why(row.reason) if row.reason and row.settled_at is None else None
    is_new = row.handed_over_at is None or row.settled_at is not None
    if is_new:
        row.handed_over_at, row.settled_at, row.settled_by = clock.now(), None, None
    stands = graver(known, why)
    row.reason = stands.value
    if is_new or (stands in GRAVE and stands is not known):
        await session.flush()
        await publish(session, DialogueHandedOver(row.conversation_id, stands.value))
