"""Events of hot topics in the house (热点处置事件): ids and codes only."""

from dataclasses import dataclass
from typing import ClassVar

from hotline.kit.events import Event


@dataclass(frozen=True)
class HotTopicDecided(Event):
    """Somebody took note of a topic or dismissed it; ``decision`` is ``acknowledge`` or ``dismiss``."""

    name: ClassVar[str] = "hot_topic.decided"

    topic_id: str
    decision: str
