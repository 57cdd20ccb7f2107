"""Which look-up hashes the system keeps (检索散列), and how they are rebuilt after a change of the key.

The service should stand still meanwhile: what it registers under the new key does not find the old rows.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from typing import Any

from sqlalchemy import Table, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from channels import conversations, sealing
from channels.addresses import HASH_KINDS
from channels.messages import ChannelKind
from channels.models import CallbackRequest, Conversation, Delivery, Message, OptOut
from crm.models import CitizenContact, ContactKind
from hotline.kit import crypto
from hotline.kit.db import Database
from hotline.kit.vault import service as vault
from hotline.kit.vault.rehash import HashedColumn, Rehashed, Tally, rehash_page
from hotline.tickets.models import Ticket

_TICKET = (
    ("contact_number", "contact_number_enc", "contact_number_hash", "phone"),
    ("caller_number", "caller_number_enc", "caller_number_hash", "phone"),
    ("email", "email_enc", "email_hash", "email"),
)


def columns() -> list[HashedColumn]:
    """Return every hash that stands beside the value it was made of.

    Hashes of which the value is not kept (query codes, submission keys, addresses of sign-ons) are
    recognised by the old key or expire; stand-ins of withheld and erased numbers never change.
    """
    contacts = [
        HashedColumn(
            _table(CitizenContact),
            "value_hash",
            "sealed",
            kind.value.lower(),
            kind.value.lower(),
            CitizenContact.kind == kind.value,
        )
        for kind in ContactKind
    ]
    tickets = [
        HashedColumn(_table(Ticket), hashed, sealed, field, kind)
        for field, sealed, hashed, kind in _TICKET
    ]
    return [*contacts, *tickets, *(_conversations(channel) for channel in HASH_KINDS)]


def _table(model: Any) -> Table:
    table: Table = model.__table__
    return table


def _conversations(channel: ChannelKind) -> HashedColumn:
    async def follow(session: AsyncSession, change: Rehashed) -> None:
        await session.execute(
            update(CallbackRequest)
            .where(
                CallbackRequest.conversation_id == change.row_id,
                CallbackRequest.address_hash == change.former,
            )
            .values(address_hash=change.present)
        )
        await _opt_out(session, channel.value, change.former, change.present)

    return HashedColumn(
        _table(Conversation),
        "address_hash",
        "address_enc",
        sealing.ADDRESS,
        HASH_KINDS[channel],
        Conversation.channel == channel.value,
        follow,
    )


async def _opt_out(session: AsyncSession, channel: str, former: str, present: str) -> None:
    await session.execute(
        update(OptOut)
        .where(OptOut.channel == channel, OptOut.address_hash == former)
        .values(address_hash=present)
    )


async def rebuild(
    database: Database, *, batch: int = 500
) -> AsyncGenerator[tuple[str, Tally], None]:
    """Rebuild everything, a page a transaction; yields the name and its tally after each."""
    tallies: dict[str, Tally] = {}
    for column in columns():
        name = f"{column.table.name}.{column.hashed}"
        tally = tallies.setdefault(name, Tally())
        tally.last_id = ""
        going = True
        while going:
            async with database.write() as session:
                going = await rehash_page(session, column, tally, batch=batch)
            yield name, tally
    async for tally in _messages(database, batch):
        yield "channel_messages.routes", tally


async def _messages(database: Database, batch: int) -> AsyncIterator[Tally]:
    """Outbound messages hold the hash of every route, and so does each attempt to deliver them."""
    tally = Tally()
    while True:
        async with database.write() as session:
            query = (
                select(Message, Conversation.key_id)
                .join(Conversation, Conversation.id == Message.conversation_id)
                .where(Message.routes_enc.is_not(None), Message.id > tally.last_id)
                .order_by(Message.id)
                .limit(batch)
            )
            rows = (await session.execute(query)).all()
            keys = await vault.load_keys(session, [row.key_id for row in rows])
            for message, key_id in rows:
                tally.last_id, tally.seen = message.id, tally.seen + 1
                if key_id in keys:
                    routes = conversations.open_routes(keys[key_id], message)
                    await _message(session, message, routes, tally)
        yield tally
        if not rows:
            return


async def _message(
    session: AsyncSession, message: Message, routes: Sequence[Any], tally: Tally
) -> None:
    ring = vault.session_ring(session)
    fresh = []
    for told, route in zip(message.routes, routes, strict=True):
        kind, former = HASH_KINDS[route.channel], told["address_hash"]
        present = crypto.keyed_hash(ring, kind, route.address)
        if former not in {present, *crypto.former_hashes(ring, kind, route.address)}:
            tally.unknown += 1
            present = former
        if former != present:
            await session.execute(
                update(Delivery)
                .where(Delivery.message_id == message.id, Delivery.address_hash == former)
                .values(address_hash=present)
            )
            await _opt_out(session, told["channel"], former, present)
        fresh.append({**told, "address_hash": present})
    if fresh != message.routes:
        message.routes = fresh
        tally.changed += 1
