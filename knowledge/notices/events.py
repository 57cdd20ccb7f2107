"""What time does to notices (通知公告事件); ids only."""

from dataclasses import dataclass
from typing import ClassVar

from hotline.kit.events import Event


@dataclass(frozen=True)
class NoticeTurns(Event):
    """A published notice begins or ends (a timer: delivered at that instant)."""

    name: ClassVar[str] = "knowledge_notice.turns"
    notice_id: str
