"""The public API (公开接口): no account; number and code open one's own request."""

from datetime import date
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from crm.identity import NewCitizen, contact_point
from crm.models import ContactKind
from crm.models import Language as CitizenLanguage
from hotline.kit import clock
from hotline.kit.errors import Invalid
from hotline.kit.http.declared import LIMITED
from hotline.kit.http.sessions import DatabaseDep, ReadSession, WriteSession
from hotline.kit.inputs import FreeForm
from hotline.kit.ratelimit import address_of, limit_by_address
from hotline.portal import advice, drafts, flood, places, service
from hotline.portal.schemas import (
    AdviceIn,
    AdviceOut,
    DoneOut,
    RateIn,
    ReasonIn,
    ReceiptOut,
    RequestIn,
    SupplementIn,
    TrackIn,
    TrackOut,
    UrgeIn,
    VillageOut,
)
from hotline.portal.service import Asker
from hotline.process import notices
from hotline.process.commands import Accepted, IntakeCommand, Where
from hotline.process.fields import PlaceIn
from hotline.process.intake import IntakeDesk
from hotline.process.notice_values import shown_time
from hotline.tickets.messages import render
from hotline.tickets.models import Action, Channel, Ticket
from hotline.tickets.payloads_intake import IdentityCheck
from routing.state import RoutingState

router = APIRouter(prefix="/api/public", tags=["portal 市民门户"])
NumberPath = Annotated[str, Path(min_length=8, max_length=24, description="工单编号")]
DraftKey = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{16,64}$", description="草稿标识")]
_LANGUAGES = {"cmn": CitizenLanguage.CMN, "yue": CitizenLanguage.YUE}
Bounds = tuple[float, float, float, float]
_EARLIEST, _LATEST = date(2000, 1, 1), date(2099, 12, 31)
_VALIDATE = RequestIn.__pydantic_validator__.validate_json


def _limits(name: str, rate: str) -> list[Any]:
    return [Depends(limit_by_address(name, rate))]


def _state(request: Request) -> RoutingState:
    state: RoutingState = request.app.state.routing.state
    return state


@router.get("/categories", summary="事项分类与提问、区镇")
async def categories(request: Request) -> dict[str, Any]:
    """Subjects with their questions, and the districts and towns one can choose."""
    return advice.form_frame(_state(request))


@router.get("/towns/{town_code}/villages", summary="镇街的村居")
async def villages(
    town_code: Annotated[str, Path(pattern=r"^\d{9}$", description="镇街代码")],
    session: ReadSession,
    on: Annotated[
        date | None, Query(description="哪一天的建制；不填为今天", ge=_EARLIEST, le=_LATEST)
    ] = None,
) -> list[VillageOut]:
    """Villages and communities of a town on a day; empty for a town nobody knows."""
    return await places.villages_of(session, town_code=town_code, on=on or clock.local_date())


@router.post(
    "/advice", summary="提交前提示", dependencies=_limits("advice", "60/minute"), responses=LIMITED
)
async def advise(body: AdviceIn, request: Request, session: ReadSession) -> AdviceOut:
    """Emergency lines, lawful paths and ready answers, told before anything is submitted."""
    return await advice.advise(
        session,
        _state(request),
        request.app.state.search,
        text=body.text,
        district_code=body.district_code,
    )


@router.post(
    "/requests",
    status_code=201,
    summary="提交诉求",
    response_model=ReceiptOut,
    dependencies=[Depends(flood.hold_up)],
    responses=LIMITED,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/RequestIn"}}},
        }
    },
)
async def submit(request: Request) -> Response:
    """Register a request; the answer leaves after it is stored durably.

    The body is read by the validator itself: this is the path a whole city comes in by.
    """
    try:
        body = _VALIDATE(await request.body())
    except UnicodeDecodeError as error:
        raise Invalid("内容不是 UTF-8 文字", "the body is not UTF-8") from error
    except ValidationError as error:
        raise RequestValidationError(error.errors(include_url=False, include_input=False)) from None
    _refuse_elsewhere(body.place, request.app.state.hotline.settings.city_bounds)
    desk: IntakeDesk = request.app.state.intake
    accepted = await desk.accept(to_command(body))
    return Response(
        orjson.dumps(_receipt(accepted, body)), status_code=201, media_type="application/json"
    )


