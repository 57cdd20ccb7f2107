"""P5 (工时计算): "add 40 working hours" across a holiday with make-up days, against two libraries.

Run ``python -m benchmarks.p5_worktime``; ``--tiny`` makes it short. Office hours 09–12 and 14–18, start
2026-09-29 16:30, right answer 2026-10-13 14:30. Comparators: businesstimedelta (knows no make-up days)
and a day loop over chinese_calendar, which is also the oracle.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock

import numpy as np

from hotline.kit.calendars.arrangement import table_of
from hotline.kit.calendars.seed import published_days, statutory_days
from hotline.kit.clock import SHANGHAI
from hotline.kit.officehours import OfficeHours
from hotline.kit.worktime import Calendar
from hotline.kit.worktime_batch import add_minutes_many

START = datetime(2026, 9, 29, 16, 30, tzinfo=SHANGHAI)
RIGHT = datetime(2026, 10, 13, 14, 30, tzinfo=SHANGHAI)
HOURS = 40
PERIODS = ((540, 720), (840, 1080))
MARK_BUSINESS, MARK_LOOP = 400, 100


def office() -> Calendar:
    """Return our calendar with the hours of the comparison."""
    table = table_of(published_days(), {2024, 2025, 2026}, statutory_days())
    return Calendar("p5", 1, OfficeHours((PERIODS,) * 7), table)


def business(*, with_holidays: bool) -> Callable[[], datetime]:
    """Return the businesstimedelta way: working days, a lunch break and, if told, China's holidays.

    Its holiday rule triples the cost; the mark is judged against the cheaper way without it.
    """
    import businesstimedelta as bt
    import holidays
    import pytz  # type: ignore[import-untyped]

    zone = pytz.timezone("Asia/Shanghai")
    weekdays = [0, 1, 2, 3, 4]
    rules = [
        bt.WorkDayRule(start_time=clock(9), end_time=clock(18), working_days=weekdays, tz=zone),
        bt.LunchTimeRule(start_time=clock(12), end_time=clock(14), working_days=weekdays, tz=zone),
    ]
    if with_holidays:
        rules.append(bt.HolidayRule(holidays.country_holidays("CN", years=[2026]), tz=zone))
    start, span = START.astimezone(UTC), bt.BusinessTimeDelta(bt.Rules(rules), hours=HOURS)

    def add() -> datetime:
        answer: datetime = start + span
        return answer

    return add


def day_loop(start: datetime, minutes: int) -> datetime:
    """Add office minutes day by day, asking chinese_calendar about each day."""
    from chinese_calendar import is_workday

    local, left = start.astimezone(SHANGHAI).replace(tzinfo=None), timedelta(minutes=minutes)
    day: date = local.date()
    while True:
        if is_workday(day):
            midnight = datetime.combine(day, datetime.min.time())
            for opens, closes in PERIODS:
                begin = max(midnight + timedelta(minutes=opens), local)
                until = midnight + timedelta(minutes=closes)
                if until > begin:
                    if left <= until - begin:
                        return (begin + left).replace(tzinfo=SHANGHAI).astimezone(UTC)
                    left -= until - begin
        day += timedelta(days=1)


def microseconds(call: Callable[[], object], times: int, rounds: int) -> float:
    """Return the median over ``rounds`` of the mean µs of one call."""
    taken = []
    for _ in range(rounds):
        begin = time.perf_counter()
        for _ in range(times):
            call()
        taken.append((time.perf_counter() - begin) / times * 1e6)
    return statistics.median(taken)


def mismatches(calendar: Calendar, cases: int) -> int:
    """Count random cases in which we differ from the day loop."""
    dice = random.Random(5)
    begin = datetime(2024, 1, 1, tzinfo=SHANGHAI).astimezone(UTC)
    wrong = 0
    for _ in range(cases):
        start = begin + timedelta(seconds=dice.randrange(1000 * 86_400))
        minutes = dice.randint(1, 4_800)
        wrong += calendar.add_minutes(start, minutes) != day_loop(start, minutes)
    return wrong


def batch_nanoseconds(calendar: Calendar, size: int) -> float:
    """Return the nanoseconds a start when ``size`` starts are computed at once."""
    seconds = np.random.default_rng(5).integers(0, 700 * 86_400, size)
    starts = np.datetime64("2024-01-01T00:00:00", "us") + seconds.astype("timedelta64[s]")
    add_minutes_many(calendar, starts[:10], HOURS * 60)
    begin = time.perf_counter()
    add_minutes_many(calendar, starts, HOURS * 60)
    return (time.perf_counter() - begin) / size * 1e9


def run(tiny: bool) -> dict[str, object]:  # noqa: FBT001 — the shape all benchmarks share
    """Measure; times in µs a call, ratios over ours, all in one run."""
    calendar = office()
    plain, full = business(with_holidays=False), business(with_holidays=True)
    start = START.astimezone(UTC)
    times, rounds = (20, 3) if tiny else (400, 9)
    business_us = microseconds(plain, times, rounds)
    full_us = microseconds(full, times, rounds)
    loop_us = microseconds(lambda: day_loop(start, HOURS * 60), times, rounds)
    ours_us = microseconds(lambda: calendar.add_minutes(start, HOURS * 60), times * 100, rounds)
    cases = 300 if tiny else 100_000
    wrong = mismatches(calendar, cases)
    answer = calendar.add_minutes(start, HOURS * 60)
    result: dict[str, object] = {
        "mark": "P5",
        "businesstimedelta_us": round(business_us, 1),
        "businesstimedelta_with_holidays_us": round(full_us, 1),
        "businesstimedelta_right": RIGHT in {plain(), full()},
        "day_loop_us": round(loop_us, 1),
        "day_loop_right": day_loop(start, HOURS * 60) == RIGHT,
        "ours_us": round(ours_us, 3),
        "ours_right": answer == RIGHT,
        "ratio_businesstimedelta": round(business_us / ours_us),
        "ratio_day_loop": round(loop_us / ours_us),
        "oracle_cases": cases,
        "oracle_mismatches": wrong,
        "batch_starts": 1_000 if tiny else 1_000_000,
        "batch_ns_per_start": round(batch_nanoseconds(calendar, 1_000 if tiny else 1_000_000), 1),
    }
    result["met"] = (
        business_us / ours_us >= MARK_BUSINESS
        and loop_us / ours_us >= MARK_LOOP
        and answer == RIGHT
        and wrong == 0
    )
    return result


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tiny", action="store_true", help="a short run for the tests")
    result = run(parser.parse_args().tiny)
    for name, value in result.items():
        print(f"{name:36} {value}")


if __name__ == "__main__":
    main()
