"""Fake providers (演示渠道), shipped: they behave like real ones, keep what was sent, and fail on request."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from channels import addresses
from channels.base import Capability, MessageProvider, TelephonyProvider
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
from channels.sms import optout
from channels.voice.call import CallEvent, CallPhase, IncomingCall
from channels.voice.plan import CallInput, CallPlan
from hotline.kit.ids import new_id

KEPT = 10_000
Mishap = Callable[[Outbound], SendResult | None]


@dataclass(frozen=True)
class Sent:
    """One message that the fake has taken."""

    provider_message_id: str
    outbound: Outbound


class _FakeMessages(MessageProvider):
    """What the fakes of all message channels share: an outbox, a script of mishaps, a look-up."""

    our_address: ClassVar[str]

    def __init__(self) -> None:
        """Start with an empty outbox and no mishaps."""
        self.outbox: deque[Sent] = deque(maxlen=KEPT)
        self.is_down = False
        self._mishaps: deque[Mishap] = deque()

    def fail_next(self, reason: Reason, *, temporary: bool = False) -> None:
        """Refuse the next message."""
        verdict = SendResult(DeliveryState.REJECTED, reason, temporary=temporary)
        self._mishaps.append(lambda _outbound: verdict)

    def lose_answer_next(self, *, taken: bool) -> None:
        """Let the answer to the next message be lost, after it was ``taken`` or before."""

        def lose(outbound: Outbound) -> SendResult:
            if taken:
                self._take(outbound)
            return SendResult(DeliveryState.UNKNOWN, Reason.NO_ANSWER, provider_fault=True)

        self._mishaps.append(lose)

    async def try_send(self, outbound: Outbound) -> SendResult:
        """Take the message, or do what the script of mishaps says."""
        if self.is_down:
            return SendResult(
                DeliveryState.REJECTED, Reason.UNAVAILABLE, temporary=True, provider_fault=True
            )
        if self._mishaps:
            verdict = self._mishaps.popleft()(outbound)
            if verdict is not None:
                return verdict
        taken = self._take(outbound)
        return SendResult(DeliveryState.ACCEPTED, provider_message_id=taken.provider_message_id)

    async def try_lookup(self, outbound: Outbound, *, known_ids: frozenset[str]) -> Found:
        """Search the outbox by our own id."""
        if self.is_down:
            raise ConnectionError
        for sent in self.outbox:
            same = sent.outbound.delivery_id == outbound.delivery_id
            if same and sent.provider_message_id not in known_ids:
                return Found(DeliveryState.ACCEPTED, provider_message_id=sent.provider_message_id)
        return Found(None)

    def texts_to(self, address: str) -> list[str]:
        """List the texts that ``address`` got, first to last."""
        return [s.outbound.route.text for s in self.outbox if s.outbound.route.address == address]

    def _take(self, outbound: Outbound) -> Sent:
        sent = Sent(f"FK{new_id()}", outbound)
        self.outbox.append(sent)
        return sent


class FakeSms(_FakeMessages):
    """Text messages that stay in this process; a citizen's text is made by ``write``."""

    name = "fake"
    channel = ChannelKind.SMS
    our_address = "12345"
    capabilities = frozenset(
        {
            Capability.SEND,
            Capability.RECEIVE,
            Capability.RECEIPTS,
            Capability.LOOKUP,
            Capability.OPT_OUT,
        }
    )

    def check(self, route: Route) -> None:
        """Refuse what a text cannot carry, and service codes."""
        super().check(route)
        addresses.to_e164(route.address)

    def write(self, address: str, text: str) -> RawForm:
        """Return the payload of a citizen's text, as a webhook would bring it."""
        return RawForm(
            (
                ("id", f"FK{new_id()}"),
                ("from", address),
                ("to", self.our_address),
                ("text", text),
            )
        )

    def receipt(self, sent: Sent, state: DeliveryState, reason: Reason = Reason.NONE) -> RawForm:
        """Return the payload of a receipt for a message that was taken."""
        return RawForm(
            (("id", sent.provider_message_id), ("state", state.value), ("reason", reason.value))
        )

    def parse_inbound(self, raw: RawForm) -> Inbound:
        """Translate what ``write`` made; raises ``WebhookMalformed`` (422)."""
        address = addresses.caller(raw.get("from"))
        if address is None or not raw.get("id"):
            raise WebhookMalformed
        return Inbound(
            provider=self.name,
            dedupe_key=f"in:{raw.get('id')}",
            channel=self.channel,
            address=address,
            our_address=raw.get("to"),
            text=raw.get("text"),
            kind=optout.kind_of(raw.get("text")),
            raw=raw,
            provider_message_id=raw.get("id"),
        )

    def parse_receipt(self, raw: RawForm, *, delivery_id: str) -> Receipt | None:
        """Translate what ``receipt`` made; raises ``WebhookMalformed`` (422)."""
        try:
            state, reason = DeliveryState(raw.get("state")), Reason(raw.get("reason") or "NONE")
        except ValueError as error:
            raise WebhookMalformed from error
        return Receipt(
            provider=self.name,
            dedupe_key=f"status:{raw.get('id')}:{state.value}",
            delivery_id=delivery_id,
            provider_message_id=raw.get("id"),
            state=state,
            reason=reason,
            raw=raw,
        )


