"""Limits as departments write them."""

import pytest

from hotline.kit.sheets import RowFault
from knowledge.items.limits import day_kind, number_of, read_limit
from knowledge.items.schemas import Limit
from knowledge.items.vocabulary import DayKind, LimitKind


@pytest.mark.parametrize(
    ("text", "days", "unit"),
    [
        ("30(工作日)", 30, "WORKING"),
        ("90（自然日）", 90, "CALENDAR"),
        ("20个工作日", 20, "WORKING"),
        ("二十个工作日内", 20, "WORKING"),
        ("一百二十日", 120, "WORKING"),
        ("15", 15, "WORKING"),
        ("10天", 10, "WORKING"),
        ("5 working days", 5, "WORKING"),
        ("7 日历日", 7, "CALENDAR"),
    ],
)
def test_days_are_read_with_their_kind(text: str, days: int, unit: str) -> None:
    limit = Limit.model_validate(read_limit(text))
    assert (limit.kind, limit.days, limit.unit) == (LimitKind.DAYS, days, DayKind[unit])


def test_what_follows_the_days_is_kept() -> None:
    limit = Limit.model_validate(read_limit("20个工作日，情况复杂的延长10个工作日"))
    assert (limit.days, limit.note) == (20, "情况复杂的延长10个工作日")


@pytest.mark.parametrize("text", ["即办", "即办件", "当场办结", "当场", "0(工作日)", "即时办理"])
def test_on_the_spot_needs_no_days(text: str) -> None:
    assert Limit.model_validate(read_limit(text)).kind is LimitKind.ON_THE_SPOT


@pytest.mark.parametrize("text", ["无", "无法定时限", "没有规定", "未作规定", "/", "-"])
def test_no_limit_is_said_and_not_unknown(text: str) -> None:
    assert Limit.model_validate(read_limit(text)).kind is LimitKind.NONE


def test_a_blank_limit_is_unknown() -> None:
    assert read_limit("  ") is None


@pytest.mark.parametrize("text", ["3个月", "24小时", "按考试安排", "一年", "99999天", "2周内"])
def test_what_cannot_be_counted_in_days_stays_as_words(text: str) -> None:
    limit = Limit.model_validate(read_limit(text))
    assert (limit.kind, limit.days, limit.note) == (LimitKind.OTHER, None, text)


def test_the_unit_may_stand_in_a_column_of_its_own() -> None:
    assert day_kind("工作日") is DayKind.WORKING
    assert day_kind("自然日") is DayKind.CALENDAR
    with pytest.raises(RowFault, match="不认识"):
        day_kind("光年")


@pytest.mark.parametrize(
    ("digits", "number"), [("十", 10), ("十五", 15), ("二十", 20), ("一百零五", 105), ("7", 7)]
)
def test_chinese_numbers_are_read(digits: str, number: int) -> None:
    assert number_of(digits) == number
