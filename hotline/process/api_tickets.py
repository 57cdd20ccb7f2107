"""Tickets over HTTP (工单接口): lists, queues, the page, intake on behalf, files, personal data."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import FileResponse

from crm.identity import NewCitizen, contact_point
from crm.models import CitizenKind, ContactKind
from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import CurrentActor, require
from hotline.kit.errors import Invalid
from hotline.kit.files import queries as file_queries
from hotline.kit.files import service as files
from hotline.kit.files.api import FileStoreDep
from hotline.kit.files.download import file_response
from hotline.kit.http.declared import LIMITED
from hotline.kit.http.sessions import DatabaseDep, ReadSession, WriteSession
from hotline.kit.inputs import IdField, IdPath, Line, is_usual
from hotline.kit.pagination import Page, PageParams
from hotline.process import categories, opened, unmasking
from hotline.process.commands import IntakeCommand, Respondent, Where
from hotline.process.fields import PlaceIn
from hotline.process.intake import IntakeDesk, prepare
from hotline.process.pages import rows_out
from hotline.process.registration import note_files
from hotline.process.schemas import (
    AttachedOut,
    ClaimsIn,
    MergeCandidateOut,
    OpenedOut,
    QueueOut,
    RevealedOut,
    RevealIn,
    StaffIntakeIn,
    SuggestIn,
    TicketDetail,
    TicketRowOut,
)
from hotline.process.seen import similarity
from hotline.tickets import queries
from hotline.tickets.models import Light, Ticket
from hotline.tickets.queries import TicketFilter
from hotline.tickets.vocabulary import Channel, Queue, Status
from routing.state import RoutingState
from routing.suggestion_schemas import SuggestionOut
from routing.taxonomy.tree import RequestKind

router = APIRouter(tags=["tickets 工单"])
Reader = Annotated[Actor, Depends(require("ticket.read"))]
NumberPath = Annotated[Line, Path(max_length=24, description="工单编号（完整）")]
Opener = Annotated[Actor, Depends(require("ticket.open"))]


def _state(request: Request) -> RoutingState:
    state: RoutingState = request.app.state.routing.state
    return state


def ticket_filter(  # noqa: PLR0913, PLR0917 — one parameter for each filter of the list
    queue: Queue | None = None,
    status: Status | None = None,
    kind: RequestKind | None = None,
    category: Annotated[str | None, Query(pattern=r"^\d{1,12}$")] = None,
    unit: IdField | None = None,
    district: Annotated[str | None, Query(pattern=r"^\d{6,12}$")] = None,
    light: Light | None = None,
    channel: Channel | None = None,
    received_from: datetime | None = None,
    received_to: datetime | None = None,
    q: Annotated[Line | None, Query(max_length=80)] = None,
) -> TicketFilter:
    """Read the filters of a list; a code that does not exist is refused, it never means "nothing found"."""
    return TicketFilter(
        status=status,
        kind=kind,
        category=category,
        unit_id=unit,
        district=district,
        light=light,
        queue=queue,
        channel=channel,
        received_from=_aware(received_from),
        received_to=_aware(received_to),
        text=q,
    )


def _aware(at: datetime | None) -> datetime | None:
    """A time without zone is meant in Shanghai; raises ``Invalid`` (422) for one no calendar holds."""
    if at is None:
        return None
    aware = at.replace(tzinfo=clock.SHANGHAI) if at.tzinfo is None else at
    if not is_usual(aware):
        raise Invalid("时间超出可用范围", "a time out of range")
    return aware


Filters = Annotated[TicketFilter, Depends(ticket_filter)]


@router.get("/api/tickets", summary="工单列表")
async def list_tickets(
    request: Request, session: ReadSession, actor: Reader, wanted: Filters, page: PageParams
) -> Page[TicketRowOut]:
    """One page of the tickets the caller may see, newest first."""
    wanted = await categories.with_history(session, wanted)
    rows, cursor = await queries.list_tickets(session, actor=actor, wanted=wanted, page=page)
    shown = await rows_out(session, rows, _state(request))
    return Page(items=[TicketRowOut.model_validate(row) for row in shown], next_cursor=cursor)


@router.get("/api/queues", summary="我的待办")
async def list_queues(session: ReadSession, actor: CurrentActor) -> list[QueueOut]:
    """The caller's queues with how much waits in each."""
    counts = await queries.queue_counts(session, actor=actor)
    return [QueueOut(queue=q.value, label=q.label, count=n) for q, n in counts]


@router.post("/api/tickets", status_code=201, summary="登记诉求（坐席、窗口、平台转来）")
async def open_ticket(body: StaffIntakeIn, request: Request, actor: Opener) -> OpenedOut:
    """Register a request on behalf of a citizen; the code is shown once, to be read out."""
    desk: IntakeDesk = request.app.state.intake
    accepted = await desk.accept(_command(body, actor))
    return OpenedOut(
        id=accepted.ticket_id,
        number=accepted.number,
        query_code=accepted.query_code,
        promise_due_at=accepted.promise_due_at,
        version=1,
        suggestion=SuggestionOut.model_validate(accepted.suggestion),
    )


