"""Twilio text messages (Twilio 短信): hard time limits, no library retries, our id in the callback's query."""

import asyncio
import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx

from channels import addresses
from channels.base import Capability, MessageProvider
from channels.delivery import DeliveryState, Reason
from channels.errors import WebhookMalformed
from channels.messages import (
    ChannelKind,
    Found,
    Inbound,
    Outbound,
    RawForm,
    Receipt,
    Route,
    SendResult,
)
from channels.settings import TwilioSettings
from channels.sms import optout
from hotline.kit.netguard import STRICT, NetGuardSettings, UrlRefused, guarded_client

STATUS_PATH = "/tw/sms/status"
_MESSAGE_SID = re.compile(r"(?:SM|MM)[0-9a-fA-F]{32}")
_LISTED = 50
_CLOCK_SKEW = timedelta(minutes=2)

# Message status -> ours; what is missing here says nothing about one of our texts.
STATES: Mapping[str, DeliveryState] = {
    "accepted": DeliveryState.ACCEPTED,
    "scheduled": DeliveryState.ACCEPTED,
    "queued": DeliveryState.ACCEPTED,
    "sending": DeliveryState.ACCEPTED,
    "sent": DeliveryState.ACCEPTED,
    "delivered": DeliveryState.DELIVERED,
    "partially_delivered": DeliveryState.UNDELIVERED,
    "read": DeliveryState.DELIVERED,
    "undelivered": DeliveryState.UNDELIVERED,
    "failed": DeliveryState.UNDELIVERED,
    "canceled": DeliveryState.UNDELIVERED,
}
REASONS: Mapping[int, Reason] = {
    20003: Reason.CREDENTIALS_REFUSED,
    20429: Reason.THROTTLED,
    21211: Reason.BAD_ADDRESS,
    21408: Reason.NOT_PERMITTED,
    21608: Reason.NOT_PERMITTED,
    21610: Reason.OPTED_OUT,
    21611: Reason.THROTTLED,
    21614: Reason.CANNOT_RECEIVE,
    21617: Reason.CONTENT_REFUSED,
    30001: Reason.THROTTLED,
    30003: Reason.UNREACHABLE,
    30004: Reason.BLOCKED,
    30005: Reason.BAD_ADDRESS,
    30006: Reason.CANNOT_RECEIVE,
    30007: Reason.FILTERED,
    30008: Reason.OTHER,
}
_NOT_TAKEN = frozenset({429, 503})  # refused before anything happened; 500 and 502 may have acted


class TwilioSms(MessageProvider):
    """Text messages by Twilio's REST API and webhooks."""

    name = "twilio"
    channel = ChannelKind.SMS

    def __init__(
        self,
        settings: TwilioSettings,
        public_base_url: str,
        guard: NetGuardSettings = STRICT,
    ) -> None:
        """Remember the access data; the connection is opened by the first message."""
        self.settings = settings
        self.guard = guard
        self.public_base_url = public_base_url
        self.timeout_seconds = settings.timeout_seconds
        self.capabilities = frozenset(
            {
                Capability.SEND,
                Capability.RECEIVE,
                Capability.RECEIPTS,
                Capability.LOOKUP,
                Capability.OPT_OUT,
            }
            | ({Capability.LINKS} if settings.links_allowed else set())
        )
        self._client: Any = None
        self._wire: _Wire | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def check(self, route: Route) -> None:
        """Refuse what a text cannot carry, and numbers that have no international form."""
        super().check(route)
        addresses.to_e164(route.address)

    async def try_send(self, outbound: Outbound) -> SendResult:
        """Create the message once; what may have been taken is UNKNOWN."""
        from twilio.base.exceptions import TwilioRestException  # noqa: PLC0415 — heavy

        query = urlencode({"d": outbound.delivery_id})
        fields = {
            "to": addresses.to_e164(outbound.route.address),
            "body": outbound.route.text,
            "status_callback": f"{self.public_base_url}{STATUS_PATH}?{query}",
            **self._sender(),
        }
        try:
            created = await self._api().messages.create_async(**fields)
        except TwilioRestException as error:
            return _refused(error.status, error.code)
        except UrlRefused:  # the name of the setting points inside our own network
            return SendResult(
                DeliveryState.REJECTED,
                Reason.ADDRESS_FORBIDDEN,
                temporary=True,
                provider_fault=True,
            )
        except (httpx.ConnectError, httpx.ConnectTimeout):  # certainly never left us
            return SendResult(
                DeliveryState.REJECTED, Reason.UNAVAILABLE, temporary=True, provider_fault=True
            )
        return SendResult(DeliveryState.ACCEPTED, provider_message_id=str(created.sid))

    async def try_lookup(self, outbound: Outbound, *, known_ids: frozenset[str]) -> Found:
        """Search the newest messages to this number for our text, written since we began to send."""
        to = addresses.to_e164(outbound.route.address)
        listed = await self._api().messages.list_async(to=to, limit=_LISTED)
        since = outbound.requested_at - _CLOCK_SKEW
        mine = [
            message
            for message in listed
            if message.sid not in known_ids
            and str(message.body).strip() == outbound.route.text
            and _created(message) >= since
        ]
        if not mine:
            return Found(None)
        oldest = min(mine, key=lambda message: (_created(message), message.sid))
        state = STATES.get(_status(oldest.status), DeliveryState.ACCEPTED)
        return Found(state, _reason(oldest.error_code), str(oldest.sid))

    def parse_inbound(self, raw: RawForm) -> Inbound:
        """Translate an incoming text; raises ``WebhookMalformed`` (422)."""
        sid = _message_sid(raw)
        address = addresses.caller(raw.get("From"))
        if address is None:
            raise WebhookMalformed("回调缺少有效的来信号码", "The webhook lacks a valid From")
        verdict = raw.get("OptOutType")
        return Inbound(
            provider=self.name,
            dedupe_key=f"sms-in:{sid}",
            channel=self.channel,
            address=address,
            our_address=raw.get("To")[:120],
            text=raw.get("Body"),
            kind=optout.kind_of(raw.get("Body"), provider_verdict=verdict),
            raw=raw,
            provider_message_id=sid,
            provider_has_answered=bool(verdict),
        )

    def parse_receipt(self, raw: RawForm, *, delivery_id: str) -> Receipt | None:
        """Translate a status callback; a status that is not about sending says nothing."""
        sid = _message_sid(raw)
        status = raw.get("MessageStatus") or raw.get("SmsStatus")
        state = STATES.get(status)
        if state is None:
            return None
        code = raw.get("ErrorCode")
        return Receipt(
            provider=self.name,
            dedupe_key=f"sms-status:{sid}:{status}",
            delivery_id=delivery_id,
            provider_message_id=sid,
            state=state,
            reason=_reason(int(code)) if code.isdigit() else Reason.NONE,
            raw=raw,
        )

    async def close(self) -> None:
        """Close the connections."""
        if self._wire is not None:
            await self._wire.close()
            self._wire = self._client = None

    def _sender(self) -> dict[str, str]:
        if self.settings.messaging_service_sid:
            return {"messaging_service_sid": self.settings.messaging_service_sid}
        return {"from_": self.settings.sms_from}

    def _api(self) -> Any:
        """Return the client of the running loop, made on first use: its connections belong to a loop."""
        from twilio.rest import Client  # noqa: PLC0415 — heavy, imported on first use

        loop = asyncio.get_running_loop()
        if self._client is None or self._loop is not loop:
            self._loop = loop
            self._wire = _Wire(self.timeout_seconds, self.guard)
            self._client = Client(
                self.settings.account_sid,
                self.settings.auth_token.get_secret_value(),
                http_client=self._wire,
            )
            self._client.api.base_url = self.settings.api_base_url
        return self._client.api.v2010.account


