"""Counted attempts and lock-outs (尝试计数·锁定) in the database, right for any number of processes.

Keys name no person: build them with ``attempt_key``, which hashes the value. Unknown logins or numbers
are counted like known ones, so that an answer never tells which exist.

A window never ends later than a window opened now: one that does was set while the clock ran ahead, and
whoever asks after the clock was set back waits as long as the rule says, no longer.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, bindparam, delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit import clock
from hotline.kit.crypto import KeyRing, keyed_hash
from hotline.kit.db import Base, Database, UtcDateTime
from hotline.kit.errors import TooMany

# One statement counts, restarts an expired window, starts the waiting time anew with the attempt that
# reaches the limit, and caps one that a clock ahead has set; the same text serves SQLite and PostgreSQL.
_COUNT = text(
    """
    INSERT INTO attempt_windows (key, count, ends_at) VALUES (:key, 1, :ends_at)
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN attempt_windows.ends_at <= :now THEN 1 ELSE attempt_windows.count + 1 END,
      ends_at = CASE
        WHEN attempt_windows.ends_at <= :now OR attempt_windows.count + 1 = :limit
          OR attempt_windows.ends_at > excluded.ends_at
        THEN excluded.ends_at ELSE attempt_windows.ends_at END
    RETURNING count
    """
).bindparams(bindparam("ends_at", type_=UtcDateTime), bindparam("now", type_=UtcDateTime))


class AttemptWindow(Base):
    """How often something was tried in the window that ends at ``ends_at``."""

    __tablename__ = "attempt_windows"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    count: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


@dataclass(frozen=True)
class Rule:
    """At most ``limit`` attempts in ``seconds``; whoever reaches the limit waits ``seconds`` from then."""

    limit: int
    seconds: int

    def latest_end(self) -> datetime:
        """Return when a window opened now ends."""
        return clock.now() + timedelta(seconds=self.seconds)


def attempt_key(ring: KeyRing, purpose: str, value: str) -> str:
    """Return the key that counts ``purpose`` (``login``, ``query-code``) for a login, number or address."""
    return f"{purpose}:{keyed_hash(ring, purpose, value)}"


async def count_attempt(session: AsyncSession, key: str, rule: Rule) -> int:
    """Count one attempt; returns how many the window now holds (refuse when above ``rule.limit``).

    The caller must commit even when it then refuses, or the attempt is forgotten.
    """
    now = clock.now()
    values = {"key": key, "now": now, "ends_at": rule.latest_end(), "limit": rule.limit}
    return int(await session.scalar(_COUNT, values))


async def refuse(database: Database, keys: Sequence[str], rule: Rule) -> None:
    """Raise ``TooMany`` (429) if the window of one of ``keys`` holds the limit, in transactions of its own.

    Ask so before the work where that is refused inside its own transaction: what a clock ahead has set is
    then capped for good, and does not begin anew with every question.
    """
    latest = rule.latest_end()
    async with database.read() as session:
        ends = {key: await _exhausted_until(session, key, rule) for key in keys}
    late = [key for key, end in ends.items() if end is not None and end > latest]
    if late:
        async with database.write() as session:
            for key in late:
                await cap(session, key, rule)
    refusing = [min(end, latest) for end in ends.values() if end is not None]
    if refusing:
        raise too_many(max(refusing))


async def cap(session: AsyncSession, key: str, rule: Rule) -> None:
    """Let a window that was set while the clock ran ahead end as one opened now (in a writing session)."""
    latest = rule.latest_end()
    await session.execute(
        update(AttemptWindow)
        .where(AttemptWindow.key == key, AttemptWindow.ends_at > latest)
        .values(ends_at=latest)
        .execution_options(synchronize_session=False)
    )


async def refuse_if_exhausted(session: AsyncSession, key: str, rule: Rule) -> None:
    """Raise ``TooMany`` (429, with ``retry_after``) if the window of ``key`` already holds the limit."""
    until = await locked_until(session, key, rule)
    if until is not None:
        raise too_many(until)


async def locked_until(session: AsyncSession, key: str, rule: Rule) -> datetime | None:
    """Return when the exhausted window of ``key`` ends, or ``None`` if more attempts are free.

    Never later than ``rule.seconds`` from now.
    """
    end = await _exhausted_until(session, key, rule)
    return None if end is None else min(end, rule.latest_end())


async def _exhausted_until(session: AsyncSession, key: str, rule: Rule) -> datetime | None:
    query = select(AttemptWindow.ends_at).where(
        AttemptWindow.key == key,
        AttemptWindow.count >= rule.limit,
        AttemptWindow.ends_at > clock.now(),
    )
    return await session.scalar(query)


async def refund(session: AsyncSession, key: str) -> None:
    """Take one attempt back, because it succeeded."""
    await session.execute(
        update(AttemptWindow)
        .where(AttemptWindow.key == key, AttemptWindow.count > 0)
        .values(count=AttemptWindow.count - 1)
        .execution_options(synchronize_session=False)
    )


async def forget(session: AsyncSession, key: str) -> None:
    """Forget the attempts of ``key`` (after a success, or by an administrator)."""
    await session.execute(delete(AttemptWindow).where(AttemptWindow.key == key))


async def sweep(session: AsyncSession) -> int:
    """Delete windows that ended; returns how many."""
    result = await session.execute(
        delete(AttemptWindow).where(AttemptWindow.ends_at <= clock.now())
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


def too_many(until: datetime) -> TooMany:
    """Build the refusal that says when to come back."""
    seconds = max(1, math.ceil((until - clock.now()).total_seconds()))
    minutes = math.ceil(seconds / 60)
    return TooMany(
        f"尝试次数过多，请 {minutes} 分钟后再试",
        f"Too many attempts; try again in {minutes} minutes",
        retry_after=seconds,
    )
