"""Lunar days and feasts are read as civil days (农历与节日)."""

from datetime import date

import pytest

from hotline.kit.text import normalise
from routing.extract.lunar import civil_day, named_days

TODAY = date(2026, 3, 4)


def read(text: str, today: date = TODAY) -> list[tuple[str, date]]:
    normal = normalise(text)
    return [(text[d.start : d.end], d.day) for d in named_days(normal, today)]


@pytest.mark.parametrize(
    ("year", "month", "day", "civil"),
    [
        (2023, 1, 1, date(2023, 1, 22)),
        (2023, 5, 5, date(2023, 6, 22)),
        (2023, 8, 15, date(2023, 9, 29)),
        (2024, 1, 1, date(2024, 2, 10)),
        (2024, 8, 15, date(2024, 9, 17)),
        (2024, 9, 9, date(2024, 10, 11)),
        (2025, 5, 5, date(2025, 5, 31)),
        (2025, 8, 15, date(2025, 10, 6)),
        (2025, 12, 30, date(2026, 2, 16)),
        (2026, 5, 5, date(2026, 6, 19)),
        (2026, 8, 15, date(2026, 9, 25)),
        (2026, 9, 9, date(2026, 10, 18)),
        (2027, 1, 1, date(2027, 2, 6)),
        (2027, 8, 15, date(2027, 9, 15)),
        (2027, 12, 30, date(2028, 1, 25)),
    ],
)
def test_days_of_the_table_are_those_of_the_published_calendars(
    year: int, month: int, day: int, civil: date
) -> None:
    assert civil_day(year, month, day) == civil


def test_a_leap_month_follows_the_month_it_repeats() -> None:
    assert civil_day(2025, 6, 1) == date(2025, 6, 25)
    assert civil_day(2025, 6, 1, leap=True) == date(2025, 7, 25)
    assert civil_day(2025, 7, 1) == date(2025, 8, 23)
    assert civil_day(2026, 6, 1, leap=True) is None


def test_a_day_outside_the_table_or_the_month_is_not_guessed() -> None:
    assert civil_day(2021, 1, 1) is None
    assert civil_day(2024, 1, 30) is None
    assert civil_day(2024, 2, 30) == date(2024, 4, 8)
    assert read("农历2019年八月十五买的") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("年廿八结的账", [("年廿八", date(2026, 2, 15))]),
        ("大年初一没人", [("大年初一", date(2026, 2, 17))]),
        ("農曆八月十五那天", [("農曆八月十五", date(2025, 10, 6))]),
        ("去年腊月廿三停水", [("去年腊月廿三", date(2026, 2, 10))]),
        ("2024年中秋节加班", [("2024年中秋节", date(2024, 9, 17))]),
        (
            "除夕停电，正月初三还没来",
            [("正月初三", date(2026, 2, 19)), ("除夕", date(2026, 2, 16))],
        ),
        ("农历闰六月初一", [("农历闰六月初一", date(2025, 7, 25))]),
        ("去年农历闰六月初一", [("去年农历闰六月初一", date(2025, 7, 25))]),
        ("五月二十个人", []),
        ("八月十五号", []),
        ("国庆期间放假", []),
        ("清明路的灯", []),
        ("三月二十那天", []),
    ],
)
def test_days_are_found_with_their_year(text: str, found: list[tuple[str, date]]) -> None:
    assert read(text) == found


def test_without_a_year_the_past_or_the_next_half_year_is_meant() -> None:
    assert read("中秋节", date(2026, 8, 1)) == [("中秋节", date(2026, 9, 25))]
    assert read("中秋节", date(2026, 1, 5)) == [("中秋节", date(2025, 10, 6))]
    assert read("年三十", date(2026, 1, 5)) == [("年三十", date(2026, 2, 16))]
    assert read("年三十", date(2026, 12, 20)) == [("年三十", date(2027, 2, 5))]
