"""A submission sent again is answered as the first time: same number, same code (重复提交)."""

import asyncio
import hashlib
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from hotline.process.models import SubmissionKey
from hotline.tickets import queries, service
from hotline.tickets.models import Ticket
from tests.conftest import BACKENDS
from tests.support.city import City, Json

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
KEY = "0123456789abcdef0123456789abcdef"
LAMPS = "禅城区祖庙街道路灯不亮三天了，晚上很黑"
MINE = {"name": "王女士", "phone": "13800000001"}


async def sends(city: City, **changes: Any) -> httpx.Response:
    """Send the form; whatever the answer is."""
    body: Json = {"content": LAMPS, "contact": MINE, "submission_key": KEY, **changes}
    response = await city.public.post("/api/public/requests", json=body)
    await city.settle()
    return response


async def opens(city: City, number: str, code: str) -> bool:
    """Tell whether number and code show the request."""
    body = {"number": number, "code": code}
    return (await city.public.post("/api/public/track", json=body)).status_code == 200


async def tickets(city: City) -> int:
    """Count what is registered."""
    async with city.hotline.database.read() as session:
        return int(await session.scalar(select(func.count()).select_from(Ticket)) or 0)


@both
async def test_whoever_lost_the_answer_gets_the_code_that_works(city: City) -> None:
    first = (await sends(city)).json()
    again = (await sends(city)).json()
    assert (again["number"], again["query_code"]) == (first["number"], first["query_code"])
    assert await opens(city, first["number"], first["query_code"])
    assert await tickets(city) == 1
    # The text message told the same code, once.
    (told,) = [text for text in city.texts if first["number"] in text]
    assert first["query_code"] in told


@both
async def test_two_submissions_have_codes_of_their_own(city: City) -> None:
    first = (await sends(city)).json()
    other = (await sends(city, submission_key=KEY[::-1])).json()
    assert other["number"] != first["number"]
    assert other["query_code"] != first["query_code"]
    assert not await opens(city, first["number"], other["query_code"])


@both
@pytest.mark.parametrize(
    "changes",
    [
        {"content": "禅城区祖庙街道路灯不亮四天了，晚上很黑"},
        {"contact": {"name": "王女士", "phone": "13800000002"}},
        {"contact": None, "anonymous": True},
    ],
)
async def test_the_key_alone_opens_nothing_and_changes_nothing(city: City, changes: Json) -> None:
    first = (await sends(city)).json()
    response = await sends(city, **changes)
    told = response.json()
    assert (response.status_code, told["code"]) == (409, "submission_used")
    assert first["number"] not in response.text
    assert first["query_code"] not in response.text
    assert await opens(city, first["number"], first["query_code"])
    assert await tickets(city) == 1


@both
async def test_once_the_code_was_replaced_a_repeat_gives_neither(city: City) -> None:
    first = (await sends(city)).json()
    async with city.hotline.database.write() as session:
        ticket = await queries.find_by_number(session, first["number"])
        assert ticket is not None
        code = await service.renew_query_code(session, ticket=ticket)
    response = await sends(city)
    assert (response.status_code, response.json()["code"]) == (409, "query_code_replaced")
    assert response.json()["number"] == first["number"]
    assert code not in response.text.replace(first["number"], "")
    assert await opens(city, first["number"], code)
    assert not await opens(city, first["number"], first["query_code"])


@both
async def test_the_same_form_sent_twice_at_once_makes_one_ticket(city: City) -> None:
    answers = await asyncio.gather(*(sends(city) for _ in range(4)))
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({(a.json()["number"], a.json()["query_code"]) for a in answers}) == 1
    assert await tickets(city) == 1


async def test_the_key_and_the_contact_stand_nowhere_in_clear(city: City) -> None:
    await sends(city)
    async with city.hotline.database.read() as session:
        query = select(SubmissionKey.key_hash, SubmissionKey.body_hash)
        (row,) = (await session.execute(query)).all()
    for told in (KEY, LAMPS, f"{LAMPS}\0{MINE['phone']}"):
        guessed = hashlib.sha256(told.encode()).hexdigest()
        assert guessed not in {row.key_hash, row.body_hash}
    assert KEY not in row.key_hash
