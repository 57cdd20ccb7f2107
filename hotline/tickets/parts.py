"""Giving units their part of a ticket and taking it back (承办分派), and adding files."""

from collections.abc import Sequence

from sqlalchemy import select

from hotline.kit.files import service as files
from hotline.kit.files.models import StoredFile
from hotline.kit.ids import new_id
from hotline.kit.organisation.models import Unit, UnitLevel
from hotline.tickets import clockwork
from hotline.tickets.deed import WORK_CLOCKS, Deed, refused
from hotline.tickets.events import AssignmentStarted
from hotline.tickets.models import Assignment
from hotline.tickets.papers import TicketAttachment
from hotline.tickets.receivers import lead_unit, partner_unit
from hotline.tickets.vocabulary import (
    AssignmentRole,
    AssignmentStatus,
    ClockId,
    EvidenceKind,
)

OWNER = "ticket"
Given = tuple[str, EvidenceKind]


async def give(deed: Deed, unit: Unit, role: AssignmentRole, **more: str | None) -> Assignment:
    """Give a unit a part; its clocks start with the row's plan."""
    part = Assignment(
        id=new_id(),
        ticket_id=deed.ticket.id,
        unit_id=unit.id,
        unit_path=unit.path,
        unit_level=unit.level,
        role=role.value,
        status=AssignmentStatus.PENDING_SIGN.value,
        assigned_by=deed.actor.account_id,
        assigned_at=deed.at,
        deemed_signed=False,
        returns=0,
        **more,
    )
    deed.session.add(part)
    await deed.session.flush()
    deed.parts.append(part)
    deed.started.append(part)
    deed.events.append(AssignmentStarted(deed.ticket.id, part.id, unit.id, role.value))
    return part


def take_back(deed: Deed, part: Assignment) -> None:
    """Revoke a part and what was passed down from it; its clocks stop, the work clock does not."""
    for child in [p for p in deed.parts if p.parent_id == part.id]:
        if child.status != AssignmentStatus.REVOKED:
            take_back(deed, child)
            stop_clocks(deed, child)
    part.status = AssignmentStatus.REVOKED.value
    part.revoked_at = deed.since(part.assigned_at)
    stop_clocks(deed, part, keep=WORK_CLOCKS)


def stop_clocks(deed: Deed, part: Assignment, *, keep: Sequence[ClockId] = ()) -> None:
    """Stop the clocks of a part."""
    for running in deed.find(*ClockId):
        if running.assignment_id == part.id and running.clock not in keep:
            clockwork.stop(deed, running)


def take_back_all(deed: Deed) -> None:
    """Revoke every part."""
    for part in deed.parts:
        if part.status != AssignmentStatus.REVOKED:
            take_back(deed, part)


async def name_lead(
    deed: Deed, unit_id: str, partner_ids: Sequence[str], basis: str | None
) -> Assignment:
    """Make a unit the lead with its partners; whoever had a part before loses it.

    The work clock goes on for the new lead. Raises ``UnitUnusable`` (422).
    """
    unit = await lead_unit(deed, unit_id)
    return await give_lead(deed, unit, partner_ids, basis)


async def give_lead(
    deed: Deed, unit: Unit, partner_ids: Sequence[str], basis: str | None
) -> Assignment:
    """Give the lead to a unit that was found fit for it. Raises ``UnitUnusable`` (422) for a partner."""
    ticket = deed.ticket
    partners = [await partner_unit(deed, p) for p in dict.fromkeys(partner_ids) if p != unit.id]
    take_back_all(deed)
    lead = await give(deed, unit, AssignmentRole.LEAD)
    for partner in partners:
        await give(deed, partner, AssignmentRole.PARTNER)
    ticket.lead_unit_id = unit.id
    ticket.superior_unit_id = await _district_of(deed, unit)
    ticket.first_lead_unit_id = ticket.first_lead_unit_id or unit.id
    ticket.first_dispatched_at = ticket.first_dispatched_at or deed.at
    ticket.last_dispatched_at = deed.at
    ticket.dispatched_by = deed.actor.account_id
    ticket.dispatch_basis = basis
    ticket.hops += 1
    return lead


async def _district_of(deed: Deed, unit: Unit) -> str | None:
    """A town that leads is copied to its district, which must help and press (B5, §7.2)."""
    if unit.level != UnitLevel.TOWN:
        return None
    above = unit.path.strip("/").split("/")[:-1]
    query = select(Unit.id).where(Unit.id.in_(above), Unit.level == UnitLevel.DISTRICT.value)
    district: str | None = await deed.session.scalar(query.order_by(Unit.path.desc()).limit(1))
    return district


def signed_again(deed: Deed, part: Assignment) -> None:
    """Put a part back to work after an objection, a reply that was sent back, or a redo."""
    part.status = AssignmentStatus.SIGNED.value
    part.signed_at = part.signed_at or deed.since(part.assigned_at)
    part.replied_at = None


def worked_minutes(deed: Deed, part: Assignment) -> int:
    """Return the minutes its work clocks ran so far, pauses left out (DAY clocks: by clock minutes)."""
    total = 0.0
    for row in deed.clocks:
        if row.assignment_id == part.id and row.clock in WORK_CLOCKS:
            until = row.stopped_at or deed.at
            total += (until - row.started_at).total_seconds() / 60 - row.paused_minutes
    return max(int(total), 0)


async def attach(deed: Deed, given: Sequence[Given], *, public: bool = False) -> None:
    """Add files to the ticket: fresh uploads by claim, or files it already has by id.

    Raises ``UploadUnknown`` (404) for a claim, ``PayloadInvalid`` (422) for an id of another ticket.
    """
    claims = [ref for ref, _ in given if "." in ref]
    if claims:
        await files.attach(deed.session, claims, owner_kind=OWNER, owner_id=deed.ticket.id)
    known = await _own_files(deed, [ref for ref, _ in given if "." not in ref])
    for ref, kind in given:
        file_id = ref.partition(".")[0]
        if "." not in ref and file_id not in known:
            raise refused("file_ids", "附件不属于本工单", "the file does not belong to this ticket")
        deed.session.add(
            TicketAttachment(
                id=new_id(),
                ticket_id=deed.ticket.id,
                file_id=file_id,
                kind=kind.value,
                public=public,
                action_id=deed.action_id,
                added_at=deed.at,
                added_by=deed.prepared_by,
            )
        )


async def _own_files(deed: Deed, ids: Sequence[str]) -> set[str]:
    if not ids:
        return set()
    query = select(StoredFile.id).where(
        StoredFile.id.in_(ids),
        StoredFile.owner_kind == OWNER,
        StoredFile.owner_id == deed.ticket.id,
    )
    return set(await deed.session.scalars(query))


def of_kind(refs: Sequence[str], kind: EvidenceKind) -> list[Given]:
    """Pair plain file references with one kind."""
    return [(ref, kind) for ref in refs]