def _command(body: StaffIntakeIn, actor: Actor) -> IntakeCommand:
    citizen = None
    if body.contact is not None:
        citizen = NewCitizen(
            name=body.contact.name or None,
            contacts=(contact_point(ContactKind.PHONE, body.contact.phone),),
            special_group=body.special_group,
            wants_secrecy=body.confidential,
            kind=CitizenKind.ENTERPRISE if body.contact.company_name else CitizenKind.PERSON,
            address=body.contact.address,
            company_name=body.contact.company_name,
            credit_code=body.contact.credit_code,
        )
    return IntakeCommand(
        channel=body.channel,
        content=body.content,
        received_at=clock.now(),
        citizen=citizen,
        actor=actor,
        kind=body.kind,
        category_code=body.category_code,
        urgency=body.urgency,
        where=_where(body.place) if body.place else Where(),
        answers=body.answers,
        confidential=body.confidential,
        reply_wanted=body.reply_wanted and not body.anonymous,
        publish_allowed=body.publish_allowed,
        language=body.language,
        source_platform=body.source_platform,
        external_ref=body.external_ref,
        external_due_at=body.external_due_at,
        call_id=body.call_id,
        agent_note=body.agent_note,
        occurred_at=body.occurred_at,
        occurred_until=body.occurred_until,
        respondent=Respondent(**body.respondent.model_dump()) if body.respondent else None,
        attachments=tuple(body.attachments),
        tell_receipt=True,
    )


def _where(place: PlaceIn) -> Where:
    return Where(
        place.district_code,
        place.town_code,
        place.address,
        place.lng,
        place.lat,
        village_code=place.village_code,
    )


@router.post("/api/suggestions", summary="边记边建议")
async def suggest_now(body: SuggestIn, request: Request, _actor: CurrentActor) -> SuggestionOut:
    """Kind, category, place, urgency and unit for words that are still being written; stores nothing."""
    command = IntakeCommand(
        channel=body.channel,
        content=body.text,
        received_at=clock.now(),
        where=Where(address=body.place_hint or None),
    )
    return SuggestionOut.model_validate(prepare(command, request.app.state.routing).document)


@router.get("/api/tickets/{ticket_id}", summary="工单详情")
async def get_ticket(
    ticket_id: IdPath, request: Request, database: DatabaseDep, actor: Reader
) -> TicketDetail:
    """The whole page, with the actions the caller may take now."""
    return await opened.open_page(
        database, ticket_id=ticket_id, actor=actor, routing=_state(request)
    )


@router.get("/api/tickets/by-number/{number}", summary="按编号打开工单")
async def get_by_number(
    number: NumberPath, request: Request, database: DatabaseDep, actor: Reader
) -> TicketDetail:
    """The same page by the exact number: the way to a 保密工单, which no list and no search shows."""
    return await opened.open_by_number(
        database, number=number, actor=actor, routing=_state(request)
    )


@router.get("/api/tickets/{ticket_id}/similar", summary="疑似重复")
async def list_similar(
    ticket_id: IdPath, session: ReadSession, actor: Reader
) -> list[MergeCandidateOut]:
    """Open tickets that look like the same matter, most alike first."""
    ticket = await queries.get_ticket(session, ticket_id=ticket_id, actor=actor)
    return await similarity.candidates(session, ticket=ticket, actor=actor)


@router.post("/api/tickets/{ticket_id}/files", status_code=201, summary="附上材料")
async def attach_files(
    ticket_id: IdPath, body: ClaimsIn, session: WriteSession, actor: Reader
) -> AttachedOut:
    """Attach uploads to the ticket; actions then name them by id."""
    await queries.get_ticket(session, ticket_id=ticket_id, actor=actor)
    ids = await files.attach(session, body.claims, owner_kind="ticket", owner_id=ticket_id)
    await note_files(
        session, ticket_id, ids, kind=body.kind, public=body.public, by=actor.account_id
    )
    return AttachedOut(ids=ids)


@router.get("/api/tickets/{ticket_id}/files/{file_id}", summary="下载材料")
async def download_file(
    ticket_id: IdPath,
    file_id: IdPath,
    session: ReadSession,
    actor: Reader,
    store: FileStoreDep,
) -> FileResponse:
    """Send one file of a ticket the caller may see."""
    await queries.get_ticket(session, ticket_id=ticket_id, actor=actor)
    facts = await file_queries.get_owned(session, file_id, owner_kind="ticket", owner_id=ticket_id)
    return file_response(store, facts)


@router.post("/api/tickets/{ticket_id}/reveal", summary="查看明文（记录用途）", responses=LIMITED)
async def reveal(
    ticket_id: IdPath,
    body: RevealIn,
    database: DatabaseDep,
    actor: Annotated[Actor, Depends(require("personal.reveal"))],
) -> RevealedOut:
    """Read one personal field in clear; logged with its purpose, at most 30 a day."""
    async with database.write() as session:
        ticket: Ticket = await queries.get_ticket(session, ticket_id=ticket_id, actor=actor)
        value = await unmasking.reveal(
            session, ticket=ticket, field=body.field, purpose=body.purpose, actor=actor
        )
    return RevealedOut(value=value)
