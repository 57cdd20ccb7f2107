"""The port (渠道接口) every adapter implements, with the flags that say what it can do.

The base class owns the sending: it refuses what the channel cannot express, sets the hard time limit,
turns every surprise into UNKNOWN, and logs once. An adapter only translates.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import ClassVar

from channels.delivery import DeliveryState, Reason
from channels.errors import UnsupportedByChannel
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
from channels.voice.call import CallEvent, IncomingCall
from channels.voice.plan import CallInput, CallPlan
from hotline.kit.errors import Problem
from hotline.kit.labels import LabelledEnum
from hotline.kit.logs import get_logger

log = get_logger(__name__)


class Capability(LabelledEnum):
    """What an adapter can do; what it cannot is refused, never dropped."""

    SEND = "SEND", "发送"
    RECEIVE = "RECEIVE", "接收"
    RECEIPTS = "RECEIPTS", "送达回执"
    LOOKUP = "LOOKUP", "发送结果查询"
    REPEAT_SAFE = "REPEAT_SAFE", "可安全重发"
    LINKS = "LINKS", "网址链接"
    SUBJECT = "SUBJECT", "标题"
    ATTACHMENTS = "ATTACHMENTS", "附件"
    OPT_OUT = "OPT_OUT", "退订词"
    CALLS = "CALLS", "接听电话"


def needs_of(route: Route) -> frozenset[Capability]:
    """Return what a channel must be able to do to carry ``route``."""
    needs = {Capability.SEND}
    if "://" in route.text or "www." in route.text.lower():
        needs.add(Capability.LINKS)
    if route.subject is not None:
        needs.add(Capability.SUBJECT)
    if route.attachments:
        needs.add(Capability.ATTACHMENTS)
    return frozenset(needs)


class Provider(ABC):
    """One provider of one channel."""

    name: ClassVar[str]
    channel: ClassVar[ChannelKind]
    capabilities: frozenset[Capability] = frozenset()

    def require(self, needs: Iterable[Capability]) -> None:
        """Raise ``UnsupportedByChannel`` (422) naming what is missing."""
        missing = sorted(set(needs) - self.capabilities)
        if missing:
            labels = "、".join(capability.label for capability in missing)
            raise UnsupportedByChannel(
                f"{self.channel.label}渠道不支持：{labels}",
                f"{self.channel} by {self.name} cannot do: {', '.join(missing)}",
                missing=[capability.value for capability in missing],
            )

    async def close(self) -> None:
        """Give back connections; the default has none."""
        return


class MessageProvider(Provider):
    """A provider that carries messages."""

    timeout_seconds: float = 10.0

    def check(self, route: Route) -> None:
        """Refuse, before anything is stored, a route that this provider could never carry."""
        self.require(needs_of(route))

    async def send(self, outbound: Outbound) -> SendResult:
        """Try once, within the time limit; never raises for what the provider does or fails to do."""
        result = self._refusal(outbound.route) or await self._attempt(outbound)
        log.info(
            "channels.sent",
            provider=self.name,
            delivery=outbound.delivery_id,
            state=result.state.value,
            reason=result.reason.value,
            detail=result.detail,
        )
        return result

    def _refusal(self, route: Route) -> SendResult | None:
        """Refuse what became impossible since it was written (the operator changed the settings)."""
        try:
            self.check(route)
        except Problem as problem:
            return SendResult(
                DeliveryState.REJECTED, Reason.CONTENT_REFUSED, detail=type(problem).__name__
            )
        return None

    async def _attempt(self, outbound: Outbound) -> SendResult:
        try:
            async with asyncio.timeout(self.timeout_seconds):
                return await self.try_send(outbound)
        except Exception as error:
            # Whatever broke, the message may be out: only a look-up may say otherwise.
            return SendResult(
                DeliveryState.UNKNOWN,
                Reason.NO_ANSWER,
                provider_fault=True,
                detail=type(error).__name__,
            )

    @abstractmethod
    async def try_send(self, outbound: Outbound) -> SendResult:
        """Hand ``outbound`` to the provider, once."""

    async def lookup(self, outbound: Outbound, *, known_ids: frozenset[str]) -> Found:
        """Ask the provider what became of ``outbound``; ``known_ids`` belong to other messages.

        Raises whatever the connection raises: no answer is not the answer "not there".
        """
        self.require({Capability.LOOKUP})
        async with asyncio.timeout(self.timeout_seconds):
            return await self.try_lookup(outbound, known_ids=known_ids)

    async def try_lookup(self, outbound: Outbound, *, known_ids: frozenset[str]) -> Found:
        """Search the provider's records; only called where LOOKUP is declared."""
        del outbound, known_ids
        raise UnsupportedByChannel

    def parse_inbound(self, raw: RawForm) -> Inbound:
        """Translate a message webhook; raises ``WebhookMalformed`` (422)."""
        del raw
        self.require({Capability.RECEIVE})
        raise UnsupportedByChannel

    def parse_receipt(self, raw: RawForm, *, delivery_id: str) -> Receipt | None:
        """Translate a receipt webhook; ``None`` if it says nothing new to us."""
        del raw, delivery_id
        self.require({Capability.RECEIPTS})
        raise UnsupportedByChannel


class TelephonyProvider(Provider):
    """A provider that carries calls; it executes plans and reports events, the domain decides."""

    media_type: ClassVar[str]

    @abstractmethod
    def parse_call(self, raw: RawForm) -> IncomingCall:
        """Translate "a call arrives"; raises ``WebhookMalformed`` (422)."""

    @abstractmethod
    def parse_input(self, raw: RawForm) -> CallInput:
        """Translate what the caller said or keyed; raises ``WebhookMalformed`` (422)."""

    @abstractmethod
    def parse_event(self, raw: RawForm) -> CallEvent:
        """Translate a status change of a call; raises ``WebhookMalformed`` (422)."""

    @abstractmethod
    def render(self, plan: CallPlan) -> str:
        """Write ``plan`` in the provider's own language."""
