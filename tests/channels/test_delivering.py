"""One attempt at a time: unknown is reconciled before anything is sent again, an outage only delays."""

import pytest
from sqlalchemy import select

from channels import delivering, queries, service
from channels.base import Capability
from channels.delivery import DeliveryState, Reason
from channels.events import DeliveryRequested, MessageFailed
from channels.fake import FakeMail, FakeSms
from channels.messages import ChannelKind, Outgoing, Purpose, RawForm, Route
from channels.models import Delivery
from channels.registry import Channels
from hotline.kit.db import Database
from tests.channels.assembly import BACKENDS, Heard, Timeline

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
CITIZEN = "13812345678"
CLERK = "clerk@unit.example"


async def send(store: Database, *routes: Route, purpose: Purpose = Purpose.NOTICE) -> str:
    async with store.write() as session:
        return (await service.send(session, Outgoing(routes, purpose))).id


def sms_route(text: str = "您的诉求已登记") -> Route:
    return Route(ChannelKind.SMS, CITIZEN, text)


def mail_route(text: str = "请签收工单") -> Route:
    return Route(ChannelKind.EMAIL, CLERK, text, subject="签收提醒")


async def states(store: Database, message_id: str) -> list[str]:
    async with store.read() as session:
        listed = await queries.list_deliveries(session, message_id)
    return [d.state + ("" if d.reason is Reason.NONE else f"/{d.reason}") for d in listed]


async def delivery_ids(store: Database, message_id: str) -> list[str]:
    async with store.read() as session:
        rows = await session.scalars(select(Delivery.id).where(Delivery.message_id == message_id))
        return list(rows)


async def sms_health(store: Database) -> queries.ProviderReport:
    async with store.read() as session:
        reports = await queries.list_provider_health(session)
    assert [(r.provider, r.channel.value) for r in reports] == [("fake", "EMAIL"), ("fake", "SMS")]
    return reports[1]


async def test_a_temporary_refusal_is_tried_again_later_by_a_new_attempt(
    store: Database, sms: FakeSms, timeline: Timeline
) -> None:
    sms.fail_next(Reason.THROTTLED, temporary=True)
    message_id = await send(store, sms_route())
    await timeline.wait()
    assert await states(store, message_id) == ["REJECTED/THROTTLED", "QUEUED"]
    await timeline.wait(seconds=4)
    assert not sms.outbox
    await timeline.wait(seconds=1)
    assert await states(store, message_id) == ["REJECTED/THROTTLED", "ACCEPTED"]


async def test_a_final_refusal_is_not_repeated_and_the_roof_is_told(
    store: Database, sms: FakeSms, timeline: Timeline, heard: Heard
) -> None:
    sms.fail_next(Reason.BAD_ADDRESS)
    message_id = await send(store, sms_route())
    await timeline.wait(seconds=3600, times=3)
    assert await states(store, message_id) == ["REJECTED/BAD_ADDRESS"]
    (failed,) = heard.of(MessageFailed)
    assert failed.payload()["reason"] == Reason.BAD_ADDRESS
    assert not sms.outbox


async def test_a_lost_answer_is_looked_up_and_never_sent_again(
    store: Database, sms: FakeSms, timeline: Timeline
) -> None:
    sms.lose_answer_next(taken=True)
    message_id = await send(store, sms_route())
    await timeline.wait()
    assert await states(store, message_id) == ["UNKNOWN/NO_ANSWER"]
    await timeline.wait(seconds=60, times=10)
    assert await states(store, message_id) == ["ACCEPTED"]
    assert len(sms.outbox) == 1


async def test_an_unknown_message_is_sent_again_only_when_every_look_up_found_nothing(
    store: Database, sms: FakeSms, timeline: Timeline, channels_: Channels
) -> None:
    sms.lose_answer_next(taken=False)
    message_id = await send(store, sms_route())
    await timeline.wait()
    for _ in range(channels_.settings.reconcile_lookups):
        assert await states(store, message_id) == ["UNKNOWN/NO_ANSWER"]
        assert not sms.outbox
        await timeline.wait(seconds=60)
    await timeline.wait(seconds=60)
    assert await states(store, message_id) == ["REJECTED/NOT_SENT", "ACCEPTED"]
    assert len(sms.outbox) == 1


async def test_no_answer_to_the_look_up_is_not_the_answer_no(
    store: Database, sms: FakeSms, timeline: Timeline
) -> None:
    sms.lose_answer_next(taken=True)
    message_id = await send(store, sms_route())
    await timeline.wait()
    sms.is_down = True
    await timeline.wait(seconds=60, times=20)
    assert await states(store, message_id) == ["UNKNOWN/NO_ANSWER"]
    sms.is_down = False
    await timeline.wait(seconds=60, times=2)
    assert await states(store, message_id) == ["ACCEPTED"]
    assert len(sms.outbox) == 1


