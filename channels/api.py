"""Webhooks of the providers (回调接口) and the call-back list: verify, take once, store and publish in one transaction, answer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from channels import callbacks_api, service, webhook
from channels.messages import RawForm
from channels.registry import Channels
from channels.voice import service as voice
from channels.voice.plan import Target
from hotline.kit import crashpoints
from hotline.kit.db import Database
from hotline.kit.http.sessions import DatabaseDep

webhooks = APIRouter(prefix="/tw", tags=["回调 webhooks"], include_in_schema=True)
EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
_XML = "text/xml"
BEFORE_COMMIT = crashpoints.declare(
    "channels.before_webhook_commit",
    "a webhook that was not answered leaves nothing; its repeat is stored",
)
AFTER_COMMIT = crashpoints.declare(
    "channels.after_webhook_commit", "a stored webhook whose answer was lost is not stored again"
)
_RESPONSES: dict[int | str, dict[str, object]] = {
    403: {"description": "签名缺失或不正确，未保存任何内容"},
    413: {"description": "内容过大，未保存任何内容"},
    422: {"description": "内容不完整或格式有误，未保存任何内容"},
}


def get_channels(request: Request) -> Channels:
    """Return the adapters of this process."""
    channels: Channels = request.app.state.channels
    return channels


ChannelsDep = Annotated[Channels, Depends(get_channels)]


async def proven_form(request: Request, channels: ChannelsDep) -> RawForm:
    """Return the form of a webhook whose signature holds; nothing is parsed before that."""
    body = await webhook.read_capped(request, cap=channels.settings.webhook_body_cap)
    url = webhook.signed_url(request, channels.public_base_url)
    signed = webhook.Signed(url, request.headers, body)
    return webhook.verify(signed, channels.settings.twilio)


Proven = Annotated[RawForm, Depends(proven_form)]


@asynccontextmanager
async def _accepting(database: Database) -> AsyncIterator[AsyncSession]:
    """Open the one transaction of a webhook: the answer leaves only after its commit."""
    async with database.write() as session:
        yield session
        crashpoints.reach(BEFORE_COMMIT)
    crashpoints.reach(AFTER_COMMIT)


def _document(text: str, media_type: str = _XML) -> Response:
    """Answer in one piece: the provider refuses chunked answers."""
    return Response(text, media_type=media_type)


@webhooks.post("/sms/in", summary="收到短信", responses=_RESPONSES, response_class=Response)
async def sms_in(form: Proven, channels: ChannelsDep, database: DatabaseDep) -> Response:
    """Store a citizen's text."""
    inbound = channels.twilio_sms.parse_inbound(form)
    async with _accepting(database) as session:
        await service.store_inbound(session, inbound)
    return _document(EMPTY)


@webhooks.post("/sms/status", summary="短信回执", responses=_RESPONSES, status_code=204)
async def sms_status(
    form: Proven,
    channels: ChannelsDep,
    database: DatabaseDep,
    delivery_id: Annotated[str, Query(alias="d", max_length=26)] = "",
) -> None:
    """Take news about one of our texts."""
    receipt = channels.twilio_sms.parse_receipt(form, delivery_id=delivery_id)
    if receipt is None:
        return
    async with _accepting(database) as session:
        await service.store_receipt(session, receipt)


@webhooks.post("/voice/in", summary="来电", responses=_RESPONSES, response_class=Response)
async def voice_in(form: Proven, channels: ChannelsDep, database: DatabaseDep) -> Response:
    """Answer a call."""
    call = channels.telephony.parse_call(form)
    async with _accepting(database) as session:
        document = await voice.answer_call(session, call)
    return _document(document, channels.telephony.media_type)


@webhooks.post(
    "/voice/gather", summary="来电人的回答", responses=_RESPONSES, response_class=Response
)
async def voice_gather(
    form: Proven,
    channels: ChannelsDep,
    database: DatabaseDep,
    step: Annotated[str, Query(max_length=20)],
    attempt: Annotated[int, Query(ge=1, le=voice.MAX_ATTEMPT)] = 1,
) -> Response:
    """Take what the caller said or keyed."""
    given = channels.telephony.parse_input(form)
    async with _accepting(database) as session:
        document = await voice.answer_input(session, given, Target(step, attempt))
    return _document(document, channels.telephony.media_type)


@webhooks.post("/voice/status", summary="通话状态", responses=_RESPONSES, status_code=204)
async def voice_status(form: Proven, channels: ChannelsDep, database: DatabaseDep) -> None:
    """Take a status change of a call."""
    event = channels.telephony.parse_event(form)
    async with _accepting(database) as session:
        await voice.store_event(session, event)


router = APIRouter()
router.include_router(webhooks)
router.include_router(callbacks_api.router)
