"""Twilio calls (Twilio 电话): plans become TwiML, webhooks become our words."""

import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode

from twilio.twiml.voice_response import Gather as GatherVerb
from twilio.twiml.voice_response import VoiceResponse

from channels import addresses
from channels.base import Capability, TelephonyProvider
from channels.errors import WebhookMalformed
from channels.messages import ChannelKind, RawForm
from channels.voice.call import CallEvent, CallPhase, IncomingCall
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
    Step,
    Target,
)
from channels.voice.spoken import spoken

GATHER_PATH = "/tw/voice/gather"
_CALL_SID = re.compile(r"CA[0-9a-fA-F]{32}")
# The codes differ per verb: Gather knows no zh-CN, Say knows no cmn-Hans-CN.
SAY_LANGUAGE: Mapping[Language, str] = {Language.MANDARIN: "zh-CN", Language.CANTONESE: "zh-HK"}
GATHER_LANGUAGE: Mapping[Language, str] = {
    Language.MANDARIN: "cmn-Hans-CN",
    Language.CANTONESE: "yue-Hant-HK",
}
PHASES: Mapping[str, CallPhase] = {
    "queued": CallPhase.ARRIVED,
    "initiated": CallPhase.ARRIVED,
    "ringing": CallPhase.RINGING,
    "in-progress": CallPhase.IN_PROGRESS,
    "answered": CallPhase.IN_PROGRESS,
    "completed": CallPhase.COMPLETED,
    "busy": CallPhase.BUSY,
    "no-answer": CallPhase.NO_ANSWER,
    "canceled": CallPhase.CANCELED,
    "failed": CallPhase.FAILED,
}


class TwilioVoice(TelephonyProvider):
    """Calls by Twilio's webhooks."""

    name = "twilio"
    channel = ChannelKind.VOICE
    capabilities = frozenset({Capability.CALLS})
    media_type = "text/xml"

    def __init__(self, public_base_url: str) -> None:
        """Remember the address under which Twilio reaches us."""
        self.public_base_url = public_base_url

    def parse_call(self, raw: RawForm) -> IncomingCall:
        """Translate "a call arrives"; raises ``WebhookMalformed`` (422)."""
        return IncomingCall(
            provider=self.name,
            call_id=_call_sid(raw),
            address=addresses.caller(raw.get("From")),
            our_address=raw.get("To")[:120],
            raw=raw,
        )

    def parse_input(self, raw: RawForm) -> CallInput:
        """Translate speech or keys; an absent answer is an empty one."""
        return CallInput(
            call=self.parse_call(raw),
            digits=raw.get("Digits"),
            speech=raw.get("SpeechResult"),
            confidence=_share(raw.get("Confidence")),
        )

    def parse_event(self, raw: RawForm) -> CallEvent:
        """Translate a status callback; raises ``WebhookMalformed`` (422)."""
        call, status = self.parse_call(raw), raw.get("CallStatus")
        phase = PHASES.get(status)
        if phase is None:
            raise WebhookMalformed("未知的通话状态", "Unknown CallStatus")
        number = raw.get("SequenceNumber")
        seq = int(number) if number.isdigit() else -1
        return CallEvent(
            call=call,
            dedupe_key=f"call:{call.call_id}:{number or status}",
            phase=phase,
            seq=seq,
            at=_instant(raw.get("Timestamp")),
            seconds=_whole(raw.get("CallDuration")),
        )

    def render(self, plan: CallPlan) -> str:
        """Write ``plan`` as TwiML; every address in it is absolute."""
        document = VoiceResponse()
        for step in plan.steps:
            self._write(document, step)
        return str(document)

    def _write(self, document: VoiceResponse, step: Step) -> None:
        match step:
            case Say() | Play():
                _speak(document, step)
            case Gather():
                self._listen(document, step)
            case Queue():
                document.enqueue(
                    step.name,
                    wait_url=self._url(step.wait),
                    wait_url_method="POST",
                    action=self._url(step.then),
                    method="POST",
                )
            case Record():
                document.record(
                    action=self._url(step.to),
                    method="POST",
                    max_length=step.max_seconds,
                    play_beep=True,
                )
            case Hangup():
                document.hangup()

    def _listen(self, document: VoiceResponse, step: Gather) -> None:
        options: dict[str, object] = {
            "input": "speech dtmf" if step.speech else "dtmf",
            "timeout": step.silence_seconds,
            "action": self._url(step.to),
            "method": "POST",
            "action_on_empty_result": True,
        }
        if step.speech:
            options |= {"language": GATHER_LANGUAGE[step.language], "speech_timeout": "auto"}
        if step.digits:
            options["num_digits"] = step.digits
        else:
            options["finish_on_key"] = "#"
        verb = document.gather(**options)
        for prompt in step.prompts:
            _speak(verb, prompt)

    def _url(self, target: Target) -> str:
        query = urlencode({"step": target.step, "attempt": target.attempt})
        return f"{self.public_base_url}{GATHER_PATH}?{query}"


def _speak(verb: VoiceResponse | GatherVerb, step: Say | Play) -> None:
    if isinstance(step, Say):
        verb.say(spoken(step.text, step.language), language=SAY_LANGUAGE[step.language])
    else:
        verb.play(step.url)


def _call_sid(raw: RawForm) -> str:
    sid = raw.get("CallSid")
    if not _CALL_SID.fullmatch(sid):
        raise WebhookMalformed("回调缺少有效的通话编号", "The webhook lacks a valid CallSid")
    return sid


def _share(text: str) -> float | None:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return None


def _whole(text: str) -> int | None:
    return int(text) if text.isdigit() and len(text) <= 9 else None


def _instant(text: str) -> datetime | None:
    try:
        instant = parsedate_to_datetime(text)
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else None
