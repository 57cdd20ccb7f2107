"""Timer of answers that wait to become knowledge (答复转知识时限); ids only."""

from dataclasses import dataclass
from typing import ClassVar

from hotline.kit.events import Event


@dataclass(frozen=True)
class ArticleFeedbackDue(Event):
    """The time ``kb_feedback`` of a closed consultation is over."""

    name: ClassVar[str] = "ticket.article_feedback_due"

    ticket_id: str
