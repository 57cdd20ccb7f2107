"""The outermost ring (最外层): request id, body cap and security headers in one plain ASGI wrapper."""

import re
from dataclasses import dataclass

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hotline.kit.errors import TooLarge
from hotline.kit.http.problems import render, render_fault
from hotline.kit.ids import new_id
from hotline.kit.logs import request_id

_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")


@dataclass(frozen=True)
class EdgeRules:
    """Limits in bytes; ``upload_endings`` end paths that may carry ``max_upload`` bytes."""

    max_body: int = 1_000_000
    max_upload: int = 25_000_000
    upload_endings: tuple[str, ...] = ("/uploads", "/import")
    https: bool = False


def content_security_policy() -> str:
    """Only our own scripts, styles, images and sockets; no inline script, no framing."""
    return (
        "default-src 'self'; script-src 'self'; style-src 'self'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' wss://*.twilio.com; "
        "media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )


def security_headers(*, https: bool) -> list[tuple[str, str]]:
    """Headers on every answer; microphone stays allowed for the softphone."""
    headers = [
        ("Content-Security-Policy", content_security_policy()),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), microphone=(self), geolocation=(self)"),
    ]
    if https:
        headers.append(("Strict-Transport-Security", "max-age=31536000; includeSubDomains"))
    return headers


class Edge:
    """ASGI wrapper around the application."""

    def __init__(self, app: ASGIApp, *, rules: EdgeRules) -> None:
        """Prepare the constant headers once."""
        self.app = app
        self.rules = rules
        self._headers = [
            (k.lower().encode(), v.encode()) for k, v in security_headers(https=rules.https)
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        given = headers.get(b"x-request-id", b"")
        rid = given.decode() if _REQUEST_ID.fullmatch(given) else new_id()
        token = request_id.set(rid)
        try:
            await self._answer(scope, receive, self._dress(send, rid), headers)
        finally:
            request_id.reset(token)

    async def _answer(
        self, scope: Scope, receive: Receive, send: Send, headers: dict[bytes, bytes]
    ) -> None:
        """Serve; a fault of ours is answered here, inside the ring, with headers and request id."""
        started = False

        async def told(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._serve(scope, receive, told, headers)
        except Exception as error:
            if started:
                raise
            await render_fault(error)(scope, receive, told)

    async def _serve(
        self, scope: Scope, receive: Receive, send: Send, headers: dict[bytes, bytes]
    ) -> None:
        limit = self._limit(scope["path"])
        declared = headers.get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > limit:
            await render(_too_large(limit))(scope, receive, send)
            return
        if b"transfer-encoding" not in headers:
            await self.app(scope, receive, send)
            return
        await self._serve_chunked(scope, receive, send, limit)

    async def _serve_chunked(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        """Count while the application reads; whatever it makes of our refusal, the answer is 413."""
        seen = 0
        started = False

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise _too_large(limit)
            return message

        async def watched(message: Message) -> None:
            nonlocal started
            if started or seen <= limit:
                started = True
                await send(message)

        try:
            await self.app(scope, counted, watched)
        except TooLarge:
            if started:
                raise
        if seen > limit and not started:
            await render(_too_large(limit))(scope, receive, send)

    def _limit(self, path: str) -> int:
        if path.endswith(self.rules.upload_endings):
            return self.rules.max_upload
        return self.rules.max_body

    def _dress(self, send: Send, rid: str) -> Send:
        extra = [*self._headers, (b"x-request-id", rid.encode())]

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = MutableHeaders(raw=message["headers"])
                fresh = [(k, v) for k, v in extra if k.decode() not in present]
                message["headers"] = [*message["headers"], *fresh]
            await send(message)

        return dressed


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"内容超过 {limit // 1000} KB 的上限", f"The body exceeds {limit} bytes")
