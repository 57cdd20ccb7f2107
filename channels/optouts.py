"""Opt-outs (退订): a person's wish to get no more notices on a channel."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from channels.dedupe import insert_once
from channels.messages import Purpose
from channels.models import OptOut
from hotline.kit import clock
from hotline.kit.ids import new_id

PASSES = frozenset({Purpose.REPLY, Purpose.DUTY})


async def record(session: AsyncSession, channel: str, address_hash: str) -> bool:
    """Note that this person wants no more notices; tells whether that is new."""
    values = {
        "id": new_id(),
        "channel": channel,
        "address_hash": address_hash,
        "opted_out_at": clock.now(),
    }
    if await insert_once(session, OptOut, values, unique=("channel", "address_hash")):
        return True
    row = await _find(session, channel, address_hash, lock=True)
    if row is None or row.opted_in_at is None:
        return False
    row.opted_out_at, row.opted_in_at = clock.now(), None
    return True


async def withdraw(session: AsyncSession, channel: str, address_hash: str) -> bool:
    """Note that this person wants notices again; tells whether that is new."""
    row = await _find(session, channel, address_hash, lock=True)
    if row is None or row.opted_in_at is not None:
        return False
    row.opted_in_at = clock.now()
    return True


async def is_opted_out(session: AsyncSession, channel: str, address_hash: str) -> bool:
    """Tell whether notices to this person are unwanted."""
    row = await _find(session, channel, address_hash, lock=False)
    return row is not None and row.opted_in_at is None


async def _find(
    session: AsyncSession, channel: str, address_hash: str, *, lock: bool
) -> OptOut | None:
    query = (
        select(OptOut)
        .where(OptOut.channel == channel, OptOut.address_hash == address_hash)
        .execution_options(populate_existing=True)
    )
    return await session.scalar(query.with_for_update() if lock else query)
