"""Whose turn it is (轮值): work that one process of many does, by a row with a lease."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.process.hot.models import HotWatchTurn


@dataclass(frozen=True)
class Turn:
    """A named work, who wants it, and how long a turn holds before others may take it."""

    name: str
    holder: str
    lease: timedelta


async def take(session: AsyncSession, turn: Turn, now: datetime, **columns: Any) -> bool:
    """Take or renew the turn and write ``columns`` into its row; false if another has it.

    A lease far in the future was made before the clock was set back, and counts as run out.
    """
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    build = sqlite.insert if is_sqlite else postgresql.insert
    first = {"name": turn.name, "holder": turn.holder, "until": now}
    await session.execute(build(HotWatchTurn).values(**first).on_conflict_do_nothing())
    mine = (
        update(HotWatchTurn)
        .where(
            HotWatchTurn.name == turn.name,
            or_(
                HotWatchTurn.holder == turn.holder,
                HotWatchTurn.until <= now,
                HotWatchTurn.until > now + 2 * turn.lease,
            ),
        )
        .values(holder=turn.holder, until=now + turn.lease, **columns)
        .returning(HotWatchTurn.name)
    )
    return await session.scalar(mine) is not None


async def give_up(session: AsyncSession, turn: Turn, now: datetime) -> None:
    """End the turn, so that another process need not wait for the lease."""
    await session.execute(
        update(HotWatchTurn)
        .where(HotWatchTurn.name == turn.name, HotWatchTurn.holder == turn.holder)
        .values(until=now)
    )
