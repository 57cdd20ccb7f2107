"""The adapters that sit the channel exam (渠道考生), each with the levers the examiner needs."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from channels.base import MessageProvider, TelephonyProvider
from channels.delivery import DeliveryState, Reason
from channels.fake import FakeMail, FakeSms, FakeTelephony
from channels.mail.smtp import SmtpMail
from channels.messages import RawForm
from channels.settings import SmtpSettings, TwilioSettings
from channels.sms.twilio import TwilioSms
from channels.voice.call import CallPhase
from channels.voice.twilio import PHASES, TwilioVoice
from tests.channels import twin as twilio_twin
from tests.channels.assembly import BASE_URL, OWN, TOKEN
from tests.channels.mail.server import Mailbox, serving
from tests.channels.twin import Twin
from tests.channels.twin_calls import TwinCall

CITIZEN, E164, CLERK = "13812345678", "+8613812345678", "clerk@unit.example"
_STATUS = {
    DeliveryState.ACCEPTED: "sent",
    DeliveryState.UNDELIVERED: "undelivered",
    DeliveryState.DELIVERED: "delivered",
}


@dataclass
class Candidate:
    """One adapter; ``receipt`` and ``writes`` make payloads as its provider would."""

    provider: MessageProvider
    address: str
    sent: Callable[[], list[str]]
    refuse_next: Callable[[Reason], None]
    throttle_next: Callable[[], None]
    lose_answer_next: Callable[[], None]
    set_down: Callable[[bool], None]
    writes: Callable[[str], RawForm]
    receipt: Callable[[str, DeliveryState], RawForm]


def _never(*_arguments: object) -> RawForm:
    raise AssertionError("this channel brings nothing in")


@asynccontextmanager
async def fake_sms() -> AsyncIterator[Candidate]:
    fake = FakeSms()

    def receipt(message_id: str, state: DeliveryState) -> RawForm:
        (sent,) = (item for item in fake.outbox if item.provider_message_id == message_id)
        return fake.receipt(sent, state)

    yield Candidate(
        provider=fake,
        address=CITIZEN,
        sent=lambda: fake.texts_to(CITIZEN),
        refuse_next=fake.fail_next,
        throttle_next=lambda: fake.fail_next(Reason.THROTTLED, temporary=True),
        lose_answer_next=lambda: fake.lose_answer_next(taken=True),
        set_down=lambda down: setattr(fake, "is_down", down),
        writes=lambda text: fake.write(E164, text),
        receipt=receipt,
    )


@asynccontextmanager
async def fake_mail() -> AsyncIterator[Candidate]:
    fake = FakeMail()
    yield Candidate(
        provider=fake,
        address=CLERK,
        sent=lambda: fake.texts_to(CLERK),
        refuse_next=fake.fail_next,
        throttle_next=lambda: fake.fail_next(Reason.THROTTLED, temporary=True),
        lose_answer_next=lambda: fake.lose_answer_next(taken=True),
        set_down=lambda down: setattr(fake, "is_down", down),
        writes=_never,
        receipt=_never,
    )


@asynccontextmanager
async def smtp() -> AsyncIterator[Candidate]:
    mailbox = Mailbox()

    def refuse(reason: Reason) -> None:
        mailbox.rcpt_answer = "550 no such mailbox" if reason is Reason.BAD_ADDRESS else "554 no"

    def set_down(down: bool) -> None:
        mailbox.rcpt_answer = "421 closing" if down else ""

    async with serving(mailbox) as port:
        settings = SmtpSettings.model_validate(
            {"host": "127.0.0.1", "port": port, "security": "none", "timeout_seconds": 1.0}
        )
        yield Candidate(
            provider=SmtpMail(settings),
            address=CLERK,
            sent=mailbox.texts,
            refuse_next=refuse,
            throttle_next=lambda: setattr(mailbox, "rcpt_answer", "450 later"),
            lose_answer_next=lambda: setattr(mailbox, "hang_up", True),
            set_down=set_down,
            writes=_never,
            receipt=_never,
        )


_CODES = {Reason.BAD_ADDRESS: "code:21211", Reason.OPTED_OUT: "code:21610"}


@asynccontextmanager
async def twilio(base_url: str | None = None, twin_port: int = 0) -> AsyncIterator[Candidate]:
    """Twilio's adapter against the twin, directly or (with ``base_url``) through a proxy before it."""
    async with twilio_twin.running(twin_port) as twin:
        adapter = TwilioSms(
            twilio_settings(base_url or f"http://127.0.0.1:{twin.port}"), BASE_URL, OWN
        )
        yield _twilio_candidate(adapter, twin)
        await adapter.close()


def twilio_settings(base_url: str) -> TwilioSettings:
    return TwilioSettings.model_validate(
        {
            "account_sid": twilio_twin.ACCOUNT,
            "auth_token": TOKEN,
            "sms_from": twilio_twin.NUMBER,
            "api_base_url": base_url,
            "timeout_seconds": 2.0,
        }
    )


def _twilio_candidate(adapter: TwilioSms, twin: Twin) -> Candidate:
    def receipt(message_id: str, state: DeliveryState) -> RawForm:
        (message,) = (item for item in twin.messages if item.sid == message_id)
        return RawForm(tuple(twin.status_form(message, _STATUS[state]).items()))

    return Candidate(
        provider=adapter,
        address=CITIZEN,
        sent=lambda: twin.texts_to(E164),
        refuse_next=lambda reason: twin.mishaps.append(_CODES[reason]),
        throttle_next=lambda: twin.mishaps.append("429"),
        lose_answer_next=lambda: twin.mishaps.append("lost"),
        set_down=lambda down: setattr(twin, "is_down", down),
        writes=lambda text: RawForm(tuple(twin.inbound_form(E164, text).items())),
        receipt=receipt,
    )


@dataclass
class Caller:
    """A telephony adapter; the levers make payloads as its provider would, for one call."""

    provider: TelephonyProvider
    ring: Callable[[str], RawForm]
    speak: Callable[[str, str], RawForm]
    report: Callable[[CallPhase, int], RawForm]


def fake_calls() -> Caller:
    fake = FakeTelephony()
    ring = fake.ring(E164)
    return Caller(
        provider=fake,
        ring=fake.ring,
        speak=lambda speech, digits: fake.speak(ring, speech=speech, digits=digits),
        report=lambda phase, seq: fake.report(ring, phase, seq),
    )


def twilio_calls() -> Caller:
    call = TwinCall(Twin(), E164, [])
    statuses = {phase: status for status, phase in PHASES.items()}

    def form(**fields: str) -> RawForm:
        return RawForm(tuple(call.form(fields).items()))

    return Caller(
        provider=TwilioVoice(BASE_URL),
        ring=lambda number: form(From=number),
        speak=lambda speech, digits: form(SpeechResult=speech, Digits=digits),
        report=lambda phase, seq: form(CallStatus=statuses[phase], SequenceNumber=str(seq)),
    )
