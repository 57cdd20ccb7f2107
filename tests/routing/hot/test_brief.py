"""The daily brief says what is new, growing and over, with sample sizes, and nothing personal."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from routing.hot.brief import Brief, DayCount, Earlier, Names, brief_of, compare, text_of
from routing.hot.reports import Topic
from routing.hot.rising import Rising
from routing.hot.state import HotState, HotTopic

DAY = date(2026, 11, 25)
NOON = datetime(2026, 11, 25, 4, tzinfo=UTC)
NAMES = Names({"0202": "供水", "01": "市容"}, {"440605011": "桂城街道", "440605125": "狮山镇"})
WATER = HotTopic(
    id="t1",
    topic=Topic("0202", "停水", "440605011"),
    state=HotState.OPEN,
    window=4,
    observed=18,
    expected=0.62,
    confidence=0.99999,
    first_seen=NOON,
    opened_at=NOON,
    words=("停水", "水管"),
    examples=("secret-id",),
    places=(("440605011", 18),),
)
YESTERDAY = NOON - timedelta(days=1)
TODAY = DayCount(DAY, 3_012, {"01": 800, "0202": 12}, {"440605011": 400})
LAST_WEEK = DayCount(DAY - timedelta(days=7), 2_950, {"01": 800, "0202": 10}, {"440605011": 500})


def made(*topics: HotTopic, earlier: Earlier | None = None) -> Brief:
    return brief_of(TODAY, topics, NAMES, earlier=earlier)


def test_topics_are_sorted_into_new_growing_going_on_and_ended() -> None:
    growing = replace(WATER, id="t2", opened_at=YESTERDAY, state=HotState.GROWING)
    fading = replace(WATER, id="t3", opened_at=YESTERDAY, state=HotState.FADING)
    ended = replace(WATER, id="t4", opened_at=YESTERDAY, closed_at=NOON, state=HotState.CLOSED)
    gone = replace(ended, id="t5", closed_at=YESTERDAY)
    later = replace(WATER, id="t6", opened_at=NOON + timedelta(days=1))
    brief = made(WATER, growing, fading, ended, gone, later)
    assert [len(p) for p in (brief.new, brief.growing, brief.going_on, brief.ended)] == [1] * 4


def test_a_topic_that_ended_after_the_day_was_going_on_in_it() -> None:
    closed = replace(WATER, state=HotState.CLOSED, closed_at=NOON + timedelta(days=1))
    assert len(made(closed).new) == 1
    older = replace(closed, opened_at=YESTERDAY)
    assert len(made(older).going_on) == 1
    assert made(older).ended == ()


def test_the_text_is_complete_chinese() -> None:
    text = text_of(made(WATER, earlier=Earlier(DayCount(DAY, 15), LAST_WEEK, DayCount(DAY, 3_012))))
    assert text == "\n".join(
        [
            "【热点日报】2026年11月25日",
            "当日受理 3,012 件（昨日 15 件，样本不足 20 件，不计百分比；上周同日 2,950 件，增 2.1%；"
            "去年同日 3,012 件，持平）。",
            "诉求最多的事项：市容 800 件（前 800 件，持平）；供水 12 件。",
            "诉求最多的地方：桂城街道 400 件（前 500 件，减 20.0%）。",
            "新出现（1 个）：",
            "  1. 桂城街道 供水“停水”：4 小时内 18 人反映，往常约 0.6 人，涉及桂城街道 18 件，"
            "共同提到：停水、水管，置信度 99.9% 以上",
        ]
    )


def test_a_day_without_topics_and_comparisons_says_so() -> None:
    text = text_of(brief_of(DayCount(DAY, 0), (), NAMES))
    assert "没有可比的日期" in text
    assert text.endswith("当日没有超出往常的热点。")


def test_a_topic_without_words_and_of_the_whole_city_reads_well() -> None:
    wide = replace(WATER, topic=Topic("01", "", ""), words=(), places=(), confidence=0.97)
    assert "全市 市容：4 小时内 18 人反映，往常约 0.6 人，置信度 97.0%" in text_of(made(wide))


def test_no_ticket_and_no_text_is_in_the_brief() -> None:
    brief = made(WATER)
    assert "secret-id" not in json.dumps(brief.to_json(), ensure_ascii=False)
    assert "secret-id" not in text_of(brief)
    assert brief.to_json()["day"] == "2026-11-25"


def test_a_small_sample_has_no_percentage() -> None:
    assert compare("昨日", 30, 19).change is None
    assert compare("昨日", 30, 20).change == 0.5


def test_rising_categories_are_listed_with_their_mean_and_the_rest_is_counted() -> None:
    rises = [Rising(Topic("0202", "", "440605011"), 30, 4.2, 2.0)] * 7
    text = text_of(brief_of(TODAY, (), NAMES, rising=rises))
    assert "明显高于前四周的事项（7 项）：桂城街道 供水 30 件（日均 4.2 件）；" in text
    assert "；另有 2 项。" in text
