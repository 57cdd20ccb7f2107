"""Whoever asks too often is told so, and the interface says beforehand that this can happen."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from limits import RateLimitItem

from hotline.kit.errors import TooMany
from hotline.kit.ratelimit import MemoryLimiter
from tests.api.conftest import ROOT_LOGIN
from tests.api.refusals import complaints
from tests.api.test_openapi import NOWHERE, VERBS
from tests.support.city import City
from tests.support.kit_app import PASSWORD

ELSEWHERE = "203.0.113.9"
BY_ADDRESS = {
    "post /api/public/requests",
    "post /api/public/advice",
    "put /api/public/drafts/{key}",
    "get /api/public/drafts/{key}",
    "delete /api/public/drafts/{key}",
    "post /api/public/track",
    "post /api/public/uploads",
    "post /api/public/chat",
    "post /api/public/chat/{token}/messages",
    "post /api/public/knowledge/answer",
    "get /api/public/knowledge/search",
    "get /api/public/knowledge/suggest",
    "get /api/public/knowledge/related",
    "get /api/public/knowledge/hot",
    "post /api/public/knowledge/feedback",
    "post /api/public/knowledge/no-help",
    "get /api/auth/oidc/start",
    "get /api/auth/oidc/callback",
}
BY_CODE = {
    f"post /api/public/tickets/{{number}}/{verb}"
    for verb in ("supplement", "urge", "not-solved", "rate", "withdraw", "contest")
}
BY_LOCK = {
    "post /api/auth/login",
    "post /api/auth/password",
    "post /api/auth/totp",
    "post /api/auth/totp/confirm",
    "post /api/auth/totp/disable",
    "post /api/tickets/{ticket_id}/reveal",
}


class Exhausted(MemoryLimiter):
    """Every window is full."""

    def hit(self, rate: RateLimitItem, *key: str) -> None:
        del rate, key
        raise TooMany(retry_after=7)


def operations(city: City) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, verbs in city.app.openapi()["paths"].items():
        for verb, operation in verbs.items():
            if verb in VERBS:
                yield f"{verb} {path}", operation


def declared(operation: dict[str, Any]) -> bool:
    """Tell whether the operation announces 429 as a problem with all its members and the wait."""
    answer = operation["responses"].get("429", {})
    shape = answer.get("content", {}).get("application/problem+json", {})
    return "Retry-After" in answer.get("headers", {}) and TooMany(retry_after=1).body().keys() <= (
        shape.get("schema", {}).get("properties", {}).keys()
    )


async def test_every_route_that_limits_by_address_declares_it(city: City) -> None:
    city.app.state.limiter = Exhausted()
    transport = httpx.ASGITransport(app=city.app, client=(ELSEWHERE, 4000))
    limited = {}
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as stranger:
        for name, operation in operations(city):
            verb, path = name.split(" ")
            address = "/".join(NOWHERE if p.startswith("{") else p for p in path.split("/"))
            answer = await stranger.request(verb, address)
            if answer.status_code == 429:
                assert complaints(answer) == []
                assert answer.headers["Retry-After"] == "7"
                limited[name] = operation
    assert limited.keys() == BY_ADDRESS
    assert [name for name, operation in limited.items() if not declared(operation)] == []


async def test_every_route_that_counts_attempts_declares_it_and_no_other(city: City) -> None:
    told = {name for name, operation in operations(city) if declared(operation)}
    assert told == BY_ADDRESS | BY_CODE | BY_LOCK


@pytest.mark.parametrize("name", sorted(BY_CODE))
async def test_guessing_codes_ends_at_every_door_of_a_request(city: City, name: str) -> None:
    path = name.removeprefix("post ").format(number="FS20260304000017")
    body: dict[str, Any] = {"code": "000000", "text": "还是没有解决"}
    if path.endswith("rate"):
        body = {"code": "000000", "solved": "YES", "satisfied": "SATISFIED"}
    answers = [await city.public.post(path, json=body) for _ in range(6)]
    assert [a.status_code for a in answers] == [404] * 5 + [429], answers[0].text
    assert complaints(answers[-1]) == []


@pytest.mark.parametrize("name", sorted(n for n in BY_LOCK if "/auth/" in n))
async def test_guessing_secrets_ends_at_every_door_of_sign_on(city: City, name: str) -> None:
    client = (await city.desk(ROOT_LOGIN)).client
    path, body = name.removeprefix("post "), {"password": "wrong-Wrong-1"}
    if path.endswith("login"):
        body = {"login": "nobody", **body}
    if path.endswith("/password"):
        body = {"old_password": "wrong-Wrong-1", "new_password": "Better-2026-xy"}
    if path.endswith("confirm"):
        await client.post("/api/auth/totp", json={"password": PASSWORD})
        body = {"code": "000000"}
    answers = [await client.post(path, json=body) for _ in range(7)]
    assert answers[-1].status_code == 429, answers[0].text
    assert complaints(answers[-1]) == []
