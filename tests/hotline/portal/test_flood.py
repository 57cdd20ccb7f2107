"""A script that hands in forms is held up; a household, the simulation and an operator's choice are not."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from hotline.settings import Environment
from tests.support.city import City

BODY = {"content": "小区门口的路灯不亮", "anonymous": True}
ELSEWHERE = "203.0.113.7"


@contextmanager
def setting(city: City, **values: Any) -> Iterator[None]:
    """Run the house with other settings."""
    usual = city.hotline.settings
    city.hotline.settings = usual.model_copy(update=values)
    try:
        yield
    finally:
        city.hotline.settings = usual


async def hand_in(city: City, times: int, address: str = ELSEWHERE) -> list[httpx.Response]:
    transport = httpx.ASGITransport(app=city.app, client=(address, 4000))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return [await client.post("/api/public/requests", json=BODY) for _ in range(times)]


async def test_the_form_after_the_last_is_told_when_to_come_back(city: City) -> None:
    with setting(city, public_requests_per_minute=2):
        *taken, refused = await hand_in(city, 3)
        assert [answer.status_code for answer in taken] == [201, 201]
        problem = refused.json()
        assert (refused.status_code, problem["code"]) == (429, "too_many_forms")
        assert 0 < problem["retry_after"] <= 60
        assert f"{problem['retry_after']}秒后再试" in problem["detail"]
        assert refused.headers["Retry-After"] == str(problem["retry_after"])
        (other,) = await hand_in(city, 1, "198.51.100.1")
        assert other.status_code == 201


async def test_thirty_a_minute_is_the_default_and_nought_is_no_limit(city: City) -> None:
    assert city.hotline.settings.public_requests_per_minute == 30
    with setting(city, public_requests_per_minute=0):
        assert {a.status_code for a in await hand_in(city, 33)} == {201}


async def test_this_machine_is_counted_in_production_alone(city: City) -> None:
    for address in ("127.0.0.1", "::1"):
        with setting(city, public_requests_per_minute=1):
            assert [a.status_code for a in await hand_in(city, 2, address)] == [201, 201]
    with setting(city, public_requests_per_minute=1, environment=Environment.PRODUCTION):
        assert [a.status_code for a in await hand_in(city, 2, "::1")] == [201, 429]