class FakeMail(_FakeMessages):
    """E-mail that stays in this process."""

    name = "fake"
    channel = ChannelKind.EMAIL
    our_address = "12345@localhost.localdomain"
    capabilities = frozenset(
        {
            Capability.SEND,
            Capability.LOOKUP,
            Capability.LINKS,
            Capability.SUBJECT,
            Capability.ATTACHMENTS,
        }
    )


class FakeTelephony(TelephonyProvider):
    """Calls that are only data; plans are written as one readable line a step."""

    name = "fake"
    channel = ChannelKind.VOICE
    capabilities = frozenset({Capability.CALLS})
    media_type = "text/plain"

    def ring(self, address: str) -> RawForm:
        """Return the payload of an arriving call."""
        return RawForm((("call", f"FC{new_id()}"), ("from", address), ("to", "12345")))

    def speak(self, ring: RawForm, *, speech: str = "", digits: str = "") -> RawForm:
        """Return the payload of what the caller of ``ring`` said or keyed."""
        return RawForm((*ring.pairs, ("speech", speech), ("digits", digits)))

    def report(self, ring: RawForm, phase: CallPhase, seq: int) -> RawForm:
        """Return the payload of a status change of the call ``ring``."""
        return RawForm((*ring.pairs, ("phase", phase.value), ("seq", str(seq))))

    def parse_call(self, raw: RawForm) -> IncomingCall:
        """Translate what ``ring`` made; raises ``WebhookMalformed`` (422)."""
        return IncomingCall(
            self.name, _required(raw, "call"), addresses.caller(raw.get("from")), raw.get("to"), raw
        )

    def parse_input(self, raw: RawForm) -> CallInput:
        """Translate what ``speak`` made; raises ``WebhookMalformed`` (422)."""
        return CallInput(self.parse_call(raw), raw.get("digits"), raw.get("speech"), None)

    def parse_event(self, raw: RawForm) -> CallEvent:
        """Translate what ``report`` made; raises ``WebhookMalformed`` (422)."""
        call = self.parse_call(raw)
        try:
            phase, seq = CallPhase(raw.get("phase")), int(raw.get("seq"))
        except ValueError as error:
            raise WebhookMalformed from error
        return CallEvent(call, f"call:{call.call_id}:{seq}", phase, seq)

    def render(self, plan: CallPlan) -> str:
        """Write one line a step."""
        return "\n".join(repr(step) for step in plan.steps)


def _required(raw: RawForm, name: str) -> str:
    value = raw.get(name)
    if not value:
        raise WebhookMalformed
    return value
