"""The play waits where the house asks for patience, and prints no numbers of citizens."""

import httpx
import pytest

from hotline.simulation import http
from hotline.simulation.tally import Stuck, Tally


def client(answers: list[httpx.Response]) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url="http://house", transport=httpx.MockTransport(lambda _request: answers.pop(0))
    )


async def test_a_busy_house_is_asked_again() -> None:
    tally = Tally()
    busy = httpx.Response(429, json={"retry_after": 0.02})
    down = httpx.Response(503, headers={"Retry-After": "0.02"})
    async with client([busy, down, httpx.Response(200)]) as on:
        answer = await http.ask(on, tally, "GET", "/x")
    assert (answer.status_code, tally.requests) == (200, 3)


async def test_a_refusal_is_not_repeated() -> None:
    tally = Tally()
    async with client([httpx.Response(409, json={"code": "stale_version"})]) as on:
        answer = await http.ask(on, tally, "POST", "/x")
    assert (answer.status_code, tally.requests) == (409, 1)


async def test_a_house_that_stays_busy_ends_the_journey() -> None:
    busy = [httpx.Response(429, json={"retry_after": 0.02}) for _ in range(http.PATIENCE)]
    async with client(busy) as on:
        with pytest.raises(Stuck, match="一直繁忙"):
            await http.ask(on, Tally(), "GET", "/x")


async def test_what_is_told_of_a_refusal_names_no_number_and_no_id() -> None:
    refusal = httpx.Response(
        422,
        json={"code": "payload_invalid", "detail": "填写有误", "errors": [{"field": "evidence"}]},
    )
    async with client([refusal]) as on:
        path = "/api/public/tickets/FS202603040000017/rate"
        told = http.told(await http.ask(on, Tally(), "POST", path))
    assert "FS2026" not in told
    assert "422 payload_invalid 填写有误" in told
    assert "evidence" in told
