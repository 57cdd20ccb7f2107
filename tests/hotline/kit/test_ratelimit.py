"""One address cannot flood a door; others are not held up by it."""

import httpx
import pytest
from fastapi import Depends, FastAPI
from limits import parse

from hotline.kit.errors import TooMany
from hotline.kit.http import problems
from hotline.kit.ratelimit import MemoryLimiter, limit_by_address


def test_the_limit_is_per_key_and_tells_when_to_come_back() -> None:
    limiter = MemoryLimiter()
    rate = parse("2/hour")
    limiter.hit(rate, "form", "a")
    limiter.hit(rate, "form", "a")
    with pytest.raises(TooMany) as refusal:
        limiter.hit(rate, "form", "a")
    assert 0 < refusal.value.extra["retry_after"] <= 3600
    limiter.hit(rate, "form", "b")
    limiter.hit(rate, "other", "a")


async def test_the_dependency_answers_429_with_retry_after() -> None:
    app = FastAPI()
    app.state.limiter = MemoryLimiter()
    problems.install(app)

    @app.get("/door", dependencies=[Depends(limit_by_address("door", "1/hour"))])
    async def door() -> str:
        return "open"

    for address, expected in (("1.1.1.1", 200), ("1.1.1.1", 429), ("2.2.2.2", 200)):
        transport = httpx.ASGITransport(app=app, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://t") as client:
            answer = await client.get("/door")
            assert answer.status_code == expected
    app.state.limiter = None
    transport = httpx.ASGITransport(app=app, client=("1.1.1.1", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://t") as client:
        assert (await client.get("/door")).status_code == 200
