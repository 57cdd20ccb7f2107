"""The provider's doors: without a right signature nothing is read, and a repeat is stored once."""

import httpx
import pytest
from sqlalchemy import select

from channels.models import Message
from channels.webhook import sign
from tests.api.refusals import complaints, row_counts
from tests.support.city import City

TOKEN = "test-token"
PATHS = (
    "/tw/sms/in",
    "/tw/sms/status",
    "/tw/voice/in",
    "/tw/voice/gather?step=ask",
    "/tw/voice/status",
)
TEXT = {
    "MessageSid": "SM" + "1" * 32,
    "SmsSid": "SM" + "1" * 32,
    "AccountSid": "AC" + "0" * 32,
    "From": "+8613800000001",
    "To": "+8675712345",
    "Body": "禅城区同济路路灯坏了",
    "NumMedia": "0",
    "NumSegments": "1",
}


async def _post(
    city: City, path: str, form: dict[str, str], *, token: str = TOKEN, said: str = ""
) -> httpx.Response:
    signature = sign(f"http://test{said or path}", list(form.items()), token)
    return await city.public.post(path, data=form, headers={"X-Twilio-Signature": signature})


@pytest.mark.parametrize("path", PATHS)
async def test_an_unproven_webhook_is_refused_and_stores_nothing(city: City, path: str) -> None:
    before = await row_counts(city)
    answers = [
        await city.public.post(path, data=TEXT),
        await city.public.post(path, data=TEXT, headers={"X-Twilio-Signature": "x"}),
        await _post(city, path, TEXT, token="another-token"),
        await _post(city, path, TEXT, said="/tw/elsewhere"),
        await city.public.post(
            path, content=b"\xff\xfe=%zz", headers={b"X-Twilio-Signature": b"\xe9"}
        ),
        await city.public.post(path, json=TEXT, headers={"X-Twilio-Signature": "x"}),
    ]
    assert [(a.status_code, complaints(a)) for a in answers] == [(403, [])] * len(answers)
    assert await row_counts(city) == before


async def test_a_proven_webhook_with_nothing_in_it_is_refused(city: City) -> None:
    before = await row_counts(city)
    for path in PATHS:
        response = await _post(city, path, {"Unknown": "1"})
        assert complaints(response) == [] or response.status_code == 204, path
    assert await row_counts(city) == before


async def test_a_large_webhook_is_refused(city: City) -> None:
    before = await row_counts(city)
    response = await _post(city, "/tw/sms/in", {**TEXT, "Body": "长" * 30_000})
    assert (response.status_code, complaints(response)) == (413, [])
    assert await row_counts(city) == before


async def test_a_replayed_text_is_stored_once(city: City) -> None:
    first = await _post(city, "/tw/sms/in", TEXT)
    after_first = await row_counts(city)
    again = await _post(city, "/tw/sms/in", TEXT)
    assert (first.status_code, again.status_code) == (200, 200)
    assert await row_counts(city) == after_first


@pytest.mark.parametrize(
    "body",
    ["", "𠮷祥坊😡路灯不亮", "\u202e路灯坏了\u200f", "x" * 1600, "路灯\x00坏了", "\x1b[2J路灯"],
)
async def test_any_text_of_a_citizen_is_taken_and_answered(city: City, body: str) -> None:
    response = await _post(city, "/tw/sms/in", {**TEXT, "Body": body})
    assert response.status_code == 200, response.text
    await city.settle()
    async with city.hotline.database.read() as session:
        stored = list(await session.scalars(select(Message)))
    assert stored
    health = (await city.public.get("/health")).json()
    outbox = next(part for part in health["parts"] if part["part"] == "outbox")
    assert (outbox["state"], outbox["due"]) == ("ok", 0)
