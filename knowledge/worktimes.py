"""Working time of knowledge (知识时限): the owner unit's calendar, with what counts where there is none yet."""

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.calendars import queries as calendars
from hotline.kit.calendars.errors import CalendarUnknown
from hotline.kit.organisation.errors import UnitUnknown
from hotline.kit.organisation.queries import calendar_id_of
from hotline.kit.worktime import Calendar


async def calendar_for(session: AsyncSession, unit_id: str | None) -> Calendar:
    """Return the calendar that the owner's clocks run on, the default one without an owner.

    A house that keeps no calendar yet counts every day.
    """
    try:
        calendar_id = await calendar_id_of(session, unit_id) if unit_id else None
    except UnitUnknown:
        calendar_id = None
    try:
        return await calendars.load(session, calendar_id)
    except CalendarUnknown:
        return Calendar.always()
