"""Events of the channels (渠道事件): ids only, never a number, an address or a text."""

from dataclasses import dataclass
from typing import ClassVar

from hotline.kit.events import Event


@dataclass(frozen=True)
class MessageReceived(Event):
    """A citizen's words are stored; ``kind`` is a value of ``channels.messages.InboundKind``."""

    name: ClassVar[str] = "message.received"
    message_id: str
    conversation_id: str
    channel: str
    kind: str


@dataclass(frozen=True)
class MessageDelivered(Event):
    """A message of ours has arrived, proven by a receipt."""

    name: ClassVar[str] = "message.delivered"
    message_id: str
    conversation_id: str
    channel: str


@dataclass(frozen=True)
class MessageFailed(Event):
    """A message of ours will not arrive; every route of it was tried."""

    name: ClassVar[str] = "message.failed"
    message_id: str
    conversation_id: str
    channel: str
    reason: str


@dataclass(frozen=True)
class DeliveryRequested(Event):
    """An attempt is due (handled by ``channels.delivering`` itself)."""

    name: ClassVar[str] = "delivery.requested"
    delivery_id: str


@dataclass(frozen=True)
class ReconciliationDue(Event):
    """An attempt with unknown result must be looked up before anything is sent again."""

    name: ClassVar[str] = "delivery.reconciliation_due"
    delivery_id: str
    lookups: int


@dataclass(frozen=True)
class CallbackRequested(Event):
    """A caller waits to be rung back (回拨); ``reason`` is a value of ``CallbackReason``."""

    name: ClassVar[str] = "callback.requested"
    callback_id: str
    conversation_id: str
    reason: str
