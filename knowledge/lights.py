"""Lights of knowledge (知识警示灯): the colour of a correction's clocks on the owner unit's calendar."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.labels import LabelledEnum
from hotline.kit.worktime import Calendar
from knowledge.worktimes import calendar_for

YELLOW_PERCENT = 80  # of the budget used (domain rules §4.6)


class Light(LabelledEnum):
    """Colour of a clock (警示灯), the worst last."""

    GREEN = "GREEN", "正常"
    YELLOW = "YELLOW", "临期"
    RED = "RED", "超期"


class Running(NamedTuple):
    """The clocks that run on one report: whose calendar, since when, until when; none once it is ended."""

    unit_id: str | None
    since: datetime
    dues: Sequence[datetime]


async def lights(
    session: AsyncSession, all_running: Sequence[Running], at: datetime
) -> list[Light]:
    """Return the worst colour of each report's clocks at ``at``; GREEN where none runs."""
    units = {running.unit_id for running in all_running}
    calendars = {unit_id: await calendar_for(session, unit_id) for unit_id in units}
    return [worst(calendars[running.unit_id], running, at) for running in all_running]


def worst(calendar: Calendar, running: Running, at: datetime) -> Light:
    """Return the worst colour of the running clocks."""
    order = list(Light)
    found = [_light(calendar, running.since, due_at, at) for due_at in running.dues]
    return max(found, key=order.index, default=Light.GREEN)


def _light(calendar: Calendar, since: datetime, due_at: datetime, at: datetime) -> Light:
    if at >= due_at:
        return Light.RED
    return Light.YELLOW if at >= yellow_at(calendar, since, due_at) else Light.GREEN


def yellow_at(calendar: Calendar, since: datetime, due_at: datetime) -> datetime:
    """Return the earlier of 80 % of the working minutes used and one working day left (domain rules §4.6).

    The second test is dropped when the whole clock is below two working days.
    """
    budget = max(calendar.minutes_between(since, due_at), 0)
    by_share = calendar.add_minutes(since, budget * YELLOW_PERCENT // 100)
    day = calendar.day_minutes
    if budget < 2 * day:
        return min(by_share, due_at)
    return min(by_share, calendar.rewind_minutes(due_at, day))
