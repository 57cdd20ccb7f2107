"""Taking notices (通知公告收录): a file's line or a push becomes a draft, or what counts, once and no more."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from knowledge.differences import FieldChangeOut, field_changes
from knowledge.lines import Taken, Taking, require_same_key
from knowledge.notices.models import Notice, NoticeState
from knowledge.notices.queries import find_notice
from knowledge.notices.schemas import (
    NoticeContent,
    NoticeIn,
    NoticeOut,
    NoticePush,
    NoticePushOut,
    content_of,
)
from knowledge.notices.service import create_notice, file_away, put_in_force, revise
from knowledge.owning import owner_of, require_own
from knowledge.receipts import Arrival, Sent, is_repeat, keep, whole
from knowledge.versions import Outcome

LABELS: Mapping[str, str] = {
    "title": "标题",
    "text": "正文",
    "urgency": "紧急程度",
    "unit_code": "责任单位",
    "districts": "区划",
    "audience": "公开范围",
    "questions": "问法",
    "valid_from": "开始时间",
    "valid_to": "结束时间",
}
_TOLD = frozenset({NoticeState.PUBLISHED.value, NoticeState.EXPIRED.value})


async def push_notice(
    session: AsyncSession, *, key: str, version: NoticePush, actor: Actor, dry_run: bool
) -> NoticePushOut:
    """Take one version from another system as a draft, which a second person publishes.

    Raises ``LineInvalid``, ``OwnerUnknown`` (422), ``OfAnotherUnit`` (403), ``VersionOlder`` and
    ``VersionTaken`` (409).
    """
    require_same_key("key", key, version.key)
    wanted = NoticeIn(key=key, **content_of(version).model_dump())
    how = Taking(version.version, dry_run, as_drafts=True)
    told = await take_notice(session, wanted, how=how, actor=actor)
    row = await find_notice(session, key)
    shown = NoticeOut.model_validate(row) if row is not None else None
    return NoticePushOut.model_validate({**told.pushed(dry_run=dry_run), "notice": shown})


async def take_notice(
    session: AsyncSession, wanted: NoticeIn, *, how: Taking, actor: Actor
) -> Taken:
    """Take a notice, and publish it unless it comes as a draft; what counts already changes nothing.

    Raises ``OwnerUnknown`` (422), ``OfAnotherUnit`` (403), ``VersionOlder`` and ``VersionTaken`` (409).
    """
    unit = await owner_of(session, wanted.unit_code)
    await require_own(session, actor, unit.id)
    standing = await find_notice(session, wanted.key)
    if standing is not None:
        await require_own(session, actor, standing.unit_id)
    said = wanted.content().model_dump(mode="json")
    arrival = Arrival(Sent.NOTICE, wanted.key, how.version, said)
    repeat = await is_repeat(session, arrival)
    if standing is not None and repeat:
        return Taken(wanted.key, standing.title, Outcome.UNCHANGED)
    fields = _differences(standing, said, as_draft=how.as_drafts)
    same = standing is not None and not fields and _stands(standing, how)
    if not how.dry_run:
        async with whole(session):
            if not same:
                await _store(session, standing, wanted, (how, actor))
            await keep(session, arrival, actor)
    outcome = how.outcome(new=standing is None, same=same)
    return Taken(wanted.key, wanted.title, outcome, fields)


def _differences(
    standing: Notice | None, said: Mapping[str, Any], *, as_draft: bool
) -> list[FieldChangeOut]:
    """Compare what is said with what counts or, for a draft, with the one that waits already."""
    if standing is None:
        return []
    waits = as_draft and standing.draft is not None
    before = NoticeContent.model_validate(standing.draft) if waits else told_of_notice(standing)
    return field_changes(before.model_dump(mode="json"), said, LABELS)


def _stands(standing: Notice, how: Taking) -> bool:
    """Tell whether a text that says the same waits as the draft that it would become, or is in force."""
    return (how.as_drafts and standing.draft is not None) or standing.state in _TOLD


async def _store(
    session: AsyncSession,
    standing: Notice | None,
    wanted: NoticeIn,
    by: tuple[Taking, Actor],
) -> None:
    how, actor = by
    if standing is None:
        row = await create_notice(session, notice=wanted, actor=actor)
    else:
        row = await revise(
            session,
            notice_id=standing.id,
            version=standing.version,
            content=wanted.content(),
            actor=actor,
        )
    if how.as_drafts:
        return
    over = wanted.valid_to is not None and wanted.valid_to <= clock.now()
    await (file_away if over else put_in_force)(session, row, actor=actor)


def told_of_notice(row: Notice) -> NoticeContent:
    """Return what a notice says as its entry of an import would be, without the key."""
    return NoticeContent.model_validate(
        {name: getattr(row, name) for name in NoticeContent.model_fields}
    )
