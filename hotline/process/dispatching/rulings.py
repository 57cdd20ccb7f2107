"""Rulings that teach (裁决与目录): every decision on a return is kept, and changes a row or says why not (§7.1, §7.5)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import SYSTEM, Actor
from hotline.kit.errors import Conflict, NotFound, Problem
from hotline.process.dispatching.models import DispatchRuling
from hotline.process.dispatching.schemas import RulingOut
from hotline.tickets.actions import Action
from hotline.tickets.events import TicketActed
from hotline.tickets.models import Assignment, Ticket, TicketAction
from hotline.tickets.vocabulary import Fault
from routing.catalogue import service as catalogue_service
from routing.catalogue.files import Draft
from routing.catalogue.rows import Basis, Row
from routing.models import Responsibility, RowStatus
from routing.places import ALL
from routing.queries import load_units, to_row
from routing.taxonomy.tree import BasisKind, Confidentiality
from routing.units import DISTRICT, TOWN, UnitBook

RULED = (Action.REDISPATCH, Action.REJECT_OBJECTION, Action.RULE)
KEPT = "驳回退单，目录无误"
NOT_AT_FAULT = {
    Fault.DISPATCHER: "目录无误，系派单有误",
    Fault.CITIZEN_INFO: "目录无误，系诉求信息有误",
    Fault.NONE: "目录无误，裁决另有理由",
}
ALREADY = "目录已有条目载明新主办单位"
NOT_TOLD = "保密工单，不据以修订目录"
# The catalogue is read by many: what a secret ticket is about, and its number, stay out of it (§3.5).
_TELLABLE = exists().where(
    Ticket.id == DispatchRuling.ticket_id,
    Ticket.confidentiality != Confidentiality.RESTRICTED.value,
)


class RulingUnknown(NotFound):
    """No such ruling."""

    code = "ruling_unknown"
    title_zh = "没有这项裁决"
    title_en = "No such ruling"


class RulingSettled(Conflict):
    """The ruling has changed a row already, or it was said why not."""

    code = "ruling_settled"
    title_zh = "此裁决的目录处理已有结论"
    title_en = "The ruling has been dealt with already"


async def on_acted(session: AsyncSession, event: TicketActed) -> None:
    """Keep a decision on a return; where it says that the catalogue was wrong, propose the row it means."""
    if event.action not in RULED:
        return
    action = await session.get_one(TicketAction, event.action_id)
    if await session.get(DispatchRuling, action.id) is not None:
        return
    ruling = await _kept(session, action)
    session.add(ruling)
    await session.flush()
    if ruling.row_note:
        return
    if ruling.fault == Fault.CATALOGUE:
        await _try_to_propose(session, ruling)


async def _kept(session: AsyncSession, action: TicketAction) -> DispatchRuling:
    ticket = await session.get_one(Ticket, action.ticket_id)
    part = await _objecting(session, action.ticket_id)
    objecting = part.unit_id if part else None
    final = action.payload.get("lead_unit_id") or objecting
    suggested = part.suggested_unit_id if part else None
    secret = ticket.confidentiality == Confidentiality.RESTRICTED
    return DispatchRuling(
        id=action.id,
        ticket_id=ticket.id,
        at=action.at,
        decided_by=action.actor_id,
        action=action.action,
        objecting_unit_id=objecting,
        final_unit_id=final,
        refused_unit_id=objecting if final != objecting else suggested,
        return_reason=part.return_reason if part else None,
        fault=action.payload.get("fault"),
        category_code=ticket.category_code,
        category_version=ticket.category_version,
        district_code=ticket.district_code,
        town_code=ticket.town_code,
        row_id=_row_before(action, ticket),
        row_note=NOT_TOLD if secret else _why_not(action, moved=final != objecting),
    )


async def _objecting(session: AsyncSession, ticket_id: str) -> Assignment | None:
    """Return the part of the unit that objected last; a unit that got it since has not."""
    query = (
        select(Assignment)
        .where(
            Assignment.ticket_id == ticket_id,
            Assignment.returns > 0,
            Assignment.parent_id.is_(None),
        )
        .order_by(Assignment.assigned_at.desc(), Assignment.id.desc())
        .limit(1)
    )
    found: Assignment | None = await session.scalar(query)
    return found


def _row_before(action: TicketAction, ticket: Ticket) -> str | None:
    """Return the row that had sent the ticket there."""
    changed = action.changes.get("catalogue_row_id")
    before: str | None = changed[0] if changed else ticket.catalogue_row_id
    return before


def _why_not(action: TicketAction, *, moved: bool) -> str:
    """Say why no row changes, as far as the ruling itself says it."""
    if not moved:
        return KEPT
    if action.payload.get("catalogue_row_id"):
        return ALREADY
    fault = action.payload.get("fault")
    return NOT_AT_FAULT.get(Fault[fault], "") if fault else ""


async def _try_to_propose(session: AsyncSession, ruling: DispatchRuling) -> None:
    """Propose the row; what the catalogue refuses is told in the ruling instead."""
    try:
        async with session.begin_nested():
            ruling.proposed_row_id = (await _propose(session, ruling, SYSTEM)).id
    except Problem as problem:
        ruling.row_note = f"未能提出条目：{problem.detail_zh}"
    await session.flush()


async def _propose(session: AsyncSession, ruling: DispatchRuling, actor: Actor) -> Responsibility:
    """Propose what the ruling says for its subject and place; a row of exactly these is superseded."""
    units = await load_units(session)
    ticket = await session.get_one(Ticket, ruling.ticket_id)
    basis = Basis(BasisKind.RULING, f"退单裁决{ticket.number}", f"{clock.local_date(ruling.at)}")
    old = await _still_valid(session, ruling.row_id)
    place = _place_of(ruling, units)
    if old is not None and place == ALL:
        place = old.district_code
    row = Row(
        id="",
        category_code=ruling.category_code or "",
        district_code=place,
        lead_unit_id=ruling.final_unit_id or "",
        valid_from=clock.local_date() + timedelta(days=1),
        basis=(basis,),
    )
    same = old is not None and (old.category_code, old.district_code) == (row.category_code, place)
    if old is not None:
        row = replace(
            row,
            condition=old.condition,
            position=old.position,
            fallback_unit_id=old.fallback_unit_id,
            partners=tuple(p for p in to_row(old).partners if p.unit_id != row.lead_unit_id),
        )
    draft = Draft(row, source_ruling_id=ruling.id, supersedes_id=old.id if old and same else None)
    return await catalogue_service.propose(session, draft=draft, actor=actor)


async def _still_valid(session: AsyncSession, row_id: str | None) -> Responsibility | None:
    row = await session.get(Responsibility, row_id) if row_id else None
    if row is None or row.status != RowStatus.APPROVED.value:
        return None
    return row if row.valid_to is None or row.valid_to >= clock.local_date() else None


def _place_of(ruling: DispatchRuling, units: UnitBook) -> str:
    """A town answers for itself, a district for itself, a city unit everywhere."""
    unit = units.by_id.get(ruling.final_unit_id or "")
    if unit is not None and unit.level >= TOWN:
        return unit.town_code or unit.district_code or ALL
    if unit is not None and unit.level == DISTRICT:
        return unit.district_code or ALL
    return ALL


async def list_rulings(
    session: AsyncSession, *, open_only: bool, limit: int
) -> Sequence[DispatchRuling]:
    """List rulings, newest first, none of a RESTRICTED ticket; open ones have neither changed a row nor said why not."""
    newest = (DispatchRuling.at.desc(), DispatchRuling.id.desc())
    query = select(DispatchRuling).where(_TELLABLE).order_by(*newest)
    if open_only:
        query = query.where(DispatchRuling.proposed_row_id.is_(None), DispatchRuling.row_note == "")
    return list(await session.scalars(query.limit(limit)))


async def _open_one(session: AsyncSession, ruling_id: str) -> DispatchRuling:
    query = select(DispatchRuling).where(DispatchRuling.id == ruling_id, _TELLABLE)
    query = query.with_for_update()
    ruling: DispatchRuling | None = await session.scalar(query)
    if ruling is None:
        raise RulingUnknown
    if ruling.proposed_row_id is not None or ruling.row_note.startswith(KEPT):
        raise RulingSettled
    return ruling


async def propose_row(session: AsyncSession, *, ruling_id: str, actor: Actor) -> DispatchRuling:
    """Propose the row a ruling means, also where it was first said that none was needed.

    Raises ``RulingUnknown`` (404), ``RulingSettled`` (409) and what the catalogue refuses (422).
    """
    ruling = await _open_one(session, ruling_id)
    ruling.proposed_row_id = (await _propose(session, ruling, actor)).id
    ruling.row_note = ""
    await session.flush()
    return ruling


async def settle(
    session: AsyncSession, *, ruling_id: str, note: str, actor: Actor
) -> DispatchRuling:
    """Say why no row changes; raises ``RulingUnknown`` (404), ``RulingSettled`` (409)."""
    ruling = await _open_one(session, ruling_id)
    ruling.row_note = f"{note}（{actor.name}）"
    await session.flush()
    return ruling


def facts(ruling: DispatchRuling, units: UnitBook) -> RulingOut:
    """Return the codes of a ruling with their words."""
    fault = Fault[ruling.fault] if ruling.fault else None
    return RulingOut(
        id=ruling.id,
        ticket_id=ruling.ticket_id,
        at=ruling.at,
        action=Action[ruling.action],
        action_label=Action[ruling.action].label,
        category_code=ruling.category_code,
        district_code=ruling.district_code,
        town_code=ruling.town_code,
        objecting_unit=_name(units, ruling.objecting_unit_id),
        final_unit=_name(units, ruling.final_unit_id),
        refused_unit=_name(units, ruling.refused_unit_id),
        fault=fault,
        fault_label=fault.label if fault else None,
        row_id=ruling.row_id,
        proposed_row_id=ruling.proposed_row_id,
        row_note=ruling.row_note,
    )


def _name(units: UnitBook, unit_id: str | None) -> str | None:
    return units.name(unit_id) if unit_id else None
