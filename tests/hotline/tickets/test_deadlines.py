"""Deadlines: the test vectors of domain rules §4.5 and every rule around them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.kit.calendars.arrangement import table_of
from hotline.kit.calendars.seed import published_days, statutory_days
from hotline.kit.clock import SHANGHAI
from hotline.kit.officehours import OfficeHours
from hotline.kit.worktime import Calendar
from hotline.tickets import deadlines as d
from hotline.tickets.deadlines import Terms
from hotline.tickets.policy import (
    DEFAULT,
    Limit,
    calendar_days,
    clock_minutes,
    days,
    working_minutes,
)
from hotline.tickets.vocabulary import ClockId, Light, Mode
from routing.taxonomy.tree import RequestKind, Urgency

TABLE = table_of(list(published_days()), [2024, 2025, 2026], statutory_days())
OFFICE = Calendar("office", 1, OfficeHours(), TABLE)


def at(text: str) -> datetime:
    """A local time of Foshan."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def terms(
    kind: RequestKind | None = RequestKind.HELP,
    *,
    profile: str = "standard",
    received: str = "2026-03-02T10:00",
    **more: object,
) -> Terms:
    """Terms of a ticket."""
    when = at(received)
    return Terms(DEFAULT.profile(profile, when), when, kind, **more)  # type: ignore[arg-type]


def case(kind: RequestKind, start: str, **more: Any) -> d.Timing:
    """The case clock of a ticket from ``start``."""
    return d.case_timing(
        OFFICE, DEFAULT, terms(kind, received=start, **more), at(start), ClockId.CASE
    )


def test_v1_complaint_over_spring_festival() -> None:
    found = case(RequestKind.COMPLAINT, "2026-02-13T16:00")
    assert found.due_at == at("2026-03-12T17:30") == datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
    assert found.yellow_at == at("2026-03-09T17:12")


def test_v2_consultation_over_national_day() -> None:
    found = case(RequestKind.CONSULT, "2026-09-30T10:00")
    assert found.due_at == at("2026-10-09T17:30")
    assert found.yellow_at == at("2026-10-08T17:30")


def test_v3_help_from_a_make_up_day() -> None:
    found = case(RequestKind.HELP, "2026-05-09T11:00")
    assert found.due_at == at("2026-05-22T17:30")
    assert found.yellow_at == at("2026-05-20T16:36")


@pytest.mark.parametrize(
    ("start", "due"),
    [("2026-02-13T16:00", "2026-02-14T16:00"), ("2026-09-30T20:00", "2026-10-08T17:30")],
    ids=["V4", "V5"],
)
def test_v4_v5_signing_takes_one_working_day_in_minutes(start: str, due: str) -> None:
    limit = d.limit_of(DEFAULT, ClockId.SIGN, terms())
    assert limit == working_minutes(420)
    found = d.timing(OFFICE, ClockId.SIGN, limit, at(start), DEFAULT)
    assert found.due_at == at(due)
    assert found.next_at < found.yellow_at < found.due_at


@pytest.mark.parametrize(
    ("since", "until", "minutes", "due"),
    [
        ("2026-03-05T10:00", "2026-03-12T10:00", 2100, "2026-03-30T17:30"),
        ("2026-03-05T15:00", "2026-03-06T09:00", 180, "2026-03-24T17:30"),
    ],
    ids=["V6", "V7"],
)
def test_v6_v7_paused_minutes_are_added_and_rounded_up(
    since: str, until: str, minutes: int, due: str
) -> None:
    first = case(RequestKind.COMPLAINT, "2026-03-02T10:00").due_at
    assert first == at("2026-03-23T17:30")
    paused = d.measure(OFFICE, Mode.DAY, at(since), at(until))
    assert paused == minutes
    assert d.shift(OFFICE, Mode.DAY, first, paused) == at(due)


@pytest.mark.parametrize(
    ("received", "accepted", "decide", "mediate"),
    [
        ("2026-04-20T09:00", "2026-04-22T10:00", "2026-04-29T17:30", "2026-06-22T17:30"),
        ("2026-04-14T09:00", "2026-04-16T10:00", "2026-04-23T17:30", "2026-06-23T17:30"),
    ],
    ids=["V8", "V9"],
)
def test_v8_v9_consumer_complaints_follow_the_rule_of_their_receipt(
    received: str, accepted: str, decide: str, mediate: str
) -> None:
    market = terms(RequestKind.COMPLAINT, profile="consumer_complaint", received=received)
    found = d.case_timing(OFFICE, DEFAULT, market, at(accepted), ClockId.CONSUMER_ACCEPT)
    assert found.due_at == at(decide)
    limit = market.profile.limits[ClockId.CONSUMER_MEDIATION]
    assert d.end(OFFICE, at(accepted), limit) == at(mediate)


