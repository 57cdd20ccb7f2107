"""Whom to ask, when again, and what a machine may decide alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.satisfaction import Answers, Contacted, Rating, Reason, RedoTrigger, Resolved
from hotline.kit import clock
from hotline.process import survey
from hotline.process.survey import Next
from hotline.tickets.models import CloseOutcome, Ticket
from hotline.tickets.policy import DEFAULT

GOOD = Answers(Contacted.YES, Resolved.YES, Rating.SATISFIED)
ANSWERS = st.builds(
    Answers,
    contacted=st.none() | st.sampled_from(Contacted),
    resolved=st.none() | st.sampled_from(Resolved),
    rating=st.none() | st.sampled_from(Rating),
    reasons=st.frozensets(st.sampled_from(Reason)),
    comment=st.text(max_size=40).map(lambda t: t.replace("；意见：", "")),
)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=clock.SHANGHAI).astimezone(UTC)


def ticket(**changes: object) -> Ticket:
    plain: dict[str, object] = {
        "id": "T" * 26,
        "kind": "HELP",
        "confidentiality": "NONE",
        "reply_wanted": True,
        "follow_up_wanted": True,
        "supervise_level": None,
        "redo_round": 0,
        "close_outcome": None,
    }
    return Ticket(**(plain | changes))


def tries_from(first: datetime, number: int) -> list[datetime]:
    tries = [first]
    while len(tries) < number:
        tries.append(survey.next_try(tries))
    return tries


@pytest.mark.parametrize(
    "first", [local(4, 10), local(4, 15), local(4, 19), local(4, 23), local(5, 3)]
)
def test_three_tries_stand_on_different_days_in_different_parts(first: datetime) -> None:
    tries = tries_from(first, 3)
    parts = [survey.part_of(at) for at in tries[1:]]
    assert None not in parts
    assert len({survey.part_of(at) for at in tries}) == 3
    assert len({clock.local_date(at) for at in tries}) == 3
    assert survey.enough_tries(tries, DEFAULT)


def test_two_tries_and_three_on_one_day_are_not_enough() -> None:
    first = local(4, 10)
    assert not survey.enough_tries(tries_from(first, 2), DEFAULT)
    assert not survey.enough_tries([first, first + timedelta(hours=5), local(4, 19)], DEFAULT)


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        (local(4, 3), local(4, 9)),
        (local(4, 10), local(4, 10)),
        (local(4, 12), local(4, 14, 30)),
        (local(4, 18), local(4, 18, 30)),
        (local(4, 20, 30), local(5, 9)),
    ],
)
def test_nobody_is_asked_between_the_day_parts(at: datetime, opens: datetime) -> None:
    assert survey.next_open(at) == opens


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "PRAISE"},
        {"reply_wanted": False},
        {"follow_up_wanted": False},
        {"confidentiality": "CITIZEN_HIDDEN"},
        {"close_outcome": "ANSWERED"},
        {"kind": "REPORT", "profile": "violation_report"},
        {"kind": "COMPLAINT", "profile": "consumer_complaint"},
        {"citizen_kind": "ANONYMOUS"},
    ],
)
def test_who_is_not_asked(changes: dict[str, object]) -> None:
    assert survey.is_asked(ticket(), ticket())
    one = ticket(**changes)
    assert not survey.is_asked(one, one)


def test_a_joined_reporter_is_told_the_answer_but_not_asked() -> None:
    assert not survey.is_asked(ticket(), ticket(id="U" * 26))


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "COMPLAINT"},
        {"kind": "REPORT"},
        {"supervise_level": "SUPERVISED"},
        {"redo_round": 1},
    ],
)
def test_a_person_follows_up(changes: dict[str, object]) -> None:
    assert not survey.needs_person(ticket(), sample_percent=0)
    assert survey.needs_person(ticket(**changes), sample_percent=0)


def test_the_sample_is_about_its_share_and_always_the_same() -> None:
    ids = [f"{number:026d}" for number in range(5000)]
    drawn = [i for i in ids if survey.in_sample(i, 20)]
    assert 0.17 < len(drawn) / len(ids) < 0.23
    assert drawn == [i for i in ids if survey.in_sample(i, 20)]
    assert not any(survey.in_sample(i, 0) for i in ids)
    assert all(survey.in_sample(i, 100) for i in ids)


def decided(answers: Answers, *, changed: bool = False, by_person: bool = False) -> Next:
    return survey.decide(answers, changed=changed, by_person=by_person)[0]


def test_complete_good_answers_close_by_themselves() -> None:
    assert decided(GOOD) is Next.CLOSE
    assert decided(GOOD, by_person=True) is Next.PERSON


def test_a_changed_rating_goes_to_a_person() -> None:
    assert survey.contradicts(Answers(rating=Rating.DISSATISFIED), GOOD)
    assert not survey.contradicts(Answers(rating=Rating.SATISFIED), GOOD)
    assert decided(GOOD, changed=True) is Next.PERSON


def test_not_solved_is_believed_at_once() -> None:
    for by_person in (False, True):
        following, judgement = survey.decide(
            Answers(resolved=Resolved.NO), changed=False, by_person=by_person
        )
        assert following is Next.REDO
        assert judgement.trigger is RedoTrigger.UNRESOLVED


def test_a_bad_rating_without_reasons_is_asked_why() -> None:
    bad = Answers(Contacted.YES, Resolved.YES, Rating.DISSATISFIED)
    assert decided(bad) is Next.ASK_REASONS
    with_policy = survey.joined(bad, Answers(reasons=frozenset({Reason.POLICY_ITSELF})))
    assert decided(with_policy) is Next.PERSON
    with_fault = survey.joined(bad, Answers(reasons=frozenset({Reason.SLOW})))
    assert decided(with_fault) is Next.REDO


def test_half_an_answer_is_never_taken_for_a_whole_one() -> None:
    half = Answers(rating=Rating.VERY_SATISFIED)
    assert decided(half) is Next.ASK_REST
    assert decided(survey.joined(half, Answers(Contacted.YES, Resolved.YES))) is Next.CLOSE


@given(ANSWERS, st.booleans(), st.booleans())
def test_a_machine_closes_only_on_three_answers(
    answers: Answers, changed: bool, by_person: bool
) -> None:
    if decided(answers, changed=changed, by_person=by_person) is Next.CLOSE:
        assert answers.complete
        assert not changed
        assert not by_person
        assert answers.resolved is not Resolved.NO
        assert answers.contacted is not Contacted.NO


@given(ANSWERS)
def test_answers_survive_in_the_note_of_a_try(answers: Answers) -> None:
    assert survey.read_note(survey.written(answers)) == answers


@pytest.mark.parametrize("note", [None, "", "自动回访未收到回复", "评价[9-]", "评价[5--] 坏"])
def test_other_notes_hold_no_answers(note: str | None) -> None:
    assert survey.read_note(note) is None


def test_the_note_can_be_read_by_a_person() -> None:
    told = survey.written(
        Answers(Contacted.YES, Resolved.NO, Rating.DISSATISFIED, comment="仍在漏水")
    )
    assert told == "评价[134] 联系过、未解决、不满意；意见：仍在漏水"


@pytest.mark.parametrize(
    ("resolved", "outcome"),
    [
        (Resolved.YES, CloseOutcome.RESOLVED),
        (Resolved.PARTLY, CloseOutcome.PARTLY_RESOLVED),
        (Resolved.NOT_APPLICABLE, CloseOutcome.ANSWERED),
    ],
)
def test_the_citizens_word_says_how_it_ended(resolved: Resolved, outcome: CloseOutcome) -> None:
    assert survey.outcome_of(Answers(resolved=resolved)) is outcome