def to_command(body: RequestIn) -> IntakeCommand:
    """Turn a web form into an intake; raises ``ContactInvalid`` (422) for an unusable number."""
    citizen = None
    if body.contact is not None:
        citizen = NewCitizen(
            name=body.contact.name or None,
            contacts=(contact_point(ContactKind.PHONE, body.contact.phone),),
            language=_LANGUAGES.get(body.language, CitizenLanguage.CMN),
            wants_secrecy=body.confidential,
        )
    return IntakeCommand(
        channel=Channel.WEB,
        content=body.content,
        received_at=clock.now(),
        citizen=citizen,
        kind=body.kind,
        category_code=body.category_code,
        where=_where(body.place) if body.place else Where(),
        answers=body.answers,
        confidential=body.confidential,
        reply_wanted=body.reply_wanted and not body.anonymous,
        publish_allowed=body.publish_allowed,
        language=body.language,
        attachments=tuple(body.attachments),
        submission_key=body.submission_key,
        tell_receipt=True,
    )


def _refuse_elsewhere(place: PlaceIn | None, bounds: Bounds | None) -> None:
    """A map point outside the city is a slip of the finger or of the device: said, never stored."""
    if bounds is None or place is None or place.lng is None or place.lat is None:
        return
    west, south, east, north = bounds
    if not (west <= place.lng <= east and south <= place.lat <= north):
        raise Invalid(
            "地图位置不在本市范围内，请重新选点，或只填写地址；外地事项请拨打当地12345",
            "the map point is outside the city; choose again or give the address alone",
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


def _receipt(accepted: Accepted, body: RequestIn) -> dict[str, Any]:
    due = accepted.promise_due_at
    return {
        "number": accepted.number,
        "query_code": accepted.query_code,
        "promise_due_at": due.isoformat() if due else None,
        "text": _words(accepted, body.language),
        "alarms": [
            {"line": alarm["line"], "words": alarm["told"], "reason": alarm["reason"]}
            for alarm in accepted.alarms
            if alarm["line"]
        ],
    }


def _words(accepted: Accepted, language: str) -> str:
    language = {"eng": "eng", "yue": "yue"}.get(language, "cmn")
    values = {
        "number": accepted.number,
        "code": accepted.query_code,
        "due": shown_time(accepted.promise_due_at, language),
    }
    return render(notices.REGISTERED, values, language=language)


@router.put(
    "/drafts/{key}",
    summary="保存草稿",
    dependencies=_limits("draft", "60/minute"),
    responses=LIMITED,
)
async def save_draft(key: DraftKey, body: FreeForm, session: WriteSession) -> dict[str, bool]:
    """Keep a form begun; only the holder of the key can read it, for seven days."""
    await drafts.save(session, key=key, form=body)
    return {"saved": True}


@router.get(
    "/drafts/{key}",
    summary="取回草稿",
    dependencies=_limits("draft", "60/minute"),
    responses=LIMITED,
)
async def read_draft(key: DraftKey, session: ReadSession) -> dict[str, Any]:
    """Return the form."""
    return await drafts.read(session, key=key)


@router.delete(
    "/drafts/{key}",
    status_code=204,
    summary="删除草稿",
    dependencies=_limits("draft", "60/minute"),
    responses=LIMITED,
)
async def drop_draft(key: DraftKey, session: WriteSession) -> None:
    """Forget the form."""
    await drafts.drop(session, key=key)


@router.post(
    "/track", summary="查询进度", dependencies=_limits("track", "60/minute"), responses=LIMITED
)
async def track(body: TrackIn, request: Request, database: DatabaseDep) -> TrackOut:
    """Follow one's request like a parcel; the number alone shows nothing."""
    ticket_id = await service.identify(database, Asker(body.number, body.code, address_of(request)))
    async with database.read() as session:
        return await service.track(session, ticket_id=ticket_id)


async def _own(request: Request, database: DatabaseDep, number: str, code: str) -> str:
    return await service.identify(database, Asker(number, code, address_of(request)))


async def _done(session: Any, ticket: Ticket, text: str) -> DoneOut:
    shown = await service.track(session, ticket_id=ticket.id)
    return DoneOut(text=text, status_text=shown.status_text)


@router.post("/tickets/{number}/supplement", summary="补充情况", responses=LIMITED)
async def supplement(
    number: NumberPath, body: SupplementIn, request: Request, database: DatabaseDep
) -> DoneOut:
    """Add to one's request."""
    ticket_id = await _own(request, database, number, body.code)
    async with database.write() as session:
        ticket = await service.supplement(
            session, ticket_id=ticket_id, text=body.text, is_new_fact=body.is_new_fact
        )
        return await _done(session, ticket, "已收到您补充的情况。")


@router.post("/tickets/{number}/urge", summary="催办", responses=LIMITED)
async def urge(
    number: NumberPath, body: UrgeIn, request: Request, database: DatabaseDep
) -> DoneOut:
    """Ask for haste; counted once a day."""
    ticket_id = await _own(request, database, number, body.code)
    async with database.write() as session:
        payload = {"source": Channel.WEB, "words": body.text or "请尽快办理"}
        ticket = await service.act(
            session, ticket_id=ticket_id, action=Action.URGE, payload=payload
        )
        return await _done(session, ticket, "您的催办已转达。")


@router.post("/tickets/{number}/not-solved", summary="未解决，要求重办", responses=LIMITED)
async def not_solved(
    number: NumberPath, body: ReasonIn, request: Request, database: DatabaseDep
) -> DoneOut:
    """Say that it is not solved: redo, or reopening inside the window."""
    ticket_id = await _own(request, database, number, body.code)
    async with database.write() as session:
        ticket = await service.not_solved(session, ticket_id=ticket_id, text=body.text)
        return await _done(session, ticket, "已记录您的意见，将按规定重新办理。")


@router.post("/tickets/{number}/rate", summary="评价", responses=LIMITED)
async def rate(
    number: NumberPath, body: RateIn, request: Request, database: DatabaseDep
) -> DoneOut:
    """Solved? Satisfied? The first rating is never overwritten."""
    ticket_id = await _own(request, database, number, body.code)
    async with database.write() as session:
        ticket = await service.rate(session, ticket_id=ticket_id, answers=body)
        return await _done(session, ticket, "感谢您的评价。")


@router.post("/tickets/{number}/withdraw", summary="撤回", responses=LIMITED)
async def withdraw(
    number: NumberPath, body: ReasonIn, request: Request, database: DatabaseDep
) -> DoneOut:
    """Take one's request back."""
    ticket_id = await _own(request, database, number, body.code)
    async with database.write() as session:
        payload = {"identity_check": IdentityCheck.QUERY_CODE, "reason": body.text}
        ticket = await service.act(
            session, ticket_id=ticket_id, action=Action.WITHDRAW, payload=payload
        )
        return await _done(session, ticket, "已按您的要求撤回。")


@router.post("/tickets/{number}/contest", summary="对不予受理提出异议", responses=LIMITED)
async def contest(
    number: NumberPath, body: ReasonIn, request: Request, database: DatabaseDep
) -> DoneOut:
    """Contest a decline, once."""
    ticket_id = await _own(request, database, number, body.code)
    async with database.write() as session:
        ticket = await service.act(
            session, ticket_id=ticket_id, action=Action.CONTEST, payload={"reason": body.text}
        )
        return await _done(session, ticket, "已收到您的异议，将重新审核。")
