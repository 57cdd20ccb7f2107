"""Appending to streams and reading them again (写入与续传), numbered without gaps."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.realtime.models import Stream, StreamMessage

KEEP = timedelta(days=3)
PAGE = 500
TOUCHED = "touched_streams"


async def append(session: AsyncSession, stream: str, *, name: str, data: dict[str, Any]) -> int:
    """Write the next message of ``stream`` and return its number.

    The number is taken under the stream's row lock, so numbers become visible in their order: a reader
    that has seen ``n`` never later finds a smaller one.
    """
    dialect = session.get_bind().dialect.name
    build = sqlite.insert if dialect == "sqlite" else postgresql.insert
    await session.execute(build(Stream).values(name=stream, last_seq=0).on_conflict_do_nothing())
    seq: int | None = await session.scalar(
        update(Stream)
        .where(Stream.name == stream)
        .values(last_seq=Stream.last_seq + 1)
        .returning(Stream.last_seq)
    )
    assert seq is not None  # noqa: S101 — the row was ensured above
    await session.execute(
        insert(StreamMessage).values(stream=stream, seq=seq, name=name, data=data, at=clock.now())
    )
    session.info.setdefault(TOUCHED, set()).add(stream)
    return seq


async def last_seq(session: AsyncSession, stream: str) -> int:
    """Return the newest number of ``stream`` (0 when it has none)."""
    return int(await session.scalar(select(Stream.last_seq).where(Stream.name == stream)) or 0)


async def oldest_seq(session: AsyncSession, stream: str) -> int | None:
    """Return the oldest number still kept, or ``None``."""
    return await session.scalar(
        select(func.min(StreamMessage.seq)).where(StreamMessage.stream == stream)
    )


@dataclass(frozen=True)
class Told:
    """One message of a stream, free of the session that read it."""

    stream: str
    seq: int
    name: str
    data: dict[str, Any]


async def read_after(
    session: AsyncSession, stream: str, seq: int, *, limit: int = PAGE
) -> list[Told]:
    """List the messages numbered above ``seq``, in order, at most ``limit`` of them."""
    columns = (StreamMessage.stream, StreamMessage.seq, StreamMessage.name, StreamMessage.data)
    query = (
        select(*columns)
        .where(StreamMessage.stream == stream, StreamMessage.seq > seq)
        .order_by(StreamMessage.seq)
        .limit(limit)
    )
    return [Told(*row) for row in (await session.execute(query)).all()]


async def trim(session: AsyncSession) -> None:
    """Delete messages older than three days; who resumes from before is told to reload."""
    await session.execute(delete(StreamMessage).where(StreamMessage.at < clock.now() - KEEP))
