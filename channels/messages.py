"""Messages (消息) in the one vocabulary that the application hears; pure data, no provider words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from channels.delivery import DeliveryState, Reason
from hotline.kit.labels import LabelledEnum

MAX_TEXT = 4000


class ChannelKind(LabelledEnum):
    """A way to reach a person."""

    SMS = "SMS", "短信"
    VOICE = "VOICE", "电话"
    EMAIL = "EMAIL", "电子邮件"
    CHAT = "CHAT", "网页对话"


class Direction(LabelledEnum):
    """Who wrote the message."""

    IN = "IN", "来信"
    OUT = "OUT", "去信"


class InboundKind(LabelledEnum):
    """What a stored inbound message is; only TEXT and SPEECH are a matter for the roof."""

    TEXT = "TEXT", "文字"
    SPEECH = "SPEECH", "语音转写"
    OPT_OUT = "OPT_OUT", "退订"
    OPT_IN = "OPT_IN", "恢复订阅"
    HELP = "HELP", "短信帮助"


class Purpose(LabelledEnum):
    """Why we write; after an opt-out only REPLY and DUTY still go out."""

    REPLY = "REPLY", "应答来信"
    NOTICE = "NOTICE", "进展通知"
    SURVEY = "SURVEY", "回访评价"
    DUTY = "DUTY", "工作通知"


@dataclass(frozen=True)
class RawForm:
    """A form exactly as received: pairs in order, repeated names and blank values kept."""

    pairs: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """Return the first value of ``name``, or an empty text."""
        return next((value for key, value in self.pairs if key == name), "")

    def getlist(self, name: str) -> list[str]:
        """Return every value of ``name``."""
        return [value for key, value in self.pairs if key == name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names."""
        return iter(key for key, _ in self.pairs)


@dataclass(frozen=True)
class Inbound:
    """One message from a citizen; ``address`` is normalised, ``None`` for an anonymous caller.

    ``dedupe_key`` is the same for every repetition of the same provider event.
    ``provider_has_answered`` tells that the provider itself confirmed an opt-out word.
    """

    provider: str
    dedupe_key: str
    channel: ChannelKind
    address: str | None
    our_address: str
    text: str
    kind: InboundKind
    raw: RawForm
    provider_message_id: str = ""
    provider_has_answered: bool = False


@dataclass(frozen=True)
class Receipt:
    """News about one of our messages; ``delivery_id`` is our own id if the provider returned it."""

    provider: str
    dedupe_key: str
    delivery_id: str
    provider_message_id: str
    state: DeliveryState
    reason: Reason
    raw: RawForm


@dataclass(frozen=True)
class Attachment:
    """A small file that travels with a message; ``content`` in bytes."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Route:
    """One way to bring a message: channel, normalised address, and the words for that channel."""

    channel: ChannelKind
    address: str
    text: str
    subject: str | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Outgoing:
    """What the application wants said: routes in order of preference, the later ones as fall-back.

    ``dedupe_key`` makes the request idempotent: the same key never creates a second message.
    ``subject_ref`` is the application's own reference (opaque here), kept on the conversation.
    """

    routes: tuple[Route, ...]
    purpose: Purpose
    subject_ref: str | None = None
    dedupe_key: str | None = None


@dataclass(frozen=True)
class Outbound:
    """One attempt handed to a provider; ``message_id`` stays the same over all attempts."""

    delivery_id: str
    message_id: str
    route: Route
    requested_at: datetime


@dataclass(frozen=True)
class SendResult:
    """What one call to a provider came to: ACCEPTED, REJECTED or UNKNOWN.

    ``temporary``: trying again later may help. ``provider_fault``: the provider itself is in trouble
    (unreachable, failing, refusing our credentials), which counts towards leaving it alone.
    """

    state: DeliveryState
    reason: Reason = Reason.NONE
    provider_message_id: str = ""
    temporary: bool = False
    provider_fault: bool = False
    detail: str = field(default="", compare=False)


@dataclass(frozen=True)
class Found:
    """The provider's own answer to "what became of this message?"; ``state`` is ``None`` if unknown there."""

    state: DeliveryState | None
    reason: Reason = Reason.NONE
    provider_message_id: str = ""
