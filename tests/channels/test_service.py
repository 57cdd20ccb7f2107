"""What comes in is stored once; what goes out is written first and sent after."""

import asyncio

import pytest
from sqlalchemy import func, select, text

from channels import queries, service
from channels.base import Capability
from channels.delivery import DeliveryState, Reason
from channels.errors import (
    AddressInvalid,
    ConversationUnknown,
    MessageInvalid,
    UnsupportedByChannel,
)
from channels.events import MessageDelivered, MessageFailed, MessageReceived
from channels.fake import FakeMail, FakeSms
from channels.messages import ChannelKind, InboundKind, Outgoing, Purpose, RawForm, Route
from channels.models import Conversation, Message
from channels.sms.segments import count
from hotline.kit.db import Base, Database
from hotline.kit.errors import NotFound
from hotline.kit.outbox.relay import Relay
from tests.channels.assembly import BACKENDS, Heard

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
CITIZEN = "13812345678"


def texting(words: str, purpose: Purpose = Purpose.NOTICE, **extra: str) -> Outgoing:
    return Outgoing((Route(ChannelKind.SMS, CITIZEN, words),), purpose, **extra)


async def receive(store: Database, sms: FakeSms, words: str, address: str = CITIZEN) -> str | None:
    async with store.write() as session:
        stored = await service.store_inbound(session, sms.parse_inbound(sms.write(address, words)))
    return stored.id if stored else None


async def send(store: Database, outgoing: Outgoing) -> str:
    async with store.write() as session:
        return (await service.send(session, outgoing)).id


async def states(store: Database, message_id: str) -> list[tuple[DeliveryState, Reason]]:
    async with store.read() as session:
        return [(d.state, d.reason) for d in await queries.list_deliveries(session, message_id)]


async def test_a_text_becomes_a_message_and_the_roof_hears_ids_only(
    store: Database, sms: FakeSms, relay: Relay, heard: Heard
) -> None:
    message_id = await receive(store, sms, "路灯坏了𠮷\x00")
    await relay.drain()
    (event,) = heard.of(MessageReceived)
    assert event.payload()["message_id"] == message_id
    assert event.payload()["kind"] == InboundKind.TEXT
    assert CITIZEN not in str(event.payload())
    async with store.read() as session:
        view = await queries.get_message(session, str(message_id))
        raw = await queries.find_raw(session, str(message_id))
    assert (view.text, view.address, view.seq) == ("路灯坏了𠮷", CITIZEN, 1)
    assert raw is not None
    assert raw.get("text") == "路灯坏了𠮷\x00"


async def test_the_same_webhook_twice_is_one_message(
    store: Database, sms: FakeSms, relay: Relay, heard: Heard
) -> None:
    inbound = sms.parse_inbound(sms.write(CITIZEN, "路灯坏了"))

    async def store_it() -> bool:
        async with store.write() as session:
            return await service.store_inbound(session, inbound) is not None

    assert sorted(await asyncio.gather(*(store_it() for _ in range(5)))) == [False] * 4 + [True]
    await relay.drain()
    assert len(heard.of(MessageReceived)) == 1


async def test_a_rolled_back_webhook_leaves_nothing_and_may_come_again(
    store: Database, sms: FakeSms
) -> None:
    inbound = sms.parse_inbound(sms.write(CITIZEN, "路灯坏了"))

    async def store_and_fail() -> None:
        async with store.write() as session:
            await service.store_inbound(session, inbound)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await store_and_fail()
    async with store.write() as session:
        assert await service.store_inbound(session, inbound) is not None


async def test_messages_of_a_conversation_are_numbered_without_a_gap(
    store: Database, sms: FakeSms
) -> None:
    await asyncio.gather(*(receive(store, sms, f"第{n}条") for n in range(6)))
    await send(store, texting("收到"))
    async with store.read() as session:
        conversation = await queries.find_conversation(session, ChannelKind.SMS, CITIZEN)
        assert conversation is not None
        listed = await queries.list_messages(session, conversation.id)
        rest = await queries.list_messages(session, conversation.id, after_seq=5)
    assert [view.seq for view in listed] == [1, 2, 3, 4, 5, 6, 7]
    assert [view.text for view in rest][-1] == "收到"


async def test_no_number_and_no_word_stands_in_clear_in_the_database(
    store: Database, sms: FakeSms, relay: Relay
) -> None:
    await receive(store, sms, "我住季华路八号")
    await send(store, texting("王女士您好"))
    await relay.drain()
    async with store.read() as session:
        for name in Base.metadata.tables:
            rows = (await session.execute(text(f"SELECT * FROM {name}"))).all()
            for secret in (CITIZEN, "季华路", "王女士"):
                assert secret not in str(rows), name


