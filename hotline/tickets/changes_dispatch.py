"""What actions of dispatch, return and ruling do (派单·退单·裁决): rows B3–B6 and C of domain rules §3.2."""

from collections.abc import Mapping

from sqlalchemy import select

from hotline.kit.ids import new_id
from hotline.tickets import clockwork
from hotline.tickets import payloads_dispatch as p
from hotline.tickets.actions import Action
from hotline.tickets.changes_intake import link
from hotline.tickets.deed import WORK_CLOCKS, Deed, refused
from hotline.tickets.effects import Effect
from hotline.tickets.guards import MAX_RETURNS
from hotline.tickets.models import Assignment
from hotline.tickets.papers import Consultation
from hotline.tickets.parts import (
    attach,
    give,
    give_lead,
    name_lead,
    of_kind,
    signed_again,
    take_back_all,
)
from hotline.tickets.payloads_intake import WithReason
from hotline.tickets.receivers import existing_unit, lead_unit, partner_unit, superior_unit
from hotline.tickets.returns import require_proof
from hotline.tickets.vocabulary import (
    AssignmentRole,
    AssignmentStatus,
    EvidenceKind,
    Relation,
    Status,
    SuperviseLevel,
)


async def call_consultation(deed: Deed, given: p.CallConsultation) -> None:
    """B3, C7, E7: the clocks of dispatch, promise and case run on."""
    for unit_id in given.unit_ids:
        await existing_unit(deed, unit_id)
    deed.ticket.consultation_open = True
    deed.session.add(
        Consultation(
            id=new_id(),
            ticket_id=deed.ticket.id,
            question=given.question,
            unit_ids=list(given.unit_ids),
            called_by=deed.actor.account_id,
            called_at=deed.at,
            partner_unit_ids=[],
        )
    )


async def conclude(deed: Deed, given: p.Conclusion) -> None:
    """B4, C8, E8: the minutes close the consultation."""
    await end_consultation(deed)
    query = (
        select(Consultation)
        .where(Consultation.ticket_id == deed.ticket.id)
        .order_by(Consultation.called_at.desc())
        .limit(1)
    )
    row = (await deed.session.scalars(query)).one()
    row.concluded_by, row.concluded_at = deed.actor.account_id, deed.at
    row.minutes, row.basis = given.minutes, given.basis
    row.lead_unit_id, row.partner_unit_ids = given.lead_unit_id, list(given.partner_unit_ids)
    row.catalogue_feedback = given.catalogue_feedback


async def end_consultation(deed: Deed) -> None:
    """Close what is open without minutes (a ruling or a withdrawal made it superfluous)."""
    query = select(Consultation).where(
        Consultation.ticket_id == deed.ticket.id, Consultation.concluded_at.is_(None)
    )
    for row in await deed.session.scalars(query):
        row.concluded_at = deed.at
    deed.ticket.consultation_open = False


async def dispatch(deed: Deed, given: p.Dispatch) -> None:
    """B5: the first unit dispatched to owns the ticket until a ruling (§7.3)."""
    ticket = deed.ticket
    ticket.catalogue_row_id = given.catalogue_row_id or ticket.catalogue_row_id
    ticket.dispatch_note = given.dispatch_note
    ticket.limit_days, ticket.limit_basis = given.limit_days, given.limit_basis
    ticket.no_push_down = given.no_push_down
    await name_lead(deed, given.lead_unit_id, given.partner_unit_ids, given.dispatch_basis)


async def recall(deed: Deed, given: WithReason) -> None:
    """B6: nobody has it, and the case clock keeps its start."""
    del given
    take_back_all(deed)
    for clock in deed.find(*WORK_CLOCKS):
        clockwork.hand_over(clock, None)
    deed.ticket.lead_unit_id = None


async def sign(deed: Deed, given: p.Sign) -> None:
    """C1: the lead's signature moves the ticket, a partner's or a lower tier's does not."""
    part = deed.require_own()
    _signed(deed, part)
    part.signed_by = deed.actor.account_id
    part.handler_id = given.handler_id or deed.actor.account_id


async def sign_timeout(deed: Deed, given: p.SignTimeout) -> None:
    """C2: deemed signed, counted late."""
    part = deed.part(given.assignment_id) if given.assignment_id else deed.require_lead()
    if part.status != AssignmentStatus.PENDING_SIGN:
        raise refused("assignment_id", "该单位已签收", "signed already")
    deed.own = part
    _signed(deed, part)
    part.deemed_signed = True