def test_v10_urgent_matters_run_round_the_clock() -> None:
    urgent = terms(urgency=Urgency.URGENT, received="2026-03-07T23:10")
    start = at("2026-03-07T23:10")
    ends = [
        d.end(OFFICE, start, limit)
        for clock in (ClockId.FIRST_CONTACT, ClockId.FIRST_RESULT)
        if (limit := d.limit_of(DEFAULT, clock, urgent)) is not None
    ]
    final = d.case_timing(OFFICE, DEFAULT, urgent, start, ClockId.CASE)
    assert [*ends, final.due_at] == [
        at("2026-03-07T23:40"),
        at("2026-03-08T01:10"),
        at("2026-03-08T23:10"),
    ]
    assert final.mode is Mode.CLK
    assert final.provisional is False


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (RequestKind.CONSULT, 2),
        (RequestKind.PRAISE, 2),
        (RequestKind.HELP, 10),
        (RequestKind.SUGGEST, 10),
        (RequestKind.COMPLAINT, 15),
        (RequestKind.REPORT, 15),
        (None, 15),
    ],
)
def test_the_kind_decides_the_standard_limit(kind: RequestKind | None, expected: int) -> None:
    assert d.case_limit(OFFICE, DEFAULT, terms(kind), at("2026-03-02T10:00")) == days(expected)


def test_a_business_caller_waits_four_days_and_two_for_a_question() -> None:
    start = at("2026-03-02T10:00")
    assert d.case_limit(OFFICE, DEFAULT, terms(profile="business"), start) == days(4)
    asked = terms(RequestKind.CONSULT, profile="business")
    assert d.case_limit(OFFICE, DEFAULT, asked, start) == days(2)
    assert d.limit_of(DEFAULT, ClockId.FIRST_CONTACT, asked) == working_minutes(60)


def test_a_catalogue_row_may_shorten_the_limit_and_lengthen_it_only_by_law() -> None:
    start = at("2026-03-02T10:00")
    shorter = terms(row_limit=days(3))
    longer = terms(row_limit=days(30))
    lawful = terms(row_limit=days(30), row_cites_law=True)
    found = [d.case_limit(OFFICE, DEFAULT, t, start).amount for t in (shorter, longer, lawful)]
    assert found == [3, 10, 30]


def test_an_overlay_never_changes_a_statutory_period() -> None:
    market = terms(profile="violation_report", urgency=Urgency.EMERGENCY)
    assert d.case_limits(DEFAULT, market) == (days(15),)


def test_the_province_may_set_the_due_time() -> None:
    due = at("2026-03-06T12:00")
    found = case(RequestKind.HELP, "2026-03-02T10:00", profile="province", external_due_at=due)
    assert found.due_at == due


@pytest.mark.parametrize(
    ("clock", "more", "expected"),
    [
        (ClockId.RETURN_WINDOW, {"kind": RequestKind.CONSULT}, working_minutes(240)),
        (ClockId.RETURN_WINDOW, {}, working_minutes(420)),
        (ClockId.RETURN_WINDOW, {"urgency": Urgency.URGENT}, clock_minutes(30)),
        (ClockId.PROGRESS, {}, days(5)),
        (ClockId.PROGRESS, {"kind": RequestKind.CONSULT}, None),
        (ClockId.PROGRESS, {"urgency": Urgency.URGENT}, None),
        (ClockId.FIRST_RESULT, {}, None),
        (ClockId.FIRST_CONTACT, {"profile": "fast_fix"}, clock_minutes(120)),
        (ClockId.DRAFT_REVIEW, {"urgency": Urgency.URGENT}, clock_minutes(5)),
        (ClockId.DISPATCH, {"urgency": Urgency.URGENT}, clock_minutes(10)),
        (ClockId.REOPEN_WINDOW, {}, calendar_days(15)),
    ],
)
def test_every_clock_has_its_limit(
    clock: ClockId, more: dict[str, object], expected: Limit | None
) -> None:
    assert d.limit_of(DEFAULT, clock, terms(**more)) == expected  # type: ignore[arg-type]


def test_a_redo_is_three_then_two_days_and_never_above_half() -> None:
    cases = [(1, 15), (2, 15), (3, 15), (1, 4), (1, 2), (2, 2)]
    found = [d.redo_limit(DEFAULT, r, days(n)).amount for r, n in cases]
    assert found == [3, 2, 2, 2, 1, 1]
    assert d.redo_limit(DEFAULT, 1, clock_minutes(1440)) == days(1)


def test_an_extension_is_at_most_the_limit_and_fifteen_days() -> None:
    found = [d.longest_extension(DEFAULT, limit) for limit in (days(10), days(60), days(4))]
    assert found == [10, 15, 4]
    assert d.extend(OFFICE, at("2026-03-23T17:30"), 2) == at("2026-03-25T17:30")


def test_a_redispatch_leaves_half_the_limit_or_two_days() -> None:
    late = at("2026-03-23T10:00")
    due = at("2026-03-23T17:30")
    assert d.topped_up(OFFICE, due, late, days(15), DEFAULT) == at("2026-04-02T17:30")
    assert d.topped_up(OFFICE, due, late, days(2), DEFAULT) == at("2026-03-25T17:30")
    assert d.topped_up(OFFICE, at("2026-05-01T17:30"), late, days(2), DEFAULT) == at(
        "2026-05-01T17:30"
    )
    assert d.topped_up(OFFICE, due, late, clock_minutes(1440), DEFAULT) == late + timedelta(
        hours=12
    )


