"""Gap-tolerant counters (流水号): numbers that are never given twice."""

from sqlalchemy import BigInteger, String, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base

# One statement for SQLite and PostgreSQL; the bulk path runs the same text with its own binding.
# It returns the LAST number of the block, so the block is (value - count, value].
TAKE_SQL = (
    "INSERT INTO counters (name, value) VALUES (:name, :count) "
    "ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value "
    "RETURNING value"
)


class Counter(Base):
    """One named counter; ``value`` is the last number given."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


async def take(session: AsyncSession, name: str, *, count: int = 1) -> int:
    """Reserve ``count`` numbers of ``name`` and return the first; the first ever is 1.

    A rolled-back transaction gives its numbers back only if nobody took later ones (the row is
    locked until the end), so callers may see gaps but never a repeat.
    """
    if count < 1:
        msg = "count must be at least 1"
        raise ValueError(msg)
    last = await session.scalar(text(TAKE_SQL), {"name": name, "count": count})
    return int(last) - count + 1
