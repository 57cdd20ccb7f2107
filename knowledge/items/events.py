"""What happens to service items by themselves (事项事件); ids only."""

from dataclasses import dataclass
from typing import ClassVar

from hotline.kit.events import Event


@dataclass(frozen=True)
class ItemsTurn(Event):
    """The first day of one or more waiting versions begins (a timer: delivered at that instant)."""

    name: ClassVar[str] = "service_items.turn"
    day: str