def test_a_partner_answers_one_day_before_the_lead() -> None:
    due, start = at("2026-03-16T17:30"), at("2026-03-02T10:00")
    assert d.partner_due(OFFICE, due, start, 1) == at("2026-03-13T17:30")
    tight = at("2026-03-03T17:30")
    assert d.partner_due(OFFICE, tight, start, 1) == tight


def test_at_least_some_days_are_left() -> None:
    now = at("2026-03-16T16:00")
    assert d.with_days_left(OFFICE, at("2026-03-16T17:30"), now, 1) == at("2026-03-17T17:30")
    assert d.with_days_left(OFFICE, at("2026-03-20T17:30"), now, 1) == at("2026-03-20T17:30")


def test_a_shift_keeps_its_mode() -> None:
    due = at("2026-03-20T17:30")
    assert d.shift(OFFICE, Mode.MIN, due, 0) == due
    assert d.shift(OFFICE, Mode.CLK, due, 30) == at("2026-03-20T18:00")
    assert d.shift(OFFICE, Mode.MIN, due, 30) == at("2026-03-23T09:00")
    assert d.shift(OFFICE, Mode.CAL, due, 1440) == at("2026-03-23T17:30")


def test_yellow_of_a_short_clock_is_at_four_fifths() -> None:
    start = at("2026-03-02T09:00")
    hour = d.timing(OFFICE, ClockId.DRAFT_REVIEW, clock_minutes(60), start, DEFAULT)
    assert hour.yellow_at == start + timedelta(minutes=48)
    week = d.timing(OFFICE, ClockId.TRACKED_REVIEW, calendar_days(3), start, DEFAULT)
    assert week.due_at - week.yellow_at == timedelta(days=1)
    assert d.yellow_at(OFFICE, Mode.CLK, start, start, DEFAULT) == start


def test_half_of_an_urgent_sign_clock_is_clock_time() -> None:
    start = at("2026-03-02T23:00")
    found = d.timing(OFFICE, ClockId.SIGN, clock_minutes(30), start, DEFAULT)
    assert found.next_at == start + timedelta(minutes=15)


def test_a_due_time_in_an_unpublished_year_is_provisional() -> None:
    assert case(RequestKind.COMPLAINT, "2026-12-20T10:00").provisional is True
    assert case(RequestKind.COMPLAINT, "2026-03-02T10:00").provisional is False


def test_lights_turn_yellow_then_red() -> None:
    found = case(RequestKind.HELP, "2026-03-02T10:00")
    moments = (found.started_at, found.yellow_at, found.due_at)
    assert [d.light(found.yellow_at, found.due_at, m) for m in moments] == list(Light)
    assert d.light(None, found.due_at, found.yellow_at) is Light.GREEN
    assert d.worst([Light.YELLOW, Light.RED, Light.GREEN]) is Light.RED
    assert d.worst([]) is None


STARTS = st.datetimes(datetime(2024, 3, 1), datetime(2026, 9, 1)).map(  # noqa: DTZ001 — made aware
    lambda naive: naive.replace(tzinfo=UTC)
)
LIMITS = st.one_of(
    st.integers(1, 20).map(days),
    st.integers(1, 3000).map(working_minutes),
    st.integers(1, 5000).map(clock_minutes),
    st.integers(1, 60).map(calendar_days),
)


@given(start=STARTS, limit=LIMITS)
def test_yellow_never_comes_before_the_start_nor_after_the_end(
    start: datetime, limit: Limit
) -> None:
    found = d.timing(OFFICE, ClockId.CASE, limit, start, DEFAULT)
    assert found.started_at <= found.yellow_at <= found.due_at
    assert found.next_at == min(found.yellow_at, found.due_at)


@given(start=STARTS, limit=LIMITS, pause=st.integers(0, 5000), more=st.integers(0, 5000))
def test_a_longer_pause_never_ends_earlier(
    start: datetime, limit: Limit, pause: int, more: int
) -> None:
    due = d.end(OFFICE, start, limit)
    short = d.shift(OFFICE, limit.mode, due, pause)
    assert due <= short <= d.shift(OFFICE, limit.mode, due, pause + more)


@given(
    start=STARTS,
    kind=st.sampled_from(list(RequestKind)),
    profile=st.sampled_from(["standard", "business"]),
)
def test_overlays_only_tighten(start: datetime, kind: RequestKind, profile: str) -> None:
    plain = Terms(DEFAULT.profile(profile, start), start, kind)
    urgent = Terms(DEFAULT.profile(profile, start), start, kind, Urgency.URGENT)
    standard = Terms(DEFAULT.profile("standard", start), start, kind)
    ends = [
        d.case_timing(OFFICE, DEFAULT, t, start, ClockId.CASE).due_at
        for t in (urgent, plain, standard)
    ]
    assert ends == sorted(ends)
