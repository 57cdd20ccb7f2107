"""Twilio's adapter against the twin: mapping, time limits, silence in the log, and whole journeys in chaos."""

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from channels import queries, service
from channels.delivery import DeliveryState, Reason
from channels.events import MessageDelivered, MessageReceived
from channels.messages import ChannelKind, Outbound, Outgoing, Purpose, RawForm, Route
from channels.models import Message
from channels.registry import build
from channels.sms.twilio import REASONS, STATES, TwilioSms, _refused
from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.outbox.relay import Relay
from tests.channels import twin as twilio_twin
from tests.channels.assembly import (
    BASE_URL,
    NOON,
    OWN,
    TOKEN,
    Heard,
    Timeline,
    assemble,
    settings_for_tests,
    web_client,
)
from tests.channels.twin import Chaos, Twin
from tests.contracts.candidates import twilio_settings

CITIZEN, E164 = "13812345678", "+8613812345678"
WAIT = 60


class City:
    """The channels with Twilio's twin on the other side of the wire."""

    def __init__(self, twin: Twin, store: Database, relay: Relay, timeline: Timeline) -> None:
        self.twin, self.store, self.relay, self.timeline = twin, store, relay, timeline

    async def send(self, text: str) -> str:
        async with self.store.write() as session:
            route = Route(ChannelKind.SMS, CITIZEN, text)
            return (await service.send(session, Outgoing((route,), Purpose.NOTICE))).id

    async def states(self, message_id: str) -> list[tuple[DeliveryState, Reason]]:
        async with self.store.read() as session:
            listed = await queries.list_deliveries(session, message_id)
        return [(attempt.state, attempt.reason) for attempt in listed]


@pytest.fixture
async def city(sqlite_template: Path, tmp_path: Path, heard: Heard) -> AsyncIterator[City]:
    async with twilio_twin.running() as twin:
        settings = settings_for_tests(
            sms_provider="twilio",
            twilio={
                **twilio_settings(f"http://127.0.0.1:{twin.port}").model_dump(),
                "timeout_seconds": 1.0,
            },
        )
        channels = build(settings, public_base_url=BASE_URL, guard=OWN)
        adapter = channels.providers[ChannelKind.SMS]
        assert isinstance(adapter, TwilioSms)
        await _warm_up(adapter)
        store = assemble(shutil.copy(sqlite_template, tmp_path / "city.db"), channels, heard)
        relay = Relay(store, store.info["subscriptions"])
        async with web_client(store, channels) as twin.app:
            with clock.frozen(NOON) as move:
                yield City(twin, store, relay, Timeline(move, relay))
        await channels.close()
        await store.close()


async def _warm_up(adapter: TwilioSms) -> None:
    """Load the SDK before the short time limits of these tests count."""
    nobody = Outbound("01D", "01M", Route(ChannelKind.SMS, CITIZEN, "x"), NOON)
    await adapter.try_lookup(nobody, known_ids=frozenset())


@pytest.mark.parametrize("seed", range(6))
async def test_receipts_in_chaos_end_like_receipts_in_order(
    city: City, heard: Heard, seed: int
) -> None:
    ids = [await city.send(f"第{n}条") for n in range(4)]
    await city.timeline.wait()
    assert sorted(city.twin.texts_to(E164)) == [f"第{n}条" for n in range(4)]
    chaos = Chaos(seed, duplicate=0.5, shuffle=True)
    await city.twin.run_lives(chaos)
    await city.timeline.wait()
    for message_id in ids:
        assert await city.states(message_id) == [(DeliveryState.DELIVERED, Reason.NONE)]
    assert len(heard.of(MessageDelivered)) == 4


async def test_an_undelivered_text_carries_its_reason_whatever_the_order(city: City) -> None:
    message_id = await city.send("请评价")
    await city.timeline.wait()
    await city.twin.run_lives(Chaos(3, shuffle=True), last="undelivered", code="30003")
    assert await city.states(message_id) == [(DeliveryState.UNDELIVERED, Reason.UNREACHABLE)]


