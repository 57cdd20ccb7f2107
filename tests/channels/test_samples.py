"""Every sample of a real request shape is taken, blanks and all."""

from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from channels.registry import Channels
from channels.webhook import sign
from hotline.kit.db import Database
from tests.channels.assembly import BASE_URL, TOKEN, web_client

SAMPLES = Path(__file__).parent / "samples"
PATHS = {
    "twilio.sms-in": ("/tw/sms/in", 200),
    "twilio.sms-in-optout": ("/tw/sms/in", 200),
    "twilio.sms-status-delivered": ("/tw/sms/status?d=unknown", 204),
    "twilio.sms-status-undelivered": ("/tw/sms/status", 204),
    "twilio.voice-in": ("/tw/voice/in", 200),
    "twilio.voice-gather-speech": ("/tw/voice/gather?step=matter&attempt=1", 200),
    "twilio.voice-gather-digits": ("/tw/voice/gather?step=matter&attempt=2", 200),
    "twilio.voice-gather-silence": ("/tw/voice/gather?step=number&attempt=1", 200),
    "twilio.voice-status-completed": ("/tw/voice/status", 204),
}


def test_every_sample_is_examined() -> None:
    assert {path.stem for path in SAMPLES.glob("*.form")} == set(PATHS)


@pytest.mark.parametrize("name", PATHS)
async def test_a_sample_is_taken_twice_with_one_effect(
    store: Database, channels_: Channels, name: str
) -> None:
    path, status = PATHS[name]
    body = (SAMPLES / f"{name}.form").read_text().strip()
    pairs = parse_qsl(body, keep_blank_values=True)
    assert any(value == "" for _, value in pairs) or "status" in name
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "x-twilio-signature": sign(BASE_URL + path, pairs, TOKEN),
    }
    async with web_client(store, channels_) as client:
        answers = [await client.post(path, content=body, headers=headers) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {status}
    assert answers[0].text == answers[1].text
