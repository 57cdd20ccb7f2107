"""Webhooks through HTTP: proven, taken once, answered alike; anything else is refused and stores nothing."""

from collections.abc import AsyncIterator
from urllib.parse import urlencode

import httpx
import pytest
from sqlalchemy import func, select

from channels import api, callbacks, queries, service
from channels.delivery import DeliveryState
from channels.errors import CallbackUnknown
from channels.events import CallbackRequested, MessageReceived
from channels.messages import ChannelKind, Outgoing, Purpose, Route
from channels.models import Call, CallbackRequest, CallbackState, Delivery, Message, ProviderEvent
from channels.registry import Channels
from channels.voice.call import CallPhase
from channels.webhook import sign
from hotline.kit.db import Database
from hotline.kit.outbox.relay import Relay
from tests.channels.assembly import BACKENDS, BASE_URL, TOKEN, Heard, web_client

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
CITIZEN = "+8613812345678"
SID = "SM" + "a" * 32
CALL = "CA" + "b" * 32


class Twilio:
    """Posts webhooks as Twilio does: signed, form-encoded, blanks kept."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def post(self, path: str, fields: dict[str, str], **options: str) -> httpx.Response:
        pairs = list(fields.items())
        signature = options.get("signature", sign(BASE_URL + path, pairs, TOKEN))
        return await self.client.post(
            path,
            content=urlencode(pairs).encode(),
            headers={
                "content-type": "application/x-www-form-urlencoded",
                "x-twilio-signature": signature,
            },
        )

    async def text(self, body: str, *, sid: str = SID, **extra: str) -> httpx.Response:
        fields = {
            "MessageSid": sid,
            "From": CITIZEN,
            "To": "+8675712345",
            "Body": body,
            "NumMedia": "0",
            "FromCity": "",
            **extra,
        }
        return await self.post("/tw/sms/in", fields)

    async def call(self, path: str = "in", **extra: str) -> httpx.Response:
        fields = {"CallSid": CALL, "From": CITIZEN, "To": "+8675712345", "CallerName": "", **extra}
        return await self.post(f"/tw/voice/{path}", fields)


@pytest.fixture
async def twilio(store: Database, channels_: Channels) -> AsyncIterator[Twilio]:
    async with web_client(store, channels_) as client:
        yield Twilio(client)


async def how_many(store: Database, table: type) -> int:
    async with store.read() as session:
        return int(await session.scalar(select(func.count()).select_from(table)) or 0)


async def test_a_text_is_stored_and_answered_with_an_empty_document(
    twilio: Twilio, store: Database, relay: Relay, heard: Heard
) -> None:
    answer = await twilio.text("路灯坏了 𠮷")
    assert (answer.status_code, answer.text) == (200, api.EMPTY)
    assert answer.headers["content-type"].startswith("text/xml")
    assert answer.headers["content-length"] == str(len(api.EMPTY))
    await relay.drain()
    (event,) = heard.of(MessageReceived)
    async with store.read() as session:
        view = await queries.get_message(session, event.payload()["message_id"])
    assert (view.text, view.address) == ("路灯坏了 𠮷", "13812345678")


async def test_a_replayed_text_is_stored_once(twilio: Twilio, store: Database) -> None:
    for _ in range(3):
        assert (await twilio.text("路灯坏了")).status_code == 200
    assert await how_many(store, Message) == 1


@pytest.mark.parametrize(
    "signature", ["", "AAAA", sign("https://evil.example/tw/sms/in", [], TOKEN)]
)
async def test_a_wrong_signature_is_refused_in_chinese_and_stores_nothing(
    twilio: Twilio, store: Database, signature: str
) -> None:
    answer = await twilio.post(
        "/tw/sms/in", {"MessageSid": SID, "From": CITIZEN, "Body": "x"}, signature=signature
    )
    assert answer.status_code == 403
    assert answer.json()["code"] == "signature_invalid"
    assert "签名" in answer.json()["title"]
    assert await how_many(store, ProviderEvent) == 0


@pytest.mark.parametrize(
    "path",
    [
        "/tw/sms/in",
        "/tw/sms/status",
        "/tw/voice/in",
        "/tw/voice/gather?step=matter",
        "/tw/voice/status",
    ],
)
async def test_every_webhook_refuses_strangers_and_garbage(twilio: Twilio, path: str) -> None:
    for content in (b"", b"\xff\x00", b'{"a":1}', b"a=1&" * 1000):
        for kind in ("application/json", "application/x-www-form-urlencoded", "text/plain", ""):
            answer = await twilio.client.post(path, content=content, headers={"content-type": kind})
            assert answer.status_code == 403


async def test_a_huge_body_is_refused_before_it_is_parsed(twilio: Twilio, store: Database) -> None:
    answer = await twilio.text("长" * 4_000_000)
    assert answer.status_code == 413
    assert await how_many(store, ProviderEvent) == 0


@pytest.mark.parametrize(
    "extra", [{"MessageSid": ""}, {"MessageSid": "SM1"}, {"From": "nobody"}, {"From": ""}]
)
async def test_a_signed_but_malformed_text_is_a_clear_refusal(
    twilio: Twilio, store: Database, extra: dict[str, str]
) -> None:
    answer = await twilio.text("x", **extra)
    assert answer.status_code == 422
    assert answer.json()["code"] == "webhook_malformed"
    assert await how_many(store, ProviderEvent) == 0


async def test_control_characters_and_direction_marks_are_dropped(
    twilio: Twilio, store: Database
) -> None:
    await twilio.text("路\x00灯\u202e坏了\x1b")
    async with store.read() as session:
        conversation = await queries.find_conversation(session, ChannelKind.SMS, "13812345678")
        assert conversation is not None
        (view,) = await queries.list_messages(session, conversation.id)
    assert view.text == "路灯坏了"


async def test_an_opt_out_that_twilio_confirmed_is_not_confirmed_again(
    twilio: Twilio, store: Database
) -> None:
    await twilio.text("Stop", OptOutType="STOP")
    assert await how_many(store, Message) == 1
    await twilio.text("DY", sid="SM" + "c" * 32)
    assert await how_many(store, Message) == 3


async def test_receipts_in_any_order_end_alike(twilio: Twilio, store: Database) -> None:
    async with store.write() as session:
        routes = (Route(ChannelKind.SMS, "13812345678", "请评价"),)
        message = await service.send(session, Outgoing(routes, Purpose.SURVEY))
        (delivery,) = await queries.list_deliveries(session, message.id)
    async with store.write() as session:
        row = await session.get_one(Delivery, delivery.id)
        row.provider = "twilio"
    for status in ("delivered", "sent", "queued", "delivered", "receiving", "sent"):
        answer = await twilio.post(
            f"/tw/sms/status?d={delivery.id}", {"MessageSid": SID, "MessageStatus": status}
        )
        assert (answer.status_code, answer.content) == (204, b"")
    async with store.read() as session:
        (settled,) = await queries.list_deliveries(session, message.id)
    assert settled.state is DeliveryState.DELIVERED


async def test_a_call_is_answered_noted_and_rung_back(
    twilio: Twilio, store: Database, relay: Relay, heard: Heard
) -> None:
    opened = await twilio.call()
    assert "录音" in opened.text
    assert "step=matter&amp;attempt=1" in opened.text
    heard_back = await twilio.call("gather?step=matter&attempt=1", SpeechResult="季华路路灯坏了")
    assert "<Hangup" in heard_back.text
    await relay.drain()
    (event,) = heard.of(MessageReceived)
    async with store.read() as session:
        view = await queries.get_message(session, event.payload()["message_id"])
        (callback,) = await queries.list_open_callbacks(session)
    assert (view.channel, view.text) == (ChannelKind.VOICE, "季华路路灯坏了")
    assert (callback.number, callback.reason) == ("13812345678", "SPOKEN")
    assert len(heard.of(CallbackRequested)) == 1


async def test_a_replayed_step_gets_the_same_document_and_changes_nothing(
    twilio: Twilio, store: Database
) -> None:
    first = await twilio.call()
    assert (await twilio.call()).text == first.text
    said = await twilio.call("gather?step=matter&attempt=1", SpeechResult="路灯坏了")
    again = await twilio.call("gather?step=matter&attempt=1", SpeechResult="")
    assert again.text == said.text
    assert await how_many(store, Message) == 1
    assert await how_many(store, CallbackRequest) == 1


async def test_a_call_that_ends_unheard_becomes_a_call_back_once_a_number(
    twilio: Twilio, store: Database
) -> None:
    for n, sid in enumerate(("CA" + "1" * 32, "CA" + "2" * 32)):
        await twilio.call(CallSid=sid)
        for _ in range(2):
            answer = await twilio.call(
                "status", CallSid=sid, CallStatus="completed", SequenceNumber=str(n + 3)
            )
            assert answer.status_code == 204
    async with store.read() as session:
        (callback,) = await queries.list_open_callbacks(session)
    assert (callback.reason, callback.times) == ("ABANDONED", 2)


async def test_the_end_may_arrive_before_the_beginning(twilio: Twilio, store: Database) -> None:
    await twilio.call("status", CallStatus="completed", SequenceNumber="2", CallDuration="31")
    await twilio.call("status", CallStatus="ringing", SequenceNumber="0")
    await twilio.call()
    await twilio.call("gather?step=matter&attempt=1", Digits="9")
    async with store.read() as session:
        call = (await session.scalars(select(Call))).one()
        (callback,) = await queries.list_open_callbacks(session)
        assert (call.phase, call.seconds, call.last_seq) == (CallPhase.COMPLETED, 31, 2)
    assert (callback.reason, callback.times) == ("DANGER", 1)


async def test_a_caller_without_number_is_asked_for_one(twilio: Twilio, store: Database) -> None:
    await twilio.call(From="Anonymous")
    asked = await twilio.call(
        "gather?step=matter&attempt=1", From="Anonymous", SpeechResult="噪音扰民"
    )
    assert "step=number" in asked.text
    await twilio.call("gather?step=number&attempt=1", From="Anonymous", Digits="13800138000")
    async with store.read() as session:
        (callback,) = await queries.list_open_callbacks(session)
    assert (callback.number, callback.reason) == ("13800138000", "SPOKEN")


async def test_a_settled_call_back_is_gone_and_a_new_call_opens_another(
    twilio: Twilio, store: Database
) -> None:
    await twilio.call()
    await twilio.call("gather?step=matter&attempt=1", Digits="0")
    async with store.write() as session:
        (callback,) = await queries.list_open_callbacks(session)
        await callbacks.settle(session, callback.id, outcome=CallbackState.DONE, by=None)
    async with store.write() as session:
        with pytest.raises(CallbackUnknown):
            await callbacks.settle(session, callback.id, outcome=CallbackState.DONE, by=None)
        assert await queries.list_open_callbacks(session) == []
    other = "CA" + "d" * 32
    await twilio.call(CallSid=other)
    await twilio.call("gather?step=matter&attempt=1", CallSid=other, Digits="0")
    async with store.read() as session:
        assert len(await queries.list_open_callbacks(session)) == 1


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("in", {"CallSid": "CA1"}),
        ("gather?step=menu&attempt=1", {}),
        ("gather?step=matter&attempt=10", {}),
        ("gather?step=matter&attempt=x", {}),
        ("gather", {}),
        ("status", {"CallStatus": "dancing"}),
        ("status", {}),
    ],
)
async def test_a_malformed_call_webhook_is_a_clear_refusal(
    twilio: Twilio, store: Database, path: str, fields: dict[str, str]
) -> None:
    answer = await twilio.call(path, **fields)
    assert answer.status_code == 422
    assert await how_many(store, Call) == 0
