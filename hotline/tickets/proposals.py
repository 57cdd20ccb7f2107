"""What waits for a second person (送审·审批): nobody approves his own request (domain rules §3.3)."""

from typing import Any

from pydantic import BaseModel

from hotline.kit.files import service as files
from hotline.kit.ids import new_id
from hotline.tickets import workflow
from hotline.tickets.actions import Action
from hotline.tickets.deed import Deed
from hotline.tickets.errors import ActionRefused, ProposalUnknown
from hotline.tickets.papers import Proposal
from hotline.tickets.parts import OWNER
from hotline.tickets.standing import PENDING, Whole
from hotline.tickets.vocabulary import Status

DONE, RETURNED, LAPSED = "DONE", "RETURNED", "LAPSED"
_FILES = frozenset({"file_id", "file_ids"})


def refuse_twice(deed: Deed) -> None:
    """One proposal of a kind at a time; raises ``ActionRefused`` (409) while one waits."""
    if deed.row.approvers and deed.row.action in deed.facts.proposed:
        raise ActionRefused("已送审，请等待审批", "this waits for approval already")


async def propose(deed: Deed, whole: Whole, given: BaseModel) -> Proposal:
    """Keep a payload until a second person confirms it; ``refuse_twice`` was asked before.

    Uploads become the ticket's own files now, because a claim does not live for ever.
    """
    members = given.model_dump(mode="json", exclude_none=True)
    claims = [ref for ref in _refs(members) if "." in ref]
    if claims:
        await files.attach(deed.session, claims, owner_kind=OWNER, owner_id=deed.ticket.id)
    row = Proposal(
        id=new_id(),
        ticket_id=deed.ticket.id,
        action=deed.row.action.value,
        payload=_settled(members),
        state=PENDING,
        unit_id=deed.own.unit_id if deed.own and deed.row.scopes else None,
        proposed_by=deed.actor.account_id,
        proposed_at=deed.at,
    )
    deed.session.add(row)
    whole.proposals.append(row)
    deed.noted |= {"proposed": deed.row.action.value, "proposal_id": row.id}
    return row


def _refs(value: Any, *, inside: bool = False) -> list[str]:
    if isinstance(value, str):
        return [value] if inside else []
    if isinstance(value, list):
        return [ref for item in value for ref in _refs(item, inside=inside)]
    if isinstance(value, dict):
        return [r for n, item in value.items() for r in _refs(item, inside=n in _FILES)]
    return []


def _settled(value: Any, *, inside: bool = False) -> Any:
    """Replace every claim by the id of its file."""
    if isinstance(value, str):
        return value.partition(".")[0] if inside else value
    if isinstance(value, list):
        return [_settled(item, inside=inside) for item in value]
    if isinstance(value, dict):
        return {n: _settled(item, inside=n in _FILES) for n, item in value.items()}
    return value


def find(whole: Whole, proposal_id: str) -> Proposal:
    """Return a pending proposal of the ticket; raises ``ProposalUnknown`` (404)."""
    for row in whole.proposals:
        if row.id == proposal_id:
            return row
    raise ProposalUnknown


def decide(deed: Deed, whole: Whole, row: Proposal, state: str, reason: str | None) -> None:
    """Write down what became of a proposal."""
    row.state = state
    row.decided_by, row.decided_at, row.reason = deed.actor.account_id, deed.at, reason
    deed.noted |= {"proposal_id": row.id, "proposed": row.action}
    whole.proposals.remove(row)


def lapse(deed: Deed, whole: Whole) -> None:
    """Let go what can no longer be confirmed in the ticket's new status."""
    possible = workflow.actions_of(Status[deed.ticket.status])
    for row in list(whole.proposals):
        if Action[row.action] not in possible:
            row.state, row.decided_at = LAPSED, deed.at
            whole.proposals.remove(row)
