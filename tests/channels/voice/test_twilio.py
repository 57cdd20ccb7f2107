"""Every document we can say is valid TwiML by the grammar of npm ``twilio``; signatures agree with it too."""

import pytest

from channels.errors import WebhookMalformed
from channels.messages import RawForm
from channels.settings import VoiceSettings
from channels.voice import ivr
from channels.voice.call import CallPhase, IncomingCall
from channels.voice.ivr import CallbackReason, Caller
from channels.voice.plan import (
    CallInput,
    CallPlan,
    Gather,
    Hangup,
    Language,
    Play,
    Queue,
    Record,
    Say,
    Target,
)
from channels.voice.twilio import PHASES, TwilioVoice
from channels.webhook import Signed, sign, verify
from tests.channels import node
from tests.channels.assembly import BASE_URL
from tests.channels.test_webhook import FORM, MORE, URL, VECTOR, encode, settings
from tests.channels.twiml import Grammar, read_grammar

ADAPTER = TwilioVoice(BASE_URL)
CALL = "CA" + "c" * 32
NEXT = Target("matter", 2)


@pytest.fixture(scope="session")
def grammar() -> Grammar:
    _node, node_modules = node.modules()
    return read_grammar(node_modules / "twilio")


def test_the_grammar_was_read_in_full(grammar: Grammar) -> None:
    assert len(grammar.words) >= 50
    assert len(grammar.attributes) >= 40
    assert grammar.children["Gather"] == {"Pause": "Pause", "Play": "Play", "Say": "Say"}


@pytest.mark.parametrize(
    "fault",
    [
        '<Gather language="zh-CN"/>',
        '<Say language="cmn-Hans-CN">x</Say>',
        "<Gather><Hangup/></Gather>",
        '<Enqueue waitMethod="POST">x</Enqueue>',
        '<Gather numDigits="one"/>',
        '<Gather input="speech telepathy"/>',
        '<Say volume="11">x</Say>',
    ],
)
def test_the_checker_finds_the_planted_faults(grammar: Grammar, fault: str) -> None:
    assert grammar.faults(f"<Response>{fault}</Response>")


def test_the_checker_accepts_a_good_document(grammar: Grammar) -> None:
    good = (
        '<Gather input="speech dtmf" language="cmn-Hans-CN"><Say language="zh-CN">x</Say></Gather>'
    )
    assert grammar.faults(f"<Response>{good}<Hangup/></Response>") == []
    assert grammar.faults("<Request/>")


PLANS = (
    [
        CallPlan((Say(f"您好 <&> “{language.label}” 𠮷", language), Hangup()))
        for language in Language
    ]
    + [
        CallPlan((Gather(NEXT, (Say("请说", language),), language=language),))
        for language in Language
    ]
    + [
        CallPlan((Gather(NEXT, (Play("https://hotline.example/a.mp3"),), speech=False, digits=1),)),
        CallPlan((Gather(NEXT, (Say("请输入"),), speech=False, digits=0),)),
        CallPlan((Play("https://hotline.example/a.mp3"), Record(NEXT, 60))),
        CallPlan((Say("请稍候"), Queue("general", wait=Target("wait"), then=Target("after")))),
    ]
)


@pytest.mark.parametrize("plan", PLANS)
def test_every_kind_of_step_is_valid(grammar: Grammar, plan: CallPlan) -> None:
    assert grammar.faults(ADAPTER.render(plan)) == []


def test_every_document_of_the_dialogue_is_valid(grammar: Grammar) -> None:
    for cantonese in (False, True):
        script = VoiceSettings(cantonese=cantonese)
        plans = [ivr.open_call(script).plan]
        call = IncomingCall("twilio", CALL, None, "", RawForm(()))
        for step in ("matter", "number"):
            for attempt in (1, 2):
                for speech, digits in (
                    ("路灯坏了", ""),
                    ("", "0"),
                    ("", "9"),
                    ("", ""),
                    ("", "13800138000"),
                ):
                    for who in (Caller("13812345678"), Caller(None, CallbackReason.SPOKEN)):
                        given = CallInput(call, digits, speech, None)
                        plans.append(ivr.answer(script, Target(step, attempt), given, who).plan)
        for plan in plans:
            assert grammar.faults(ADAPTER.render(plan)) == []


