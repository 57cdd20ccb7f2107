"""A slow, obvious day loop over local time: what the fast working time must equal exactly."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from hotline.kit.clock import SHANGHAI
from hotline.kit.officehours import DayTable, OfficeHours

ONE = timedelta(days=1)
ZERO = timedelta(0)


@dataclass
class DayLoop:
    hours: OfficeHours
    table: DayTable

    def works(self, day: date) -> bool:
        if self.hours.every_day or day in self.table.makeup:
            return True
        if day.weekday() >= 5 or day in self.table.holidays:
            return False
        return day.year in self.table.known_years or day not in self.table.statutory

    def periods(self, day: date) -> list[tuple[datetime, datetime]]:
        if not self.works(day):
            return []
        midnight = datetime.combine(day, time())
        hours = self.hours.weekly[day.weekday()] or self.hours.weekly[0]
        return [
            (midnight + timedelta(minutes=o), midnight + timedelta(minutes=c)) for o, c in hours
        ]

    def add_minutes(self, start: datetime, minutes: int) -> datetime:
        at, left = local(start), timedelta(minutes=minutes)
        day = at.date()
        while True:
            for opens, closes in self.periods(day):
                begin = max(opens, at)
                if closes > begin:
                    if left <= closes - begin:
                        return utc(begin + left)
                    left -= closes - begin
            day += ONE

    def rewind_minutes(self, end: datetime, minutes: int) -> datetime:
        at, left = local(end), timedelta(minutes=minutes)
        day = at.date()
        while True:
            for opens, closes in reversed(self.periods(day)):
                until = min(closes, at)
                if until > opens:
                    if left < until - opens:
                        return utc(until - left)
                    left -= until - opens
            day -= ONE

    def minutes_between(self, start: datetime, end: datetime) -> int:
        if end < start:
            return -self.minutes_between(end, start)
        at, until, total = local(start), local(end), ZERO
        day = at.date()
        while day <= until.date():
            for opens, closes in self.periods(day):
                total += max(ZERO, min(closes, until) - max(opens, at))
            day += ONE
        return total // timedelta(minutes=1)

    def close(self, day: date) -> datetime:
        while not self.works(day):
            day += ONE
        return utc(self.periods(day)[-1][1])

    def add_days(self, start: datetime, days: int) -> datetime:
        day = local(start).date()
        while days:
            day += ONE
            days -= self.works(day)
        return self.close(day)

    def subtract_days(self, end: datetime, days: int) -> datetime:
        day = local(end).date()
        while days:
            day -= ONE
            days -= self.works(day)
        return self.close(day)

    def add_calendar_days(self, start: datetime, days: int) -> datetime:
        return self.close(local(start).date() + days * ONE)

    def round_up_to_close(self, instant: datetime) -> datetime:
        day = local(instant).date()
        due = self.close(day)
        return due if due >= instant else self.close(day + ONE)


def local(instant: datetime) -> datetime:
    return instant.astimezone(SHANGHAI).replace(tzinfo=None)


def utc(wall: datetime) -> datetime:
    return wall.replace(tzinfo=SHANGHAI).astimezone(UTC)
