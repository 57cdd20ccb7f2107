"""The tables that come with the product are what was announced."""

from datetime import date, timedelta

import chinese_calendar
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.calendars.arrangement import table_of
from hotline.kit.calendars.models import CalendarDay, WorkCalendar
from hotline.kit.calendars.seed import published_days, seed, statutory_days

TABLE = table_of(published_days(), {2024, 2025, 2026}, statutory_days())


def test_every_day_of_three_years_agrees_with_chinesecalendar() -> None:
    day, wrong = date(2024, 1, 1), []
    while day.year < 2027:
        if TABLE.is_working(day) != chinese_calendar.is_workday(day):
            wrong.append(day)
        day += timedelta(days=1)
    assert wrong == []


def test_the_make_up_days_of_2026_are_the_six_announced() -> None:
    listed = sorted(day.strftime("%m-%d") for day in TABLE.makeup if day.year == 2026)
    assert listed == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


def test_years_without_a_table_have_the_thirteen_statutory_days() -> None:
    assert {day.year for day in statutory_days()} == set(range(2027, 2036))
    # The festivals may fall on each other: Mid-autumn on 3 October 2028 and on 1 October 2031.
    counts = {year: sum(d.year == year for d in statutory_days()) for year in range(2027, 2036)}
    assert {year: n for year, n in counts.items() if n != 13} == {2028: 12, 2031: 12}
    assert {date(2027, 2, 5), date(2027, 2, 8), date(2027, 6, 9)} <= statutory_days()


async def test_seeding_twice_writes_once(session: AsyncSession) -> None:
    await seed(session)
    await seed(session)
    assert await session.scalar(select(func.count()).select_from(WorkCalendar)) == 2
    assert await session.scalar(select(func.count()).select_from(CalendarDay)) == len(
        published_days()
    )
