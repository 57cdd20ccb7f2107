"""The twin's callers (孪生来电): TwiML fetched as Twilio would, checked, interpreted, with status reports in chaos."""

import random
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import httpx

from tests.channels.assembly import BASE_URL
from tests.channels.twiml import Grammar
from tests.channels.twin import ACCOUNT, NUMBER, Twin

REPORTS = ("ringing", "in-progress", "completed")
_LONGEST = 12


@dataclass(frozen=True)
class Answer:
    """What the caller does at a question; both empty: he is silent."""

    speech: str = ""
    digits: str = ""


@dataclass
class TwinCall:
    """One call from ``number``: answers by script, status reports at random moments by seed."""

    twin: Twin
    number: str
    script: list[Answer]
    grammar: Grammar | None = None
    seed: int | None = None
    sid: str = "CA" + "e" * 32
    asked: list[str] = field(default_factory=list)

    async def run(self) -> None:
        """Live through the whole call."""
        dice = random.Random(self.seed)
        waiting = [*enumerate(REPORTS)]
        if self.seed is not None:
            waiting += [report for report in waiting if dice.random() < 0.5]
            dice.shuffle(waiting)
            await self._report(waiting, dice.randrange(3))
        path, extra = "/tw/voice/in", dict[str, str]()
        for _ in range(_LONGEST):
            document = await self._fetch(path, extra, repeat=self.seed is not None)
            if self.seed is not None:
                await self._report(waiting, dice.randrange(2))
            step = self._follow(document)
            if step is None:
                break
            path, extra = step
        else:
            raise AssertionError("the call never ends")
        await self._report(waiting, len(waiting))

    def _follow(self, document: ET.Element) -> tuple[str, dict[str, str]] | None:
        for verb in document:
            if verb.tag == "Hangup":
                return None
            if verb.tag == "Gather":
                self.asked.append("".join(say.text or "" for say in verb))
                answer = self.script.pop(0) if self.script else Answer()
                return _relative(verb.attrib["action"]), {
                    "Digits": answer.digits,
                    "SpeechResult": answer.speech,
                    "Confidence": "0.9" if answer.speech else "",
                }
            assert verb.tag in {"Say", "Play", "Pause"}, verb.tag
        return None

    async def _fetch(self, path: str, extra: dict[str, str], *, repeat: bool) -> ET.Element:
        form = self.form({"CallStatus": "in-progress", **extra})
        answer = await self.twin.post(path, form)
        self._check(answer)
        if repeat:  # a retry of the same request must get the very same document
            assert (await self.twin.post(path, form)).text == answer.text
        return ET.fromstring(answer.text)

    def _check(self, answer: httpx.Response) -> None:
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith("text/xml")
        assert int(answer.headers["content-length"]) == len(answer.content)
        if self.grammar is not None:
            assert self.grammar.faults(answer.text) == []

    async def _report(self, waiting: list[tuple[int, str]], how_many: int) -> None:
        for _ in range(min(how_many, len(waiting))):
            number, status = waiting.pop(0)
            fields = {
                "CallStatus": status,
                "SequenceNumber": str(number),
                "Timestamp": f"Wed, 04 Mar 2026 04:00:{number:02d} +0000",
            }
            if status == "completed":
                fields["CallDuration"] = "31"
            answer = await self.twin.post("/tw/voice/status", self.form(fields))
            assert answer.status_code == 204, answer.text

    def form(self, extra: dict[str, str]) -> dict[str, str]:
        """Return the form of a webhook about this call, with the blanks a real one has."""
        return {
            "CallSid": self.sid,
            "AccountSid": ACCOUNT,
            "From": self.number,
            "To": NUMBER,
            "Direction": "inbound",
            "ApiVersion": "2010-04-01",
            "FromCity": "",
            "CallerName": "",
            **extra,
        }


def _relative(url: str) -> str:
    parts = urlsplit(url)
    assert url.startswith(BASE_URL), "an address in a document must be absolute and ours"
    return f"{parts.path}?{parts.query}"