def test_addresses_in_documents_are_absolute_and_carry_the_step() -> None:
    document = ADAPTER.render(PLANS[2])
    assert f'action="{BASE_URL}/tw/voice/gather?step=matter&amp;attempt=2"' in document
    assert 'actionOnEmptyResult="true"' in document
    assert 'language="cmn-Hans-CN"' in document


def form(**fields: str) -> RawForm:
    return RawForm(
        (("CallSid", CALL), ("From", "+8613812345678"), ("To", "+867571"), *fields.items())
    )


@pytest.mark.parametrize(
    ("number", "address"),
    [
        ("+8613812345678", "13812345678"),
        ("+8675783301234", "075783301234"),
        ("Anonymous", None),
        ("+266696687", None),
        ("", None),
        ("sip:someone@example", None),
        ("+85223456789", "+85223456789"),
    ],
)
def test_callers_are_normalised_once_and_may_be_withheld(number: str, address: str | None) -> None:
    raw = RawForm((("CallSid", CALL), ("From", number), ("To", "x")))
    assert ADAPTER.parse_call(raw).address == address


def test_speech_and_keys_are_read_and_doubtful_confidence_is_none() -> None:
    given = ADAPTER.parse_input(form(SpeechResult="路灯", Confidence="0.91", Digits=""))
    assert (given.speech, given.confidence, given.digits) == ("路灯", 0.91, "")
    assert ADAPTER.parse_input(form(Confidence="high")).confidence is None
    assert ADAPTER.parse_input(form(Confidence="7")).confidence == 1.0


@pytest.mark.parametrize("status", sorted(PHASES))
def test_every_status_is_translated(status: str) -> None:
    event = ADAPTER.parse_event(
        form(
            CallStatus=status,
            SequenceNumber="3",
            CallDuration="31",
            Timestamp="Wed, 04 Mar 2026 04:00:00 +0000",
        )
    )
    assert (event.phase, event.seq, event.seconds) == (PHASES[status], 3, 31)
    assert event.at is not None
    assert event.dedupe_key == f"call:{CALL}:3"


def test_a_status_without_number_or_time_is_still_one_event() -> None:
    event = ADAPTER.parse_event(form(CallStatus="completed", Timestamp="yesterday"))
    assert (event.phase, event.seq, event.at) == (CallPhase.COMPLETED, -1, None)
    assert event.dedupe_key == f"call:{CALL}:completed"


@pytest.mark.parametrize("pairs", [(), (("CallSid", "CA1"),), (("CallSid", CALL),)])
def test_a_status_that_says_nothing_is_malformed(pairs: tuple[tuple[str, str], ...]) -> None:
    with pytest.raises(WebhookMalformed):
        ADAPTER.parse_event(RawForm(pairs))


_SIGN_ALL = """
const lib = require('twilio/lib/webhooks/webhooks');
let text = '';
process.stdin.on('data', chunk => text += chunk);
process.stdin.on('end', () => {
  const signed = JSON.parse(text).map(c => lib.getExpectedTwilioSignature(c.token, c.url, c.params));
  console.log(JSON.stringify(signed));
});
"""


async def test_signatures_agree_with_npm_twilio() -> None:
    cases: list[tuple[str, list[tuple[str, str]]]] = [
        (URL, VECTOR),
        (URL, VECTOR + MORE),
        (f"{BASE_URL}/tw/sms/in", [("Body", "路灯坏了 𠮷 &=+%"), ("FromCity", ""), ("X", "")]),
        (f"{BASE_URL}/tw/voice/gather?step=matter&attempt=1", [("SpeechResult", "你好")]),
        (f"{BASE_URL}/tw/%E4%BD%A0%20a", [("A", "2"), ("A", "1"), ("A", "2")]),
        (f"{BASE_URL}/tw/x", []),
    ]
    payload = []
    for url, pairs in cases:
        params: dict[str, object] = {}
        for name in dict(pairs):
            values = [value for key, value in pairs if key == name]
            params[name] = values if len(values) > 1 else values[0]
        payload.append({"token": "12345", "url": url, "params": params})
    theirs = await node.run_script(_SIGN_ALL, payload)
    assert theirs == [sign(url, pairs, "12345") for url, pairs in cases]
    for (url, pairs), signature in zip(cases, theirs, strict=True):
        headers = {"content-type": FORM, "x-twilio-signature": signature}
        proven = verify(Signed(url, headers, encode(pairs)), settings(auth_token="12345"))
        assert list(proven.pairs) == pairs
