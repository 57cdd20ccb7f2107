"""News of conversations that wait for a person (待接手对话提醒): danger is told to whoever is on duty, at once.

Every hand-over goes on the sockets of the agents, so that their list is right without asking; only somebody in
danger is worth a notice. Neither carries a word of what was said.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.gateway.streams import spread
from hotline.kit.outbox.subscriptions import Subscriptions
from hotline.process.dialogue.events import DialogueHandedOver
from hotline.process.dialogue.state import GRAVE, Why
from hotline.roles import Role
from hotline.supervision import notices
from hotline.supervision.notices import Audience, Words
from hotline.supervision.vocabulary import NoticeKind

DIALOGUE = "DIALOGUE"
ROLES = (Role.AGENT, Role.SUPERVISOR)


def register(table: Subscriptions) -> None:
    """Subscribe what tells of conversations that wait."""
    table.on(DialogueHandedOver, "gateway.dialogue_handed_over", on_handed_over, prompt=True)


async def on_handed_over(session: AsyncSession, event: DialogueHandedOver) -> None:
    """Tell the agents; of danger a notice as well, once for each reason."""
    why = Why(event.reason)
    data = {"conversation_id": event.conversation_id, "reason": why.value}
    await spread(session, ROLES, event.name, data)
    if why not in GRAVE:
        return
    words = Words(
        key=f"dialogue:{event.conversation_id}:{why.value}",
        kind=NoticeKind.RISK,
        title=f"{why.label}：有市民在等人工",
        body="自动对话中有市民可能有生命危险，请立即打开待接手对话查看并回电。",
        object_kind=DIALOGUE,
        object_id=event.conversation_id,
    )
    await notices.tell(session, words, [Audience(role=role.value) for role in ROLES])
