"""The ladder, the repeats and the grades as pure functions."""

from datetime import datetime, timedelta

import pytest
from pydantic import ValidationError

from hotline.kit.calendars.arrangement import table_of
from hotline.kit.calendars.seed import published_days, statutory_days
from hotline.kit.officehours import OfficeHours
from hotline.kit.worktime import Calendar
from hotline.supervision import rules
from hotline.supervision.policy import DEFAULT, GradeLimits, Ladder, SupervisionRules
from hotline.supervision.rules import ClockFacts, DueChange
from hotline.supervision.vocabulary import Grade, Step
from hotline.tickets.vocabulary import ClockId
from tests.hotline.supervision.stage import local

TABLE = table_of(published_days(), {2024, 2025, 2026}, statutory_days())
OFFICE = Calendar("office", 1, OfficeHours(), TABLE)
# Domain rules §4.5 V1: a complaint of Friday 2026-02-13, 15 WD across the Spring Festival.
V1_START, V1_DUE = local("2026-02-13 16:00"), local("2026-03-12 17:30")
V1_YELLOW = local("2026-03-09 17:12")


def facts(clock: ClockId = ClockId.CASE, **more: object) -> ClockFacts:
    known: dict[str, object] = {
        "started_at": V1_START,
        "due_at": V1_DUE,
        "yellow_at": V1_YELLOW,
        **more,
    }
    return ClockFacts(clock, **known)  # type: ignore[arg-type]


def steps(what: ClockFacts, ladder: Ladder | None = None) -> dict[Step, datetime]:
    return {s.step: s.at for s in rules.schedule(what, OFFICE, ladder or Ladder())}


def test_a_case_climbs_the_ladder_of_the_rules() -> None:
    assert steps(facts()) == {
        Step.YELLOW: V1_YELLOW,
        Step.DUE: V1_DUE,
        Step.URGE_NOTICE: local("2026-03-13 08:30"),
        Step.SUPERVISE: local("2026-03-13 17:30"),
        Step.RED_CARD: local("2026-03-16 17:30"),
        Step.NOTIFY: local("2026-03-20 08:30"),
        Step.LIST: local("2026-03-26 17:30"),
        Step.SUMMON: local("2026-04-02 17:30"),
    }


def test_rungs_count_working_days_over_a_make_up_day_and_a_holiday() -> None:
    found = steps(facts(due_at=local("2026-02-13 17:30"), yellow_at=None))
    assert found[Step.URGE_NOTICE] == local("2026-02-14 08:30")
    assert found[Step.RED_CARD] == local("2026-02-24 17:30")


def test_a_sign_clock_reminds_at_half_and_never_climbs() -> None:
    start = local("2026-02-13 16:00")
    found = steps(facts(ClockId.SIGN, started_at=start, due_at=local("2026-02-14 16:00")))
    assert found[Step.REMIND] == local("2026-02-14 10:30")
    assert found.keys() == {Step.REMIND, Step.YELLOW, Step.DUE, Step.RED_CARD}


def test_an_urgent_sign_clock_reminds_after_half_of_its_clock_minutes() -> None:
    start = local("2026-02-14 23:10")
    urgent = facts(
        ClockId.SIGN, started_at=start, due_at=start + timedelta(minutes=30), round_the_clock=True
    )
    assert steps(urgent)[Step.REMIND] == start + timedelta(minutes=15)


def test_an_urgent_case_is_urged_the_moment_it_is_over() -> None:
    due = local("2026-02-15 23:10")
    assert steps(facts(due_at=due, round_the_clock=True))[Step.URGE_NOTICE] == due


def test_the_hotlines_own_clocks_turn_red_and_nothing_more() -> None:
    assert steps(facts(ClockId.RESULT_REVIEW, of_unit=False)).keys() == {Step.YELLOW, Step.DUE}


@pytest.mark.parametrize("clock", sorted(rules.WINDOWS))
def test_a_window_has_only_its_end(clock: ClockId) -> None:
    assert steps(facts(clock)).keys() == {Step.DUE}


def test_statutory_stages_climb_like_a_case() -> None:
    assert Step.LIST in steps(facts(ClockId.CONSUMER_ACCEPT))


