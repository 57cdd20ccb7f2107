"""Conversations (会话): found or opened under a row lock, so that their messages count without a gap."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from channels import sealing
from channels.dedupe import insert_once
from channels.errors import ConversationUnknown
from channels.messages import (
    Attachment,
    ChannelKind,
    Direction,
    InboundKind,
    Purpose,
    RawForm,
    Route,
)
from channels.models import Conversation, Message, ProviderEvent
from hotline.kit import clock
from hotline.kit.crypto import SubjectKey
from hotline.kit.ids import new_id


@dataclass(frozen=True)
class Thread:
    """A locked conversation with its opened key; the lock holds until the transaction ends."""

    row: Conversation
    key: SubjectKey


@dataclass(frozen=True)
class Party:
    """The other side: normalised address (``None`` if withheld), its hash, and the number he used."""

    channel: ChannelKind
    address: str | None
    address_hash: str
    our_address: str = ""


def party(
    session: AsyncSession, channel: ChannelKind, address: str, our_address: str = ""
) -> Party:
    """Describe the person behind a normalised address."""
    return Party(channel, address, sealing.address_hash(session, channel, address), our_address)


async def find_or_open(session: AsyncSession, who: Party) -> Thread:
    """Return the conversation with ``who``, opened if it is the first, locked for this transaction."""
    row = await _locked(session, who)
    if row is None:
        await _open(session, who)
        row = await _locked(session, who)
    assert row is not None  # noqa: S101 — just inserted by us or by the transaction we waited for
    if who.our_address:
        row.our_address = who.our_address
    return Thread(row, await sealing.load_key(session, row.key_id))


async def lock(session: AsyncSession, conversation_id: str) -> Thread:
    """Lock one conversation; raises ``ConversationUnknown`` (404)."""
    row = await session.get(
        Conversation, conversation_id, with_for_update=True, populate_existing=True
    )
    if row is None:
        raise ConversationUnknown
    return Thread(row, await sealing.load_key(session, row.key_id))


async def _locked(session: AsyncSession, who: Party) -> Conversation | None:
    return await session.scalar(
        select(Conversation)
        .where(
            Conversation.channel == who.channel.value,
            Conversation.address_hash == who.address_hash,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def _open(session: AsyncSession, who: Party) -> None:
    key = await sealing.create_key(session)
    sealed = sealing.seal(key, sealing.ADDRESS, who.address) if who.address else None
    values = {
        "id": new_id(),
        "channel": who.channel.value,
        "our_address": who.our_address,
        "address_hash": who.address_hash,
        "address_enc": sealed,
        "key_id": key.id,
        "last_seq": 0,
        "opened_at": clock.now(),
    }
    await insert_once(session, Conversation, values, unique=("channel", "address_hash"))


def append_inbound(
    session: AsyncSession, thread: Thread, kind: InboundKind, text: str, event: ProviderEvent
) -> Message:
    """Add a citizen's message under the next number."""
    message = _message(thread, Direction.IN, kind.value, text)
    message.provider_event_id = event.id
    session.add(message)
    return message


def append_outbound(
    session: AsyncSession, thread: Thread, routes: tuple[Route, ...], purpose: Purpose
) -> Message:
    """Add a message of ours under the next number."""
    message = _message(thread, Direction.OUT, InboundKind.TEXT.value, routes[0].text)
    message.purpose = purpose.value
    message.routes_enc = sealing.seal(thread.key, sealing.ROUTES, _dump_routes(routes))
    message.routes = [
        {
            "channel": route.channel.value,
            "address_hash": sealing.address_hash(session, route.channel, route.address),
        }
        for route in routes
    ]
    session.add(message)
    return message


def seal_raw(thread: Thread, raw: RawForm) -> str:
    """Encrypt a payload exactly as received."""
    return sealing.seal(thread.key, sealing.RAW, orjson.dumps(raw.pairs).decode())


def open_routes(key: SubjectKey, message: Message) -> tuple[Route, ...]:
    """Decrypt the routes of an outbound message."""
    if message.routes_enc is None:
        return ()
    stored = orjson.loads(sealing.unseal(key, sealing.ROUTES, message.routes_enc))
    return tuple(_load_route(item) for item in stored)


def _message(thread: Thread, direction: Direction, kind: str, text: str) -> Message:
    now = _touch(thread.row)
    return Message(
        id=new_id(),
        conversation_id=thread.row.id,
        seq=thread.row.last_seq,
        direction=direction.value,
        kind=kind,
        text_enc=sealing.seal(thread.key, sealing.TEXT, text),
        subject_ref=thread.row.subject_ref,
        routes=[],
        stored_at=now,
    )


def _touch(row: Conversation) -> datetime:
    now = clock.now()
    row.last_seq += 1
    row.last_message_at = now
    return now


def _dump_routes(routes: tuple[Route, ...]) -> str:
    return orjson.dumps([_plain(route) for route in routes]).decode()


def _plain(route: Route) -> dict[str, Any]:
    files = [
        {"name": file.name, "media_type": file.media_type, "content": file.content.hex()}
        for file in route.attachments
    ]
    return {
        "channel": route.channel.value,
        "address": route.address,
        "text": route.text,
        "subject": route.subject,
        "attachments": files,
    }


def _load_route(item: dict[str, Any]) -> Route:
    attachments = tuple(
        Attachment(a["name"], a["media_type"], bytes.fromhex(a["content"]))
        for a in item["attachments"]
    )
    return Route(
        ChannelKind(item["channel"]), item["address"], item["text"], item["subject"], attachments
    )
