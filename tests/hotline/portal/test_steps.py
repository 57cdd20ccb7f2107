"""The public timeline: every step of the ticket's way, in words that give nothing internal away."""

import pytest

from hotline.kit import clock
from hotline.kit.ids import new_id
from hotline.portal import steps
from hotline.tickets import workflow_table
from hotline.tickets.models import Action, TicketAction

# Not the citizen's: a void ticket is not shown, secrecy is not told, no note of progress without words.
_UNSHOWN = {Action.VOID, Action.SET_CONFIDENTIAL, Action.CLEAR_CONFIDENTIAL, Action.NOTE_PROGRESS}
_WAY = sorted(
    {row.action for row in workflow_table.TABLE if row.id[0] in "ABCDE"} - _UNSHOWN,
    key=lambda action: action.value,
)


def logged(action: Action, row: str = "D1", **payload: object) -> TicketAction:
    """A row of the log."""
    return TicketAction(
        id=new_id(), action=action.value, row_id=row, at=clock.now(), payload=payload, texts={}
    )


@pytest.mark.parametrize("action", _WAY)
def test_a_step_of_which_nothing_is_sent_is_shown(action: Action) -> None:
    assert steps.words(logged(action))


@pytest.mark.parametrize(
    "action",
    [Action.COMMENT, Action.LINK, Action.REVEAL, Action.FLAG_RISK, Action.FILE_UNREASONABLE],
)
def test_what_is_internal_is_not_shown(action: Action) -> None:
    assert steps.words(logged(action)) is None


def test_a_call_that_reached_nobody_is_told_as_such() -> None:
    said = [
        steps.words(logged(action, outcome="NO_ANSWER"))
        for action in (Action.LOG_CONTACT, Action.RECORD_ATTEMPT)
    ]
    assert said == ["承办单位尝试与您联系，未接通", "尝试向您回访，未接通"]


def test_a_partner_that_signs_is_not_taken_for_the_unit_in_charge() -> None:
    assert steps.words(logged(Action.SIGN, "C1")) == "承办单位已接收"
    assert steps.words(logged(Action.SIGN, "C1b")) == "协助办理的单位已接收"
    assert steps.words(logged(Action.SIGN_TIMEOUT, "C2b")) == "协助办理的单位已接收"
