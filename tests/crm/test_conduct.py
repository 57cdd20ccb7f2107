"""The caller side machine follows the table, and danger is always heard."""

from datetime import timedelta
from itertools import product

import pytest

from crm.conduct import (
    TABLE,
    ConductAction,
    ConductState,
    Persons,
    access_of,
    allowed_actions,
    check,
    restriction_length,
)
from crm.errors import ConductIllegal, ConductIncomplete, SecondPersonNeeded

SUPERVISOR = Persons(frozenset({"supervisor"}), "s1", frozenset({"supervisor"}), "s2")
PROOF = {"reason": "多次辱骂", "recordings": ("r1",), "channel": "VOICE"}


@pytest.mark.parametrize("pair", list(product(ConductState, ConductAction)))
def test_only_the_rows_of_the_table_are_allowed(pair: tuple[ConductState, ConductAction]) -> None:
    state, action = pair
    row = TABLE[action]
    persons = Persons(row.roles, "s1", frozenset({"supervisor", "admin"}), "s2")
    if state in row.sources:
        assert check(state, action, persons, PROOF).target == row.target
    else:
        with pytest.raises(ConductIllegal) as refusal:
            check(state, action, persons, PROOF)
        assert action.value not in refusal.value.extra["allowed_actions"]


def test_a_restriction_needs_a_second_person() -> None:
    alone = Persons(frozenset({"supervisor"}), "s1")
    with pytest.raises(SecondPersonNeeded):
        check(ConductState.WARNED, ConductAction.RESTRICT, alone, PROOF)
    oneself = Persons(frozenset({"supervisor"}), "s1", frozenset({"supervisor"}), "s1")
    with pytest.raises(SecondPersonNeeded):
        check(ConductState.WARNED, ConductAction.RESTRICT, oneself, PROOF)


def test_a_restriction_names_what_is_missing() -> None:
    with pytest.raises(ConductIncomplete) as refusal:
        check(ConductState.WARNED, ConductAction.RESTRICT, SUPERVISOR, {"reason": "辱骂"})
    assert refusal.value.extra["missing"] == ["recordings", "channel"]


def test_an_agent_may_warn_but_not_restrict() -> None:
    agent = Persons(frozenset({"agent"}), "a1", frozenset({"supervisor"}), "s1")
    assert check(ConductState.NONE, ConductAction.WARN, agent, PROOF).ref == "G1"
    with pytest.raises(ConductIllegal) as refusal:
        check(ConductState.WARNED, ConductAction.RESTRICT, agent, PROOF)
    assert refusal.value.extra["allowed_actions"] == ["WARN"]


def test_every_state_but_the_last_has_an_exit_for_somebody() -> None:
    for state in ConductState:
        assert ConductAction.REFER_TO_POLICE in allowed_actions(state)


def test_restrictions_grow_and_stop_growing() -> None:
    lengths = [restriction_length(n) for n in range(4)]
    assert lengths == [timedelta(hours=24), timedelta(7), timedelta(30), timedelta(30)]


def test_a_restricted_caller_in_danger_reaches_an_operator() -> None:
    assert access_of(restricted=True, danger=True).operator
    quiet = access_of(restricted=True, danger=False)
    assert not quiet.operator
    assert quiet.recorded_line
    assert quiet.text_channels
    assert quiet.emergency
