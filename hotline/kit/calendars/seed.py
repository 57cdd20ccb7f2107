"""What a new installation starts with (初始工作日历): office hours and round the clock, 2024–2026."""

import csv
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.calendars.arrangement import Day
from hotline.kit.calendars.models import (
    CalendarDay,
    CalendarVersion,
    DayKind,
    VersionState,
    WorkCalendar,
)
from hotline.kit.ids import new_id
from hotline.kit.officehours import OfficeHours

OFFICE = "office"
ALWAYS = "always"
ROUND_THE_CLOCK = OfficeHours((((0, 1440),),) * 7, every_day=True)
_DATA = Path(__file__).parent / "data"


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=1)
def published_days() -> tuple[Day, ...]:
    """Return the published days of 2024–2026 (see ``data/README.md``)."""
    return tuple(
        Day(date.fromisoformat(row["date"]), DayKind[row["kind"]], row["name"])
        for row in _rows("days_2024_2026.csv")
    )


@lru_cache(maxsize=1)
def statutory_days() -> frozenset[date]:
    """Return the statutory days of the years without a published table (2027–2035)."""
    return frozenset(date.fromisoformat(row["date"]) for row in _rows("statutory_2027_2035.csv"))


def stored_hours(hours: OfficeHours) -> list[list[list[int]]]:
    """Return ``hours.weekly`` as it is stored."""
    return [[list(period) for period in periods] for periods in hours.weekly]


async def seed(session: AsyncSession) -> None:
    """Write the two calendars of domain rules §4.4 unless there are some; they count as in force."""
    if await session.scalar(select(WorkCalendar.id).limit(1)) is not None:
        return
    office = (OFFICE, "机关办公时间", OfficeHours(), True)
    always = (ALWAYS, "全天候（7×24）", ROUND_THE_CLOCK, False)
    for code, name, hours, is_default in (office, always):
        await _write(session, (code, name, is_default), hours)


async def _write(
    session: AsyncSession, identity: tuple[str, str, bool], hours: OfficeHours
) -> None:
    code, name, is_default = identity
    now = clock.now()
    days = [] if hours.every_day else published_days()
    calendar = WorkCalendar(
        id=new_id(), code=code, name=name, is_default=is_default, created_at=now
    )
    session.add(calendar)
    await session.flush()
    version = CalendarVersion(
        id=new_id(),
        calendar_id=calendar.id,
        number=1,
        state=VersionState.IN_FORCE.value,
        weekly=stored_hours(hours),
        every_day=hours.every_day,
        known_years=sorted({day.day.year for day in days}),
        basis="系统初始数据：国务院办公厅 2024–2026 年部分节假日安排",
        proposed_at=now,
        decided_at=now,
        in_force_from=now,
    )
    session.add(version)
    await session.flush()
    if days:
        await session.execute(
            insert(CalendarDay), [day_row(version.id, d, d.day.year) for d in days]
        )


def day_row(version_id: str, day: Day, year: int) -> dict[str, Any]:
    """Return the stored row of ``day``, announced by the arrangement of ``year``."""
    return {
        "version_id": version_id,
        "day": day.day,
        "kind": day.kind.value,
        "name": day.name,
        "year": year,
    }
