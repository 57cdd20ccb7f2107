"""What is read of a conversation (对话视图): a line of a transcript, a conversation that waits; plain values."""

from dataclasses import dataclass
from datetime import datetime

from channels.messages import ChannelKind
from hotline.process.dialogue.state import Why


@dataclass(frozen=True)
class Line:
    """One message of a transcript, with numbers of persons masked; ``None`` once erased."""

    at: datetime
    by_citizen: bool
    text: str | None


@dataclass(frozen=True)
class Waiting:
    """One conversation that waits for a person."""

    conversation_id: str
    channel: ChannelKind
    reason: Why
    handed_over_at: datetime
    ticket_id: str | None
    callback_id: str | None
