"""Events of the bot (自动对话事件): ids and codes only."""

from dataclasses import dataclass
from typing import ClassVar

from hotline.kit.events import Event


@dataclass(frozen=True)
class DialogueHandedOver(Event):
    """A person is to go on with a conversation, or what makes it urgent became known; ``reason`` is a ``Why``."""

    name: ClassVar[str] = "dialogue.handed_over"
    conversation_id: str
    reason: str
