"""Rising topics by the plain rule of the reports."""

from datetime import timedelta

from hotline.kit.clock import local_date
from routing.hot.reports import Topic
from routing.hot.rising import DAYS, Rising, risen
from routing.hot.topics import HotTopics
from tests.routing.hot.stream import DAYS as TAUGHT
from tests.routing.hot.stream import NOON, TOWNS, burst, taught

TOPIC = Topic("020201", "", TOWNS[0])


def test_a_rise_is_over_three_deviations_and_has_ten_tickets() -> None:
    before = [4, 6] * (DAYS // 2)  # mean 5, deviation 1
    assert risen(TOPIC, 10, before) == Rising(TOPIC, 10, 5.0, 1.0)
    assert risen(TOPIC, 9, before) is None
    assert risen(TOPIC, 13, [8, 12] * (DAYS // 2)) is None
    assert risen(TOPIC, 16, [8, 12] * (DAYS // 2)) is None  # exactly three deviations
    assert risen(TOPIC, 17, [8, 12] * (DAYS // 2)) is not None


def test_fewer_than_four_weeks_say_nothing() -> None:
    assert risen(TOPIC, 100, [1] * (DAYS - 1)) is None


def test_the_watch_counts_the_days_itself() -> None:
    watch = taught()
    for item in burst(15):
        watch.add(item)
    day = local_date(NOON)
    found = {rise.topic: rise for rise in watch.rising(day)}
    assert found[TOPIC].count == 15
    assert 1 < found[TOPIC].mean < 3
    assert watch.rising(day - timedelta(days=1)) == []
    assert watch.rising(day - timedelta(days=TAUGHT - 5)) == []
    assert HotTopics().rising(day) == []
