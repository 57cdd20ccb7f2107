"""Accepting a provider's event once (去重): the key is inserted in the transaction of its effect."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from channels.models import ProviderEvent
from hotline.kit import clock
from hotline.kit.db import Base
from hotline.kit.ids import new_id


async def insert_once(
    session: AsyncSession, table: type[Base], values: dict[str, Any], *, unique: Sequence[str]
) -> bool:
    """Insert ``values`` unless a row of the same ``unique`` columns exists; tells whether it did.

    A concurrent transaction that inserts the same row is waited for on PostgreSQL; on SQLite there is
    one writer only.
    """
    dialect = session.get_bind().dialect.name
    insert: Any = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = (
        insert(table)
        .values(**values)
        .on_conflict_do_nothing(index_elements=list(unique))
        .returning(table.__table__.c[unique[0]])
    )
    return (await session.execute(statement)).first() is not None


async def claim(session: AsyncSession, provider: str, dedupe_key: str) -> ProviderEvent | None:
    """Return the new row of this event, or ``None`` if the event was accepted before."""
    event_id = new_id()
    values = {
        "id": event_id,
        "provider": provider,
        "dedupe_key": dedupe_key,
        "received_at": clock.now(),
    }
    if not await insert_once(session, ProviderEvent, values, unique=("provider", "dedupe_key")):
        return None
    return await session.get_one(ProviderEvent, event_id)


async def find_answer(session: AsyncSession, provider: str, dedupe_key: str) -> str | None:
    """Return the answer given to an earlier arrival of this event."""
    return await session.scalar(
        select(ProviderEvent.answer).where(
            ProviderEvent.provider == provider, ProviderEvent.dedupe_key == dedupe_key
        )
    )