async def test_a_sender_that_died_leaves_sending_which_is_looked_up_first(
    store: Database, sms: FakeSms, channels_: Channels, timeline: Timeline
) -> None:
    message_id = await send(store, sms_route())
    (delivery_id,) = await delivery_ids(store, message_id)
    async with store.write() as session:
        task = await delivering._begin(session, channels_, delivery_id)
    assert task is not None
    await task.provider.send(task.outbound)  # taken; then the process dies before it writes
    await timeline.wait()
    assert await states(store, message_id) == ["UNKNOWN/NO_ANSWER"]
    await timeline.wait(seconds=60, times=3)
    assert await states(store, message_id) == ["ACCEPTED"]
    assert len(sms.outbox) == 1


async def test_a_repeated_effect_sends_nothing_more(
    store: Database, sms: FakeSms, channels_: Channels, timeline: Timeline
) -> None:
    message_id = await send(store, sms_route())
    (delivery_id,) = await delivery_ids(store, message_id)
    for _ in range(3):
        await delivering.deliver(channels_, store, DeliveryRequested(delivery_id))
    await timeline.wait()
    assert len(sms.outbox) == 1


async def test_a_receipt_during_the_wait_settles_the_unknown(
    store: Database, sms: FakeSms, timeline: Timeline
) -> None:
    sms.lose_answer_next(taken=True)
    message_id = await send(store, sms_route())
    await timeline.wait()
    (delivery_id,) = await delivery_ids(store, message_id)
    raw = sms.receipt(sms.outbox[0], DeliveryState.DELIVERED)
    receipt = sms.parse_receipt(raw, delivery_id=delivery_id)
    assert receipt is not None
    async with store.write() as session:
        await service.store_receipt(session, receipt)
    await timeline.wait(seconds=60, times=5)
    assert await states(store, message_id) == ["DELIVERED"]
    assert len(sms.outbox) == 1


async def test_a_late_receipt_stops_the_attempt_that_was_queued_meanwhile(
    store: Database, sms: FakeSms, timeline: Timeline
) -> None:
    sms.fail_next(Reason.UNAVAILABLE, temporary=True)
    message_id = await send(store, sms_route())
    await timeline.wait()
    first, _second = await delivery_ids(store, message_id)
    raw = RawForm((("id", "FK-late"), ("state", "DELIVERED")))
    receipt = sms.parse_receipt(raw, delivery_id=first)
    assert receipt is not None
    async with store.write() as session:
        await service.store_receipt(session, receipt)
    await timeline.wait(seconds=60, times=3)
    assert await states(store, message_id) == ["DELIVERED", "REJECTED/SUPERSEDED"]


async def test_an_outage_opens_the_circuit_keeps_everything_and_heals_by_itself(
    store: Database, sms: FakeSms, timeline: Timeline
) -> None:
    sms.is_down = True
    ids = [await send(store, sms_route(f"第{n}条")) for n in range(12)]
    await timeline.wait(seconds=5, times=40)
    report = await sms_health(store)
    assert (report.healthy, report.circuit_open, report.waiting) == (False, True, 12)
    assert report.last_reason == Reason.UNAVAILABLE
    async with store.read() as session:
        attempts = len(list(await session.scalars(select(Delivery.id))))
    assert attempts < 50, "an open circuit must not burn attempts"
    sms.is_down = False
    await timeline.wait(seconds=60, times=15)
    report = await sms_health(store)
    assert (report.healthy, report.circuit_open, report.waiting) == (True, False, 0)
    assert sorted(s.outbound.message_id for s in sms.outbox) == sorted(ids)


async def test_a_message_that_never_left_in_time_is_given_up_and_told(
    store: Database, sms: FakeSms, timeline: Timeline, heard: Heard
) -> None:
    sms.is_down = True
    await send(store, sms_route())
    await timeline.wait(seconds=3600, times=50)
    (failed,) = heard.of(MessageFailed)
    assert failed.payload()["reason"] == Reason.EXPIRED
    sms.is_down = False
    await timeline.wait(seconds=600, times=6)
    assert not sms.outbox


