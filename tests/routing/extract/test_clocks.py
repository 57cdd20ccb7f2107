"""Minutes are read where they can be minutes, and what is counted behind an hour is left alone (钟点)."""

import pytest

from hotline.kit.text import normalise
from routing.extract.entities import EntityKind, extract
from routing.extract.numerals import to_number
from tests.routing.city import AT


def clocks(text: str) -> list[tuple[str, str]]:
    found = extract(normalise(text), AT)
    return [(text[e.start : e.end], e.value) for e in found if e.kind is EntityKind.TIME]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("早上八点十五停水", "早上八点十五", "T08:15"),
        ("早上八点二十五分停水", "早上八点二十五分", "T08:25"),
        ("早上八点零五停水", "早上八点零五", "T08:05"),
        ("早上八点零5分停水", "早上八点零5分", "T08:05"),
        ("下午三点五十到的", "下午三点五十", "T15:50"),
        ("早上八点一刻停水", "早上八点一刻", "T08:15"),
        ("早上8点3刻停水", "早上8点3刻", "T08:45"),
        ("晚上八点半停水", "晚上八点半", "T20:30"),
        ("晚上八点五分停水", "晚上八点五分", "T20:05"),
        ("晚上八点十分停电", "晚上八点十分", "T20:10"),
        ("早上八点二十人还没到", "早上八点二十", "T08:20"),
        ("晚上八点四十家里停电", "晚上八点四十", "T20:40"),
        ("晚上八点二十多才回来", "晚上八点二十", "T20:20"),
        ("下午18时20分", "下午18时20分", "T18:20"),
        ("早上8:30辆辆车都堵", "早上8:30", "T08:30"),
        ("昨天三点五十到", "昨天三点五十", "2026-03-03T03:50"),
        ("除夕晚上八点十五放炮", "除夕晚上八点十五", "2026-02-16T20:15"),
    ],
)
def test_minutes_belong_to_the_hour(text: str, words: str, value: str) -> None:
    assert clocks(text) == [(words, value)]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("今天早上八点一直停水", "今天早上八点", "2026-03-04T08:00"),
        ("下午三点一群人在打架", "下午三点", "T15:00"),
        ("晚上十点一过就开始吵", "晚上十点", "T22:00"),
        ("每晚九点二楼装修", "晚九点", "T21:00"),
        ("上午九点三个工人在施工", "上午九点", "T09:00"),
        ("昨晚八时一直吵", "昨晚八时", "2026-03-03T20:00"),
        ("早上八点五", "早上八点", "T08:00"),
        ("早上八点钟一班车", "早上八点钟", "T08:00"),
        ("上午九点三十名工人在施工", "上午九点", "T09:00"),
        ("晚上九点二十多个人跳舞", "晚上九点", "T21:00"),
        ("早上八点十五号楼停水", "早上八点", "T08:00"),
        ("早上八点三十八栋停水", "早上八点", "T08:00"),
        ("早上八点一百人排队", "早上八点", "T08:00"),
        ("早上8点30辆车堵着", "早上8点", "T08:00"),
        ("晚上八点十分嘈杂", "晚上八点", "T20:00"),
        ("早上八点一刻不停地响", "早上八点", "T08:00"),
        ("早上八点半个小时没来车", "早上八点", "T08:00"),
        ("早上八点五分钟都等不到", "早上八点", "T08:00"),
        ("除夕晚上八点一直放炮", "除夕晚上八点", "2026-02-16T20:00"),
    ],
)
def test_what_is_counted_behind_an_hour_is_no_minute(text: str, words: str, value: str) -> None:
    assert clocks(text) == [(words, value)]


@pytest.mark.parametrize(
    "text",
    [
        "有一点臭",
        "能不能快一点",
        "一点都没处理",
        "第二点,小区没有路灯",
        "提两点建议",
        "工资一点五倍",
        "大小是2点5米",
        "按1:1混合",
        "问题一：路灯不亮",
    ],
)
def test_a_little_a_point_and_a_fraction_are_no_hours(text: str) -> None:
    assert clocks(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一点开始停电", "T01:00"),
        ("夜里一点多还在吵", "T01:00"),
        ("晚上五点就吵", "T17:00"),
        ("昨天晚上两点还在吵", "2026-03-04T02:00"),
        ("昨天晚上十二点还在吵", "2026-03-04T00:00"),
        ("昨天下午两点", "2026-03-03T14:00"),
    ],
)
def test_the_small_hours_of_a_night_are_the_next_day(text: str, value: str) -> None:
    assert [told for _, told in clocks(text)] == [value]


def test_a_fraction_of_ten_thousand_is_a_sum() -> None:
    found = extract(normalise("还欠三点五万元"), AT)
    assert [(e.kind, e.value) for e in found] == [(EntityKind.AMOUNT, "35000")]
    assert to_number("三点五万") == 35_000
    assert to_number("点五") is None