def _signed(deed: Deed, part: Assignment) -> None:
    part.status = AssignmentStatus.SIGNED.value
    part.signed_at = deed.since(part.assigned_at)
    if part is not deed.lead:
        deed.target = deed.facts.status
        deed.message_id = None


async def object_to(deed: Deed, given: p.Object) -> None:
    """C3: proven and counted; the unit stays the provisional owner and its clock runs (rules 1–3)."""
    await require_proof(deed, given)
    part = deed.require_lead()
    if given.suggested_unit_id is not None:
        if given.suggested_unit_id == part.unit_id:
            raise refused("suggested_unit_id", "不能建议本单位", "name another unit")
        await lead_unit(deed, given.suggested_unit_id)
    part.status = AssignmentStatus.OBJECTED.value
    part.returns += 1
    part.return_reason = given.return_reason.value
    part.legal_basis = given.legal_basis
    part.suggested_unit_id = given.suggested_unit_id
    deed.ticket.returns_total += 1
    deed.own = part
    if given.duplicate_ticket_id is not None:
        other = given.duplicate_ticket_id
        await link(deed, other, Relation.RELATED, field="duplicate_ticket_id")
    await attach(deed, of_kind(given.file_ids, EvidenceKind.OTHER))


async def withdraw_objection(deed: Deed, given: object) -> None:
    """C4: still counted."""
    del given
    signed_again(deed, deed.require_lead())
    await end_consultation(deed)


async def redispatch(deed: Deed, given: p.Redispatch) -> None:
    """C5: another unit leads; after the second objection nobody may return it again."""
    if given.lead_unit_id == deed.require_lead().unit_id:
        raise refused(
            "lead_unit_id", "仍由原单位办理的请“驳回退单”", "reject the objection instead"
        )
    deed.ticket.catalogue_row_id = given.catalogue_row_id or deed.ticket.catalogue_row_id
    await end_consultation(deed)
    await name_lead(deed, given.lead_unit_id, given.partner_unit_ids, given.basis)
    if deed.ticket.returns_total >= MAX_RETURNS:
        deed.ticket.return_locked = True


async def reject_objection(deed: Deed, given: p.RejectObjection) -> None:
    """C6: final (rule 4)."""
    del given
    signed_again(deed, deed.require_lead())
    deed.ticket.return_locked = True
    await end_consultation(deed)


async def rule(deed: Deed, given: p.Ruling) -> None:
    """C8: the coordinator's ruling is final; the same unit goes on, or another one is dispatched to."""
    await conclude(deed, given)
    deed.ticket.return_locked = True
    lead = deed.require_lead()
    if given.lead_unit_id == lead.unit_id:
        signed_again(deed, lead)
        await add_partners(deed, given.partner_unit_ids)
        deed.target = Status.HANDLING
    else:
        await name_lead(deed, given.lead_unit_id, given.partner_unit_ids, given.basis)


async def add_partners(deed: Deed, unit_ids: list[str]) -> None:
    """Give further units a part as partners."""
    have = {part.unit_id for part in deed.parts if part.status != AssignmentStatus.REVOKED}
    for unit_id in dict.fromkeys(unit_ids):
        if unit_id not in have:
            unit = await partner_unit(deed, unit_id)
            await give(deed, unit, AssignmentRole.PARTNER)


async def raise_up(deed: Deed, given: p.Raise) -> None:
    """F5: the superior unit becomes the lead, for good."""
    unit = await superior_unit(deed, given.superior_unit_id)
    lead = deed.require_lead()
    above = lead.unit_path.startswith(unit.path) and unit.id != lead.unit_id
    if not above and unit.level >= lead.unit_level:
        raise refused("superior_unit_id", "须为更高一级的单位", "name a superior unit")
    await end_consultation(deed)
    await give_lead(deed, unit, [], deed.ticket.dispatch_basis)
    deed.ticket.superior_unit_id = unit.id
    deed.ticket.return_locked = True
    deed.ticket.supervise_level = SuperviseLevel.RAISED.value


async def nothing(deed: Deed, given: object) -> None:
    """The row itself says everything."""
    del deed, given


EFFECTS: Mapping[Action, Effect] = {
    Action.CALL_CONSULTATION: call_consultation,
    Action.DISPATCH: dispatch,
    Action.RECALL: recall,
    Action.SIGN: sign,
    Action.SIGN_TIMEOUT: sign_timeout,
    Action.OBJECT: object_to,
    Action.WITHDRAW_OBJECTION: withdraw_objection,
    Action.REDISPATCH: redispatch,
    Action.REJECT_OBJECTION: reject_objection,
    Action.RULE: rule,
    Action.ADJUDICATE_TIMEOUT: nothing,
    Action.RAISE: raise_up,
}