async def test_the_next_route_is_taken_when_the_first_is_closed_for_good(
    store: Database, sms: FakeSms, mail: FakeMail, timeline: Timeline, heard: Heard
) -> None:
    mail.fail_next(Reason.BAD_ADDRESS)
    message_id = await send(store, mail_route(), sms_route("请签收工单"), purpose=Purpose.DUTY)
    await timeline.wait()
    assert await states(store, message_id) == ["REJECTED/BAD_ADDRESS", "ACCEPTED"]
    assert sms.texts_to(CITIZEN) == ["请签收工单"]
    assert not heard.of(MessageFailed)


async def test_an_undelivered_text_falls_back_once_however_often_it_is_told(
    store: Database, sms: FakeSms, mail: FakeMail, timeline: Timeline
) -> None:
    message_id = await send(store, sms_route("请签收"), mail_route(), purpose=Purpose.DUTY)
    await timeline.wait()
    for reason in (Reason.UNREACHABLE, Reason.BLOCKED):
        raw = sms.receipt(sms.outbox[0], DeliveryState.UNDELIVERED, reason)
        receipt = sms.parse_receipt(raw, delivery_id="")
        assert receipt is not None
        async with store.write() as session:
            await service.store_receipt(session, receipt)
    await timeline.wait(seconds=60)
    assert len(mail.outbox) == 1
    assert len(await states(store, message_id)) == 2


async def test_a_repeat_safe_channel_repeats_an_unknown_with_the_same_message(
    store: Database, mail: FakeMail, timeline: Timeline
) -> None:
    mail.capabilities = (mail.capabilities - {Capability.LOOKUP}) | {Capability.REPEAT_SAFE}
    mail.lose_answer_next(taken=True)
    message_id = await send(store, mail_route())
    await timeline.wait(seconds=70, times=3)
    assert await states(store, message_id) == ["UNKNOWN/UNRESOLVED", "ACCEPTED"]
    assert {sent.outbound.message_id for sent in mail.outbox} == {message_id}


async def test_where_nothing_can_be_known_nothing_is_repeated(
    store: Database, sms: FakeSms, timeline: Timeline, heard: Heard
) -> None:
    sms.capabilities = sms.capabilities - {Capability.LOOKUP}
    sms.lose_answer_next(taken=True)
    message_id = await send(store, sms_route())
    await timeline.wait(seconds=1000, times=4)
    assert await states(store, message_id) == ["UNKNOWN/UNRESOLVED"]
    (failed,) = heard.of(MessageFailed)
    assert failed.payload()["reason"] == Reason.UNRESOLVED
    assert len(sms.outbox) == 1


async def test_no_session_is_open_while_the_provider_is_called(
    store: Database, sms: FakeSms, timeline: Timeline
) -> None:
    free: list[bool] = []

    async def probe() -> None:
        free.append(not store.write_lock.locked())
        async with store.write() as session:
            await session.execute(select(Delivery.id))

    original = sms.try_send

    async def watched(outbound: object) -> object:
        await probe()
        return await original(outbound)  # type: ignore[arg-type]

    sms.try_send = watched  # type: ignore[assignment,method-assign]
    await send(store, sms_route())
    await timeline.wait()
    assert free == [True]


async def test_segments_are_kept_with_the_attempt(
    store: Database, sms: FakeSms, timeline: Timeline
) -> None:
    message_id = await send(store, sms_route("字" * 69 + "𠮷"))
    await timeline.wait()
    async with store.read() as session:
        (attempt,) = await queries.list_deliveries(session, message_id)
    assert attempt.segments == 2


async def test_an_unknown_of_a_former_provider_is_told_and_not_repeated(
    store: Database, sms: FakeSms, timeline: Timeline, heard: Heard
) -> None:
    sms.lose_answer_next(taken=True)
    message_id = await send(store, sms_route())
    await timeline.wait()
    (delivery_id,) = await delivery_ids(store, message_id)
    async with store.write() as session:
        row = await session.get_one(Delivery, delivery_id)
        row.provider = "former"
    await timeline.wait(seconds=60, times=3)
    assert await states(store, message_id) == ["UNKNOWN/UNRESOLVED"]
    assert len(heard.of(MessageFailed)) == 1
    assert len(sms.outbox) == 1


async def test_a_text_to_an_erased_person_whose_fate_is_unknown_is_left_alone(
    store: Database, sms: FakeSms, timeline: Timeline
) -> None:
    sms.lose_answer_next(taken=False)
    message_id = await send(store, sms_route())
    await timeline.wait()
    async with store.write() as session:
        await service.erase(session, ChannelKind.SMS, CITIZEN)
    await timeline.wait(seconds=60, times=6)
    assert await states(store, message_id) == ["UNKNOWN/UNRESOLVED"]
    assert not sms.outbox
