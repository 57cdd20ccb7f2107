"""The outermost ring: headers on every answer, request ids, caps on bodies; refusals in two languages."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx
import pytest
import structlog
from fastapi import FastAPI, Request
from sqlalchemy.exc import OperationalError

from hotline.kit.errors import TooMany, Unavailable
from hotline.kit.http import problems
from hotline.kit.http.edge import Edge, EdgeRules, content_security_policy

SERVED = ("/fine", "/nowhere", "/fault", "/busy", "/often")
Serve = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


def _app() -> FastAPI:
    app = FastAPI()
    problems.install(app)

    @app.get("/fine")
    async def fine() -> dict[str, str]:
        return {"state": "ok"}

    @app.get("/fault")
    async def fault() -> None:
        msg = "secret: 13812345678"
        raise KeyError(msg)

    @app.get("/busy")
    async def busy() -> None:
        raise Unavailable

    @app.get("/often")
    async def often() -> None:
        raise TooMany(retry_after=7)

    @app.post("/api/units/import")
    @app.post("/size")
    async def size(request: Request) -> int:
        return len(await request.body())

    return app


@asynccontextmanager
async def serving(*, https: bool = False) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application behind the edge."""
    app = _app()
    rules = EdgeRules(max_body=1000, max_upload=5000, https=https)
    app.add_middleware(Edge, rules=rules)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://edge.test") as client:
        yield client


@pytest.mark.parametrize("path", SERVED)
async def test_every_answer_carries_the_security_headers_and_an_id(path: str) -> None:
    async with serving() as client:
        answer = await client.get(path)
    policy = answer.headers["content-security-policy"]
    script = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert script == "script-src 'self'"
    assert "frame-ancestors 'none'" in policy
    assert "object-src 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert len(answer.headers["x-request-id"]) == 26
    assert "strict-transport-security" not in answer.headers


async def test_https_is_made_permanent_only_where_it_is_used() -> None:
    async with serving(https=True) as client:
        assert "max-age=" in (await client.get("/fine")).headers["strict-transport-security"]


@pytest.mark.parametrize("path", SERVED[1:])
async def test_every_refusal_is_a_problem_in_two_languages_with_the_id(path: str) -> None:
    async with serving() as client:
        answer = await client.get(path, headers={"X-Request-Id": "from-the-proxy-1"})
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert answer.status_code == body["status"] >= 400
    assert body["title"] != body["title_en"]
    assert body["request_id"] == answer.headers["x-request-id"] == "from-the-proxy-1"
    assert "13812345678" not in answer.text


async def test_a_caller_is_told_when_to_come_again() -> None:
    async with serving() as client:
        assert (await client.get("/often")).headers["retry-after"] == "7"


@pytest.mark.parametrize(
    "given", ["short", "x" * 65, "with space", "中文标识符一二三", "a\tb-12345"]
)
async def test_an_odd_request_id_is_replaced(given: str) -> None:
    async with serving() as client:
        answer = await client.get("/fine", headers={b"X-Request-Id": given.encode()})
    assert len(answer.headers["x-request-id"]) == 26


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(("path", "limit"), [("/size", 1000), ("/api/units/import", 5000)])
async def test_a_body_is_taken_up_to_its_cap_and_not_beyond(
    path: str, limit: int, chunked: bool
) -> None:
    async def parts(length: int) -> AsyncIterator[bytes]:
        for _ in range(length // 100):
            yield b"x" * 100
        yield b"x" * (length % 100)

    async with serving() as client:
        for length, status in ((limit, 200), (limit + 1, 413)):
            content = parts(length) if chunked else b"x" * length
            answer = await client.post(path, content=content)
            assert answer.status_code == status
            assert status == 200 or answer.json()["code"] == "too_large"


async def test_a_length_that_is_no_number_is_refused() -> None:
    async with serving() as client:
        answer = await client.post("/size", content=b"x", headers={"Content-Length": "-1"})
    assert answer.status_code == 413


def test_the_policy_of_contents_allows_nothing_inline() -> None:
    policy = content_security_policy()
    assert "unsafe" not in policy
    assert {"script-src 'self'", "style-src 'self'", "object-src 'none'"} <= set(policy.split("; "))


def test_a_column_that_is_not_there_stands_in_the_log_line_and_no_value_beside_it() -> None:
    told = "no such column: tickets.colour"
    error = OperationalError("INSERT …", {"phone": "13800138000"}, Exception(told))
    with structlog.testing.capture_logs() as lines:
        assert problems.render_fault(error).status_code == 503
    (line,) = [one for one in lines if one["event"] == "database.unavailable"]
    assert (line["error"], line["lacks"]) == ("OperationalError", "tickets.colour")
    assert "13800138000" not in str(lines)