@pytest.mark.parametrize("mishap", ["lost", "500"])
async def test_a_text_whose_answer_was_lost_is_found_at_the_provider_and_not_doubled(
    city: City, mishap: str
) -> None:
    city.twin.mishaps.append(mishap)
    message_id = await city.send("您的诉求已登记")
    await city.timeline.wait()
    assert await city.states(message_id) == [(DeliveryState.UNKNOWN, Reason.NO_ANSWER)]
    await city.timeline.wait(seconds=WAIT, times=6)
    assert await city.states(message_id) == [(DeliveryState.ACCEPTED, Reason.NONE)]
    assert city.twin.texts_to(E164) == ["您的诉求已登记"]


async def test_two_equal_unknown_texts_are_both_found_and_neither_doubled(city: City) -> None:
    city.twin.mishaps.extend(["lost", "lost"])
    first, second = await city.send("催办已转达"), await city.send("催办已转达")
    await city.timeline.wait()
    await city.timeline.wait(seconds=WAIT, times=8)
    for message_id in (first, second):
        assert await city.states(message_id) == [(DeliveryState.ACCEPTED, Reason.NONE)]
    assert len(city.twin.texts_to(E164)) == 2
    assert len({m.sid for m in city.twin.messages}) == 2


async def test_throttle_outage_and_wrong_credentials_only_delay(city: City) -> None:
    city.twin.mishaps.extend(["429", "503", "code:20003"])
    message_id = await city.send("您的诉求已登记")
    await city.timeline.wait(seconds=WAIT, times=6)
    assert [reason for _state, reason in await city.states(message_id)] == [
        Reason.THROTTLED,
        Reason.UNAVAILABLE,
        Reason.CREDENTIALS_REFUSED,
        Reason.NONE,
    ]
    assert city.twin.texts_to(E164) == ["您的诉求已登记"]


async def test_an_opt_out_known_to_twilio_becomes_ours(city: City) -> None:
    city.twin.opted_out.add(E164)
    first = await city.send("办理进展")
    await city.timeline.wait()
    second = await city.send("办理进展")
    await city.timeline.wait()
    city.twin.opted_out.clear()
    for message_id in (first, second):
        assert await city.states(message_id) == [(DeliveryState.REJECTED, Reason.OPTED_OUT)]
    assert city.twin.messages == []


async def test_a_citizen_texts_and_a_replay_storm_stores_one_message(
    city: City, heard: Heard
) -> None:
    form = city.twin.inbound_form(E164, "季华路路灯坏了𠮷")
    answers = await asyncio.gather(*(city.twin.post("/tw/sms/in", form) for _ in range(10)))
    assert {answer.status_code for answer in answers} == {200}
    await city.timeline.wait()
    assert len(heard.of(MessageReceived)) == 1
    async with city.store.read() as session:
        assert await session.scalar(select(func.count()).select_from(Message)) == 1


async def test_a_black_hole_ends_after_the_hard_limit() -> None:
    async def swallow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(swallow, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    settings = twilio_settings(f"http://127.0.0.1:{port}")
    adapter = TwilioSms(settings.model_copy(update={"timeout_seconds": 0.3}), BASE_URL, OWN)
    started = asyncio.get_running_loop().time()
    route = Route(ChannelKind.SMS, CITIZEN, "x")
    result = await adapter.send(Outbound("01D", "01M", route, NOON))
    assert asyncio.get_running_loop().time() - started < 2
    assert result.state is DeliveryState.UNKNOWN
    await adapter.close()
    server.close()
    await asyncio.sleep(0.05)


async def test_a_closed_port_was_certainly_not_reached() -> None:
    adapter = TwilioSms(twilio_settings("http://127.0.0.1:1"), BASE_URL, OWN)
    route = Route(ChannelKind.SMS, CITIZEN, "x")
    result = await adapter.send(Outbound("01D", "01M", route, NOON))
    assert (result.state, result.reason) == (DeliveryState.REJECTED, Reason.UNAVAILABLE)
    await adapter.close()


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}", "https://localhost:{port}"])
async def test_an_address_inside_our_network_is_never_called(url: str, city: City) -> None:
    """The text waits for the operator: it is neither lost nor taken for sent."""
    adapter = TwilioSms(twilio_settings(url.format(port=city.twin.port)), BASE_URL)
    route = Route(ChannelKind.SMS, CITIZEN, "x")
    result = await adapter.send(Outbound("01D", "01M", route, NOON))
    assert (result.state, result.reason) == (DeliveryState.REJECTED, Reason.ADDRESS_FORBIDDEN)
    assert result.temporary
    assert city.twin.texts_to(E164) == []
    await adapter.close()


