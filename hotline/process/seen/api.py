"""Seen before over HTTP (查重接口): hints while writing, flags on the ticket, repeats for quality work."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from sqlalchemy.ext.asyncio import AsyncSession

from crm.identity import contact_hash, contact_point, find_by_contact
from crm.models import ContactKind
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import ReadSession
from hotline.kit.inputs import IdField, IdPath, Instant
from hotline.kit.pagination import Page, PageParams
from hotline.kit.vault.service import session_ring
from hotline.process.incidents import membership
from hotline.process.seen import before as seen_before
from hotline.process.seen import callers, repeats
from hotline.process.seen import queries as repeat_queries
from hotline.process.seen.before import Asked, known_to
from hotline.process.seen.index import index_of, told
from hotline.process.seen.queries import RepeatFilter
from hotline.process.seen.schemas import (
    RepeatFigureOut,
    RepeatRowOut,
    SeenBeforeIn,
    SeenBeforeOut,
    TicketSeenOut,
)
from hotline.tickets import queries

router = APIRouter(tags=["seen before 查重"])
Opener = Annotated[Actor, Depends(require("ticket.open"))]
Reader = Annotated[Actor, Depends(require("ticket.read"))]
Supervisor = Annotated[Actor, Depends(require("supervision.read"))]
Analyst = Annotated[Actor, Depends(require("report.read"))]
REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"description": "未登录 · not signed in"},
    403: {"description": "没有权限 · not permitted"},
    404: {"description": "没有这件工单，或您不能查看 · no such ticket for you"},
    422: {"description": "填写有误 · invalid content"},
}


@router.post("/api/similar", summary="登记前查重", responses=REFUSALS)
async def look_before(body: SeenBeforeIn, session: ReadSession, actor: Opener) -> SeenBeforeOut:
    """Return tickets that look the same as what is being written down; stores nothing.

    Only tickets the caller may see; the number is looked up by its keyed hash.
    """
    asked = await _asked(session, body)
    found = await seen_before.hints(session, asked, actor)
    found.repeat_caller = await callers.told(session, known_to(asked, actor), actor)
    return found


async def _asked(session: AsyncSession, body: SeenBeforeIn) -> Asked:
    number_hash = citizen_id = None
    if body.phone is not None:
        point = contact_point(ContactKind.PHONE, body.phone)
        number_hash = contact_hash(session_ring(session), point)
        citizen = await find_by_contact(session, point)
        citizen_id = None if citizen is None else citizen.merged_into_id or citizen.id
    place, index = body.place, index_of(session)
    name = address = ""
    if place is not None:
        address = place.address or ""
        name = index.place_of(place.town_code or place.district_code) if index else ""
    return Asked(body.text, told(body.text, address, name), citizen_id, number_hash)


@router.get("/api/tickets/{ticket_id}/seen-before", summary="工单查重", responses=REFUSALS)
async def look_at(ticket_id: IdPath, session: ReadSession, actor: Reader) -> TicketSeenOut:
    """Return what looks the same, "repeated after closing" in both directions, and its incidents."""
    ticket = await queries.get_ticket(session, ticket_id=ticket_id, actor=actor)
    index = index_of(session)
    found = SeenBeforeOut(complete=False, hints=[], batch=None)
    if index is not None:
        asked = repeats.asked_of(ticket, index)
        found = await seen_before.hints(session, asked, actor)
        found.repeat_caller = await callers.told(session, known_to(asked, actor), actor)
    return TicketSeenOut(
        complete=found.complete,
        hints=found.hints,
        batch=found.batch,
        repeat_caller=found.repeat_caller,
        repeats=await repeat_queries.of_ticket(session, ticket_id=ticket_id, actor=actor),
        incidents=await membership.of_ticket(session, ticket_id),
    )


def _filter(
    unit: Annotated[IdField | None, Query(description="原承办单位")] = None,
    since: Annotated[Instant | None, Query(alias="from", description="自")] = None,
    until: Annotated[Instant | None, Query(alias="to", description="至（不含）")] = None,
) -> RepeatFilter:
    return RepeatFilter(unit, since, until)


Wanted = Annotated[RepeatFilter, Depends(_filter)]


@router.get("/api/repeats", summary="办结后重复清单", responses=REFUSALS)
async def list_repeats(
    session: ReadSession, actor: Supervisor, wanted: Wanted, page: PageParams
) -> Page[RepeatRowOut]:
    """List closed tickets that were told again, newest first: clues for the audit of closings."""
    return await repeat_queries.list_repeats(session, actor=actor, wanted=wanted, page=page)


@router.get("/api/repeats/figures", summary="办结后重复统计", responses=REFUSALS)
async def repeat_figures(
    session: ReadSession, actor: Analyst, wanted: Wanted
) -> list[RepeatFigureOut]:
    """Count closed and repeated tickets by unit, by the instant of closing."""
    return await repeat_queries.figures(session, actor=actor, wanted=wanted)
