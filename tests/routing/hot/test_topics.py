"""A burst is told once, soon, and only if it is one; the state survives and equals a recount."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.hot.reports import Report
from routing.hot.score import Policy
from routing.hot.season import by_calendar
from routing.hot.state import HotChange, HotState
from routing.hot.topics import HotStateUnreadable, HotTopics, Told, fed
from tests.routing.hot.stream import DAYS, NOON, START, TOWNS, burst, quiet, report, taught

MINUTES = timedelta(minutes=1)
HOURS = timedelta(hours=1)


def replace_leaf(item: Report, leaf: str) -> Report:
    return replace(item, categories=(leaf[:2], leaf[:4], leaf))


def run(
    watch: HotTopics, reports: list[Report], begin: datetime, hours: float, every: int = 15
) -> list[tuple[datetime, Told]]:
    """Stream ``reports`` and look every ``every`` minutes; returns what was told and when."""
    waiting = sorted(reports, key=lambda item: item.at)
    now, told = begin, []
    while now < begin + hours * HOURS:
        now += every * MINUTES
        while waiting and waiting[0].at <= now:
            watch.add(waiting.pop(0))
        told += [(now, item) for item in watch.tick(now)]
    return told


def test_a_burst_is_told_within_minutes_with_what_a_reader_needs() -> None:
    watch = taught()
    outage = burst(12, terms=("停水", "水管"))
    told = run(watch, outage, NOON, 1, every=5)
    at, first = told[0]
    assert first.change is HotChange.OPENED
    assert at - NOON <= 20 * MINUTES
    row = watch.topics()[0]
    assert row.id == first.topic.id
    assert row.topic.place == TOWNS[0]
    assert row.topic.category.startswith("02")
    assert row.observed == 12
    assert row.expected < 1
    assert row.confidence > 0.99
    assert row.places == ((TOWNS[0], 12),)
    assert row.words[:2] == ("停水", "水管")
    assert set(row.examples) <= {item.id for item in outage}
    assert sum(row.trend[-2:]) == 12
    assert row.first_seen == NOON
    assert watch.tickets(row.id) >= {item.id for item in outage}


def test_one_event_is_one_topic_however_many_cells_it_shows_in() -> None:
    told = run(taught(), burst(12, terms=("停水",)), NOON, 2)
    assert [item.change for _, item in told] == [HotChange.OPENED]


def test_a_cluster_of_words_is_seen_before_its_busy_category_moves() -> None:
    watch = HotTopics()
    for day in range(DAYS):
        for number in range(40):
            at = START + timedelta(days=day, hours=8, minutes=15 * number)
            watch.add(report(f"w{day}.{number}", at, terms=("停电",)))
    watch.tick(START + timedelta(days=DAYS))
    told = run(watch, burst(6, leaf="020201", terms=("爆管", "翠锦雅居")), NOON, 1)
    assert [item.topic.topic.term for _, item in told] in (["爆管"], ["翠锦雅居"])


def test_an_angry_caller_is_no_burst() -> None:
    forty = [report(f"a{n}", NOON + n * MINUTES, citizen="one") for n in range(40)]
    assert run(taught(), forty, NOON, 2) == []


def test_equal_texts_of_unknown_citizens_count_as_one() -> None:
    same = [report(f"a{n}", NOON + n * MINUTES, citizen="", terms=("停水",)) for n in range(40)]
    assert run(taught(), same, NOON, 2) == []


def test_four_citizens_are_no_event() -> None:
    assert run(taught(), burst(4), NOON, 4) == []
    assert run(taught(), burst(5), NOON, 4) != []


def test_a_weekly_market_is_usual() -> None:
    def market(week: int, size: int = 14) -> list[Report]:
        at = START + timedelta(days=7 * week + 5, hours=9)
        return burst(size, at, name=f"m{week}.", leaf="010102", terms=("摆卖",))

    saturday = START + timedelta(days=DAYS + 5)
    watch = HotTopics()
    fed(
        quiet(range(DAYS + 5)) + [item for week in range(6) for item in market(week)],
        watch,
        saturday,
    )
    watch.tick(saturday)
    assert run(watch, market(6), saturday, 24) == []
    assert run(watch, burst(14, saturday + 33 * HOURS, leaf="010102"), saturday + 24 * HOURS, 24)


def test_a_holiday_dip_is_no_event_and_a_burst_in_it_is_found() -> None:
    day = (START + timedelta(days=DAYS + 1)).date()
    watch = taught(behaves_as=by_calendar([day], []))
    assert run(watch, quiet(range(DAYS, DAYS + 1), per_day=10), NOON - 12 * HOURS, 24) == []
    assert len(run(watch, burst(8, NOON + 24 * HOURS), NOON + 12 * HOURS, 24)) == 1


def test_a_busy_day_of_the_whole_city_is_no_topic() -> None:
    assert run(taught(), quiet(range(DAYS, DAYS + 1), per_day=48), NOON - 12 * HOURS, 24) == []


def test_a_growing_topic_is_told_again_only_when_it_has_doubled() -> None:
    told = run(taught(), burst(40, terms=("停水",)), NOON, 3, every=5)
    assert [item.change for _, item in told] == [
        HotChange.OPENED,
        HotChange.GREW,
        HotChange.GREW,
    ]
    assert told[-1][1].topic.state is HotState.GROWING


def test_a_topic_fades_closes_once_and_stays_closed() -> None:
    watch = taught()
    told = run(watch, burst(10), NOON, 8)
    assert watch.topics()[0].state is HotState.FADING
    assert watch.topics()[0].observed == 10
    told = run(watch, quiet(range(DAYS + 1, DAYS + 3)), NOON + 8 * HOURS, 48)
    assert [item.change for _, item in told] == [HotChange.ENDED]
    assert watch.topics() == []
    closed = watch.topics(closed=True)
    assert closed[0].closed_at is not None
    assert closed[0].examples
    run(watch, [], NOON + 56 * HOURS, 80, every=60)
    assert watch.topics(closed=True) == []


def test_a_second_event_elsewhere_is_a_topic_of_its_own() -> None:
    watch = taught()
    run(watch, burst(10, terms=("停水",)), NOON, 2)
    other = burst(8, NOON + 2 * HOURS, name="o", town=TOWNS[2], terms=("停水",))
    told = run(watch, other, NOON + 2 * HOURS, 2)
    assert [item.change for _, item in told] == [HotChange.OPENED]
    assert told[0][1].topic.topic.place in {TOWNS[2], TOWNS[2][:6]}


def test_a_topic_that_spreads_goes_on_under_its_id() -> None:
    watch = taught()
    first = run(watch, burst(6, town=TOWNS[1]), NOON, 1)[0][1].topic
    spread = [
        report(f"s{n}", NOON + HOURS + 4 * n * MINUTES, town=TOWNS[n % 3], leaf=("020201"))
        for n in range(24)
    ]
    told = run(watch, spread, NOON + HOURS, 2)
    assert [(item.change, item.topic.id) for _, item in told if item.topic.id == first.id]
    assert watch.topics()[0].state is HotState.GROWING
    assert len(told) <= 4


def test_nothing_is_said_before_two_weeks_are_known() -> None:
    watch = taught(days=10)
    noon = START + timedelta(days=10, hours=12)
    assert run(watch, burst(30, noon), noon, 2) == []


def test_a_quiet_month_is_quiet() -> None:
    watch = taught()
    told = run(watch, quiet(range(DAYS, DAYS + 28)), START + timedelta(days=DAYS), 28 * 24, 30)
    assert sum(item.change is HotChange.OPENED for _, item in told) <= 1


def test_a_report_counts_once() -> None:
    watch = taught()
    item = report("x", NOON)
    assert watch.add(item)
    assert not watch.add(item)
    assert not watch.add(report("old", START - timedelta(days=60)))


def test_a_report_of_the_future_is_refused_and_spoils_nothing() -> None:
    watch = taught()
    assert not watch.add(report("x", NOON + timedelta(days=400)), NOON)
    assert watch.add(report("y", NOON), NOON)


def test_a_late_report_of_a_past_day_changes_what_is_usual_at_once() -> None:
    watch = taught()
    past = [
        item
        for week in range(1, 6)
        for item in burst(12, NOON - 7 * week * 24 * HOURS, name=f"l{week}.")
    ]
    for item in burst(12):
        watch.add(item)
    assert watch.survey(NOON + HOURS)
    for item in past:
        watch.add(item)
    assert watch.survey(NOON + HOURS) == []


def test_the_watch_never_looks_back() -> None:
    watch = taught()
    with pytest.raises(ValueError, match="look back"):
        watch.tick(START)
    with pytest.raises(ValueError, match="aware"):
        watch.tick(datetime(2027, 1, 1))  # noqa: DTZ001 — that is what is refused


@settings(max_examples=12, deadline=None)
@given(cuts=st.sets(st.integers(1, 30), max_size=4), size=st.integers(4, 30))
def test_a_watch_saved_and_loaded_at_any_time_tells_the_same(cuts: set[int], size: int) -> None:
    begin = START + timedelta(days=DAYS, hours=8)
    reports = quiet(range(DAYS, DAYS + 3)) + burst(size, terms=("停水",))
    whole, parted = taught(), taught()
    for step in range(32):
        at = begin + 2 * step * HOURS
        mine = [item for item in reports if at < item.at <= at + 2 * HOURS]
        if step in cuts:
            parted = HotTopics.load(json.loads(json.dumps(parted.dump())))
        told = [run(watch, mine, at, 2, every=30) for watch in (whole, parted)]
        assert told[0] == told[1]
    assert whole.topics(closed=True) == parted.topics(closed=True)
    after = begin + 68 * HOURS
    assert whole.survey(after) == parted.survey(after)


@settings(max_examples=12, deadline=None)
@given(order=st.randoms(use_true_random=False), size=st.integers(5, 25))
def test_counting_from_scratch_in_any_order_finds_what_the_stream_found(
    order: Any, size: int
) -> None:
    reports = quiet(range(DAYS, DAYS + 1)) + burst(size, terms=("停水",))
    streamed = taught()
    now = NOON + 2 * HOURS
    run(streamed, [item for item in reports if item.at <= now], NOON - 12 * HOURS, 14, every=30)
    shuffled = quiet(range(DAYS)) + [item for item in reports if item.at <= now]
    order.shuffle(shuffled)
    scratch = HotTopics()
    fed(shuffled, scratch, now)
    assert scratch.survey(now) == streamed.survey(now)
    assert scratch.survey(now)


def test_old_days_are_let_go_and_the_counts_stay_those_of_a_recount() -> None:
    watch = taught(days=70)
    now = START + timedelta(days=70, hours=13)
    later = burst(8, now - HOURS, terms=("停水",))
    run(watch, later, now - 13 * HOURS, 13, every=60)
    fresh = HotTopics()
    fed(quiet(range(8, 70)) + later, fresh, now)
    assert watch.survey(now) == fresh.survey(now) != []


@pytest.mark.parametrize("data", [None, {}, {"format": 0}, {"format": 1, "reports": []}, "x"])
def test_a_damaged_state_is_refused(data: Any) -> None:
    with pytest.raises(HotStateUnreadable):
        HotTopics.load(data)


def test_a_state_whose_parts_do_not_fit_is_refused() -> None:
    watch = taught()
    torn = watch.dump()
    torn["reports"]["columns"][0].pop()
    with pytest.raises(HotStateUnreadable):
        HotTopics.load(torn)
    foreign = watch.dump()
    foreign["reports"]["topics"][0].append(10**6)
    with pytest.raises(HotStateUnreadable):
        HotTopics.load(foreign)


def test_the_policy_decides_how_many_citizens_make_an_event() -> None:
    strict = HotTopics(Policy(least_citizens=50))
    fed(quiet(range(DAYS)), strict, NOON)
    strict.tick(START + timedelta(days=DAYS))
    assert run(strict, burst(19), NOON, 2) == []


def test_a_reclassified_report_counts_where_it_belongs_now() -> None:
    moved, right = taught(), taught()
    for item in burst(8, leaf="050101"):
        moved.add(item)
        assert moved.replace(replace_leaf(item, "020201"))
        assert not moved.replace(replace_leaf(item, "020201"))
        right.add(replace_leaf(item, "020201"))
    now = NOON + HOURS
    assert moved.survey(now) == right.survey(now) != []
    assert all(score.topic.category.startswith("02") for score in moved.survey(now))


def test_what_was_taken_back_is_as_if_it_had_never_come() -> None:
    watch, never = taught(), taught()
    for item in burst(8):
        watch.add(item)
    assert watch.tick(NOON + HOURS)
    for item in burst(8):
        assert watch.remove(item.id)
        assert not watch.remove(item.id)
    assert watch.survey(NOON + HOURS) == []
    assert watch.tickets(watch.topics()[0].id) == frozenset()
    later = burst(6, NOON + 5 * HOURS, name="n", leaf="050101", town=TOWNS[2])
    never.tick(NOON + HOURS)
    told = [run(one, later, NOON + 4 * HOURS, 2) for one in (watch, never)]
    assert [t.topic.observed for _, t in told[0]] == [t.topic.observed for _, t in told[1]]
    assert watch.add(burst(1)[0])
    restored = HotTopics.load(json.loads(json.dumps(watch.dump())))
    assert restored.survey(NOON + 6 * HOURS) == watch.survey(NOON + 6 * HOURS)


def test_a_report_taken_back_expires_without_harm() -> None:
    watch = taught()
    item = report("x", NOON)
    watch.add(item)
    watch.remove("x")
    watch.add(report("x", NOON + HOURS))
    watch.tick(NOON + 72.5 * HOURS)
    assert watch.remove("x")
    assert not watch.replace(report("q0.0", START))


def test_followed_topics_go_on_after_a_restart_and_are_not_told_again() -> None:
    watch, restarted = taught(), taught()
    reports = burst(10, terms=("停水",))
    told = run(watch, reports, NOON, 1, every=5)
    fed(reports, restarted, NOON + HOURS)
    restarted.adopt(json.loads(json.dumps(watch.followed())))
    assert restarted.tick(NOON + HOURS) == []
    assert [row.id for row in restarted.topics()] == [told[0][1].topic.id]
    with pytest.raises(HotStateUnreadable):
        restarted.adopt([{"id": "x"}])