def test_a_dropped_rung_is_not_climbed() -> None:
    bare = Ladder(
        remind_percent=None,
        urge_after=None,
        supervise_after=None,
        red_card_after=None,
        notify_above=None,
        list_after=None,
        summon_after=None,
    )
    assert steps(facts(), bare).keys() == {Step.YELLOW, Step.DUE}
    assert steps(facts(ClockId.SIGN), bare).keys() == {Step.YELLOW, Step.DUE}


def test_the_ladder_is_chosen_by_profile_and_tier() -> None:
    towns = Ladder(levels=(4,), list_after=20)
    business = Ladder(profiles=("business",), list_after=3)
    policy = SupervisionRules(ladders=(business, towns, Ladder()))
    assert policy.ladder("business", 4) is business
    assert policy.ladder("standard", 4) is towns
    assert policy.ladder("standard", 2).list_after == 10
    assert policy.ladder("standard", None).list_after == 10


def test_a_policy_without_a_ladder_for_everyone_is_refused() -> None:
    with pytest.raises(ValidationError):
        SupervisionRules(ladders=(Ladder(levels=(4,)),))
    with pytest.raises(ValidationError):
        GradeLimits(excellent=80, good=85)


def test_a_policy_survives_its_document() -> None:
    assert SupervisionRules.model_validate(DEFAULT.document()) == DEFAULT


def test_due_steps_are_divided_at_now_and_name_the_next_instant() -> None:
    schedule = rules.schedule(facts(), OFFICE, Ladder())
    due, following = rules.due_steps(schedule, now=V1_DUE)
    assert [s.step for s in due] == [Step.YELLOW, Step.DUE]
    assert following == local("2026-03-13 08:30")
    due, following = rules.due_steps(schedule, now=V1_YELLOW - timedelta(microseconds=1))
    assert (due, following) == ((), V1_YELLOW)
    assert rules.due_steps(schedule, now=local("2026-05-01 00:00"))[1] is None


def test_lateness_is_new_when_a_clock_turned_green_and_the_same_when_it_stayed_red() -> None:
    before, after = V1_DUE - timedelta(days=1), V1_DUE + timedelta(days=3)
    extended = DueChange(before, V1_DUE + timedelta(days=7), was_red=False)
    corrected = DueChange(after, V1_DUE + timedelta(days=1), was_red=True)
    reopened = DueChange(after, after + timedelta(days=2), was_red=True)
    shortened = DueChange(before, before - timedelta(days=1), was_red=False)
    assert rules.episode(V1_DUE, []) == V1_DUE
    assert rules.episode(V1_DUE, [extended]) == extended.new_due_at
    assert rules.episode(V1_DUE, [corrected]) == V1_DUE
    assert rules.episode(V1_DUE, [corrected, reopened]) == reopened.new_due_at
    assert rules.episode(V1_DUE, [shortened]) == shortened.new_due_at


@pytest.mark.parametrize(
    ("yellow", "red", "objects", "points", "grade"),
    [
        (0, 0, 0, 100.0, Grade.EXCELLENT),
        (5, 0, 200, 95.0, Grade.EXCELLENT),
        (0, 1, 50, 90.0, Grade.GOOD),
        (5, 2, 100, 80.0, Grade.PASSED),
        (5, 4, 100, 70.0, Grade.PASSED),
        (6, 4, 100, 68.0, Grade.FAILED),
        (60, 60, 10, 0.0, Grade.FAILED),
    ],
)
def test_the_grade_follows_from_cards_per_hundred_objects(
    yellow: int, red: int, objects: int, points: float, grade: Grade
) -> None:
    limits = GradeLimits()
    found = rules.score(yellow=yellow, red=red, objects=objects, limits=limits)
    assert found == points
    assert rules.grade(found, limits) is grade


def test_every_third_yellow_card_is_one_red_more() -> None:
    due = [rules.repeats_due(yellows=n, already=n // 4, yellows_for_red=3) for n in range(7)]
    assert due == [False, False, False, True, False, False, True]


def test_a_unit_is_heard_before_it_is_held_to_a_card() -> None:
    now = V1_DUE
    later = now + timedelta(days=1)
    assert not rules.may_punish(answered=False, answer_due_at=later, now=now)
    assert rules.may_punish(answered=True, answer_due_at=later, now=now)
    assert rules.may_punish(answered=False, answer_due_at=now, now=now)
