"""Events of the drift watch in the house (分类质量处置事件): ids and codes only."""

from dataclasses import dataclass
from typing import ClassVar

from hotline.kit.events import Event


@dataclass(frozen=True)
class DriftAcknowledged(Event):
    """Somebody took note of a fall of agreement."""

    name: ClassVar[str] = "drift.acknowledged"

    alert_id: str
