"""Every condition of the table, refused and met."""

from datetime import UTC, datetime, timedelta

import pytest

from hotline.roles import Role
from hotline.tickets import guards as g
from hotline.tickets import workflow
from hotline.tickets.transition import Guard, Scope, Standing, TicketFacts
from hotline.tickets.vocabulary import (
    AppealState,
    AssignmentStatus,
    FilingState,
    Status,
    SuperviseLevel,
)
from routing.taxonomy.tree import RequestKind, Urgency

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
LATER, EARLIER = NOW + timedelta(hours=1), NOW - timedelta(hours=1)
LEAD = frozenset({Scope.LEAD})
NO_ONE = Standing(roles=frozenset())


def facts(**more: object) -> TicketFacts:
    """Facts of a ticket in handling."""
    return TicketFacts(Status.HANDLING, **more)  # type: ignore[arg-type]


def person(*roles: Role, **more: object) -> Standing:
    """An actor."""
    return Standing(roles=frozenset(roles), **more)  # type: ignore[arg-type]


WINDOW = {"return_window_ends_at": LATER}
EXTENDABLE = {"case_due_at": LATER, "kind": RequestKind.HELP}
REFUSED = [
    (g.contest_once, facts(contested=True), NO_ONE),
    (g.may_withdraw, facts(kind=RequestKind.REPORT), NO_ONE),
    (g.may_withdraw, facts(has_risk=True), NO_ONE),
    (g.not_author, facts(), person(is_author=True)),
    (g.no_consultation, facts(consultation_open=True), NO_ONE),
    (g.consultation, facts(), NO_ONE),
    (g.recall_window, facts(), NO_ONE),
    (g.recall_window, facts(last_dispatched_at=NOW - timedelta(minutes=31)), NO_ONE),
    (g.may_object, facts(**WINDOW, return_locked=True), NO_ONE),
    (g.may_object, facts(), NO_ONE),
    (g.may_object, facts(return_window_ends_at=EARLIER), NO_ONE),
    (g.may_object, facts(**WINDOW), person(unit_objected=True)),
    (g.may_object, facts(**WINDOW, returns_total=2), NO_ONE),
    (g.may_decide_objection, facts(), person(Role.ADJUDICATOR, in_ruled_unit=True)),
    (g.may_decide_objection, facts(returns_total=2), person(Role.DISPATCHER)),
    (g.may_decide_objection, facts(is_overlap=True), person(Role.DISPATCHER)),
    (g.not_ruled_unit, facts(), person(in_ruled_unit=True)),
    (g.pending_sign, facts(), person(own_status=AssignmentStatus.SIGNED)),
    (g.signed, facts(), person(own_status=AssignmentStatus.PENDING_SIGN)),
    (g.town_leads, facts(), NO_ONE),
    (g.may_extend, facts(**EXTENDABLE, extension_used=True), NO_ONE),
    (g.may_extend, facts(**EXTENDABLE, extension_pending=True), NO_ONE),
    (g.may_extend, facts(case_due_at=LATER, kind=RequestKind.CONSULT), NO_ONE),
    (g.may_extend, facts(**EXTENDABLE, urgency=Urgency.URGENT), NO_ONE),
    (g.may_extend, facts(**EXTENDABLE, redo_round=1), NO_ONE),
    (g.may_extend, facts(**EXTENDABLE, tracked=True), NO_ONE),
    (g.may_extend, facts(**EXTENDABLE, has_stages=True), NO_ONE),
    (g.may_extend, facts(**EXTENDABLE, suspended=True), NO_ONE),
    (g.may_extend, facts(kind=RequestKind.HELP), NO_ONE),
    (g.may_extend, facts(kind=RequestKind.HELP, case_due_at=NOW), NO_ONE),
    (g.extension_pending, facts(), NO_ONE),
    (g.extension_pending, facts(extension_pending=True), person(asked_extension=True)),
    (g.extension_pending, facts(extension_pending=True), person(scopes=LEAD)),
    (g.may_suspend, facts(), NO_ONE),
    (g.may_suspend, facts(suspension_bases=frozenset({"TESTING"}), suspended=True), NO_ONE),
    (g.not_suspended, facts(suspended=True), NO_ONE),
    (g.suspended, facts(), NO_ONE),
    (g.not_tracked, facts(tracked=True), NO_ONE),
    (g.tracked, facts(), NO_ONE),
    (g.not_handled, facts(), person(has_handled=True)),
    (g.not_handled, facts(), person(scopes=LEAD)),
    (g.not_reviewed, facts(), person(has_reviewed=True)),
    (g.redo_left, facts(redo_round=2), NO_ONE),
    (g.redo_spent, facts(redo_round=1), NO_ONE),
    (g.reopen_window, facts(), NO_ONE),
    (g.reopen_window, facts(reopen_until=EARLIER), NO_ONE),
    (g.reopen_window, facts(reopen_until=LATER, sealed=True), NO_ONE),
    (g.window_over, facts(sealed=True), NO_ONE),
    (g.window_over, facts(reopen_until=LATER), NO_ONE),
    (g.not_sealed, facts(sealed=True), NO_ONE),
    (g.once_a_day, facts(urged_today=True), NO_ONE),
    (g.supervised, facts(), NO_ONE),
    (g.filing_none, facts(unreasonable_state=FilingState.REFUSED), NO_ONE),
    (g.filing_filed, facts(), NO_ONE),
    (g.filing_filed, facts(unreasonable_state=FilingState.FILED), person(scopes=LEAD)),
    (g.filing_filed, facts(unreasonable_state=FilingState.FILED), person(has_handled=True)),
    (g.filing_filed, facts(unreasonable_state=FilingState.FILED), person(involved_in_filing=True)),
    (g.filing_granted, facts(), NO_ONE),
    (g.filing_granted, facts(unreasonable_state=FilingState.GRANTED), person(has_handled=True)),
    (g.joined_to_open, facts(), NO_ONE),
    (g.appeal_none, facts(appeal_state=AppealState.FILED), NO_ONE),
    (g.appeal_none, facts(appeal_state=AppealState.REJECTED), NO_ONE),
    (g.appeal_none, facts(appeal_state=AppealState.UPHELD), NO_ONE),
    (g.appeal_filed, facts(), NO_ONE),
    (g.appeal_filed, facts(appeal_state=AppealState.FILED), person(involved_in_appeal=True)),
    (g.appeal_filed, facts(appeal_state=AppealState.FILED), person(has_reviewed=True)),
    (g.has_stages, facts(), NO_ONE),
    (g.child_objected, facts(), person(unit_objected=True)),
    (g.lower_objected, facts(), NO_ONE),
    (g.something_proposed, facts(), NO_ONE),
]
MET = [
    (g.contest_once, facts(), NO_ONE),
    (g.may_withdraw, facts(kind=RequestKind.HELP), NO_ONE),
    (g.not_author, facts(), NO_ONE),
    (g.no_consultation, facts(), NO_ONE),
    (g.consultation, facts(consultation_open=True), NO_ONE),
    (g.recall_window, facts(last_dispatched_at=NOW - timedelta(minutes=30)), NO_ONE),
    (g.may_object, facts(**WINDOW, returns_total=1), NO_ONE),
    (g.may_decide_objection, facts(returns_total=1), person(Role.DISPATCHER)),
    (g.may_decide_objection, facts(returns_total=2), person(Role.ADJUDICATOR)),
    (g.not_ruled_unit, facts(), NO_ONE),
    (g.pending_sign, facts(), person(own_status=AssignmentStatus.PENDING_SIGN)),
    (g.pending_sign, facts(), NO_ONE),
    (g.signed, facts(), person(own_status=AssignmentStatus.SIGNED)),
    (g.town_leads, facts(lead_is_town=True), NO_ONE),
    (g.may_extend, facts(**EXTENDABLE), NO_ONE),
    (g.extension_pending, facts(extension_pending=True), NO_ONE),
    (g.may_suspend, facts(suspension_bases=frozenset({"TESTING"})), NO_ONE),
    (g.not_suspended, facts(), NO_ONE),
    (g.suspended, facts(suspended=True), NO_ONE),
    (g.not_tracked, facts(), NO_ONE),
    (g.tracked, facts(tracked=True), NO_ONE),
    (g.not_handled, facts(), NO_ONE),
    (g.not_reviewed, facts(), NO_ONE),
    (g.redo_left, facts(redo_round=1), NO_ONE),
    (g.redo_spent, facts(redo_round=2), NO_ONE),
    (g.reopen_window, facts(reopen_until=NOW), NO_ONE),
    (g.window_over, facts(reopen_until=NOW), NO_ONE),
    (g.window_over, facts(), NO_ONE),
    (g.not_sealed, facts(), NO_ONE),
    (g.once_a_day, facts(), NO_ONE),
    (g.supervised, facts(supervise_level=SuperviseLevel.URGED), NO_ONE),
    (g.filing_none, facts(), NO_ONE),
    (g.filing_filed, facts(unreasonable_state=FilingState.FILED), NO_ONE),
    (g.filing_granted, facts(unreasonable_state=FilingState.GRANTED), NO_ONE),
    (g.appeal_none, facts(), NO_ONE),
    (g.joined_to_open, facts(joined_to_open=True), NO_ONE),
    (g.appeal_filed, facts(appeal_state=AppealState.FILED), NO_ONE),
    (g.has_stages, facts(has_stages=True), NO_ONE),
    (g.child_objected, facts(), NO_ONE),
    (g.lower_objected, facts(), person(lower_objected=True)),
    (g.something_proposed, facts(proposed=frozenset({"REPLY"})), NO_ONE),
]


@pytest.mark.parametrize(("guard", "case", "who"), REFUSED)
def test_a_condition_refuses_with_a_reason(guard: Guard, case: TicketFacts, who: Standing) -> None:
    found = guard(case, who, NOW)
    assert found is not None
    assert found.zh
    assert found.en.isascii()


@pytest.mark.parametrize(("guard", "case", "who"), MET)
def test_a_condition_that_is_met_says_nothing(
    guard: Guard, case: TicketFacts, who: Standing
) -> None:
    assert guard(case, who, NOW) is None


def test_every_condition_is_tried_both_ways() -> None:
    in_use = {guard for row in workflow.rows() for guard in row.guards}
    assert in_use <= {guard for guard, *_ in REFUSED}
    assert in_use <= {guard for guard, *_ in MET}
