"""Office hours for the console (工作时间): so that it counts the working time left while the clock ticks."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.calendars import queries as calendars
from hotline.kit.organisation.models import Unit
from hotline.kit.worktime import Calendar

BACK, AHEAD = timedelta(days=90), timedelta(days=180)
DEFAULT = ""
_MINUTE = 60_000_000  # the calendar counts microseconds


@dataclass(frozen=True)
class Hours:
    """One calendar's openings and closings, in whole minutes since 1970 (UTC)."""

    day_minutes: int
    periods: list[tuple[int, int]]


async def load(session: AsyncSession) -> tuple[dict[str, Hours], dict[str, str]]:
    """Return the hours of every calendar in use, and the units that do not follow the default one.

    A unit follows its own calendar, else its nearest superior's.
    """
    rows = (await session.execute(select(Unit.id, Unit.path, Unit.calendar_id))).all()
    own = {row.id: row.calendar_id for row in rows if row.calendar_id}
    units = {row.id: found for row in rows if (found := _nearest(row.path, own))}
    now = clock.now()
    hours = {DEFAULT: hours_of(await calendars.load(session), now)}
    for calendar_id in sorted(set(units.values())):
        hours[calendar_id] = hours_of(await calendars.load(session, calendar_id), now)
    return hours, units


def _nearest(path: str, own: dict[str, str]) -> str | None:
    return next((own[part] for part in reversed(path.split("/")) if part in own), None)


def hours_of(calendar: Calendar, now: datetime) -> Hours:
    """Return the periods of a calendar from 90 days back to 180 days ahead of ``now``."""
    opens, before, _ = calendar.sums()
    first, last = (int(at.timestamp()) * 1_000_000 for at in (now - BACK, now + AHEAD))
    chosen = range(max(bisect_right(opens, first) - 1, 0), bisect_left(opens, last))
    periods = [
        (opens[i] // _MINUTE, (opens[i] + before[i + 1] - before[i]) // _MINUTE) for i in chosen
    ]
    return Hours(calendar.day_minutes, periods)
