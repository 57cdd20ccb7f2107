"""Requests of the simulation (模拟请求): patient where the house asks for patience, exact about the rest."""

import asyncio
from typing import Any

import httpx

from hotline.simulation.tally import Tally

PATIENCE = 30
LONGEST_WAIT = 60.0
SHORTEST_WAIT = 0.02
KEPT_SECONDS = 2.0  # shorter than the server keeps an idle connection
_TIMEOUT = 60.0


def client(base_url: str, address: str = "", *, connections: int = 16) -> httpx.AsyncClient:
    """Return a client; ``address`` is the network address a local proxy would report."""
    headers = {"X-Requested-With": "hotline"}
    if address:
        headers["X-Forwarded-For"] = address
    limits = httpx.Limits(max_connections=connections, keepalive_expiry=KEPT_SECONDS)
    return httpx.AsyncClient(
        base_url=base_url, headers=headers, timeout=_TIMEOUT, limits=limits, trust_env=False
    )


async def ask(
    on: httpx.AsyncClient, tally: Tally, method: str, path: str, **more: Any
) -> httpx.Response:
    """Send a request; 429 and 503 are waited for as their Retry-After says."""
    for _ in range(PATIENCE):
        tally.requests += 1
        answer = await on.request(method, path, **more)
        if answer.status_code not in {429, 503}:
            return answer
        await asyncio.sleep(min(_retry_after(answer), LONGEST_WAIT))
    raise tally.fault(f"{method} {_plain(path)}：一直繁忙")


def told(answer: httpx.Response) -> str:
    """Return what a refusal says: status, code and Chinese detail."""
    body = problem(answer)
    where = f"{answer.request.method} {_plain(answer.request.url.path)}"
    faults = body.get("errors") or ""
    return f"{where}：{answer.status_code} {body.get('code', '')} {body.get('detail', '')} {faults}"


def problem(answer: httpx.Response) -> dict[str, Any]:
    """Return the members of a refusal, empty if it is none of ours."""
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _retry_after(answer: httpx.Response) -> float:
    given = answer.headers.get("Retry-After") or problem(answer).get("retry_after") or 1
    try:
        return max(float(given), SHORTEST_WAIT)
    except ValueError:
        return 1.0


def _plain(path: str) -> str:
    """Leave ids and numbers out of what is printed."""
    parts = path.partition("?")[0].split("/")
    return "/".join(
        "…" if len(part) in {17, 26} and part[-1:].isalnum() else part for part in parts
    )