class _Wire:
    """The SDK's connection, in our hands: time limits hold, nothing is repeated, no number is logged.

    The SDK's own asynchronous client ignores its time limit, repeats POST when told to retry, and
    writes query strings (telephone numbers) to the log.
    """

    is_async = True

    def __init__(self, timeout_seconds: float, guard: NetGuardSettings) -> None:
        for chatty in (
            "httpx",
            "httpcore",
        ):  # they write addresses with their query: telephone numbers
            logging.getLogger(chatty).setLevel(logging.WARNING)
        self._client = guarded_client(guard, timeout_seconds=timeout_seconds)

    async def request(self, method: str, url: str, **options: Any) -> Any:
        """Make one request; the SDK passes ``params``, ``data``, ``headers`` and ``auth``."""
        from twilio.http.response import Response  # noqa: PLC0415 — heavy, imported on first use

        answer = await self._client.request(
            method,
            url,
            params=options.get("params"),
            data=options.get("data"),
            headers=options.get("headers"),
            auth=options.get("auth"),
        )
        return Response(answer.status_code, answer.text, answer.headers)

    async def close(self) -> None:
        await self._client.aclose()


def _refused(status: int, code: int | None) -> SendResult:
    reason = _reason(code)
    if status in _NOT_TAKEN:
        fault = status == 503
        return SendResult(
            DeliveryState.REJECTED,
            Reason.UNAVAILABLE if fault else Reason.THROTTLED,
            temporary=True,
            provider_fault=fault,
        )
    if status >= 500:
        return SendResult(DeliveryState.UNKNOWN, Reason.NO_ANSWER, provider_fault=True)
    if (status in {401, 403} and code not in REASONS) or reason is Reason.CREDENTIALS_REFUSED:
        # Our own access is refused: the text is fine and goes out once an operator has mended it.
        return SendResult(
            DeliveryState.REJECTED,
            Reason.CREDENTIALS_REFUSED,
            temporary=True,
            provider_fault=True,
        )
    refused = Reason.CONTENT_REFUSED if reason is Reason.NONE else reason
    temporary = refused is Reason.THROTTLED
    return SendResult(DeliveryState.REJECTED, refused, temporary=temporary, detail=str(code))


def _reason(code: int | None) -> Reason:
    return Reason.NONE if not code else REASONS.get(int(code), Reason.OTHER)


def _message_sid(raw: RawForm) -> str:
    sid = raw.get("MessageSid") or raw.get("SmsSid")
    if not _MESSAGE_SID.fullmatch(sid):
        raise WebhookMalformed("回调缺少有效的消息编号", "The webhook lacks a valid MessageSid")
    return sid


def _status(status: Any) -> str:
    return str(getattr(status, "value", status))


def _created(message: Any) -> datetime:
    created: datetime | None = message.date_created
    return created if created is not None else datetime.max.replace(tzinfo=UTC)
