"""News about knowledge (知识提醒): an answer that should have become knowledge by now is told to its unit."""

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.organisation.models import Duty
from hotline.kit.outbox.subscriptions import Subscriptions
from hotline.process.learning.articles import waiting_feedback
from hotline.process.learning.articles_events import ArticleFeedbackDue
from hotline.roles import Role
from hotline.supervision import notices
from hotline.supervision.notices import Audience, Words
from hotline.supervision.vocabulary import NoticeKind, ObjectKind
from hotline.tickets.models import Ticket


def register(table: Subscriptions) -> None:
    """Subscribe what is told."""
    table.on(ArticleFeedbackDue, "gateway.article_feedback_due", on_due)


async def on_due(session: AsyncSession, event: ArticleFeedbackDue) -> None:
    """Tell unit and editors that an answer still waits (domain rules §12.6, ``kb_feedback``)."""
    row = await waiting_feedback(session, event)
    if row is None:
        return
    ticket = await session.get_one(Ticket, event.ticket_id)
    words = Words(
        key=f"kb_feedback:{ticket.id}",
        kind=NoticeKind.KB,
        title="咨询答复逾期未转化为知识",
        body=f"咨询件{ticket.number}的答复已过转化期限，请起草知识、补充知识或说明不宜复用。",
        object_kind=ObjectKind.TICKET.value,
        object_id=ticket.id,
    )
    meant = [
        Audience(unit_id=row.unit_id, duty=Duty.CLERK.value),
        Audience(role=Role.KNOWLEDGE_EDITOR.value),
    ]
    await notices.tell(session, words, meant)
