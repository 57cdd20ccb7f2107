"""A stateful twin of Twilio (Twilio 孪生服务): a real HTTP server on loopback that keeps messages and can misbehave.

It knows the business rules that an OpenAPI file cannot state, sends signed webhooks through a fault
stage (duplicates, disorder, losses by seed), and can lose an answer after the message was taken.
"""

import asyncio
import random
from base64 import b64decode
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx
from aiohttp import web

from channels.sms.segments import count
from channels.webhook import sign
from hotline.kit import clock
from tests.channels.assembly import BASE_URL, TOKEN

ACCOUNT = "AC" + "0" * 32
NUMBER = "+8675712345"
LIFE = ("queued", "sending", "sent", "delivered")
_BASE = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"


@dataclass
class TwinMessage:
    """One message as Twilio keeps it."""

    sid: str
    to: str
    sender: str | None
    service: str | None
    body: str
    callback: str
    created: str
    status: str = "queued"
    error_code: int | None = None

    def resource(self) -> dict[str, Any]:
        """Return the complete resource of the REST API."""
        return {
            "account_sid": ACCOUNT,
            "api_version": "2010-04-01",
            "body": self.body,
            "date_created": self.created,
            "date_sent": None if self.status == "queued" else self.created,
            "date_updated": self.created,
            "direction": "outbound-api",
            "error_code": self.error_code,
            "error_message": None,
            "from": self.sender,
            "messaging_service_sid": self.service,
            "num_media": "0",
            "num_segments": str(count(self.body).segments),
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{_BASE}/{self.sid}/Media.json"},
            "to": self.to,
            "uri": f"{_BASE}/{self.sid}.json",
        }


@dataclass
class Chaos:
    """What the fault stage does to callbacks, by seed."""

    seed: int = 0
    duplicate: float = 0.0
    lose: float = 0.0
    shuffle: bool = False

    def apply(self, calls: list[Any]) -> list[Any]:
        """Return the calls as they arrive."""
        dice = random.Random(self.seed)
        arriving = [call for call in calls if dice.random() >= self.lose]
        arriving += [call for call in arriving if dice.random() < self.duplicate]
        if self.shuffle:
            dice.shuffle(arriving)
        return arriving


