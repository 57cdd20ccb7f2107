"""The ticket search over HTTP (工单检索接口): for whoever may list tickets, with what he may list."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.errors import Invalid
from hotline.kit.http.sessions import ReadSession
from hotline.kit.inputs import IdField, is_usual
from hotline.kit.pagination import PageParams
from hotline.process import categories
from hotline.process.pages import rows_out
from hotline.process.search import queries
from hotline.process.search.desk import TicketSearch
from hotline.process.search.excerpts import Excerpt
from hotline.process.search.queries import Asked, Found
from hotline.process.search.schemas import ExcerptOut, FoundPage, FoundTicketOut
from hotline.tickets.queries import TicketFilter
from hotline.tickets.vocabulary import Status
from routing.state import RoutingState
from routing.taxonomy.tree import RequestKind

router = APIRouter(tags=["tickets 工单"])
MOST_TYPED = 5_000  # characters; of a story the beginning is looked at
Reader = Annotated[Actor, Depends(require("ticket.read"))]
Words = Annotated[
    str,
    Query(min_length=1, max_length=MOST_TYPED, description="要找的话，或工单编号及其开头"),
]
_REFUSED: dict[int | str, dict[str, Any]] = {
    503: {"description": "检索暂不可用，工单照常办理 · search is down; tickets go on"}
}


def search_filter(  # noqa: PLR0913, PLR0917 — one parameter for each filter
    status: Status | None = None,
    kind: RequestKind | None = None,
    category: Annotated[str | None, Query(pattern=r"^\d{1,12}$")] = None,
    unit: IdField | None = None,
    district: Annotated[str | None, Query(pattern=r"^\d{6,12}$")] = None,
    since: Annotated[datetime | None, Query(alias="from", description="受理时间起（含）")] = None,
    until: Annotated[datetime | None, Query(alias="to", description="受理时间止（不含）")] = None,
) -> TicketFilter:
    """Read the filters; a code that does not exist is refused, it never means "nothing found"."""
    return TicketFilter(
        status=status,
        kind=kind,
        category=category,
        unit_id=unit,
        district=district,
        received_from=_aware(since),
        received_to=_aware(until),
    )


def _aware(at: datetime | None) -> datetime | None:
    """A time without zone is meant in Shanghai; raises ``Invalid`` (422) for one no calendar holds."""
    if at is None:
        return None
    aware = at.replace(tzinfo=clock.SHANGHAI) if at.tzinfo is None else at
    if not is_usual(aware):
        raise Invalid("时间超出可用范围", "a time out of range")
    return aware


@router.get("/api/tickets/search", summary="全文检索工单", responses=_REFUSED)
async def search_tickets(
    request: Request,
    session: ReadSession,
    actor: Reader,
    q: Words,
    wanted: Annotated[TicketFilter, Depends(search_filter)],
    page: PageParams,
) -> FoundPage:
    """Tickets, replies and conversations in which the words stand, best first, of those the caller may list.

    Names, telephone, identity, card and plate numbers are no words: they find nothing. A ticket number or
    its beginning, typed as it is, comes first; a 保密工单 never (open it by its exact number).
    """
    desk: TicketSearch = request.app.state.ticket_search
    routing: RoutingState = request.app.state.routing.state
    asked = Asked(q, await categories.with_history(session, wanted), page)
    found = await queries.search(session, desk, actor=actor, asked=asked)
    rows = await rows_out(session, [one.row for one in found.tickets], routing)
    items = [
        FoundTicketOut.model_validate(
            {
                **row,
                "title_marks": one.title_marks,
                "by_number": one.by_number,
                "excerpts": [_excerpt(part) for part in one.excerpts],
            }
        )
        for row, one in zip(rows, found.tickets, strict=True)
    ]
    return _page(found, items)


def _page(found: Found, items: list[FoundTicketOut]) -> FoundPage:
    return FoundPage(
        items=items,
        next_cursor=found.cursor,
        degraded=found.degraded,
        corrected=found.question.corrected,
    )


def _excerpt(one: Excerpt) -> ExcerptOut:
    return ExcerptOut(
        part=one.part, part_label=one.part.label, text=one.text, marks=list(one.marks)
    )
