"""The benchmark of the hot topics runs on a tiny city and can tell good from bad."""

from datetime import timedelta

from benchmarks import hot_topics
from benchmarks.hot_city import City, Event


def test_the_benchmark_runs_tiny_and_reports_every_figure() -> None:
    result = hot_topics.run(tiny=True)
    assert result["promised"]["recall"] >= 0.7
    assert result["false_alarms_a_day_quiet"] <= hot_topics.MOST_FALSE
    assert result["loud_citizens_told"] == 0
    assert result["market_alarms"] == 0
    assert result["cost"]["cpu_us_a_ticket_with_looks"] > 0


def test_an_event_that_nobody_told_counts_as_missed() -> None:
    silent = hot_topics.Seen(days=1)
    event = Event("E1", hot_topics.midnight(1), 1.5, 10, "020201", ("440604012",), "")
    assert hot_topics.found_at(event, silent) is None
    assert hot_topics._recall([event], silent, timedelta(hours=2))["recall"] == 0


def test_planted_reports_are_of_as_many_citizens_as_the_event_says() -> None:
    event = Event("E1", hot_topics.midnight(1), 1.5, 10, "020201", ("440604012",), "停水", 3)
    reports = City(300).planted(event)
    assert len(reports) == 30
    assert len({report.citizen for report in reports}) == 10
    assert all(report.id.startswith("E1:") for report in reports)


def test_the_same_seed_gives_the_same_day() -> None:
    assert City(100).day(3) == City(100).day(3)
