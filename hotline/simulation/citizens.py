"""Citizens at the doors (市民): the public API, the signed text-message webhook, the window's desk."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from channels import webhook
from hotline.simulation import http
from hotline.simulation.handsets import Handsets
from hotline.simulation.scenario import Contact, Door
from hotline.simulation.tally import Receipt, Tally

SMS_PATH = "/tw/sms/in"
_OURS = "+8675712345"
_REPEAT_EVERY = 10  # every tenth web form is sent twice, as by a nervous finger


@dataclass(frozen=True)
class SmsAccess:
    """What proves a text message: the provider's secret and the address it signs."""

    secret: str
    signed_base_url: str


@dataclass
class Doors:
    """The ways in and the citizen's own later steps."""

    base_url: str
    tally: Tally
    handsets: Handsets
    sms: SmsAccess | None = None

    def __post_init__(self) -> None:
        """One pool of connections carries all citizens; each request names its own address."""
        self.client = http.client(self.base_url, connections=32)

    async def close(self) -> None:
        """Give the connections back."""
        await self.client.aclose()

    async def enter(self, contact: Contact) -> Receipt:
        """Bring the request in; returns number and code as the citizen reads them."""
        self.tally.sent += 1
        return await (
            self._by_text(contact) if contact.door is Door.SMS else self._by_form(contact)
        )

    async def _by_text(self, contact: Contact) -> Receipt:
        await self.write(contact, contact.text.content)
        if digit := await self.handsets.registers_by(contact.phone):
            self.tally.answered_first += 1
            await self.write(contact, digit)
        receipt = await self.handsets.receipt(contact.phone)
        if receipt is None:
            raise self.tally.fault("短信诉求没有收到编号和查询码")
        return receipt

    async def write(self, contact: Contact, words: str) -> None:
        """Send a text message through the provider's webhook, signed as the provider signs."""
        if self.sms is None:
            raise self.tally.fault("短信入口未开通")
        pairs: Sequence[tuple[str, str]] = (
            ("MessageSid", f"SM{secrets.token_hex(16)}"),
            ("From", f"+86{contact.phone}"),
            ("To", _OURS),
            ("Body", words),
            ("NumMedia", "0"),
        )
        url = self.sms.signed_base_url.rstrip("/") + SMS_PATH
        signature = webhook.sign(url, pairs, self.sms.secret)
        answer = await self._send(
            contact,
            "POST",
            SMS_PATH,
            data=dict(pairs),
            headers={"X-Twilio-Signature": signature},
        )
        self._expect(answer, 200)

    async def _by_form(self, contact: Contact) -> Receipt:
        form = form_of(contact)
        answer = await self._send(contact, "POST", "/api/public/requests", json=form)
        body = self._expect(answer, 201)
        if contact.index % _REPEAT_EVERY == 0:
            again = await self._send(contact, "POST", "/api/public/requests", json=form)
            body = await self._same(body, again)
        return Receipt(body["number"], body["query_code"])

    async def _same(self, first: dict[str, Any], again: httpx.Response) -> dict[str, Any]:
        repeated = self._expect(again, 201)
        self.tally.repeated += 1
        if repeated["number"] != first["number"]:
            raise self.tally.fault("同一次提交重发后登记了两件")
        return repeated

    async def step(
        self, contact: Contact, receipt: Receipt, verb: str, **fields: Any
    ) -> dict[str, Any]:
        """Take one of the citizen's own steps by number and code."""
        path = f"/api/public/tickets/{receipt.number}/{verb}"
        body = {"code": receipt.code, **fields}
        return self._expect(await self._send(contact, "POST", path, json=body), 200)

    async def track(self, contact: Contact, receipt: Receipt) -> httpx.Response:
        """Look a request up by number and code."""
        body = {"number": receipt.number, "code": receipt.code}
        return await self._send(contact, "POST", "/api/public/track", json=body)

    async def _send(self, contact: Contact, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"X-Forwarded-For": contact.address, **more.pop("headers", {})}
        return await http.ask(self.client, self.tally, method, path, headers=headers, **more)

    def _expect(self, answer: httpx.Response, status: int) -> dict[str, Any]:
        if answer.status_code != status:
            raise self.tally.fault(http.told(answer))
        return http.problem(answer)


def form_of(contact: Contact) -> dict[str, Any]:
    """Return the web form of a contact; half of the citizens choose district and town themselves."""
    text = contact.text
    form: dict[str, Any] = {
        "content": text.content,
        "submission_key": secrets.token_urlsafe(24),
        "confidential": contact.plan.value == "CONFIDENTIAL",
    }
    if contact.plan.value == "ANONYMOUS":
        form["anonymous"] = True
    else:
        form["contact"] = {"phone": contact.phone}
    if text.district and contact.index % 2:
        form["place"] = {"district_code": text.district, "town_code": text.town or None}
    return form