async def test_no_number_reaches_the_log(
    city: City, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    city.twin.mishaps.append("lost")
    await city.send("王女士您好")
    await city.timeline.wait()
    await city.timeline.wait(seconds=WAIT)
    logged = capsys.readouterr()
    ours = [record.getMessage() for record in caplog.records if record.name != "aiosqlite"]
    for text in (logged.out, logged.err, "\n".join(ours)):
        assert "13812345678" not in text
        assert "王女士" not in text
    assert TOKEN not in caplog.text


@pytest.mark.parametrize(
    ("status", "code", "state", "reason", "temporary", "fault"),
    [
        (400, 21211, "REJECTED", "BAD_ADDRESS", False, False),
        (400, 21408, "REJECTED", "NOT_PERMITTED", False, False),
        (400, 21614, "REJECTED", "CANNOT_RECEIVE", False, False),
        (400, 99999, "REJECTED", "OTHER", False, False),
        (400, None, "REJECTED", "CONTENT_REFUSED", False, False),
        (401, 20003, "REJECTED", "CREDENTIALS_REFUSED", True, True),
        (403, None, "REJECTED", "CREDENTIALS_REFUSED", True, True),
        (403, 21408, "REJECTED", "NOT_PERMITTED", False, False),
        (429, 20429, "REJECTED", "THROTTLED", True, False),
        (503, None, "REJECTED", "UNAVAILABLE", True, True),
        (500, 20500, "UNKNOWN", "NO_ANSWER", False, True),
        (502, None, "UNKNOWN", "NO_ANSWER", False, True),
    ],
)
def test_every_refusal_has_one_meaning(
    status: int, code: int | None, state: str, reason: str, temporary: bool, fault: bool
) -> None:
    result = _refused(status, code)
    assert (result.state, result.reason) == (state, reason)
    assert (result.temporary, result.provider_fault) == (temporary, fault)


@given(st.sampled_from(sorted(STATES)), st.sampled_from([0, *REASONS, 77777]))
def test_every_status_and_code_is_translated(status: str, code: int) -> None:
    adapter = TwilioSms(twilio_settings("http://127.0.0.1:1"), BASE_URL, OWN)
    raw = RawForm(
        (("MessageSid", "SM" + "a" * 32), ("MessageStatus", status), ("ErrorCode", str(code or "")))
    )
    receipt = adapter.parse_receipt(raw, delivery_id="")
    assert receipt is not None
    assert receipt.state is STATES[status]


def test_a_status_that_is_no_news_is_ignored() -> None:
    adapter = TwilioSms(twilio_settings("http://127.0.0.1:1"), BASE_URL, OWN)
    for status in ("received", "receiving", "dancing", ""):
        raw = RawForm((("MessageSid", "SM" + "a" * 32), ("MessageStatus", status)))
        assert adapter.parse_receipt(raw, delivery_id="") is None


def test_the_wait_before_a_look_up_is_longer_than_any_time_limit() -> None:
    settings = settings_for_tests()
    longest = timedelta(seconds=30 + 15)
    assert timedelta(seconds=settings.reconcile_after_seconds) > longest
