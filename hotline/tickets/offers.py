"""What a console is offered (可用操作): an allowed row with its form, completed by what the ticket knows."""

from dataclasses import dataclass, replace
from typing import Any

from hotline.kit import clock
from hotline.tickets import stages, workflow
from hotline.tickets.actions import Action
from hotline.tickets.forms import FieldSpec, fields_of
from hotline.tickets.payloads import PAYLOADS
from hotline.tickets.policy import Policy
from hotline.tickets.standing import Whole
from hotline.tickets.transition import Row, Standing
from hotline.tickets.vocabulary import AssignmentStatus, Stage, Status

Options = tuple[tuple[str, str], ...]
# Done by a route of its own that answers with the value (``/reveal``), never as an action of the form.
_BY_ITS_OWN_ROUTE = frozenset({Action.REVEAL})
_DANGER = frozenset({Action.VOID, Action.DECLINE, Action.WITHDRAW, Action.OBJECT, Action.SEND_BACK})
_MAIN = frozenset(
    {
        Action.APPROVE,
        Action.DISPATCH,
        Action.SIGN,
        Action.REPLY,
        Action.ACCEPT_RESULT,
        Action.CLOSE,
        Action.CONFIRM,
        Action.ANSWER_NOW,
    }
)


@dataclass(frozen=True)
class Known:
    """What completes the forms: the ticket as a whole, its policy, and how the reader stands to it."""

    whole: Whole
    policy: Policy
    who: Standing


def is_offered(action: Action) -> bool:
    """Tell whether an allowed action is one that a console can submit with a form."""
    return action in PAYLOADS and action not in _BY_ITS_OWN_ROUTE


def offer(row: Row, known: Known) -> dict[str, Any]:
    """Return one action as the console shows it: label, tone, whether a second person confirms, fields."""
    action = row.action
    fields = [_completed(f, action, known) for f in fields_of(PAYLOADS[action])]
    tone = "danger" if action in _DANGER else "primary" if action in _MAIN else "default"
    return {
        "action": action.value,
        "label": action.label,
        "tone": tone,
        "second_person": bool(row.approvers),
        "fields": [_shown(f) for f in fields],
    }


def _shown(spec: FieldSpec) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "name": spec.name,
        "label": spec.label,
        "type": spec.type,
        "required": spec.required,
    }
    if spec.options:
        shown["options"] = [{"value": value, "label": label} for value, label in spec.options]
    if spec.when:
        shown["when"] = {name: list(values) for name, values in spec.when.items()}
    return {**shown, "help": spec.help} if spec.help else shown


def _completed(spec: FieldSpec, action: Action, known: Known) -> FieldSpec:
    options = _options(spec.name, action, known)
    return spec if options is None else replace(spec, type="select", options=options)


def _options(name: str, action: Action, known: Known) -> Options | None:
    """Return the values a field may have on this ticket, ``None`` if its type says them."""
    whole, policy = known.whole, known.policy
    ticket = whole.ticket
    profile = policy.profile(ticket.profile, ticket.received_at)
    if name == "proposal_id":
        return _proposals(whole, known.who)
    if name == "assignment_id":
        return _parts(whole)
    found: dict[str, Options] = {
        "basis": tuple(profile.suspension_bases.items()),
        "profile": tuple(policy.profile_labels().items()),
        "ground_code": tuple((ground.value, ground.label) for ground in policy.grounds),
        "stage": _stages(ticket.profile, ticket.stage),
    }
    only = {"basis": Action.SUSPEND, "stage": Action.RECORD_STAGE}
    if name not in found or (name in only and action is not only[name]):
        return None
    return found[name]


def _proposals(whole: Whole, who: Standing) -> Options:
    """What waits for the reader himself: nobody is offered what another must confirm."""
    status = Status[whole.ticket.status]
    return tuple(
        (
            row.id,
            f"{Action[row.action].label}（{clock.to_local(row.proposed_at):%m-%d %H:%M} 送审）",
        )
        for row in whole.proposals
        if workflow.confirmable(Action[row.action], status, who)
    )


def _parts(whole: Whole) -> Options:
    return tuple(
        (part.id, AssignmentStatus[part.status].label)
        for part in whole.parts
        if part.parent_id is not None and part.status == AssignmentStatus.OBJECTED
    )


def _stages(profile: str, stage: str | None) -> Options:
    following = stages.next_stages(profile, Stage[stage] if stage else None)
    return tuple((s.value, s.label) for s in following)
