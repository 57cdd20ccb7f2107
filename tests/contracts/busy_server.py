"""A busy search server (繁忙的检索服务器): passes everything on to the real one, but refuses some of what is written."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from aiohttp import web

REFUSED = {
    "type": "es_rejected_execution_exception",
    "reason": "rejected execution of coordinating operation",
}
_PASSED = ("content-type", "accept", "x-elastic-product")


@dataclass
class Busy:
    """A proxy: ``whole`` bulk requests are refused first, then ``rows`` so many times each by their id.

    ``sent`` are the ids of the rows of every bulk request that came, ``at`` when it came.
    """

    server: str
    whole: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    sent: list[list[str]] = field(default_factory=list)
    at: list[float] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        """Pass one request on, or refuse it."""
        body = await request.read()
        if not request.path.endswith("/_bulk"):
            return await self._passed(request, body)
        actions = _actions(body)
        self.sent.append([one[1]["_id"] for one in actions])
        self.at.append(asyncio.get_running_loop().time())
        if self.whole:
            self.whole -= 1
            return _told({"error": REFUSED, "status": 429}, status=429)
        refused = {row for row in self.sent[-1] if self.rows.get(row, 0)}
        for row in refused:
            self.rows[row] -= 1
        kept = b"".join(part for _, told, part in actions if told["_id"] not in refused)
        passed = await self._passed(request, kept) if kept else _told({"items": []})
        items = iter(json.loads(passed.body)["items"])  # type: ignore[arg-type]
        told = [
            {kind: {"_id": one["_id"], "status": 429, "error": REFUSED}}
            if one["_id"] in refused
            else next(items)
            for kind, one, _ in actions
        ]
        return _told({"took": 1, "errors": bool(refused), "items": told})

    async def _passed(self, request: web.Request, body: bytes) -> web.Response:
        headers = {name: request.headers[name] for name in _PASSED if name in request.headers}
        async with httpx.AsyncClient(timeout=60) as client:
            got = await client.request(
                request.method, f"{self.server}{request.path_qs}", content=body, headers=headers
            )
        kept = {name: got.headers[name] for name in _PASSED if name in got.headers}
        return web.Response(body=got.content, status=got.status_code, headers=kept)


def _actions(body: bytes) -> list[tuple[str, dict[str, Any], bytes]]:
    """Return the kind, the head and the bytes of every action of a bulk request."""
    found = []
    lines = iter(body.splitlines(keepends=True))
    for line in lines:
        ((kind, told),) = json.loads(line).items()
        found.append((kind, told, line if kind == "delete" else line + next(lines)))
    return found


def _told(answer: dict[str, Any], status: int = 200) -> web.Response:
    return web.Response(
        text=json.dumps(answer),
        status=status,
        content_type="application/vnd.elasticsearch+json",
        headers={"X-Elastic-Product": "Elasticsearch"},
    )


@asynccontextmanager
async def busy(server: str) -> AsyncIterator[tuple[Busy, str]]:
    """Yield the proxy and its address."""
    made = Busy(server)
    app = web.Application(client_max_size=2**24)
    app.router.add_route("*", "/{path:.*}", made.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        yield made, f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()