async def test_a_message_is_sent_after_the_commit_and_accepted(
    store: Database, sms: FakeSms, relay: Relay
) -> None:
    message_id = await send(store, texting("您的诉求已登记"))
    assert not sms.outbox
    await relay.drain()
    assert sms.texts_to(CITIZEN) == ["您的诉求已登记"]
    assert await states(store, message_id) == [(DeliveryState.ACCEPTED, Reason.NONE)]


async def test_a_rolled_back_request_sends_nothing(
    store: Database, sms: FakeSms, relay: Relay
) -> None:
    async def send_and_fail() -> None:
        async with store.write() as session:
            await service.send(session, texting("不应发出"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await send_and_fail()
    await relay.drain()
    assert not sms.outbox


async def test_the_same_request_key_is_one_message(
    store: Database, sms: FakeSms, relay: Relay
) -> None:
    first = await send(store, texting("回访", dedupe_key="ticket-1:survey"))
    assert await send(store, texting("回访", dedupe_key="ticket-1:survey")) == first
    await relay.drain()
    assert len(sms.outbox) == 1


async def test_the_subject_stays_with_the_conversation_for_the_reply(
    store: Database, sms: FakeSms
) -> None:
    await send(store, texting("请评价", subject_ref="ticket-7"))
    reply = await receive(store, sms, "1")
    async with store.read() as session:
        assert (await queries.get_message(session, str(reply))).subject_ref == "ticket-7"
        (about,) = await queries.list_conversations_about(session, "ticket-7")
    async with store.write() as session:
        await service.set_subject(session, about.id, None)
    assert (await receive(store, sms, "你好")) is not None
    async with store.read() as session:
        assert await queries.list_conversations_about(session, "ticket-7") == []


@pytest.mark.parametrize("word", ["退订", " td ", "TD", "ＴＤ。"])
async def test_an_opt_out_word_ends_notices_but_not_replies(
    store: Database, sms: FakeSms, relay: Relay, heard: Heard, word: str
) -> None:
    await receive(store, sms, word)
    notice = await send(store, texting("办理进展"))
    await send(store, texting("已收到您的来信", Purpose.REPLY))
    await relay.drain()
    sent = sms.texts_to(CITIZEN)
    assert len(sent) == 2
    assert sent[0].startswith("您已退订")
    assert await states(store, notice) == [(DeliveryState.REJECTED, Reason.OPTED_OUT)]
    (failed,) = heard.of(MessageFailed)
    assert failed.payload()["reason"] == Reason.OPTED_OUT


async def test_a_wish_in_english_is_confirmed_in_english(
    store: Database, sms: FakeSms, relay: Relay
) -> None:
    for word in ("Stop.", "START"):
        await receive(store, sms, word)
    await relay.drain()
    out, back = sms.texts_to(CITIZEN)
    assert out.startswith("12345 will send you no more notices.")
    assert back == "You will get notices from 12345 again."
    assert [count(text).segments for text in (out, back)] == [1, 1]


async def test_opting_in_again_restores_notices(
    store: Database, sms: FakeSms, relay: Relay
) -> None:
    for word in ("退订", "退订", "DY"):
        await receive(store, sms, word)
    notice = await send(store, texting("办理进展"))
    await relay.drain()
    assert await states(store, notice) == [(DeliveryState.ACCEPTED, Reason.NONE)]
    assert len(sms.texts_to(CITIZEN)) == 3, "one confirmation for each change, and the notice"


async def test_a_complaint_that_mentions_the_word_is_a_complaint(
    store: Database, sms: FakeSms, relay: Relay, heard: Heard
) -> None:
    await receive(store, sms, "宽带公司不给退订，要投诉")
    await relay.drain()
    (event,) = heard.of(MessageReceived)
    assert event.payload()["kind"] == InboundKind.TEXT


async def test_a_receipt_tells_the_roof_once(
    store: Database, sms: FakeSms, relay: Relay, heard: Heard
) -> None:
    message_id = await send(store, texting("请评价"))
    await relay.drain()
    raw = sms.receipt(sms.outbox[0], DeliveryState.DELIVERED)
    for _ in range(3):
        receipt = sms.parse_receipt(raw, delivery_id="")
        assert receipt is not None
        async with store.write() as session:
            await service.store_receipt(session, receipt)
    await relay.drain()
    assert await states(store, message_id) == [(DeliveryState.DELIVERED, Reason.NONE)]
    assert len(heard.of(MessageDelivered)) == 1


async def test_a_receipt_for_a_stranger_changes_nothing(store: Database, sms: FakeSms) -> None:
    message_id = await send(store, texting("请评价"))
    raw = RawForm((("id", "FK-other"), ("state", "DELIVERED")))
    receipt = sms.parse_receipt(raw, delivery_id="0" * 26)
    assert receipt is not None
    async with store.write() as session:
        assert await service.store_receipt(session, receipt) is True
    assert await states(store, message_id) == [(DeliveryState.QUEUED, Reason.NONE)]


async def test_what_a_channel_cannot_carry_is_refused_and_nothing_is_written(
    store: Database,
) -> None:
    cases: list[tuple[Route, type[Exception]]] = [
        (Route(ChannelKind.SMS, CITIZEN, "请看 https://example.cn/1"), UnsupportedByChannel),
        (Route(ChannelKind.SMS, CITIZEN, "您好", subject="标题"), UnsupportedByChannel),
        (Route(ChannelKind.VOICE, CITIZEN, "您好"), UnsupportedByChannel),
        (Route(ChannelKind.SMS, "八楼张三", "您好"), AddressInvalid),
        (Route(ChannelKind.SMS, "12345", "您好"), AddressInvalid),
        (Route(ChannelKind.SMS, CITIZEN, "  "), MessageInvalid),
        (Route(ChannelKind.SMS, CITIZEN, "长" * 4001), MessageInvalid),
        (Route(ChannelKind.SMS, CITIZEN, "坏\x00字"), MessageInvalid),
        (Route(ChannelKind.EMAIL, "nobody", "您好"), AddressInvalid),
    ]
    for route, refusal in cases:
        with pytest.raises(refusal):
            await send(store, Outgoing((route,), Purpose.NOTICE))
    with pytest.raises(MessageInvalid):
        await send(store, Outgoing((), Purpose.NOTICE))
    async with store.read() as session:
        assert await session.scalar(select(func.count()).select_from(Message)) == 0


async def test_a_refusal_names_what_is_missing(store: Database) -> None:
    route = Route(ChannelKind.SMS, CITIZEN, "www.example.cn")
    with pytest.raises(UnsupportedByChannel) as caught:
        await send(store, Outgoing((route,), Purpose.NOTICE))
    assert caught.value.extra["missing"] == [Capability.LINKS]


async def test_an_erased_person_can_never_be_read_or_found_again(
    store: Database, sms: FakeSms, mail: FakeMail, relay: Relay
) -> None:
    message_id = await receive(store, sms, "我叫陈小红")
    queued = await send(store, texting("陈小红您好"))
    async with store.write() as session:
        assert await service.erase(session, ChannelKind.SMS, CITIZEN) == 1
        assert await service.erase(session, ChannelKind.SMS, CITIZEN) == 0
    await relay.drain()
    async with store.read() as session:
        view = await queries.get_message(session, str(message_id))
        assert (view.text, view.address) == (None, None)
        assert await queries.find_raw(session, str(message_id)) is None
        assert await queries.find_conversation(session, ChannelKind.SMS, CITIZEN) is None
    assert not sms.outbox
    assert await states(store, queued) == [(DeliveryState.REJECTED, Reason.ERASED)]
    assert await receive(store, sms, "又来了") is not None
    async with store.read() as session:
        assert await session.scalar(select(func.count()).select_from(Conversation)) == 2


async def test_what_is_not_there_is_not_found(store: Database, sms: FakeSms) -> None:
    async with store.read() as session:
        with pytest.raises(NotFound):
            await queries.get_message(session, "0" * 26)
        for look in (queries.get_conversation, queries.address_of):
            with pytest.raises(ConversationUnknown):
                await look(session, "0" * 26)
    async with store.write() as session:
        with pytest.raises(ConversationUnknown):
            await service.set_subject(session, "0" * 26, "ticket-1")


async def test_the_address_of_a_conversation_is_readable_for_whoever_may(
    store: Database, sms: FakeSms
) -> None:
    await receive(store, sms, "路灯坏了")
    async with store.read() as session:
        found = await queries.find_conversation(session, ChannelKind.SMS, CITIZEN)
        assert found is not None
        assert await queries.get_conversation(session, found.id) == found
        assert await queries.address_of(session, found.id) == CITIZEN
    assert (found.our_address, found.last_seq) == ("12345", 1)
