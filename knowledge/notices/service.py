"""The life of a notice (通知公告流程): draft, published by another, withdrawn or ended by its time."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish as publish_event
from knowledge.events import KnowledgeChanged
from knowledge.notices.errors import (
    NoticeKeyTaken,
    NoticeStale,
    NoticeStepIllegal,
    SecondPersonNeeded,
)
from knowledge.notices.events import NoticeTurns
from knowledge.notices.models import Notice, NoticeState
from knowledge.notices.queries import find_notice, get_notice
from knowledge.notices.schemas import NoticeContent, NoticeIn
from knowledge.owning import owner_of, require_own
from knowledge.search.port import DocumentKind


@dataclass(frozen=True)
class Step:
    """One step on a notice: which version the actor saw, and his words."""

    notice_id: str
    version: int
    note: str = ""


async def create_notice(session: AsyncSession, *, notice: NoticeIn, actor: Actor) -> Notice:
    """Write a draft; raises ``NoticeKeyTaken`` (409), ``OwnerUnknown`` (422), ``OfAnotherUnit`` (403)."""
    if await find_notice(session, notice.key) is not None:
        raise NoticeKeyTaken
    content, now = notice.content(), clock.now()
    row = Notice(
        id=new_id(),
        key=notice.key,
        state=NoticeState.DRAFT.value,
        withdrawn_reason="",
        version=0,
        created_at=now,
        updated_at=now,
    )
    await _take_over(session, row, content, actor)
    session.add(row)
    _hold(row, content, actor)
    await session.flush()
    return row


async def revise(
    session: AsyncSession, *, notice_id: str, version: int, content: NoticeContent, actor: Actor
) -> Notice:
    """Write a further text; what is in force stays until somebody else publishes it."""
    row = await _at_version(session, notice_id, version)
    await require_own(session, actor, row.unit_id)
    await require_own(session, actor, (await owner_of(session, content.unit_code)).id)
    _hold(row, content, actor)
    if row.state == NoticeState.DRAFT.value:
        await _take_over(session, row, content, actor)
    return row


def _hold(row: Notice, content: NoticeContent, actor: Actor) -> None:
    row.draft = content.model_dump(mode="json")
    row.drafted_by = actor.account_id
    _touch(row)


async def _take_over(
    session: AsyncSession, row: Notice, content: NoticeContent, actor: Actor
) -> None:
    unit = await owner_of(session, content.unit_code)
    await require_own(session, actor, unit.id)
    row.unit_id, row.unit_code = unit.id, unit.code
    row.title, row.text = content.title, content.text
    row.urgency, row.audience = content.urgency.value, content.audience.value
    row.districts, row.questions = list(content.districts), list(content.questions)
    row.valid_from, row.valid_to = content.valid_from, content.valid_to


async def publish(session: AsyncSession, *, step: Step, actor: Actor) -> Notice:
    """Bring the draft into force; not by its author (domain rules §12.2).

    Raises ``SecondPersonNeeded``, ``OfAnotherUnit`` (403), ``NoticeStepIllegal``, ``NoticeStale`` (409).
    """
    row = await _at_version(session, step.notice_id, step.version)
    await require_own(session, actor, row.unit_id)
    if row.draft is None:
        raise NoticeStepIllegal("没有待发布的草稿", "There is no draft to publish")
    if actor.account_id is None or actor.account_id == row.drafted_by:
        raise SecondPersonNeeded
    await put_in_force(session, row, actor=actor)
    return row


async def put_in_force(session: AsyncSession, row: Notice, *, actor: Actor) -> None:
    """Make the draft what counts and tell the house; who may do it is the caller's matter.

    Raises ``NoticeStepIllegal`` (409) for a text whose time is over.
    """
    content = NoticeContent.model_validate(row.draft)
    now = clock.now()
    if content.valid_to is not None and content.valid_to <= now:
        raise NoticeStepIllegal("有效期已过，不能发布", "Its time is over")
    await _take_over(session, row, content, actor)
    row.draft = None
    row.state = NoticeState.PUBLISHED.value
    row.published_by, row.published_at = actor.account_id, now
    row.withdrawn_by, row.withdrawn_reason = None, ""
    _touch(row)
    await _note(session, row, "notice.publish", actor)
    await _tell(session, row)
    for turn in (content.valid_from, content.valid_to):
        if turn is not None and turn > now:
            await publish_event(session, NoticeTurns(row.id), at=turn)


async def file_away(session: AsyncSession, row: Notice, *, actor: Actor) -> None:
    """Keep a notice whose time is over, as an import of past ones brings them; nothing finds it."""
    await _take_over(session, row, NoticeContent.model_validate(row.draft), actor)
    row.draft, row.state = None, NoticeState.EXPIRED.value
    _touch(row)
    await _tell(session, row)


async def withdraw(session: AsyncSession, *, step: Step, actor: Actor) -> Notice:
    """Take a notice out of use, with a reason; a draft never published ends here too."""
    row = await _at_version(session, step.notice_id, step.version)
    if row.state not in {NoticeState.DRAFT.value, NoticeState.PUBLISHED.value}:
        raise NoticeStepIllegal("该通知公告已撤下或已到期", "The notice is over already")
    await require_own(session, actor, row.unit_id)
    row.state, row.draft = NoticeState.WITHDRAWN.value, None
    row.withdrawn_by, row.withdrawn_reason = actor.account_id, step.note
    _touch(row)
    await _note(session, row, "notice.withdraw", actor)
    await _tell(session, row)
    return row


async def on_turn(session: AsyncSession, event: NoticeTurns) -> None:
    """A notice begins or ends now: the index reads it anew; a timer of an earlier text changes nothing."""
    row = await get_notice(session, event.notice_id, lock=True)
    now = clock.now()
    if row.state != NoticeState.PUBLISHED.value or row.valid_from > now:
        return
    if row.valid_to is not None and row.valid_to <= now:
        row.state = NoticeState.EXPIRED.value
    _touch(row)
    await _tell(session, row)


async def _at_version(session: AsyncSession, notice_id: str, version: int) -> Notice:
    row = await get_notice(session, notice_id, lock=True)
    if row.version != version:
        raise NoticeStale(version=row.version)
    return row


def _touch(row: Notice) -> None:
    row.version += 1
    row.updated_at = clock.now()


async def _note(session: AsyncSession, row: Notice, action: str, actor: Actor) -> None:
    after = {"state": row.state, "version": row.version, "title": row.title}
    await record_change(session, actor, Change(action, "notice", row.id, None, after))


async def _tell(session: AsyncSession, row: Notice) -> None:
    await publish_event(session, KnowledgeChanged(DocumentKind.NOTICE.value, row.id, row.version))