@dataclass
class Twin:
    """The twin's state and its levers."""

    messages: list[TwinMessage] = field(default_factory=list)
    mishaps: deque[str] = field(default_factory=deque)
    opted_out: set[str] = field(default_factory=set)
    is_down: bool = False
    app: httpx.AsyncClient | None = None
    port: int = 0
    _number: int = 0

    def texts_to(self, number: str) -> list[str]:
        """List the bodies of the messages taken for ``number``, first to last."""
        return [message.body for message in self.messages if message.to == number]

    async def create(self, request: web.Request) -> web.StreamResponse:
        """POST Messages.json."""
        mishap = self.mishaps.popleft() if self.mishaps else ""
        form = dict(parse_qsl(await request.text(), keep_blank_values=True))
        refusal = self._door(request, mishap) or self._rules(form)
        if refusal is not None:
            return refusal
        message = self._take(form)
        if mishap == "lost":  # taken, and the answer never arrives
            await asyncio.sleep(30)
        if mishap == "500":  # taken, and the answer is an error
            return _error(500, 20500, "Internal Server Error")
        return web.json_response(message.resource(), status=201)

    async def listing(self, request: web.Request) -> web.StreamResponse:
        """GET Messages.json, newest first."""
        refusal = self._door(request, "")
        if refusal is not None:
            return refusal
        to, size = request.query.get("To"), int(request.query.get("PageSize", "50"))
        found = [m.resource() for m in reversed(self.messages) if to in {None, m.to}][:size]
        uri = f"https://api.twilio.com{_BASE}.json?{urlencode({'PageSize': size, 'Page': 0})}"
        return web.json_response(
            {
                "messages": found,
                "end": max(len(found) - 1, 0),
                "first_page_uri": uri,
                "next_page_uri": None,
                "page": 0,
                "page_size": size,
                "previous_page_uri": None,
                "start": 0,
                "uri": uri,
            }
        )

    async def text(self, sender: str, body: str, **extra: str) -> httpx.Response:
        """Let a citizen text the hotline."""
        return await self.post("/tw/sms/in", self.inbound_form(sender, body, **extra))

    def inbound_form(self, sender: str, body: str, **extra: str) -> dict[str, str]:
        """Return the form of an incoming text, with the blanks a real one has."""
        sid = self._sid("SM")
        return {
            "ToCountry": "CN",
            "ToState": "",
            "SmsMessageSid": sid,
            "NumMedia": "0",
            "ToCity": "",
            "FromZip": "",
            "SmsSid": sid,
            "FromState": "",
            "SmsStatus": "received",
            "FromCity": "",
            "Body": body,
            "FromCountry": "CN",
            "To": NUMBER,
            "MessagingServiceSid": "",
            "ToZip": "",
            "NumSegments": str(count(body).segments),
            "MessageSid": sid,
            "AccountSid": ACCOUNT,
            "From": sender,
            "ApiVersion": "2010-04-01",
            **extra,
        }

    async def run_lives(self, chaos: Chaos, *, last: str = "delivered", code: str = "") -> None:
        """Send the callbacks of every message's whole life through the fault stage."""
        calls = []
        for message in self.messages:
            for status in (*LIFE[1:-1], last):  # no callback for the initial status
                calls.append((message, status))
            message.status = last
            message.error_code = int(code) if code else None
        for message, status in chaos.apply(calls):
            await self.post_status(message, status, code if status == last else "")

    async def post_status(self, message: TwinMessage, status: str, code: str = "") -> None:
        """Send one status callback."""
        form = self.status_form(message, status, code)
        answer = await self.post(message.callback.removeprefix(BASE_URL), form)
        assert answer.status_code == 204, answer.text

    def status_form(self, message: TwinMessage, status: str, code: str = "") -> dict[str, str]:
        """Return the form of a status callback."""
        form = {
            "SmsSid": message.sid,
            "SmsStatus": status,
            "MessageStatus": status,
            "To": message.to,
            "MessageSid": message.sid,
            "AccountSid": ACCOUNT,
            "From": message.sender or "",
            "ApiVersion": "2010-04-01",
        }
        return {**form, "ErrorCode": code} if code else form

    async def post(self, path: str, form: dict[str, str]) -> httpx.Response:
        """Send a signed webhook."""
        assert self.app is not None
        pairs = list(form.items())
        headers = {
            "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
            "x-twilio-signature": sign(BASE_URL + path, pairs, TOKEN),
            "i-twilio-idempotency-token": self._sid("")[:32],
            "user-agent": "TwilioProxy/1.1",
        }
        return await self.app.post(path, content=urlencode(pairs).encode(), headers=headers)

    def _door(self, request: web.Request, mishap: str) -> web.Response | None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme != "Basic" or b64decode(token).decode() != f"{ACCOUNT}:{TOKEN}":
            return _error(401, 20003, "Authenticate")
        if self.is_down or mishap == "503":
            return _error(503, 20503, "Service Unavailable")
        if mishap == "429":
            return _error(429, 20429, "Too Many Requests")
        if mishap.startswith("code:"):
            return _error(400, int(mishap[5:]), "refused by script")
        return None

    def _rules(self, form: dict[str, str]) -> web.Response | None:
        if not form.get("From") and not form.get("MessagingServiceSid"):
            return _error(400, 21603, "A 'From' or 'MessagingServiceSid' is required")
        if not form.get("Body") or len(form["Body"]) > 1600:
            return _error(400, 21617, "The body is empty or exceeds 1600 characters")
        if not form.get("To", "").startswith("+"):
            return _error(400, 21211, "Invalid 'To' Phone Number")
        if form["To"] in self.opted_out:
            return _error(400, 21610, "Attempt to send to unsubscribed recipient")
        return None

    def _take(self, form: dict[str, str]) -> TwinMessage:
        message = TwinMessage(
            sid=self._sid("SM"),
            to=form["To"],
            sender=form.get("From"),
            service=form.get("MessagingServiceSid"),
            body=form["Body"],
            callback=form.get("StatusCallback", ""),
            created=format_datetime(clock.now()),
        )
        self.messages.append(message)
        return message

    def _sid(self, prefix: str) -> str:
        self._number += 1
        return f"{prefix}{self._number:032x}"


def _error(status: int, code: int, message: str) -> web.Response:
    return web.json_response(
        {
            "code": code,
            "message": message,
            "more_info": f"https://www.twilio.com/docs/errors/{code}",
            "status": status,
        },
        status=status,
    )


@asynccontextmanager
async def running(port: int = 0) -> AsyncIterator[Twin]:
    """Serve a fresh twin on loopback."""
    twin = Twin()
    server = web.Application()
    server.router.add_post(f"{_BASE}.json", twin.create)
    server.router.add_get(f"{_BASE}.json", twin.listing)
    runner = web.AppRunner(server, shutdown_timeout=0.1, handler_cancellation=True, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port, reuse_address=True)
    await site.start()
    twin.port = runner.addresses[0][1]
    try:
        yield twin
    finally:
        await runner.cleanup()
