"""Every adapter sits the same exam (渠道契约): Fake, SMTP, and Twilio against its twin, with and without Prism."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from channels.base import Capability
from channels.delivery import DeliveryState, Reason
from channels.errors import UnsupportedByChannel, WebhookMalformed
from channels.messages import InboundKind, Outbound, RawForm, Route
from channels.voice.call import CallPhase
from channels.voice.plan import (
    CallPlan,
    Gather,
    Hangup,
    Language,
    Play,
    Queue,
    Record,
    Say,
    Step,
    Target,
)
from hotline.kit import clock
from tests.channels import node
from tests.channels.assembly import BASE_URL, TOKEN
from tests.channels.twin import ACCOUNT, NUMBER, running
from tests.contracts import candidates
from tests.contracts.candidates import Caller, Candidate


@pytest.fixture(scope="session")
def prism(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """Prism before a port on which each test starts a fresh twin."""
    upstream = node.free_port()
    with node.prism_proxy(tmp_path_factory.mktemp("prism"), upstream) as address:
        yield address, upstream


@pytest.fixture(params=["fake-sms", "fake-mail", "smtp", "twilio", "twilio-prism"])
async def candidate(request: pytest.FixtureRequest) -> AsyncIterator[Candidate]:
    match request.param:
        case "fake-sms":
            entry = candidates.fake_sms()
        case "fake-mail":
            entry = candidates.fake_mail()
        case "smtp":
            entry = candidates.smtp()
        case "twilio":
            entry = candidates.twilio()
        case _:
            entry = candidates.twilio(*request.getfixturevalue("prism"))
    async with entry as seated:
        yield seated


def outbound(candidate: Candidate, text: str = "您的诉求已登记𠮷", number: int = 1) -> Outbound:
    route = Route(candidate.provider.channel, candidate.address, text)
    return Outbound(f"01DELIVERY{number}", f"01MESSAGE{number}", route, clock.now())


def can(candidate: Candidate, capability: Capability) -> bool:
    return capability in candidate.provider.capabilities


async def test_a_message_is_taken_once_as_written(candidate: Candidate) -> None:
    result = await candidate.provider.send(outbound(candidate))
    assert result.state is DeliveryState.ACCEPTED, result
    assert candidate.sent() == ["您的诉求已登记𠮷"]
    assert bool(result.provider_message_id) or not can(candidate, Capability.RECEIPTS)


async def test_a_final_refusal_is_rejected_and_not_worth_another_try(candidate: Candidate) -> None:
    candidate.refuse_next(Reason.BAD_ADDRESS)
    result = await candidate.provider.send(outbound(candidate))
    assert (result.state, result.reason) == (DeliveryState.REJECTED, Reason.BAD_ADDRESS), result
    assert not result.temporary
    assert not result.provider_fault
    assert candidate.sent() == []


async def test_too_fast_is_rejected_for_now_and_nobodys_fault(candidate: Candidate) -> None:
    candidate.throttle_next()
    result = await candidate.provider.send(outbound(candidate))
    assert (result.state, result.reason) == (DeliveryState.REJECTED, Reason.THROTTLED), result
    assert result.temporary
    assert not result.provider_fault


async def test_an_outage_is_told_from_a_refusal(candidate: Candidate) -> None:
    candidate.set_down(True)
    result = await candidate.provider.send(outbound(candidate))
    assert (result.state, result.reason) == (DeliveryState.REJECTED, Reason.UNAVAILABLE), result
    assert result.temporary
    assert result.provider_fault
    candidate.set_down(False)
    assert (await candidate.provider.send(outbound(candidate))).state is DeliveryState.ACCEPTED


async def test_a_lost_answer_is_unknown_and_the_look_up_finds_the_message(
    candidate: Candidate,
) -> None:
    candidate.lose_answer_next()
    lost = outbound(candidate)
    result = await candidate.provider.send(lost)
    assert (result.state, result.temporary) == (DeliveryState.UNKNOWN, False), result
    assert candidate.sent() == ["您的诉求已登记𠮷"]
    if not can(candidate, Capability.LOOKUP):
        assert can(candidate, Capability.REPEAT_SAFE) or can(candidate, Capability.RECEIPTS)
        with pytest.raises(UnsupportedByChannel):
            await candidate.provider.lookup(lost, known_ids=frozenset())
        return
    found = await candidate.provider.lookup(lost, known_ids=frozenset())
    assert found.state is DeliveryState.ACCEPTED
    known = frozenset({found.provider_message_id})
    assert (await candidate.provider.lookup(lost, known_ids=known)).state is None


async def test_the_look_up_finds_neither_other_texts_nor_older_ones(candidate: Candidate) -> None:
    if not can(candidate, Capability.LOOKUP):
        return
    await candidate.provider.send(outbound(candidate, "另一条"))
    never = outbound(candidate, "从未发出", number=2)
    assert (await candidate.provider.lookup(never, known_ids=frozenset())).state is None
    later = clock.now() + timedelta(hours=1)
    same_text_later = Outbound(
        "01DELIVERY3", "01MESSAGE3", outbound(candidate, "另一条").route, later
    )
    found = await candidate.provider.lookup(same_text_later, known_ids=frozenset())
    assert found.state is None


async def test_what_is_not_declared_is_refused_by_name(candidate: Candidate) -> None:
    demands = {
        Capability.LINKS: Route(candidate.provider.channel, candidate.address, "https://a.example"),
        Capability.SUBJECT: Route(candidate.provider.channel, candidate.address, "x", subject="题"),
    }
    for capability, route in demands.items():
        if can(candidate, capability):
            candidate.provider.check(route)
            continue
        with pytest.raises(UnsupportedByChannel) as caught:
            candidate.provider.check(route)
        assert caught.value.extra["missing"] == [capability]
        late = Outbound("01D", "01M", route, datetime(2026, 3, 4, tzinfo=UTC))
        assert (await candidate.provider.send(late)).state is DeliveryState.REJECTED
    assert candidate.sent() == []


async def test_incoming_words_are_translated_and_kept_raw(candidate: Candidate) -> None:
    if not can(candidate, Capability.RECEIVE):
        with pytest.raises(UnsupportedByChannel):
            candidate.provider.parse_inbound(RawForm(()))
        return
    raw = candidate.writes("路灯坏了𠮷")
    first, again = candidate.provider.parse_inbound(raw), candidate.provider.parse_inbound(raw)
    other = candidate.provider.parse_inbound(candidate.writes("路灯坏了𠮷"))
    assert (first.text, first.address, first.raw) == ("路灯坏了𠮷", "13812345678", raw)
    assert first.kind is InboundKind.TEXT
    assert first.dedupe_key == again.dedupe_key != other.dedupe_key
    assert candidate.provider.parse_inbound(candidate.writes("退订")).kind is InboundKind.OPT_OUT


async def test_receipts_are_translated_and_keyed(candidate: Candidate) -> None:
    if not can(candidate, Capability.RECEIPTS):
        with pytest.raises(UnsupportedByChannel):
            candidate.provider.parse_receipt(RawForm(()), delivery_id="")
        return
    sent = await candidate.provider.send(outbound(candidate))
    keys = set()
    for state in (DeliveryState.ACCEPTED, DeliveryState.DELIVERED, DeliveryState.UNDELIVERED):
        raw = candidate.receipt(sent.provider_message_id, state)
        receipt = candidate.provider.parse_receipt(raw, delivery_id="01D")
        assert receipt is not None
        assert (receipt.state, receipt.delivery_id) == (state, "01D")
        assert receipt.provider_message_id == sent.provider_message_id
        keys.add(receipt.dedupe_key)
    assert len(keys) == 3


async def test_a_payload_without_its_keys_is_malformed(candidate: Candidate) -> None:
    if can(candidate, Capability.RECEIVE):
        for pairs in ((), (("From", "x"),), (("from", "x"),)):
            with pytest.raises(WebhookMalformed):
                candidate.provider.parse_inbound(RawForm(pairs))
    if can(candidate, Capability.RECEIPTS):
        with pytest.raises(WebhookMalformed):
            candidate.provider.parse_receipt(RawForm(()), delivery_id="")


@pytest.fixture(params=[candidates.fake_calls, candidates.twilio_calls])
def caller(request: pytest.FixtureRequest) -> Caller:
    seated: Caller = request.param()
    return seated


def test_a_caller_is_known_by_one_form_of_his_number_or_not_at_all(caller: Caller) -> None:
    assert caller.provider.parse_call(caller.ring(candidates.E164)).address == candidates.CITIZEN
    for withheld in ("", "Anonymous", "+266696687"):
        assert caller.provider.parse_call(caller.ring(withheld)).address is None


def test_what_a_caller_says_or_keys_is_translated(caller: Caller) -> None:
    spoken = caller.provider.parse_input(caller.speak("路灯坏了𠮷", ""))
    keyed = caller.provider.parse_input(caller.speak("", "0"))
    assert (spoken.speech, spoken.digits) == ("路灯坏了𠮷", "")
    assert (keyed.speech, keyed.digits) == ("", "0")
    assert spoken.call.call_id == keyed.call.call_id


@pytest.mark.parametrize("phase", list(CallPhase))
def test_every_phase_of_a_call_is_translated_and_keyed(caller: Caller, phase: CallPhase) -> None:
    first = caller.provider.parse_event(caller.report(phase, 1))
    again = caller.provider.parse_event(caller.report(phase, 1))
    other = caller.provider.parse_event(caller.report(phase, 2))
    assert (first.phase, first.seq) == (phase, 1)
    assert first.dedupe_key == again.dedupe_key != other.dedupe_key


def test_every_step_of_a_plan_can_be_said(caller: Caller) -> None:
    here = Target("matter")
    steps: list[Step] = [
        Say("您好", Language.CANTONESE),
        Play("https://hotline.example/a.mp3"),
        Gather(here, (Say("请说"),)),
        Record(here),
        Queue("general", wait=here, then=here),
        Hangup(),
    ]
    document = caller.provider.render(CallPlan(tuple(steps)))
    for step in steps:
        assert type(step).__name__.lower() in document.lower() or isinstance(step, Queue)
    assert "general" in document


def test_a_call_without_its_key_is_malformed(caller: Caller) -> None:
    for parse in (
        caller.provider.parse_call,
        caller.provider.parse_input,
        caller.provider.parse_event,
    ):
        with pytest.raises(WebhookMalformed):
            parse(RawForm((("From", "x"), ("from", "x"))))


async def test_prism_really_judges_both_sides_of_the_wire(prism: tuple[str, int]) -> None:
    address, upstream = prism
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    async with running(upstream) as twin, httpx.AsyncClient(base_url=address) as client:
        client.auth = httpx.BasicAuth(ACCOUNT, TOKEN)
        form = {"To": candidates.E164, "From": NUMBER, "Body": "x", "StatusCallback": "no address"}
        refused = await client.post(path, data=form)
        assert (refused.status_code, twin.messages) == (422, [])
        form["StatusCallback"] = f"{BASE_URL}/tw/sms/status"
        assert (await client.post(path, data=form)).status_code == 201
        twin.messages[0].status = "dancing"
        bogus = await client.get(path)
        assert bogus.status_code == 500
        assert "status" in bogus.text
