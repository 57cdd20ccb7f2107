"""The transition table as data, and the engine that reads it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hotline.roles import Role
from hotline.tickets import guards, transition, workflow
from hotline.tickets.actions import Action
from hotline.tickets.changes import EFFECTS
from hotline.tickets.forms import fields_of
from hotline.tickets.payloads import PAYLOADS, WITHOUT_PAYLOAD
from hotline.tickets.transition import Row, Scope, Standing, TicketFacts
from hotline.tickets.vocabulary import OPEN, TERMINAL, AssignmentStatus, Status
from hotline.tickets.workflow_table import DEFAULTS, SWITCHES

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TABLE = workflow.rows()
BY_ID = {row.id: row for row in TABLE}
RULE_ROWS = (
    [f"A{n}" for n in range(1, 16)]
    + [f"B{n}" for n in range(1, 11)]
    + [f"C{n}" for n in range(1, 11)]
    + [f"D{n}" for n in range(1, 18)]
    + [f"E{n}" for n in range(1, 12)]
    + [f"F{n}" for n in range(1, 10)]
    + [f"G{n}" for n in range(8, 12)]
)


def who(*roles: Role, **more: object) -> Standing:
    """An actor with these roles."""
    return Standing(roles=frozenset(roles), account_id="A", **more)  # type: ignore[arg-type]


def test_every_row_of_the_rules_is_in_the_table() -> None:
    assert set(RULE_ROWS) <= set(BY_ID)
    further = {row.id.rstrip("abc") for row in TABLE} - set(RULE_ROWS)
    assert further == {"H1", "H2", "H3", "H4"}


def test_every_status_can_be_reached() -> None:
    reached = {target for row in TABLE for target in row.targets}
    assert reached == set(Status)


def test_every_open_status_has_an_exit() -> None:
    for status in OPEN:
        exits = {t for row in TABLE if status in row.origins for t in row.targets} - {status}
        assert exits, status


def test_open_and_terminal_statuses_are_those_of_the_rules() -> None:
    assert set(Status) == OPEN | TERMINAL
    assert len(TERMINAL) == 6


def test_every_row_names_a_role_and_a_known_switch() -> None:
    for row in TABLE:
        assert row.roles
        assert {row.switch, row.system_switch} - {None} <= set(SWITCHES)


def test_every_action_stands_in_the_table_with_an_effect_and_a_form() -> None:
    in_table = {row.action for row in TABLE}
    assert in_table == set(Action) - {Action.PROPOSE}
    assert set(PAYLOADS) == set(Action) - WITHOUT_PAYLOAD
    special = {Action.OPEN, Action.CONFIRM, Action.RETURN_PROPOSAL}
    assert set(EFFECTS) == in_table - special


@pytest.mark.parametrize("row", [r for r in TABLE if r.action in PAYLOADS], ids=lambda r: r.id)
def test_what_a_row_must_carry_is_in_its_form(row: Row) -> None:
    fields = {field.name: field for field in fields_of(PAYLOADS[row.action])}
    assert set(row.carries) <= set(fields)
    assert {name for name, f in fields.items() if f.required} <= set(row.carries)
    assert all(f.label and f.label != f.name for f in fields.values())


def test_rows_that_need_a_second_person_are_those_of_the_rules() -> None:
    two = {row.id for row in TABLE if row.approvers}
    assert two == {
        "C3", "D5", "D9", "D12", "D14", "D16", "D17", "F5", "G9", "G9b", "G9c", "G11", "G11b",
    }  # fmt: skip


def test_vendor_staff_may_not_take_any_row_of_handling() -> None:
    unit = {Role.UNIT_CLERK, Role.HANDLER, Role.UNIT_APPROVER}
    for row in TABLE:
        if set(row.roles) - {Role.SYSTEM} and set(row.roles) - {Role.SYSTEM} <= unit:
            assert row.handling, row.id
    row = BY_ID["D1"]
    own = who(Role.HANDLER, scopes=frozenset({Scope.LEAD}))
    assert workflow.may_begin(row, own)
    assert not workflow.may_begin(row, replace(own, vendor=True))


def test_an_unknown_pair_names_the_allowed_actions() -> None:
    with pytest.raises(workflow.IllegalTransition) as caught:
        workflow.lookup(Status.DRAFT, Action.DISPATCH)
    assert caught.value.status == 409
    assert "APPROVE" in caught.value.extra["allowed_actions"]
    assert "DISPATCH" not in caught.value.extra["allowed_actions"]
    assert "审核通过" in caught.value.detail_zh


def test_a_contact_can_open_answer_and_hand_off() -> None:
    assert workflow.actions_of(None) == [Action.OPEN, Action.ANSWER_NOW, Action.HAND_OFF]
    with pytest.raises(workflow.IllegalTransition, match="contact"):
        workflow.lookup(None, Action.SIGN)


def test_a_row_that_policy_switched_off_is_not_there() -> None:
    off = {**DEFAULTS, "withdraw": False}
    assert workflow.lookup(Status.DRAFT, Action.WITHDRAW).id == "A15"
    with pytest.raises(workflow.IllegalTransition) as caught:
        workflow.lookup(Status.DRAFT, Action.WITHDRAW, off)
    assert "WITHDRAW" not in caught.value.extra["allowed_actions"]
    facts = TicketFacts(Status.DRAFT)
    offered = {r.action for r in workflow.allowed(facts, who(Role.AGENT), NOW, off)}
    assert Action.WITHDRAW not in offered
    assert Action.COMMENT in offered


def test_the_system_dispatches_only_where_policy_lets_it() -> None:
    machine = Standing(roles=frozenset({Role.SYSTEM}))
    assert not workflow.may_begin(BY_ID["B5"], machine)
    assert workflow.may_begin(BY_ID["B5"], machine, {"auto_dispatch": True})
    assert workflow.may_begin(BY_ID["C2"], machine)


def test_a_role_that_is_missing_is_told() -> None:
    with pytest.raises(workflow.RoleMissing) as caught:
        workflow.require_role(BY_ID["B5"], who(Role.AGENT))
    assert "派单员" in caught.value.detail_zh
    assert caught.value.status == 403
    workflow.require_role(BY_ID["B5"], who(Role.DISPATCHER))


def test_a_citizen_acts_on_his_own_ticket_only() -> None:
    row = BY_ID["F1"]
    assert not workflow.may_begin(row, who(Role.CITIZEN))
    assert workflow.may_begin(row, who(Role.CITIZEN, is_owner_citizen=True))


def test_a_refused_condition_is_told() -> None:
    row, facts = BY_ID["E7"], TicketFacts(Status.FOLLOWING_UP, redo_round=1)
    with pytest.raises(workflow.ActionRefused) as caught:
        workflow.check(row, facts, who(Role.FOLLOW_UP_AGENT), NOW)
    assert caught.value.status == 409
    workflow.check(row, replace(facts, redo_round=2), who(Role.FOLLOW_UP_AGENT), NOW)


def test_only_another_person_confirms() -> None:
    row = BY_ID["C3"]
    lead = frozenset({Scope.LEAD})
    approver = who(Role.UNIT_APPROVER, scopes=lead)
    assert workflow.may_confirm(row, approver)
    assert not workflow.may_confirm(row, replace(approver, proposed=frozenset({Action.OBJECT})))
    assert not workflow.may_confirm(row, replace(approver, scopes=frozenset()))
    assert not workflow.may_confirm(row, replace(approver, vendor=True))
    assert not workflow.may_confirm(row, who(Role.UNIT_CLERK, scopes=lead))


def test_an_approver_of_the_hotline_has_no_part_in_the_ticket() -> None:
    row = BY_ID["D14"]
    officer = who(Role.SUPERVISION_OFFICER)
    assert workflow.may_confirm(row, officer)
    assert not workflow.may_confirm(row, replace(officer, scopes=frozenset({Scope.LEAD})))


def test_a_proposed_action_is_offered_to_its_second_person_only() -> None:
    window = NOW + timedelta(hours=1)
    facts = TicketFacts(Status.DISPATCHED, return_window_ends_at=window)
    scopes = frozenset({Scope.LEAD})
    clerk = who(Role.UNIT_CLERK, scopes=scopes, own_status=AssignmentStatus.PENDING_SIGN)
    approver = who(Role.UNIT_APPROVER, scopes=scopes)

    def offered(facts: TicketFacts, actor: Standing) -> set[Action]:
        return {row.action for row in workflow.allowed(facts, actor, NOW)}

    assert Action.OBJECT in offered(facts, clerk)
    assert Action.CONFIRM not in offered(facts, approver)
    waiting = replace(facts, proposed=frozenset({Action.OBJECT, Action.REPLY}))
    assert Action.OBJECT not in offered(waiting, clerk)
    assert {Action.CONFIRM, Action.RETURN_PROPOSAL} <= offered(waiting, approver)
    assert Action.CONFIRM not in offered(waiting, clerk)


def test_the_diagram_is_drawn_from_the_table() -> None:
    drawn = workflow.mermaid()
    assert drawn.startswith("stateDiagram-v2\n")
    assert "    DRAFT: 待审核 DRAFT\n" in drawn
    assert "    CLOSED --> [*]\n" in drawn
    edges = {line.split(": ")[0].strip() for line in drawn.splitlines() if " --> " in line}
    expected = {
        f"{origin} --> {target}"
        for row in TABLE
        for origin in [*row.origins, *(["[*]"] if row.contact else [])]
        for target in row.targets
        if origin is not target
    } | {f"{status} --> [*]" for status in TERMINAL}
    assert edges == expected


def test_two_rows_for_one_pair_are_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workflow, "TABLE", (*TABLE, BY_ID["B5"]))
    with pytest.raises(ValueError, match="two rows"):
        workflow._index()


@pytest.mark.parametrize("text", ["?sign", "▶nap"])
def test_an_unknown_clock_operation_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="unknown clock operation"):
        transition.steps(text)


def test_a_guard_is_a_pure_function_of_facts_standing_and_time() -> None:
    for row in TABLE:
        for guard in row.guards:
            assert guard.__module__ == guards.__name__


def test_whoever_reviewed_a_ticket_takes_no_step_of_its_handling() -> None:
    handling = [row for row in workflow.rows() if row.handling]
    assert len(handling) > 20
    assert [row.id for row in handling if guards.not_reviewed not in row.guards] == []
